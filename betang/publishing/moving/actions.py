"""Looking an export through, and taking it over: one transaction an item, so that whatever kills the run leaves whole items only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.guard.actions import report
from betang.guard.html import plain_text
from betang.guard.text import Finding, check_fields, check_text, personal, refused
from betang.guard.words import slug_of, tidy_line, tidy_text
from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.publishing import documents, policies, redirects
from betang.publishing import jobs as publishing_jobs
from betang.publishing.actions.shelves import set_tags
from betang.publishing.models import Article, Category, Comment, ImportItem, ImportRun, Page, Picture, Redirect, Revision
from betang.publishing.moving import plan as plans
from betang.publishing.moving import wxr
from betang.publishing.moving.media import Media, at_hand
from betang.publishing.moving.plan import ARTICLE, MENU, NOTHING, PAGE, PICTURE, Plan, Planned
from betang.publishing.moving.texts import convert
from betang.publishing.moving.wxr import SourceComment, SourceItem
from betang.publishing.pictures import actions as pictures
from betang.publishing.terms import (
    BYLINE_LENGTH,
    COMMENT_LENGTH,
    SUMMARY_LENGTH,
    TAG_LIMIT,
    TITLE_LENGTH,
    ArticleState,
    BodyFormat,
    CommentState,
    ImportOutcome,
    ImportState,
    RevisionKind,
)
from betang.search import index

REASON_LENGTH = 300
LOOKED_INTO = 500
"""Files with up to this many items are looked into by the guard already in the preview."""
HOLDS_MOST = 200_000
"""Characters of one text beyond which it is no article but a dump; it is left out and listed."""


# ---------- Looking through ----------


def _private_path(site: Site, run_id: UUID, extension: str) -> str:
    return f"{site.pk}/imports/{run_id.hex}.{extension}"


def look_through(
    *,
    actor: Actor,
    site: Site,
    file: IO[bytes] | Any,
    file_name: str,
    media: IO[bytes] | Any | None = None,
    media_folder: str = "",
    at: datetime,
) -> ImportRun:
    """Read an export from its first to its last byte and say what would become of it. Nothing of the site changes.

    The file (and a ZIP of pictures) is kept in private storage until the run is done or dropped; `media_folder` is a folder or a
    ZIP of this machine. Where the same file is being taken over already (a killed command stopped in its middle), that run comes
    back, to go on with. Raises `BrokenExport` with the line, `InvalidInput`, `Unavailable` when the disk is full; nothing is left
    behind then.
    """
    policies.may_manage_pages(actor, site).require()
    run_id = uuid7()
    path, media_path = _private_path(site, run_id, "xml"), _private_path(site, run_id, "zip")
    try:
        files.keep(files.private(path), file)
        notes: dict[str, Any] = {}
        if media is not None:
            files.keep(files.private(media_path), media)
            notes["media"] = str(files.private(media_path))
        elif media_folder:
            if not Path(media_folder).exists():
                raise InvalidInput(_("There is no folder %(folder)s.") % {"folder": media_folder})
            notes["media"] = str(Path(media_folder).resolve())
        digest = hashlib.sha256()
        with files.private(path).open("rb") as kept:
            while chunk := kept.read(1024 * 1024):
                digest.update(chunk)
        under_way = _under_way(digest.hexdigest(), notes)
        if under_way is not None:
            files.private(path).unlink(missing_ok=True)
            return under_way
        plan = plans.make(files.private(path), at_hand(notes.get("media", "")), now=at)
        notes |= _preview(plan, files.private(path))
        with transaction.atomic():
            run: ImportRun = ImportRun.objects.create(
                id=run_id, file_name=tidy_line(file_name)[:200], sha256=digest.hexdigest(), path=path, total=len(plan.rows), notes=notes,
                started_by_id=actor.id, started_at=at,
            )  # fmt: skip
            trail.record(
                "publishing.import.looked_through", run, actor=actor, at=at, data={"group_id": str(site.group_id), "items": run.total}
            )
    except BaseException:
        files.private(path).unlink(missing_ok=True)
        files.private(media_path).unlink(missing_ok=True)
        raise
    return run


def _under_way(sha256: str, notes: dict[str, Any]) -> ImportRun | None:
    """The run that takes this very file over already, and was not finished. Pictures that come with it now are its pictures."""
    run: ImportRun | None = ImportRun.objects.filter(sha256=sha256, state=ImportState.RUNNING).first()
    if run is None or not files.private(run.path).exists():
        return None
    if "media" in notes:
        place = Path(notes["media"])
        at_hand(notes["media"])  # a broken ZIP is told before it takes the place of a good one
        if place.is_relative_to(files.private("")):
            place = place.replace(files.private(run.path).with_suffix(".zip"))
        run.notes["media"] = str(place)
        run.save(update_fields=["notes"])
    return run


def _preview(plan: Plan, path: Path) -> dict[str, Any]:
    """What the page shows before anything is written: counts, what stays behind, what the guard would hold back."""
    flagged: list[dict[str, str]] = []
    if len(plan.rows) <= LOOKED_INTO:
        for item in wxr.items(path):
            if item.kind in ("post", "page"):
                found = check_fields({"title": item.title, "body": item.content})
                why = _held_back(found)
                if why:
                    flagged.append({"title": item.title or item.link, "reason": why})
    left = [{"title": _title_for_list(row), "kind": row.item.kind, "reason": row.reason} for row in plan.rows if row.becomes == NOTHING]
    changed = [
        {"title": _title_for_list(row), "kind": row.item.kind, "reason": row.reason}
        for row in plan.rows
        if row.becomes != NOTHING and row.reason
    ]
    states: dict[str, int] = {}
    for row in plan.rows:
        if row.becomes in (ARTICLE, PAGE):
            states[row.state] = states.get(row.state, 0) + 1
    return {
        "source_title": plan.source.title[:200],
        "source_url": plan.source.base_url[:200],
        "counts": plan.counts(),
        "states": states,
        "left_out": left[:1000],
        "changed": changed[:1000],
        "flagged": flagged[:500],
        "known": sum(row.target_id is not None for row in plan.rows),
    }


def _title_for_list(row: Planned) -> str:
    return (tidy_line(row.item.title) or row.item.meta.get("_menu_item_url", "") or row.item.link or f"#{row.item.id}")[:200]


def _held_back(found: tuple[Finding, ...]) -> str:
    """Why a text is not shown at once: in words, or nothing."""
    if refused(found):
        return (
            _("advertises gambling or carries the signs of a break-in: draft")
            + f" («{next(one.excerpt for one in found if one.is_refused)[:80]}»)"
        )
    data = personal(found)
    if data:
        return _("holds personal data: draft, to be looked at") + f" ({', '.join(dict.fromkeys(one.excerpt for one in data[:4]))})"
    return ""


@transaction.atomic
def start(*, actor: Actor, site: Site, run: ImportRun, at: datetime, in_background: bool = True) -> ImportRun:
    """Begin to take over what was looked through. In the background the worker does it; a command does it itself."""
    policies.may_manage_pages(actor, site).require()
    row: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.state != ImportState.PREVIEW:
        raise Refused(_("This import has begun already."))
    row.state, row.started_at = ImportState.RUNNING, at
    row.save(update_fields=["state", "started_at"])
    trail.record(
        "publishing.import.started",
        row,
        actor=actor,
        at=at,
        data={"group_id": str(site.group_id), "items": row.total, "file": row.file_name},
    )
    if in_background:
        from betang.publishing.moving import jobs

        jobs.carry_on.enqueue(run_id=str(row.pk))
    return row


@transaction.atomic
def push(*, actor: Actor, site: Site, run: ImportRun, at: datetime) -> None:
    """Have the worker go on with a run that stands still."""
    policies.may_manage_pages(actor, site).require()
    if run.state != ImportState.RUNNING:
        return
    trail.record("publishing.import.pushed", run, actor=actor, at=at, data={"group_id": str(site.group_id), "done": run.done})
    from betang.publishing.moving import jobs

    jobs.carry_on.enqueue(run_id=str(run.pk))


@transaction.atomic
def drop(*, actor: Actor, site: Site, run: ImportRun, at: datetime) -> None:
    """Throw away a preview with its files; nothing of it was taken over."""
    policies.may_manage_pages(actor, site).require()
    if run.state != ImportState.PREVIEW:
        raise Refused(_("This import has begun already."))
    trail.record("publishing.import.dropped", run, actor=actor, at=at, data={"group_id": str(site.group_id)})
    kept = run.path
    run.delete()
    transaction.on_commit(lambda: _clear(kept))


def _clear(path: str) -> None:
    """The export holds readers' e-mail addresses: it is not kept a day longer than it is needed."""
    if path:
        files.private(path).unlink(missing_ok=True)
        files.private(path).with_suffix(".zip").unlink(missing_ok=True)


