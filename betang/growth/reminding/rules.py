"""When somebody is reminded: days before and after a term. Pure. House rules; no source sets such terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

ENTRIES_DAYS: Final = (7, 1)
"""How many days before the last day for entries an invited group that has not entered hears of it again."""

SCORING_DAYS: Final = 14
"""In how many days from the beginning of judging the scores are due."""

REPORT_DAYS: Final = 14
"""How many days after the end of a period its report is due."""

SOON_DAYS: Final = 3
LATE_WEEKS: Final = 4
"""For so many weeks somebody who is late is reminded once a week; after that the desk alone says it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A reminder: its name, under which it is kept that it was sent, and the day from which on it is due."""

    key: str
    on: date


def _late(due_on: date) -> Iterator[Step]:
    for week in range(LATE_WEEKS):
        yield Step(f"late-{week + 1}", due_on + timedelta(days=1 + 7 * week))


def entry_steps(opens_on: date, closes_on: date) -> tuple[Step, ...]:
    """Reminders to enter for a contest; none after the last day."""
    before = [Step(f"before-{days}", closes_on - timedelta(days=days)) for days in ENTRIES_DAYS]
    return (Step("open", opens_on), *(one for one in before if one.on > opens_on))


def scores_due(begun_on: date) -> date:
    """Until when judges give their scores."""
    return begun_on + timedelta(days=SCORING_DAYS)


def scoring_steps(begun_on: date) -> tuple[Step, ...]:
    """Reminders for a judge who owes scores."""
    due = scores_due(begun_on)
    return (Step("soon", due - timedelta(days=SOON_DAYS)), *_late(due))


def report_due(last: date) -> date:
    """Until when the report on a period that ended on `last` is sent."""
    return last + timedelta(days=REPORT_DAYS)


def report_steps(last: date) -> tuple[Step, ...]:
    """Reminders for who writes the report of a period."""
    due = report_due(last)
    return (Step("over", last + timedelta(days=1)), Step("soon", due - timedelta(days=SOON_DAYS)), *_late(due))


def task_steps(due_on: date) -> tuple[Step, ...]:
    """Reminders of a task that was agreed on."""
    return (Step("soon", due_on - timedelta(days=SOON_DAYS)), *_late(due_on))


def closing_steps(ends_on: date) -> tuple[Step, ...]:
    """Reminders for the organiser to close a training that is over: people wait for their certificates."""
    return tuple(_late(ends_on))


def step_due(steps: Iterable[Step], today: date) -> str:
    """The key of the latest step whose day has come; empty where none has. Steps that were missed are not made up for."""
    come = [one for one in steps if one.on <= today]
    return max(come, key=lambda one: one.on).key if come else ""
