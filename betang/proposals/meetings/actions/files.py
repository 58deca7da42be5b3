"""Photos of a meeting: of its paper form, its attendance list, and of the meeting itself. Private unless marked public."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.kernel.errors import NotFound, Refused
from betang.proposals.meetings import photos, policies
from betang.proposals.meetings.actions.common import bring, invalid, locked, must_be, note, weigh
from betang.proposals.models import Meeting, MeetingFile
from betang.proposals.terms import MeetingState

KINDS = ("form", "attendance", "photo")
MOST_FILES = 30


@transaction.atomic
def add_file(
    *, actor: Actor, meeting: Meeting, file: IO[bytes] | Any, kind: str, at: datetime, alt: str = "", is_public: bool = False
) -> MeetingFile:
    """Keep a photo, made anew without what the camera wrote. Attendance lists hold names and never become public."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.PLANNED, MeetingState.INVITED, MeetingState.HELD, MeetingState.MINUTED, MeetingState.SIGNED)
    wrong: dict[str, str] = {}
    if kind not in KINDS:
        wrong["kind"] = gettext("Choose what the photo shows.")
    if not file:
        wrong["photo"] = gettext("Choose a photo.")
    alt = " ".join(alt.split())[:250]
    if is_public and len(alt) < 5:
        wrong["alt"] = gettext("Say what the photo shows, for those who cannot see it.")
    if wrong:
        raise invalid(wrong)
    weigh({"alt": alt})
    _must_not_show_names(kind, is_public)
    if kept.files.count() >= MOST_FILES:
        raise Refused(gettext("At most %(limit)d photos. Take one away first.") % {"limit": MOST_FILES})
    made = photos.keep(kept, file, kind=kind, alt=alt, is_public=is_public, at=at)
    note("photographed", kept, actor=actor, at=at, kind=kind, is_public=is_public)
    bring(meeting, kept)
    return made


def _must_not_show_names(kind: str, is_public: bool) -> None:
    if is_public and kind != "photo":
        raise invalid({"is_public": gettext("The form and the attendance list hold names of people: they stay at the desk.")})


def _file(kept: Meeting, file_id: UUID) -> MeetingFile:
    found = kept.files.filter(pk=file_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


@transaction.atomic
def show_file(*, actor: Actor, meeting: Meeting, file_id: UUID, is_public: bool, at: datetime) -> MeetingFile:
    """Let everybody see a photo, or nobody any more."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    found = _file(kept, file_id)
    _must_not_show_names(found.kind, is_public)
    if is_public and len(found.alt) < 5:
        raise invalid({"alt": gettext("Say what the photo shows, for those who cannot see it.")})
    found.is_public = is_public
    found.save(update_fields=["is_public"])
    note("photographed", kept, actor=actor, at=at, kind=found.kind, is_public=is_public)
    bring(meeting, kept)
    return found


@transaction.atomic
def remove_file(*, actor: Actor, meeting: Meeting, file_id: UUID, at: datetime) -> None:
    """Take a photo away for good. Photos of signed pages stay: they are what the signature stands on."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    found = _file(kept, file_id)
    if found.kind == "signed":
        raise Refused(gettext("The photo of a signed page stays: the signature stands on it."))
    path = found.path
    found.delete()
    note("photographed", kept, actor=actor, at=at, kind=found.kind, removed=True)
    transaction.on_commit(lambda: photos.discard(path))
    bring(meeting, kept)
