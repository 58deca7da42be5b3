"""The life of an article: begun, saved, sent, sent back, scheduled, published, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.guard.html import clean_html, render_markdown
from betang.guard.words import free_slug, slug_of, tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.publishing import documents, jobs, policies, redirects, rules
from betang.publishing.actions import guarding
from betang.publishing.actions.shelves import set_tags, shelf
from betang.publishing.models import Article, Picture, Revision, WorkingCopy
from betang.publishing.rules import Step
from betang.publishing.terms import BODY_LENGTH, BYLINE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, ArticleState, BodyFormat, RevisionKind
from betang.search import index


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer gives: a text with what sorts it."""

    title: str = ""
    summary: str = ""
    body: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    byline: str = ""
    comments_open: bool = True
    lead_picture_id: UUID | None = None
    body_format: str = BodyFormat.MARKDOWN


class WrittenMeanwhile(Refused):
    """Somebody else saved this article since the writer opened it. Nothing was overwritten; `article` is what stands now."""

    def __init__(self, article: Article) -> None:
        super().__init__(
            _("Somebody else has saved this article in the meantime."),
            hint=_("Both texts are below. Put together what should stay and save once more; the other text stays in the history."),
        )
        self.article = article


def render(body: str, body_format: str) -> str:
    """A text as typed to HTML that is safe to show."""
    return clean_html(body) if body_format == BodyFormat.HTML else render_markdown(body)


def _tidy(draft: Draft) -> dict[str, str]:
    kept = {
        "title": tidy_line(draft.title),
        "summary": tidy_line(draft.summary),
        "body": tidy_text(draft.body),
        "byline": tidy_line(draft.byline),
    }
    limits = {"title": TITLE_LENGTH, "summary": SUMMARY_LENGTH, "body": BODY_LENGTH, "byline": BYLINE_LENGTH}
    too_long = {
        name: _("At most %(limit)s letters; this has %(count)s.") % {"limit": limit, "count": len(kept[name])}
        for name, limit in limits.items()
        if len(kept[name]) > limit
    }
    if too_long:
        raise InvalidInput(_("This is too long."), fields=too_long)
    return kept


def _read(article: Article, site: Site) -> Article:
    """The article as it stands in the database, locked until the transaction ends."""
    row: Article | None = Article.objects.select_for_update().filter(pk=article.pk).first()
    if row is None:
        raise NotFound(_("This article does not exist any more."))
    row.site = site
    return row


def _data(article: Article, site: Site, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "title": article.title, "slug": article.slug, **more}


def _fields(article: Article) -> dict[str, str]:
    return guarding.fields_of(
        title=article.title, summary=article.summary, body=article.body, byline=article.byline,
        tags=", ".join(name for name, _slug in article.tag_list),
    )  # fmt: skip


def _keep_revision(article: Article, actor: Actor, kind: str, at: datetime) -> Revision:
    made: Revision = Revision.objects.create(
        article=article, kind=kind, title=article.title, summary=article.summary, body=article.body, body_format=article.body_format,
        version=article.version, saved_by_id=actor.id, saved_by_name=actor.name, saved_at=at,
    )  # fmt: skip
    return made


def _address(article: Article) -> str:
    base = slug_of(article.title, fallback=f"tulisan-{article.pk.hex[-6:]}")
    others = Article.objects.exclude(pk=article.pk)
    return free_slug(base, lambda slug: others.filter(slug=slug).exists())


@transaction.atomic
def start_article(*, actor: Actor, site: Site, category: str = "", at: datetime) -> Article:
    """An empty draft of the actor's own; one that they began and never wrote in is given again instead of a second."""
    policies.may_write(actor, site).require()
    empty = Article.objects.filter(author_id=actor.id, state=ArticleState.DRAFT, version=0, working_copies__isnull=True)
    article: Article | None = empty.order_by("-created_at").first()
    if article is not None:
        article.site = site
        article.category = shelf(category)
        article.updated_at = at
        article.save(update_fields=["category", "updated_at"])
        return article
    key = uuid7()
    article = Article.objects.create(
        id=key, slug=f"tulisan-{key.hex[-12:]}", author_id=actor.id, byline=actor.name[:BYLINE_LENGTH], category=shelf(category),
        created_at=at, updated_at=at,
    )  # fmt: skip
    article.site = site
    trail.record("publishing.article.started", article, actor=actor, at=at, data=_data(article, site))
    return article