# ---------- Taking over ----------


@dataclass(slots=True)
class Taking:
    """One run under way."""

    run: ImportRun
    site: Site
    actor: Actor
    plan: Plan
    media: Media
    now: datetime
    place: str
    pictures: dict[str, Picture] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)

    def picture_of(self, row: Planned | None) -> Picture | None:
        """The picture that an attachment has become."""
        return self.pictures.get(row.key) if row is not None else None


class _Addresses:
    """Where the links and pictures of one item lead now."""

    def __init__(self, taking: Taking, item: SourceItem) -> None:
        self.taking, self.item = taking, item

    def link(self, url: str) -> str:
        plan = self.taking.plan
        there = self.taking.picture_of(plans.file_of(plan, url)) if "/" in url else None
        if there is not None:
            return files.public_path(there.pk)
        path = plans.path_on(plan, url)
        if path is None:
            return url
        row = plans.target_of(plan, url)
        if row is not None and row.becomes in (ARTICLE, PAGE):
            mark = url.partition("#")[2]
            return row.path + (f"#{mark}" if mark and mark.isascii() else "")
        if row is not None and row.item.kind == "attachment":
            picture = self.taking.picture_of(row)
            if picture is not None:
                return files.public_path(picture.pk)
        for before, after in (("/category/", "/berita/kategori/"), ("/tag/", "/berita/tag/")):
            if path.startswith(before):
                name = path.removeprefix(before).rpartition("/")[2]
                domain = "category" if before == "/category/" else "post_tag"
                label = plan.source.terms.get((domain, name), "")
                return f"{after}{slug_of(label or name, fallback=name)}/" if label else url
        return "/" if path == "/" else url

    def picture(self, url: str, item_id: str = "") -> tuple[str, str] | None:
        plan = self.taking.plan
        row = plans.file_of(plan, url) or plan.by_id.get(item_id)
        picture = self.taking.picture_of(row)
        return (files.public_path(picture.pk), picture.alt) if picture is not None else None

    def gallery(self, ids: list[str]) -> list[tuple[str, str, str] | None]:
        plan = self.taking.plan
        rows: list[Planned | None]
        if ids:
            rows = [plan.by_id.get(one) for one in ids]
        else:
            rows = [row for row in plan.children.get(self.item.id, []) if row.item.kind == "attachment"]
        found: list[tuple[str, str, str] | None] = []
        for row in rows:
            picture = self.taking.picture_of(row)
            found.append((files.public_path(picture.pk), picture.alt, picture.caption) if picture is not None else None)
        return found


