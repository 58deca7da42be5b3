"""Reading what groups did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import Count, Q

from betang.growth.models import Activity
from betang.growth.terms import Adinda
from betang.kernel import keyset

PAGE = 30


@dataclass(frozen=True, slots=True)
class LetterCount:
    """How often a group acted under one of the six letters."""

    letter: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Activities, newest first; `next_after` is empty at the end."""

    rows: tuple[Activity, ...]
    next_after: str


def of_group(group_id: UUID, *, letter: str = "", after: str = "", limit: int = PAGE) -> Page:
    """A page of a group's activities with their photos. Two queries."""
    rows = Activity.objects.filter(group_id=group_id, removed_at__isnull=True).prefetch_related("photos")
    if letter in Adinda.values:
        rows = rows.filter(letter=letter)
    mark = keyset.read_mark(after)
    if mark is not None:
        day, key = mark[0].date(), mark[1]
        rows = rows.filter(Q(on__lt=day) | Q(on=day, pk__lt=key))
    found = list(rows.order_by("-on", "-id")[: limit + 1])
    shown = tuple(found[:limit])
    return Page(shown, keyset.mark(_moment(shown[-1].on), shown[-1].pk) if len(found) > limit else "")


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def letters_of(group_id: UUID, *, since: date | None = None, until: date | None = None) -> Sequence[LetterCount]:
    """The six letters with their counts in a span (`since < day ≤ until`; without: of all time), zeros too. One query."""
    found = Activity.objects.filter(group_id=group_id, removed_at__isnull=True)
    if since is not None:
        found = found.filter(on__gt=since)
    if until is not None:
        found = found.filter(on__lte=until)
    rows = dict(found.order_by().values_list("letter").annotate(n=Count("pk")))
    return [LetterCount(value, str(label), rows.get(value, 0)) for value, label in Adinda.choices]
