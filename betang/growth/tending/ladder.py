"""When a silent group is reminded, helped, put to rest and archived. Pure: days and settings come in as arguments. See ADR 0017.

Days are days of the calendar in the province's own time, so neither a clock that is set nor the hour of the nightly job moves a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from betang.growth.terms import QUIET_DAYS, QuietStep

STEPS = (QuietStep.REMINDED, QuietStep.TASKED, QuietStep.READ_ONLY, QuietStep.ARCHIVED)
GRACE_DAYS = 14
"""Between two steps at least: house rule, `GROWTH_QUIET_GRACE_DAYS`."""


def days_for(dormancy_days: int, quiet_days: Mapping[str, int] = QUIET_DAYS) -> dict[QuietStep, int]:
    """After how many days of silence each step is due in a region whose register says `dormancy_days`.

    The second step is the register's own «dormant», so its day is the region's. A region that waits longer moves the later steps back
    by as much; one that waits shorter is reminded in the first third. 0: no group falls dormant, there is the reminder alone.
    """
    if dormancy_days <= 0:
        return {QuietStep.REMINDED: quiet_days[QuietStep.REMINDED]}
    later = max(0, dormancy_days - quiet_days[QuietStep.TASKED])
    return {
        QuietStep.REMINDED: min(quiet_days[QuietStep.REMINDED], max(1, dormancy_days // 3)),
        QuietStep.TASKED: dormancy_days,
        QuietStep.READ_ONLY: quiet_days[QuietStep.READ_ONLY] + later,
        QuietStep.ARCHIVED: quiet_days[QuietStep.ARCHIVED] + later,
    }


def next_step(
    *, alive_on: date, today: date, taken: Mapping[str, date], days: Mapping[QuietStep, int], grace_days: int = GRACE_DAYS
) -> QuietStep | None:
    """The step that is due today for a group that gave its last sign of life on `alive_on`; None where none is.

    `taken` holds the steps of this silence with their days. Steps are never skipped, and between two of them lies the grace (or the
    distance of their days, where that is shorter): a server that slept for a year archives nobody the morning that it wakes.
    """
    before: QuietStep | None = None
    for step in STEPS:
        if step not in days:
            return None
        if step in taken:
            before = step
            continue
        if (today - alive_on).days < days[step]:
            return None
        if before is not None and (today - taken[before]).days < min(grace_days, max(1, days[step] - days[before])):
            return None
        return step
    return None


def last_of(taken: Mapping[str, date]) -> QuietStep | None:
    """The last step that was taken."""
    return next((step for step in reversed(STEPS) if step in taken), None)