def carry_on(run_id: UUID, *, at: datetime | None = None) -> Iterator[tuple[int, int]]:
    """Take over what is not taken yet, yielding (done, all) after each item. May be killed anywhere and begun again.

    An item that was finished in this run is not looked at again; one that was finished in an earlier run is compared by its
    fingerprint and changed only where its source changed and nobody worked on it here.
    """
    run = ImportRun.objects.select_related("site__group__region", "started_by").filter(pk=run_id).first()
    if run is None or run.state != ImportState.RUNNING:
        return
    now = at or clock.now()
    site = run.site
    person = run.started_by
    actor = Actor(id=person.pk if person else None, name=person.name if person else SYSTEM.name, is_system=True)
    path = files.private(run.path)
    try:
        media = at_hand(run.notes.get("media", ""))
        plan = plans.make(path, media, now=now)
    except (DomainError, FileNotFoundError) as error:
        with transaction.atomic():
            if _is_mine(run):  # not where another process has just finished it and thrown the file away
                _stop(run, actor, error, now)
        return
    from betang.regions.queries import place_line

    taking = Taking(run, site, actor, plan, media, now, place_line(site.group.region.code))
    taking.finished = set(_finished(run).values_list("source_key", flat=True))
    _known_pictures(taking)
    by_key = {row.key: row for row in plan.rows}
    for phase in ((PICTURE, NOTHING), (ARTICLE, PAGE), (MENU,)):
        if not path.exists():  # another process has finished the run meanwhile
            return
        seen: set[str] = set()
        for item in wxr.items(path):
            row = by_key[plans.key_of(plan.source, item, seen)]
            if row.becomes not in phase or row.key in taking.finished:
                continue
            with transaction.atomic():
                if not _is_mine(run):
                    return
                if not _was_taken_beside(taking, row):
                    _take(taking, row, item)
                taking.finished.add(row.key)
                ImportRun.objects.filter(pk=run.pk).update(done=len(taking.finished), total=len(plan.rows))
            yield len(taking.finished), len(plan.rows)
    with transaction.atomic():
        _parents(taking)
        counts = {outcome: _finished(run).filter(outcome=outcome).count() for outcome in ImportOutcome.values}
        changed = ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING).update(
            state=ImportState.DONE, finished_at=at or clock.now(), done=len(plan.rows)
        )
        if changed:
            trail.record(
                "publishing.import.finished", run, actor=actor, at=now, data={"group_id": str(site.group_id), **counts}, public=False
            )
    _clear(run.path)


