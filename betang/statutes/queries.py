"""Reading the administrator's corrections of the calendar."""

from __future__ import annotations

from betang.statutes.calendar import Override, WorkCalendar, for_indonesia
from betang.statutes.models import Holiday
from betang.statutes.terms import HolidayKind


def calendar_for(region_code: str = "") -> WorkCalendar:
    """The working days of a region: the republic's, then what was decided for it or a region around it. One query.

    Where two decisions fall on one day, the one for the smaller region counts.
    """
    parts = region_code.split(".") if region_code else []
    codes = ["", *(".".join(parts[:count]) for count in range(1, len(parts) + 1))]
    rows = sorted(Holiday.objects.filter(region_code__in=codes), key=lambda row: len(row.region_code))
    return for_indonesia(Override(row.on, row.name, HolidayKind(row.kind)) for row in rows)


def corrections(year: int) -> list[Holiday]:
    """The corrections of a year, in order."""
    return list(Holiday.objects.filter(on__year=year))
