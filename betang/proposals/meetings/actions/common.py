"""What every action of a meeting does: hold the row, look at its state, weigh what everybody will read, write the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard import text as guard
from betang.kernel.errors import InvalidInput, Refused
from betang.proposals.models import Meeting
from betang.proposals.terms import MeetingState


def locked(meeting: Meeting) -> Meeting:
    """The row as it is now, held until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("region", "office").get(pk=meeting.pk)


def must_be(kept: Meeting, *states: MeetingState) -> None:
    """Raise `Refused` where the meeting is in another state by now."""
    if kept.state not in states:
        raise Refused(
            gettext("The meeting is %(state)s by now, so this cannot be done.") % {"state": MeetingState(kept.state).label},
            hint=gettext("Nothing was changed, and what you typed is still here. Look at the meeting first."),
        )


def weigh(texts: Mapping[str, str]) -> None:
    """Raise `InvalidInput` by field for what may not stand in public: gambling, and numbers that belong to a person."""
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        for finding in guard.check_text(text) if text else ():
            if finding.is_refused or finding.kind in guard.PERSONAL:
                wrong.setdefault(name, finding.explanation)
    if wrong:
        raise invalid(wrong)


def invalid(wrong: Mapping[str, str]) -> InvalidInput:
    """What is not right, by field."""
    return InvalidInput(
        gettext("It was not kept yet. Look at what is marked."), fields=wrong, hint=gettext("Everything that you typed is still here.")
    )


def note(what: str, kept: Meeting, *, actor: Actor, at: datetime, **data: Any) -> None:
    """Save that it changed, and write the entry by which pages are made anew. `data` holds numbers and keys, nobody's name."""
    kept.changed_at = at
    kept.save()
    trail.record(f"proposals.meeting.{what}", kept, actor=actor, at=at, data={"number": kept.number, **data}, public=is_public(kept))


def is_public(kept: Meeting) -> bool:
    """Everybody may know of it."""
    return kept.state != MeetingState.PLANNED


def bring(meeting: Meeting, kept: Meeting) -> None:
    """Let the caller's object say what the row says."""
    if meeting is not kept:
        for one in Meeting._meta.concrete_fields:
            setattr(meeting, one.attname, getattr(kept, one.attname))