def _is_mine(run: ImportRun) -> bool:
    """Hold the run for this item: another process may carry it on too (a worker, and a command that was begun again)."""
    return ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, state=ImportState.RUNNING).first() is not None


def _was_taken_beside(taking: Taking, row: Planned) -> bool:
    """Whether another process has finished the item since this one began."""
    done = _finished(taking.run).filter(source_key=row.key).first()
    if done is not None and row.becomes == PICTURE and done.target_id is not None:
        picture = Picture.objects.filter(pk=done.target_id).first()
        if picture is not None:
            taking.pictures[row.key] = picture
    return done is not None


def _finished(run: ImportRun) -> QuerySet[ImportItem]:
    rows: QuerySet[ImportItem] = ImportItem.objects.filter(run=run).exclude(outcome=ImportOutcome.WAITING).exclude(kind="comment")
    return rows


@transaction.atomic
def _stop(run: ImportRun, actor: Actor, error: Exception, at: datetime) -> None:
    why = error.message if isinstance(error, DomainError) else _("The file is gone. Send it once more; what was taken over stays.")
    run.notes["error"] = why
    run.state, run.finished_at = ImportState.FAILED, at
    run.save(update_fields=["notes", "state", "finished_at"])
    trail.record("publishing.import.stopped", run, actor=actor, at=at, reason=why)


def _known_pictures(taking: Taking) -> None:
    keys = {row.target_id: row.key for row in taking.plan.rows if row.item.kind == "attachment" and row.target_id}
    for picture in Picture.objects.filter(pk__in=list(keys)):
        taking.pictures[keys[picture.pk]] = picture


def _note(taking: Taking, row: Planned, outcome: str, *, reason: str = "", target_id: UUID | None = None, fingerprint: str = "") -> None:
    """Write down what became of an item."""
    defaults = {
        "run": taking.run,
        "title": _title_for_list(row),
        "outcome": outcome,
        "reason": reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…",
        "target_id": target_id,
        "fingerprint": fingerprint,
    }
    ImportItem.objects.update_or_create(source_key=row.key, kind=row.item.kind[:20], defaults=defaults)


def _known(row: Planned) -> ImportItem | None:
    known: ImportItem | None = (
        ImportItem.objects.select_for_update(of=("self",)).filter(source_key=row.key, kind=row.item.kind[:20]).first()
    )
    return known


def _take(taking: Taking, row: Planned, item: SourceItem) -> None:
    if row.becomes == PICTURE:
        _take_picture(taking, row, item)
    elif row.becomes == ARTICLE:
        _take_article(taking, row, item)
    elif row.becomes == PAGE:
        _take_page(taking, row, item)
    elif row.becomes == MENU:
        _take_menu_entry(taking, row)
    else:
        known = _known(row)
        same = known is not None and known.target_id is not None
        _note(
            taking, row, ImportOutcome.UNCHANGED if same else ImportOutcome.LEFT_OUT, reason=row.reason,
            target_id=known.target_id if known else None, fingerprint=known.fingerprint if known else "",
        )  # fmt: skip
    if item.comments and row.becomes != ARTICLE:
        _leave_comments(taking, row, item, _("pages have no comments here") if row.becomes == PAGE else _("its article was not taken over"))


def _take_picture(taking: Taking, row: Planned, item: SourceItem) -> None:
    known = _known(row)
    if row.key in taking.pictures:
        assert known is not None
        _note(taking, row, ImportOutcome.UNCHANGED, target_id=known.target_id, fingerprint=known.fingerprint)
        return
    if known is not None and known.target_id is not None:
        _note(taking, row, ImportOutcome.LEFT_OUT, reason=_("was removed here after moving in"), target_id=known.target_id)
        return
    entry = taking.media.find(item.file_url, item.meta.get("_wp_attached_file", ""), item.guid)
    if entry is None:
        _note(taking, row, ImportOutcome.LEFT_OUT, reason=_("its file is not at hand"))
        return
    words = {
        "alt": tidy_line(item.meta.get("_wp_attachment_image_alt", "") or item.title)[: pictures.ALT_LENGTH],
        "caption": tidy_line(plain_text(item.excerpt))[: pictures.ALT_LENGTH],
    }
    if refused(check_fields(words)):
        words = {"alt": "", "caption": ""}
    try:
        with transaction.atomic(), taking.media.open(entry) as file:
            picture = pictures.add_picture(
                actor=taking.actor, site=taking.site, file=file, name=taking.media.name_of(entry), at=taking.now, **words
            )
    except (InvalidInput, Refused) as error:
        _note(taking, row, ImportOutcome.LEFT_OUT, reason=error.message)
        return
    taking.pictures[row.key] = picture
    _note(taking, row, ImportOutcome.TAKEN, target_id=picture.pk, fingerprint=picture.sha256)


