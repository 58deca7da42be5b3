"""What is open in the planning year, for the portal's home, a region page and a group's home, and the newest proposals of a place.

Dates change by actions of the calendar alone, and each of those moves the generation of the whole house (`edge.moves`). So a process
remembers the dates under it, as `lands` does; which of them are open is asked of the day each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from betang.kernel import clock
from betang.proposals.calendar import queries
from betang.proposals.calendar.queries import ProvinceNow
from betang.proposals.calendar.rules import OpenNow

REMEMBERED = 600
"""Places whose dates one process remembers; each is a few hundred bytes."""

_dates: OrderedDict[tuple[int, str, int], Any] = OrderedDict()


def _remembered[Read](request: HttpRequest, code: str, read: Callable[[int], Read]) -> Read:
    year = clock.today().year
    key = (request.house.generations.house, code, year)  # type: ignore[attr-defined]
    if key in _dates:
        _dates.move_to_end(key)
        found: Read = _dates[key]
        return found
    found = read(year)
    if key[0]:
        _dates[key] = found
        while len(_dates) > REMEMBERED:
            _dates.popitem(last=False)
    return found


def of_place(request: HttpRequest, code: str) -> OpenNow | None:
    """What is open in a place today; None where nobody has stated any date for it. One query, none where it is remembered."""
    spans = _remembered(request, code, lambda year: queries.spans_around(code, year))
    return queries.standing_of(spans, code, clock.today()) if spans else None


def of_house(request: HttpRequest) -> ProvinceNow | None:
    """What is open where; None where nothing is open and no day is known. One query, none where it is remembered."""
    rows = _remembered(request, "", queries.governments_dates)
    found = queries.province_on(rows, clock.today())
    return found if found.open or found.next else None


def forget() -> None:
    """Forget all dates: for tests, whose transactions never commit."""
    _dates.clear()
