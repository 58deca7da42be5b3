"""When a payment code is shown to buyers: at once, after a second person looked, or after a night's thought. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

WAIT_HOURS = 48
"""How long a changed code waits where nobody else could look at it, so that the alert is read first. House rule."""


class Look(StrEnum):
    """Whose look a new code needs before buyers see it."""

    NONE = "none"
    KEEPER = "keeper"
    CHAIR = "chair"


def look_needed(*, is_first: bool, is_alike: bool, is_used_elsewhere: bool) -> Look:
    """The first code of a stall whose name is its own is shown at once. A changed one, or another's name, is looked at by somebody else."""
    if not is_alike or is_used_elsewhere:
        return Look.CHAIR
    return Look.NONE if is_first else Look.KEEPER


def may_be_confirmed_by_who_added(added_at: datetime, at: datetime) -> bool:
    """Who put the code there may let it be shown only after the waiting time."""
    return at >= added_at + timedelta(hours=WAIT_HOURS)