@transaction.atomic
def save_article(
    *, actor: Actor, site: Site, article: Article, draft: Draft, base_version: int, personal_data_agreed: bool = False,
    correction_note: str | None = None, at: datetime,
) -> Article:  # fmt: skip
    """Save a text. For an article that readers see (or will, at its time) the guard is asked first and the page changes at once.

    Raises `WrittenMeanwhile` where `base_version` is not the newest and the text differs; `InvalidInput`, `GamblingFound`,
    `PersonalDataFound`. The text before stays in the history.
    """
    policies.may_edit(actor, site, article).require()
    row = _read(article, site)
    policies.may_edit(actor, site, row).require()
    kept = _tidy(draft)
    if row.version != base_version and (kept["title"], kept["body"]) != (row.title, row.body):
        raise WrittenMeanwhile(row)
    for name, text in kept.items():
        setattr(row, name, text)
    row.body_format = draft.body_format
    row.html = render(row.body, row.body_format)
    row.category = shelf(draft.category)
    row.comments_open = draft.comments_open
    row.lead_picture = _picture(draft.lead_picture_id)
    set_tags(row, draft.tags)
    if row.published_at is None:
        row.slug = _address(row)
    row.version += 1
    row.updated_at = at
    if correction_note is not None:
        note = tidy_text(correction_note).strip()
        if note != row.correction_note:
            row.correction_note, row.corrected_at = note, at if note else None
    is_seen = row.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED)
    found = _require_publishable(actor, site, row, personal_data_agreed, at) if is_seen else ()
    row.save()
    _keep_revision(row, actor, RevisionKind.SAVED, at)
    WorkingCopy.objects.filter(article=row, person_id=actor.id).delete()
    if row.is_public:
        documents.put_article(row)
        trail.record(
            "publishing.article.changed", row, actor=actor, at=at, public=True, reason=row.correction_note if correction_note else "",
            data=_data(row, site, version=row.version, personal_data=sorted({one.kind for one in found})),
        )  # fmt: skip
    else:
        trail.record("publishing.article.saved", row, actor=actor, at=at, data=_data(row, site, version=row.version))
    return row


def _picture(key: UUID | None) -> Picture | None:
    if key is None:
        return None
    picture: Picture | None = Picture.objects.filter(pk=key).first()
    if picture is None:
        raise InvalidInput(_("This picture is not on this site."), fields={"lead_picture": _("Choose another picture.")})
    return picture


def _require_whole(article: Article) -> None:
    fields = {}
    if not article.title:
        fields["title"] = _("Give it a title first.")
    if not article.body.strip():
        fields["body"] = _("Write the text first.")
    if fields:
        raise InvalidInput(_("Something is still missing."), fields=fields)


def _require_publishable(actor: Actor, site: Site, article: Article, agreed: bool, at: datetime) -> tuple[Any, ...]:
    _require_whole(article)
    if agreed:
        policies.may_allow_personal_data(actor, site).require()
    found = guarding.require_publishable(_fields(article), actor=actor, where="publishing.article", personal_data_agreed=agreed)
    if found:
        article.personal_data_by_id, article.personal_data_at = actor.id, at
    elif not agreed:
        article.personal_data_by_id, article.personal_data_at = None, None
    return found


def _take(actor: Actor, site: Site, article: Article, step: Step) -> Article:
    """Ask whether the step may be taken, on the row as it stands now, and set its new state (not saved yet)."""
    policies.may_take(actor, site, article, step).require()
    row = _read(article, site)
    policies.may_take(actor, site, row, step).require()
    move = rules.move_for(step, row.state)
    assert move is not None
    row.state = move.target
    return row


@transaction.atomic
def submit_article(*, actor: Actor, site: Site, article: Article, at: datetime) -> Article:
    """Send a draft to the editors."""
    row = _take(actor, site, article, Step.SUBMIT)
    _require_whole(row)
    guarding.refuse_gambling(_fields(row), actor=actor, where="publishing.article")
    row.submitted_at, row.updated_at, row.returned_note = at, at, ""
    row.save(update_fields=["state", "submitted_at", "updated_at", "returned_note"])
    trail.record("publishing.article.submitted", row, actor=actor, at=at, data=_data(row, site))
    return row


@transaction.atomic
def send_back_article(*, actor: Actor, site: Site, article: Article, words: str, at: datetime) -> Article:
    """Give a submitted article back to its writer, with words that say what to change."""
    words = tidy_text(words).strip()
    if not words:
        raise InvalidInput(_("Tell the writer what to change."), fields={"words": _("Write at least one sentence.")})
    row = _take(actor, site, article, Step.SEND_BACK)
    row.returned_note, row.updated_at = words[:2000], at
    row.save(update_fields=["state", "returned_note", "updated_at"])
    trail.record(
        "publishing.article.sent_back", row, actor=actor, at=at, reason=row.returned_note,
        data=_data(row, site, author_id=str(row.author_id) if row.author_id else None),
    )  # fmt: skip
    return row