def _fingerprint(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()[:32]


def _written(row: Article | Page) -> str:
    """The mark of what stands here, to see whether anybody worked on it since."""
    is_public = row.is_published if isinstance(row, Page) else row.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED)
    return _fingerprint(row.title, row.body, is_public)


@dataclass(slots=True)
class _Text:
    """A text ready to be kept, with what must be said about it."""

    title: str
    summary: str
    body: str
    notes: list[str]
    held_back: bool


def _text(taking: Taking, row: Planned, item: SourceItem, where: str) -> _Text:
    done = convert(item.content, _Addresses(taking, item))
    notes = [row.reason] if row.reason else []
    title = tidy_line(item.title)
    body = tidy_text(done.html)
    if len(title) > TITLE_LENGTH:
        notes.append(_("its title was shortened; it stands whole at the head of the text"))
        from django.utils.html import escape

        body = f"<p><strong>{escape(title)}</strong></p>\n{body}"
        title = (title[: TITLE_LENGTH - 1].rpartition(" ")[0] or title[: TITLE_LENGTH - 1]) + "…"
    if not title:
        words = " ".join(word for word in plain_text(body).split() if not word.startswith(("http://", "https://")))
        title = (words[:60].rpartition(" ")[0] + "…") if len(words) > 60 else words or _("(without a title)")
        notes.append(_("had no title; its first words are its title now"))
    summary = tidy_line(plain_text(item.excerpt))
    if len(summary) > SUMMARY_LENGTH:
        summary = summary[: SUMMARY_LENGTH - 1].rpartition(" ")[0] + "…"
    notes += done.notes()
    found = check_fields({"title": title, "summary": summary, "body": item.content})
    held = _held_back(found)
    if held and row.is_public:
        notes.append(held)
        if refused(found):
            report(actor=taking.actor, where=where, findings=found, site_id=taking.site.pk, at=taking.now)
    return _Text(title, summary, body, notes, bool(held))


def _is_too_long(taking: Taking, row: Planned, text: _Text) -> bool:
    if len(text.body) <= HOLDS_MOST:
        return False
    _note(taking, row, ImportOutcome.LEFT_OUT, reason=_("is too long for one text: %(count)s letters") % {"count": len(text.body)})
    return True


def _settled(taking: Taking, row: Planned, known: ImportItem | None, there: Article | Page | None, mark: str, notes: list[str]) -> bool:
    """Whether there is nothing to write: it stands here as its source has it, or somebody worked on it or removed it here."""
    if known is None or known.target_id is None:
        return False
    reason = "; ".join(notes)
    if there is None:
        _note(taking, row, ImportOutcome.LEFT_OUT, reason=_("was removed here after moving in"), target_id=known.target_id)
        return True
    if known.fingerprint[:32] == mark:
        _note(taking, row, ImportOutcome.UNCHANGED, reason=reason, target_id=known.target_id, fingerprint=known.fingerprint)
        return True
    if known.fingerprint[32:] != _written(there):
        reason = _("was worked on here after moving in; it stays as it is here")
        _note(taking, row, ImportOutcome.UNCHANGED, reason=reason, target_id=known.target_id, fingerprint=known.fingerprint)
        return True
    return False


