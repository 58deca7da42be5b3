"""Autosave: what somebody is writing is kept apart from the article, letter for letter, until they save it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.guard.words import tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel.errors import NotAllowed, TooLarge
from betang.publishing import policies
from betang.publishing.models import Article, Revision, WorkingCopy
from betang.publishing.terms import BODY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, RevisionKind

FIELD_NAMES = ("title", "summary", "body", "category", "tags", "byline", "comments_open", "lead_picture")
KEPT_LENGTH = 4 * BODY_LENGTH
"""Autosave keeps even a text that is too long to be published; beyond this it is no text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What autosave did. `serial` goes back with the next one; `set_aside` is the text of another device that stood in between."""

    serial: int
    saved_at: datetime
    set_aside: Revision | None = None
    newer_version: int | None = None


@transaction.atomic
def keep_working_copy(
    *, actor: Actor, site: Site, article: Article, fields: Mapping[str, str], base_version: int, serial: int | None, at: datetime
) -> Kept:
    """Keep what `actor` has typed so far. It changes nothing that readers see, so it leaves no entry in the trail.

    A copy that another device of the same person kept in between is set aside as a revision, never lost. `serial` None
    means that the client does not know the copy's serial. Raises `TooLarge`.
    """
    policies.may_edit(actor, site, article).require()
    if actor.id is None:
        raise NotAllowed(_("Nobody is signed in."))
    kept = {name: tidy_text(str(fields[name])) for name in FIELD_NAMES if name in fields}
    if sum(len(text) for text in kept.values()) > KEPT_LENGTH:
        raise TooLarge(
            _("This text is longer than can be kept."),
            hint=_("It is still on your screen. Divide it into several articles of at most %(limit)s letters.") % {"limit": BODY_LENGTH},
        )
    copy = WorkingCopy.objects.select_for_update().filter(article=article, person_id=actor.id).first()
    aside: Revision | None = None
    if copy is None:
        copy = WorkingCopy(article=article, person_id=actor.id, person_name=actor.name, base_version=base_version)
    elif serial is not None and copy.serial > serial and copy.fields.get("body", "") != kept.get("body", ""):
        aside = _set_aside(actor, article, copy.fields, at)
    copy.fields = kept
    copy.title = tidy_line(kept.get("title", ""))[:TITLE_LENGTH]
    copy.base_version = base_version
    copy.serial += 1
    copy.saved_at = at
    copy.save()
    return Kept(serial=copy.serial, saved_at=at, set_aside=aside, newer_version=article.version if article.version > base_version else None)


def _set_aside(actor: Actor, article: Article, fields: Mapping[str, str], at: datetime) -> Revision:
    made: Revision = Revision.objects.create(
        article=article,
        kind=RevisionKind.SET_ASIDE,
        title=tidy_line(fields.get("title", ""))[:TITLE_LENGTH],
        summary=tidy_line(fields.get("summary", ""))[:SUMMARY_LENGTH],
        body=fields.get("body", ""),
        body_format=article.body_format,
        version=article.version,
        saved_by_id=actor.id,
        saved_by_name=actor.name,
        saved_at=at,
    )
    return made


def forget_working_copy(*, actor: Actor, site: Site, article: Article) -> None:
    """Throw away what `actor` typed and did not save, because they ask for it."""
    policies.may_see_desk(actor, site).require()
    WorkingCopy.objects.filter(article=article, person_id=actor.id).delete()
