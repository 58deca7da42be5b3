"""When a planning year ends, and what its close puts into the bank. Pure."""

from __future__ import annotations

from datetime import date

from betang.casework.terms import Level
from betang.proposals import machine
from betang.proposals.terms import PhaseKind

WAITING = (*machine.REVIEWS.values(), *(machine.returned_from(level) for level in machine.REVIEWS))
"""Every state in which a proposal waits for a word: of an office, or of whoever is to complete it. What stands in a plan is not closed."""

PLANNING = tuple(kind for kind in PhaseKind.values if kind not in (PhaseKind.VILLAGE_PLAN, PhaseKind.VILLAGE_BUDGET))
"""The stretches of the calendar after whose last the year of the upper levels is over."""


def usual_end(fiscal_year: int) -> date:
    """Where the calendar says nothing: the budget of a year is fixed by the last day before it (PP 12/2019 art. 106)."""
    return date(fiscal_year - 1, 12, 31)


def level_at_start(region_code: str, *, is_council: bool) -> str:
    """The level whose meeting takes it up again, and which alone may take it out of the bank."""
    if is_council:
        return Level.COUNCIL
    return Level.VILLAGE if region_code.count(".") == 3 else Level.DISTRICT