def _take_article(taking: Taking, row: Planned, item: SourceItem) -> None:
    known = _known(row)
    there: Article | None = (
        Article.objects.select_for_update(of=("self",)).filter(pk=known.target_id).first() if known and known.target_id else None
    )
    text = _text(taking, row, item, "publishing.import")
    if _is_too_long(taking, row, text):
        _leave_comments(taking, row, item, _("its article was not taken over"))
        return
    state, publish_at = row.state, row.publish_at
    if state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED):
        if text.held_back:
            state, publish_at = ArticleState.DRAFT, None
        elif not plain_text(text.body).strip() and "<img" not in text.body:
            state, publish_at = ArticleState.DRAFT, None
            text.notes.append(_("has no text; it is a draft now"))
    category, tags = _sorted_into(taking, item, text.notes)
    lead = taking.picture_of(taking.plan.by_id.get(item.meta.get("_thumbnail_id", "")))
    byline = tidy_line(taking.plan.source.authors.get(item.creator, item.creator))[:BYLINE_LENGTH]
    mark = _fingerprint(
        text.title, text.summary, text.body, item.status, bool(item.password), row.at if item.at_gmt or item.at_local else "", byline,
        category[1] if category else "", tags, str(lead.pk) if lead else "", text.held_back,
    )  # fmt: skip
    if _settled(taking, row, known, there, mark, text.notes):
        if there is not None:
            _take_comments(taking, row, item, there)
        return
    at = row.at or taking.now
    is_new = there is None
    article = there or Article(id=uuid7(), site=taking.site, slug=row.slug, author_id=taking.actor.id, created_at=min(at, taking.now))
    article.title, article.summary, article.body, article.body_format = text.title, text.summary, text.body, BodyFormat.HTML
    article.html = text.body
    article.category = _shelf(taking, *category) if category else None
    article.byline, article.lead_picture = byline, lead
    was_public = article.state == ArticleState.PUBLISHED and not is_new
    article.state, article.publish_at = state, publish_at
    if state == ArticleState.PUBLISHED:
        article.published_at = min(at, taking.now)
        article.region_code = taking.site.group.region.code
    article.version += 1
    article.updated_at = taking.now if not is_new else min(at, taking.now)
    article.save(force_insert=is_new)
    set_tags(article, tags)
    article.save(update_fields=["tag_list"])
    Revision.objects.create(
        article=article, kind=RevisionKind.IMPORTED, title=article.title, summary=article.summary, body=article.body,
        body_format=article.body_format, version=article.version, saved_by_id=taking.actor.id, saved_by_name=taking.actor.name,
        saved_at=taking.now,
    )  # fmt: skip
    if state == ArticleState.PUBLISHED:
        index.put(**documents.article_document(article, place=taking.place))
    elif was_public:
        index.remove(documents.ARTICLE, str(article.pk))
    if state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED):
        _lead_old_addresses(taking, row, item)
    if publish_at is not None:
        publishing_jobs.publish_due.enqueue(run_after=publish_at, article_id=str(article.pk))
    trail.record(
        "publishing.article.moved_in", article, actor=taking.actor, at=taking.now, public=state == ArticleState.PUBLISHED,
        data={"group_id": str(taking.site.group_id), "title": article.title, "slug": article.slug, "run": str(taking.run.pk)},
    )  # fmt: skip
    _note(taking, row, ImportOutcome.TAKEN, reason="; ".join(text.notes), target_id=article.pk, fingerprint=mark + _written(article))
    _take_comments(taking, row, item, article)


def _sorted_into(taking: Taking, item: SourceItem, notes: list[str]) -> tuple[tuple[str, str] | None, list[str]]:
    """The one category (nicename, name) and the tags of an article: further categories become tags."""
    names: dict[str, str] = {}
    categories = [
        (slug, tidy_line(label))
        for domain, slug, label in item.terms
        if domain == "category" and slug not in plans.WITHOUT_CATEGORY and tidy_line(label)
    ]
    tags = [tidy_line(label) for domain, _slug, label in item.terms if domain in ("tag", "post_tag")]
    for name in [label for _slug, label in categories[1:]] + tags:
        if name:
            names.setdefault(slug_of(name, fallback=name.casefold()), name[:60])
    wanted = list(names.values())
    if len(wanted) > TAG_LIMIT:
        more = len(wanted) - TAG_LIMIT
        notes.append(ngettext("%(count)d tag too many was left out", "%(count)d tags too many were left out", more) % {"count": more})
    return (categories[0] if categories else None), wanted[:TAG_LIMIT]


def _shelf(taking: Taking, nicename: str, label: str) -> Category:
    slug = slug_of(label, fallback=slug_of(nicename, fallback=f"rak-{hashlib.sha256(label.encode()).hexdigest()[:8]}"))[:80]
    made, created = Category.objects.get_or_create(
        slug=slug, defaults={"name": label[:60], "position": min(10 + Category.objects.count(), 32_000)}
    )
    if created:
        _lead(f"/category/{nicename}", "", f"/berita/kategori/{slug}/", taking.now)
    found: Category = made
    return found


def _lead(path: str, query: str, target: str, at: datetime) -> None:
    old = redirects.normal(path, query)
    if len(old) > redirects.LONGEST or old in ("/", redirects.normal(target)):
        return
    known = Redirect.objects.filter(path=old).first()
    if known is None:
        Redirect.objects.create(path=old, target=target, created_at=at)
    elif known.target != target:
        known.target = target
        known.save(update_fields=["target"])


def _lead_old_addresses(taking: Taking, row: Planned, item: SourceItem) -> None:
    """Whoever follows an old link or an old bookmark arrives: by path, and by number in every form that WordPress knows."""
    from urllib.parse import urlsplit

    for url in (item.link, item.guid):
        path = plans.path_on(taking.plan, url)
        if path is not None:
            parts = urlsplit(url)
            _lead(parts.path.replace("//", "/"), parts.query, row.path, taking.now)
    if item.id.isdecimal():
        for name in ("p", "page_id"):
            _lead("/", f"{name}={item.id}", row.path, taking.now)