@transaction.atomic
def take_step(*, actor: Actor, site: Site, article: Article, step: Step, at: datetime) -> Article:
    """The steps that need no words: take a sent article back, take a schedule off, open a withdrawn one again."""
    verbs = {Step.TAKE_BACK: "taken_back", Step.UNSCHEDULE: "unscheduled", Step.REOPEN: "reopened"}
    if step not in verbs:
        raise Refused(_("This step needs its own page."))
    row = _take(actor, site, article, step)
    row.publish_at, row.updated_at = None, at
    row.save(update_fields=["state", "publish_at", "updated_at"])
    trail.record(f"publishing.article.{verbs[step]}", row, actor=actor, at=at, data=_data(row, site), public=step == Step.REOPEN)
    return row


@transaction.atomic
def schedule_article(
    *, actor: Actor, site: Site, article: Article, publish_at: datetime, personal_data_agreed: bool = False, at: datetime
) -> Article:
    """Have the clock publish it at `publish_at`, which lies ahead. What publication asks is asked now."""
    if publish_at <= at:
        raise InvalidInput(_("This moment has passed."), fields={"publish_at": _("Choose a moment that is still to come.")})
    row = _take(actor, site, article, Step.SCHEDULE)
    found = _require_publishable(actor, site, row, personal_data_agreed, at)
    row.publish_at, row.updated_at = publish_at, at
    row.save()
    trail.record(
        "publishing.article.scheduled", row, actor=actor, at=at,
        data=_data(row, site, publish_at=publish_at.isoformat(), personal_data=sorted({one.kind for one in found})),
    )  # fmt: skip
    jobs.publish_due.enqueue(run_after=publish_at, article_id=str(row.pk))
    return row


@transaction.atomic
def publish_article(*, actor: Actor, site: Site, article: Article, personal_data_agreed: bool = False, at: datetime) -> Article:
    """Show an article to readers, now. Raises `InvalidInput`, `GamblingFound`, `PersonalDataFound`.

    The site's page, feeds, site map, the search index and the portal have it with the commit.
    """
    row = _take(actor, site, article, Step.PUBLISH)
    found = _require_publishable(actor, site, row, personal_data_agreed, at)
    return _show(row, actor=actor, site=site, at=at, personal_data=sorted({one.kind for one in found}))


def _show(row: Article, *, actor: Actor, site: Site, at: datetime, personal_data: list[str]) -> Article:
    if row.published_at is None:
        row.slug = _address(row)
        row.published_at = at
    row.publish_at, row.withdrawn_at, row.withdrawal_reason, row.returned_note = None, None, "", ""
    row.region_code = site.group.region.code
    row.updated_at = at
    if not row.html:
        row.html = render(row.body, row.body_format)
    row.save()
    _keep_revision(row, actor, RevisionKind.PUBLISHED, at)
    documents.put_article(row)
    trail.record(
        "publishing.article.published", row, actor=actor, at=at, public=True,
        data=_data(row, site, region_code=row.region_code, path=f"/berita/{row.slug}/", personal_data=personal_data),
    )  # fmt: skip
    return row


@transaction.atomic
def publish_due_article(article_id: UUID, *, at: datetime | None = None) -> bool:
    """Publish a scheduled article of the open site whose time has come; False where there is nothing to do (any more).

    Its text was checked when the time was set and at every saving since.
    """
    now = at or clock.now()
    row: Article | None = (
        Article.objects.select_for_update(of=("self",)).select_related("site__group__region").filter(pk=article_id).first()
    )
    if row is None or not rules.is_due(row.state, row.publish_at, now):
        return False
    site = row.site
    if not policies.may_take(SYSTEM, site, row, Step.PUBLISH):
        return False
    row.state = ArticleState.PUBLISHED
    personal = sorted({one.kind for one in guarding.look(_fields(row))}) if row.personal_data_at else []
    _show(row, actor=SYSTEM, site=site, at=row.publish_at or now, personal_data=personal)
    return True


@transaction.atomic
def withdraw_article(*, actor: Actor, site: Site, article: Article, reason: str, at: datetime) -> Article:
    """Take an article from readers. Its address then says kindly that it was withdrawn, and why."""
    reason = tidy_text(reason).strip()
    if not reason:
        raise InvalidInput(
            _("Say why. Readers who look for the article will see it."), fields={"reason": _("Write at least one sentence.")}
        )
    row = _take(actor, site, article, Step.WITHDRAW)
    row.withdrawn_at, row.withdrawal_reason, row.updated_at = at, reason[:1000], at
    row.save(update_fields=["state", "withdrawn_at", "withdrawal_reason", "updated_at"])
    index.remove(documents.ARTICLE, str(row.pk))
    trail.record("publishing.article.withdrawn", row, actor=actor, at=at, reason=row.withdrawal_reason, data=_data(row, site), public=True)
    return row


