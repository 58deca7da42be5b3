"""Articles, pages, pictures and entries of menus, as they are taken over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.audit import trail
from betang.guard.actions import report
from betang.guard.html import plain_text
from betang.guard.text import check_fields, refused
from betang.guard.words import slug_of, tidy_line, tidy_text
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.publishing import documents, redirects
from betang.publishing import jobs as publishing_jobs
from betang.publishing.actions.shelves import set_tags
from betang.publishing.models import Article, Category, ImportItem, Page, Redirect, Revision
from betang.publishing.moving import plan as plans
from betang.publishing.moving.actions.comments import leave_comments, take_comments
from betang.publishing.moving.actions.taking import Addresses, Taking, fingerprint_of, held_back, known_item, note
from betang.publishing.moving.plan import PAGE, Planned
from betang.publishing.moving.texts import convert
from betang.publishing.moving.wxr import SourceItem
from betang.publishing.pictures import actions as pictures
from betang.publishing.terms import (
    BYLINE_LENGTH,
    SUMMARY_LENGTH,
    TAG_LIMIT,
    TITLE_LENGTH,
    ArticleState,
    BodyFormat,
    ImportOutcome,
    RevisionKind,
)
from betang.search import index

HOLDS_MOST = 200_000
"""Characters of one text beyond which it is no article but a dump; it is left out and listed."""


def take_picture(taking: Taking, row: Planned, item: SourceItem) -> None:
    """An attachment becomes a picture of the site, where its file is at hand; one that was removed here stays removed."""
    known = known_item(row)
    if row.key in taking.pictures:
        assert known is not None
        note(taking, row, ImportOutcome.UNCHANGED, target_id=known.target_id, fingerprint=known.fingerprint)
        return
    if known is not None and known.target_id is not None:
        note(taking, row, ImportOutcome.LEFT_OUT, reason=_("was removed here after moving in"), target_id=known.target_id)
        return
    entry = taking.media.find(item.file_url, item.meta.get("_wp_attached_file", ""), item.guid)
    if entry is None:
        note(taking, row, ImportOutcome.LEFT_OUT, reason=_("its file is not at hand"))
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
        note(taking, row, ImportOutcome.LEFT_OUT, reason=error.message)
        return
    taking.pictures[row.key] = picture
    note(taking, row, ImportOutcome.TAKEN, target_id=picture.pk, fingerprint=picture.sha256)


def _written(row: Article | Page) -> str:
    """The mark of what stands here, to see whether anybody worked on it since."""
    is_public = row.is_published if isinstance(row, Page) else row.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED)
    return fingerprint_of(row.title, row.body, is_public)


@dataclass(slots=True)
class _Text:
    """A text ready to be kept, with what must be said about it."""

    title: str
    summary: str
    body: str
    notes: list[str]
    held_back: bool


def _text(taking: Taking, row: Planned, item: SourceItem, where: str) -> _Text:
    done = convert(item.content, Addresses(taking, item))
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
    held = held_back(found)
    if held and row.is_public:
        notes.append(held)
        if refused(found):
            report(actor=taking.actor, where=where, findings=found, site_id=taking.site.pk, at=taking.now)
    return _Text(title, summary, body, notes, bool(held))


def _is_too_long(taking: Taking, row: Planned, text: _Text) -> bool:
    if len(text.body) <= HOLDS_MOST:
        return False
    note(taking, row, ImportOutcome.LEFT_OUT, reason=_("is too long for one text: %(count)s letters") % {"count": len(text.body)})
    return True


def _settled(taking: Taking, row: Planned, known: ImportItem | None, there: Article | Page | None, mark: str, notes: list[str]) -> bool:
    """Whether there is nothing to write: it stands here as its source has it, or somebody worked on it or removed it here."""
    if known is None or known.target_id is None:
        return False
    reason = "; ".join(notes)
    if there is None:
        note(taking, row, ImportOutcome.LEFT_OUT, reason=_("was removed here after moving in"), target_id=known.target_id)
        return True
    if known.fingerprint[:32] == mark:
        note(taking, row, ImportOutcome.UNCHANGED, reason=reason, target_id=known.target_id, fingerprint=known.fingerprint)
        return True
    if known.fingerprint[32:] != _written(there):
        reason = _("was worked on here after moving in; it stays as it is here")
        note(taking, row, ImportOutcome.UNCHANGED, reason=reason, target_id=known.target_id, fingerprint=known.fingerprint)
        return True
    return False


def take_article(taking: Taking, row: Planned, item: SourceItem) -> None:
    """A post becomes an article with its shelf, tags, comments and old addresses; one that people worked on here stays as they left it."""
    known = known_item(row)
    there: Article | None = (
        Article.objects.select_for_update(of=("self",)).filter(pk=known.target_id).first() if known and known.target_id else None
    )
    text = _text(taking, row, item, "publishing.import")
    if _is_too_long(taking, row, text):
        leave_comments(taking, row, item, _("its article was not taken over"))
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
    mark = fingerprint_of(
        text.title, text.summary, text.body, item.status, bool(item.password), row.at if item.at_gmt or item.at_local else "", byline,
        category[1] if category else "", tags, str(lead.pk) if lead else "", text.held_back,
    )  # fmt: skip
    if _settled(taking, row, known, there, mark, text.notes):
        if there is not None:
            take_comments(taking, row, item, there)
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
    note(taking, row, ImportOutcome.TAKEN, reason="; ".join(text.notes), target_id=article.pk, fingerprint=mark + _written(article))
    take_comments(taking, row, item, article)


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


def take_page(taking: Taking, row: Planned, item: SourceItem) -> None:
    """A page of the export becomes a page, at its place in the menu; one that people worked on here stays as they left it."""
    known = known_item(row)
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
    mark = fingerprint_of(
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
    note(taking, row, ImportOutcome.TAKEN, reason="; ".join(text.notes), target_id=page.pk, fingerprint=mark + _written(page))


def put_under_parents(taking: Taking) -> None:
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


def take_menu_entry(taking: Taking, row: Planned) -> None:
    """The order of pages was set with the pages themselves; here it is written down that this entry became part of it."""
    known = known_item(row)
    mark = fingerprint_of(row.item.order, row.item.meta.get("_menu_item_object_id", ""))
    same = known is not None and known.fingerprint == mark and known.outcome in (ImportOutcome.TAKEN, ImportOutcome.UNCHANGED)
    outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.TAKEN
    note(taking, row, outcome, reason=_("its place is the page's place in the menu"), fingerprint=mark)
