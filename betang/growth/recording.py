"""Which deeds on Betang are activities, and under which of the six letters. Source: DOMAIN §1.3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from betang.audit.models import Entry
from betang.growth.terms import Adinda
from betang.hosting.models import Site


@dataclass(frozen=True, slots=True)
class Deed:
    """What an entry tells of a group: whose it is, under which letter, in what words, and where it can be seen (on its site)."""

    group_id: UUID
    letter: Adinda
    title: str = ""
    path: str = ""


PORTAL = "portal:"
"""Begins a path that lies on the portal, not on the group's site."""

SAID = {
    "publishing.article.published": _("News was published"),
    "publishing.comment.answered": _("A reader was answered"),
    "casework.proposal.open": _("A proposal was filed"),
    "growth.visit.recorded": _("Another group was visited as its mentor"),
    "growth.training.attended": _("A training was attended"),
}
"""What was done, for a list where the title alone would not say it."""

Reader = Callable[[Entry], Deed | None]

READERS: dict[str, Reader] = {}
"""Verb → what reads its entries. Another verb becomes an activity by a line here."""


def reads(verb: str) -> Callable[[Reader], Reader]:
    """Make a function the reader of a verb's entries."""

    def mark(function: Reader) -> Reader:
        READERS[verb] = function
        return function

    return mark


def deed_of(entry: Entry) -> Deed | None:
    """What the entry tells of a group; None where it is nobody's activity."""
    reader = READERS.get(entry.verb)
    return reader(entry) if reader else None


def group_of(entry: Entry) -> UUID | None:
    """The group that an entry names, or whose site it belongs to."""
    named = entry.data.get("group_id")
    if named:
        try:
            return UUID(str(named))
        except ValueError:
            return None
    if entry.site_id is None:
        return None
    found: UUID | None = Site.objects.filter(pk=entry.site_id).values_list("group_id", flat=True).first()
    return found


@reads("publishing.article.published")
def _news(entry: Entry) -> Deed | None:
    group_id = group_of(entry)
    if group_id is None:
        return None
    slug = str(entry.data.get("slug", ""))
    return Deed(group_id, Adinda.DISSEMINATION, str(entry.data.get("title", "")), f"/berita/{slug}/" if slug else "")


@reads("publishing.comment.answered")
def _answer(entry: Entry) -> Deed | None:
    group_id = group_of(entry)
    if group_id is None:
        return None
    return Deed(group_id, Adinda.DISCUSSION, str(entry.data.get("title", "")))


@reads("casework.proposal.open")
def _proposal(entry: Entry) -> Deed | None:
    from betang.proposals.models import Proposal

    row = Proposal.objects.filter(matter_id=entry.subject_id, group_id__isnull=False).select_related("matter").first()
    if row is None or row.group_id is None or row.matter is None:
        return None
    return Deed(row.group_id, Adinda.ASPIRATION, row.title, f"{PORTAL}/usulan/{row.matter.address}/")


@reads("growth.visit.recorded")
def _mentor(entry: Entry) -> Deed | None:
    mentor = entry.data.get("mentor_id")
    return Deed(UUID(str(mentor)), Adinda.NETWORKING, str(entry.data.get("group_name", ""))) if mentor else None


@reads("growth.training.attended")
def _training(entry: Entry) -> Deed | None:
    group_id = group_of(entry)
    return Deed(group_id, Adinda.ACCESS, str(entry.data.get("title", ""))) if group_id else None