def _take_page(taking: Taking, row: Planned, item: SourceItem) -> None:
    known = _known(row)
    there: Page | None = (
        Page.objects.select_for_update(of=("self",)).filter(pk=known.target_id).first() if known and known.target_id else None
    )
    text = _text(taking, row, item, "publishing.import")
    if _is_too_long(taking, row, text):
        return
    parent, was_moved = plans.parent_of(taking.plan, row)
    if was_moved:
        text.notes.append(_("stood deeper; pages stand at most three deep here"))
    is_published = row.state == ArticleState.PUBLISHED and not text.held_back
    in_menu = not taking.plan.menu_pages or item.id in taking.plan.menu_pages
    order = taking.plan.menu_pages.get(item.id, item.order)
    position = max(0, min(order, 9999))
    mark = _fingerprint(
        text.title, text.body, item.status, bool(item.password), parent.key if parent else "", position, in_menu, text.held_back
    )
    if _settled(taking, row, known, there, mark, text.notes):
        return
    is_new = there is None
    at = min(row.at or taking.now, taking.now)
    page = there or Page(id=uuid7(), site=taking.site, slug=row.slug, created_at=at)
    was_public = page.is_published and not is_new
    page.title, page.body, page.html, page.body_format = text.title, text.body, text.body, BodyFormat.HTML
    page.position, page.in_menu, page.is_published = position, in_menu, is_published
    page.version += 1
    page.edited_by_id, page.updated_at = taking.actor.id, taking.now if not is_new else at
    page.save(force_insert=is_new)
    row.target_id = page.pk
    if is_published:
        index.put(**documents.page_document(page, region_code=taking.site.group.region.code, place=taking.place))
        _lead_old_addresses(taking, row, item)
    elif was_public:
        index.remove(documents.PAGE, str(page.pk))
    trail.record(
        "publishing.page.moved_in", page, actor=taking.actor, at=taking.now, public=is_published,
        data={"group_id": str(taking.site.group_id), "title": page.title, "slug": page.slug, "run": str(taking.run.pk)},
    )  # fmt: skip
    _note(taking, row, ImportOutcome.TAKEN, reason="; ".join(text.notes), target_id=page.pk, fingerprint=mark + _written(page))


def _parents(taking: Taking) -> None:
    """Put every page under the page that it stood under. Done last: a page may stand in the file before the one above it."""
    pages = [row for row in taking.plan.rows if row.becomes == PAGE]
    keys = {row.key for row in pages}
    targets: dict[str, UUID] = dict(
        ImportItem.objects.filter(source_key__in=list(keys), kind="page", run=taking.run, outcome=ImportOutcome.TAKEN).values_list(
            "source_key", "target_id"
        )
    )
    everywhere: dict[str, UUID] = dict(
        ImportItem.objects.filter(source_key__in=list(keys), kind="page", target_id__isnull=False).values_list("source_key", "target_id")
    )
    there = set(Page.objects.values_list("id", flat=True))
    for row in pages:
        if row.key not in targets:
            continue
        parent, _was_moved = plans.parent_of(taking.plan, row)
        above = everywhere.get(parent.key) if parent is not None else None
        if above not in there or above == targets[row.key]:
            above = None
        Page.objects.filter(pk=targets[row.key]).exclude(parent_id=above).update(parent_id=above)


def _take_menu_entry(taking: Taking, row: Planned) -> None:
    """The order of pages was set with the pages themselves; here it is written down that this entry became part of it."""
    known = _known(row)
    mark = _fingerprint(row.item.order, row.item.meta.get("_menu_item_object_id", ""))
    same = known is not None and known.fingerprint == mark and known.outcome in (ImportOutcome.TAKEN, ImportOutcome.UNCHANGED)
    outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.TAKEN
    _note(taking, row, outcome, reason=_("its place is the page's place in the menu"), fingerprint=mark)


# ---------- Comments ----------


def _comment_key(row: Planned, comment: SourceComment) -> str:
    return f"{row.key[:270]}#{comment.id[:20]}"


def _comment_title(comment: SourceComment) -> str:
    return f"{tidy_line(comment.author)[:60] or '—'}: {tidy_line(plain_text(comment.text))[:100]}"


def _why_left(comment: SourceComment) -> str:
    if comment.kind in ("pingback", "trackback"):
        return _("is a note from another site (%(kind)s), not a comment") % {"kind": comment.kind}
    if comment.kind not in ("", "comment"):
        return _("is not a comment")
    if comment.is_approved in ("spam", "trash", "post-trashed"):
        return _("was in the bin or marked as spam")
    if not plain_text(comment.text).strip():
        return _("has no words")
    if refused(check_text(comment.author) + check_text(comment.text)):
        return _("advertises gambling")
    return ""


