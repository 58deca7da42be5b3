"""Working days: weekends, public holidays and joint leave of the republic, and what an administrator corrects.

Pure functions over dates and a `WorkCalendar`. The days come from the `holidays` package, which follows the yearly joint
decree of three ministers (SKB 3 Menteri); a test holds them against a second source. A year for which that decree is not
out yet has estimated religious holidays and no joint leave: `is_official` says so, and terms that reach into it are
marked as estimates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

from betang.statutes.terms import HolidayKind

SATURDAY, SUNDAY = 5, 6
FIRST_YEAR = 2006
"""Years before this one have no calendar here."""

TERM_LIMIT_WORKDAYS = 10_000
"""Terms longer than this (some forty years) are a mistake in the caller."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which offices are closed, and why. `is_estimate` marks a date that the decree has not fixed yet."""

    on: date
    name: str
    kind: HolidayKind
    is_estimate: bool = False

    @property
    def label(self) -> str:
        """The name, with `(perkiraan)` where the date is an estimate."""
        return f"{self.name} (perkiraan)" if self.is_estimate else self.name


@dataclass(frozen=True, slots=True)
class Override:
    """A late or regional decision: a day off that the republic's calendar lacks, or a working day after all."""

    on: date
    name: str
    kind: HolidayKind


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The republic's days off, corrected by `overrides`; one override a day."""

    overrides: Mapping[date, Override] = field(default_factory=dict)

    def day_off(self, day: date) -> DayOff | None:
        """Why a day is off, apart from weekends; None for a day that is not."""
        override = self.overrides.get(day)
        if override is not None:
            return None if override.kind == HolidayKind.WORKDAY else DayOff(day, override.name, override.kind)
        return national(day.year).get(day)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day."""
        override = self.overrides.get(day)
        if override is not None:
            return override.kind == HolidayKind.WORKDAY
        return day.weekday() not in (SATURDAY, SUNDAY) and day not in national(day.year)

    def days_off(self, year: int) -> list[DayOff]:
        """Every day off of a year apart from weekends, in order."""
        days = {day: off for day, off in national(year).items() if day not in self.overrides}
        days |= {day: off for day in self.overrides if day.year == year and (off := self.day_off(day)) is not None}
        return [days[day] for day in sorted(days)]


def for_indonesia(overrides: Iterable[Override] = ()) -> WorkCalendar:
    """The calendar of the republic, with an administrator's corrections. No database: see `queries.calendar_for`."""
    return WorkCalendar({override.on: override for override in overrides})


@cache
def national(year: int) -> Mapping[date, DayOff]:
    """The republic's public holidays and joint leave of a year, by date."""
    from holidays.countries.indonesia import Indonesia

    days: dict[date, DayOff] = {}
    for category, kind in (("government", HolidayKind.JOINT_LEAVE), ("public", HolidayKind.PUBLIC)):
        found = Indonesia(years=year, categories=(category,), language="id")
        for day, name in found.items():
            if day.year == year:
                bare = name.replace(" (perkiraan)", "")
                days[day] = DayOff(day, bare, kind, is_estimate=bare != name and not is_official(year))
    return days


@cache
def is_official(year: int) -> bool:
    """Whether the joint decree on holidays and joint leave of the year is known here."""
    from holidays.countries.indonesia import Indonesia

    return year >= FIRST_YEAR and bool(len(Indonesia(years=year, categories=("government",), language="id")))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a term. `is_estimate`: it reaches into a year whose calendar is not decided yet."""

    due_on: date
    is_estimate: bool


def day_of_receipt(moment: datetime, zone: tzinfo) -> date:
    """The civil day on which something came in: day zero of every term, whatever the hour.

    Law: UU 14/2008 art. 22(7)
    """
    return moment.astimezone(zone).date()


def add_workdays(start: date, n: int, calendar: WorkCalendar) -> date:
    """The n-th working day after `start`, which is day zero itself and never counts; `n` 0 gives `start` back.

    Raises `ValueError` for a negative or absurdly long term.
    """
    if not 0 <= n <= TERM_LIMIT_WORKDAYS:
        raise ValueError(f"a term of {n} working days")
    day = start
    while n:
        day += timedelta(days=1)
        n -= calendar.is_workday(day)
    return day


def workdays_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie after `start` up to and with `end`; negative where `end` is the earlier."""
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(calendar.is_workday(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


def deadline(received: date, term_workdays: int, calendar: WorkCalendar, *, extension_workdays: int = 0) -> Deadline:
    """When a term ends. The day of receipt is day zero; an extension adds to the first term and does not restart it.

    Law: UU 14/2008 art. 22(7), 22(8)
    """
    due_on = add_workdays(received, term_workdays + extension_workdays, calendar)
    return Deadline(due_on, is_estimate=not all(is_official(year) for year in range(received.year, due_on.year + 1)))
