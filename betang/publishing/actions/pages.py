"""Standing pages: saved, shown, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.words import free_slug, slug_of, tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.publishing import documents, policies, redirects
from betang.publishing.actions import guarding
from betang.publishing.actions.articles import render
from betang.publishing.models import Page
from betang.publishing.terms import BODY_LENGTH, TITLE_LENGTH, BodyFormat
from betang.search import index

DEEPEST = 3
"""How deep pages stand under each other: what a menu on a phone can still show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """What the form of a page gives."""

    title: str
    body: str = ""
    slug: str = ""
    parent_id: UUID | None = None
    position: int = 0
    in_menu: bool = True
    is_published: bool = False
    body_format: str = BodyFormat.MARKDOWN


class PageWrittenMeanwhile(Refused):
    """Somebody else saved this page since the writer opened it; `page` is what stands now."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            _("Somebody else has saved this page in the meantime."),
            hint=_("Both texts are below. Put together what should stay and save once more."),
        )
        self.page = page


def _parent(page: Page, parent_id: UUID | None) -> Page | None:
    if parent_id is None:
        return None
    pages = dict(Page.objects.values_list("id", "parent_id"))
    if parent_id not in pages:
        raise InvalidInput(_("This page is not on this site."), fields={"parent": _("Choose another page.")})
    depth = 1
    above: UUID | None = parent_id
    while above is not None and depth <= len(pages) + 1:
        if above == page.pk:
            raise InvalidInput(_("A page cannot stand under itself."), fields={"parent": _("Choose another page.")})
        above, depth = pages.get(above), depth + 1
    if depth > DEEPEST:
        raise InvalidInput(_("Pages stand at most %(count)s deep.") % {"count": DEEPEST}, fields={"parent": _("Choose a page further up.")})
    found: Page = Page.objects.get(pk=parent_id)
    return found


@transaction.atomic
def save_page(
    *,
    actor: Actor,
    site: Site,
    page: Page | None,
    draft: PageDraft,
    base_version: int = 0,
    personal_data_agreed: bool = False,
    at: datetime,
) -> Page:
    """Make a page (`page` None) or change one. A changed address leads on from the old one.

    Raises `InvalidInput`, `PageWrittenMeanwhile`, and where readers will see it `GamblingFound` and `PersonalDataFound`.
    """
    policies.may_manage_pages(actor, site).require()
    title, body = tidy_line(draft.title), tidy_text(draft.body)
    fields = {}
    if not title:
        fields["title"] = _("Give it a title first.")
    elif len(title) > TITLE_LENGTH:
        fields["title"] = _("At most %(limit)s letters; this has %(count)s.") % {"limit": TITLE_LENGTH, "count": len(title)}
    if len(body) > BODY_LENGTH:
        fields["body"] = _("At most %(limit)s letters; this has %(count)s.") % {"limit": BODY_LENGTH, "count": len(body)}
    if fields:
        raise InvalidInput(_("Something is not right yet."), fields=fields)
    is_new = page is None
    row: Page
    if page is None:
        row = Page(id=uuid7(), site=site, created_at=at)
    else:
        found: Page | None = Page.objects.select_for_update().filter(pk=page.pk).first()
        if found is None:
            raise NotFound(_("This page does not exist any more."))
        row = found
        if row.version != base_version and (row.title, row.body) != (title, body):
            raise PageWrittenMeanwhile(row)
    before = (row.slug, row.is_published)
    wanted = slug_of(tidy_line(draft.slug) or (row.slug if not is_new else title), fallback=f"halaman-{row.pk.hex[-6:]}")
    others = Page.objects.exclude(pk=row.pk)
    row.slug = free_slug(wanted, lambda slug: others.filter(slug=slug).exists())
    row.title, row.body, row.body_format = title, body, draft.body_format
    row.html = render(body, draft.body_format)
    row.parent = _parent(row, draft.parent_id)
    row.position, row.in_menu, row.is_published = max(0, min(draft.position, 9999)), draft.in_menu, draft.is_published
    row.version += 1
    row.edited_by_id, row.updated_at = actor.id, at
    if row.is_published:
        if personal_data_agreed:
            policies.may_allow_personal_data(actor, site).require()
        guarding.require_publishable(
            guarding.fields_of(title=title, body=body), actor=actor, where="publishing.page", personal_data_agreed=personal_data_agreed
        )
    row.save(force_insert=is_new)
    if not is_new and before[1] and before[0] != row.slug:
        redirects.lead(f"/halaman/{before[0]}/", f"/halaman/{row.slug}/", at=at)
    if row.is_published:
        documents.put_page(row, region_code=site.group.region.code)
    elif before[1]:
        index.remove(documents.PAGE, str(row.pk))
    trail.record(
        f"publishing.page.{'made' if is_new else 'changed'}", row, actor=actor, at=at, public=row.is_published or before[1],
        data={"group_id": str(site.group_id), "title": row.title, "slug": row.slug},
    )  # fmt: skip
    return row


@transaction.atomic
def remove_page(*, actor: Actor, site: Site, page: Page, at: datetime) -> None:
    """Remove a page; pages under it move up one step."""
    policies.may_manage_pages(actor, site).require()
    Page.objects.filter(parent=page).update(parent=page.parent_id)
    index.remove(documents.PAGE, str(page.pk))
    trail.record(
        "publishing.page.removed", page, actor=actor, at=at, public=page.is_published,
        data={"group_id": str(site.group_id), "title": page.title, "slug": page.slug},
    )  # fmt: skip
    page.delete()