def _note_comments(taking: Taking, rows: list[tuple[str, SourceComment, str, str, UUID | None, str]]) -> None:
    """Write down what became of comments: (key, comment, outcome, reason, target, fingerprint). Two queries and one a new row's batch."""
    known = {one.source_key: one for one in ImportItem.objects.filter(kind="comment", source_key__in=[row[0] for row in rows])}
    fresh = []
    for key, comment, outcome, reason, target, mark in rows:
        item = known.get(key)
        if item is None:
            fresh.append(
                ImportItem(
                    run=taking.run,
                    source_key=key,
                    kind="comment",
                    title=_comment_title(comment),
                    outcome=outcome,
                    reason=reason,
                    target_id=target,
                    fingerprint=mark,
                )
            )
        else:
            item.run, item.outcome, item.reason, item.target_id, item.fingerprint = taking.run, outcome, reason, target, mark
            item.save()
    ImportItem.objects.bulk_create(fresh)


def _leave_comments(taking: Taking, row: Planned, item: SourceItem, why: str) -> None:
    _note_comments(taking, [(_comment_key(row, one), one, ImportOutcome.LEFT_OUT, why, None, "") for one in item.comments])


def _when(comment: SourceComment, fallback: datetime) -> datetime:
    from datetime import UTC

    try:
        found = datetime.fromisoformat(comment.at)
    except ValueError:
        return fallback
    return found.replace(tzinfo=UTC) if 1990 <= found.year <= 2200 else fallback


def _take_comments(taking: Taking, row: Planned, item: SourceItem, article: Article) -> None:
    """The comments of an article with their threads. Approved ones are shown, the others wait to be looked at."""
    if not item.comments:
        return
    known: dict[str, ImportItem] = {
        one.source_key: one
        for one in ImportItem.objects.filter(kind="comment", source_key__in=[_comment_key(row, one) for one in item.comments])
    }
    there = {one.pk: one for one in Comment.objects.filter(article=article)}
    ids: dict[str, UUID] = {}
    fresh: list[Comment] = []
    noted: list[tuple[str, SourceComment, str, str, UUID | None, str]] = []
    waiting = {one.id: one for one in item.comments}
    ordered: list[SourceComment] = []
    while waiting:
        ready = [one for one in waiting.values() if one.parent not in waiting or one.parent == one.id] or list(waiting.values())
        ordered += ready
        for one in ready:
            waiting.pop(one.id)
    for one in ordered:
        key, before = _comment_key(row, one), known.get(_comment_key(row, one))
        why = _why_left(one)
        if why:
            noted.append((key, one, ImportOutcome.LEFT_OUT, why, None, ""))
            continue
        name = tidy_line(one.author)[:80] or _("a reader")
        words = tidy_text(plain_text(one.text)).strip()
        reason = ""
        if len(words) > COMMENT_LENGTH:
            words, reason = words[: COMMENT_LENGTH - 1] + "…", _("was shortened")
        is_shown = one.is_approved == "1"
        if is_shown and personal(check_text(words) + check_text(name)):
            is_shown, reason = False, _("holds personal data; it waits to be looked at")
        mark = _fingerprint(name, words, one.is_approved)
        if before is not None and before.target_id is not None:
            comment = there.get(before.target_id)
            if comment is not None:
                ids[one.id] = comment.pk
                if before.fingerprint != mark:
                    comment.name, comment.text = name, words
                    comment.save(update_fields=["name", "text"])
                    noted.append((key, one, ImportOutcome.TAKEN, reason, comment.pk, mark))
                    continue
            noted.append((key, one, ImportOutcome.UNCHANGED, before.reason, before.target_id, before.fingerprint))
            continue
        comment = Comment(
            id=uuid7(), site=taking.site, article=article, parent_id=ids.get(one.parent), name=name, text=words,
            state=CommentState.SHOWN if is_shown else CommentState.HELD, sent_at=_when(one, taking.now),
        )  # fmt: skip
        ids[one.id] = comment.pk
        fresh.append(comment)
        noted.append((key, one, ImportOutcome.TAKEN, reason, comment.pk, mark))
    Comment.objects.bulk_create(fresh)
    _note_comments(taking, noted)
    count = Comment.objects.filter(article=article, state=CommentState.SHOWN).count()
    if count != article.comment_count:
        Article.objects.filter(pk=article.pk).update(comment_count=count)


__all__ = ["carry_on", "drop", "look_through", "push", "start"]