@transaction.atomic
def correct_article(*, actor: Actor, site: Site, article: Article, note: str, at: datetime) -> Article:
    """Write (or remove) the note of correction that readers see with the article."""
    policies.may_edit(actor, site, article).require()
    row = _read(article, site)
    row.correction_note = tidy_text(note).strip()[:1000]
    row.corrected_at = at if row.correction_note else None
    row.updated_at = at
    row.save(update_fields=["correction_note", "corrected_at", "updated_at"])
    trail.record(
        "publishing.article.corrected", row, actor=actor, at=at, reason=row.correction_note, data=_data(row, site), public=row.is_public
    )
    return row


@transaction.atomic
def change_address(*, actor: Actor, site: Site, article: Article, slug: str, at: datetime) -> Article:
    """Another readable address; the old one leads to it from now on."""
    policies.may_edit(actor, site, article).require()
    wanted = slug_of(tidy_line(slug), fallback="")
    if not wanted:
        raise InvalidInput(_("An address needs letters or digits."), fields={"slug": _("For example: bibit-padi-dibagi-kamis")})
    row = _read(article, site)
    if wanted == row.slug:
        return row
    if Article.objects.exclude(pk=row.pk).filter(slug=wanted).exists():
        raise InvalidInput(_("Another article has this address."), fields={"slug": _("Choose another one.")})
    before, row.slug, row.updated_at = row.slug, wanted, at
    row.save(update_fields=["slug", "updated_at"])
    if row.published_at is not None:
        redirects.lead(f"/berita/{before}/", f"/berita/{wanted}/", at=at)
    if row.is_public:
        documents.put_article(row)
    trail.record("publishing.article.moved", row, actor=actor, at=at, data=_data(row, site, before=before), public=row.is_public)
    return row


@transaction.atomic
def restore_revision(
    *, actor: Actor, site: Site, article: Article, revision: Revision, personal_data_agreed: bool = False, at: datetime
) -> Article:
    """Make an earlier text the present one. The present one stays in the history."""
    policies.may_edit(actor, site, article).require()
    row = _read(article, site)
    if revision.article_id != row.pk:
        raise NotFound(_("This page does not exist."))
    row.title, row.summary, row.body, row.body_format = revision.title, revision.summary, revision.body, revision.body_format
    row.html = render(row.body, row.body_format)
    row.version += 1
    row.updated_at = at
    if row.published_at is None:
        row.slug = _address(row)
    if row.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED):
        _require_publishable(actor, site, row, personal_data_agreed, at)
    row.save()
    _keep_revision(row, actor, RevisionKind.RESTORED, at)
    WorkingCopy.objects.filter(article=row, person_id=actor.id).delete()
    if row.is_public:
        documents.put_article(row)
    trail.record(
        "publishing.article.restored", row, actor=actor, at=at, public=row.is_public,
        data=_data(row, site, version=row.version, from_revision=str(revision.pk)),
    )  # fmt: skip
    return row


@transaction.atomic
def discard_article(*, actor: Actor, site: Site, article: Article, at: datetime) -> None:
    """Throw away a text that no reader ever saw, with its history."""
    policies.may_discard(actor, site, article).require()
    row = _read(article, site)
    policies.may_discard(actor, site, row).require()
    trail.record("publishing.article.discarded", row, actor=actor, at=at, data=_data(row, site))
    row.delete()


def draft_of(article: Article) -> Draft:
    """The saved article as a form gives it."""
    return Draft(
        title=article.title, summary=article.summary, body=article.body, category=article.category.slug if article.category else "",
        tags=tuple(name for name, _slug in article.tag_list), byline=article.byline, comments_open=article.comments_open,
        lead_picture_id=article.lead_picture_id, body_format=article.body_format,
    )  # fmt: skip


def initial_of(article: Article, copy: WorkingCopy | None) -> Mapping[str, Any]:
    """What the editor's form shows first: the person's unsaved text where there is one, else the saved one."""
    if copy is not None:
        return {**copy.fields, "comments_open": bool(copy.fields.get("comments_open"))}
    draft = draft_of(article)
    return {
        "title": draft.title, "summary": draft.summary, "body": draft.body, "category": draft.category, "tags": ", ".join(draft.tags),
        "byline": draft.byline, "comments_open": draft.comments_open, "lead_picture": draft.lead_picture_id,
    }  # fmt: skip
