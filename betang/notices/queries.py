"""Reading of notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from betang.kernel import clock
from betang.notices import kinds
from betang.notices.models import Delivery, Notice, Preference
from betang.notices.terms import Pace, State

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of somebody's inbox, newest first."""

    notices: list[Notice]
    number: int
    has_older: bool
    unread: int


def unread_count(person_id: UUID) -> int:
    """How many notices a person has not read. One query on a partial index."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).count()


def inbox(person_id: UUID, number: int) -> InboxPage:
    """Page `number` (1 is the newest) of the person's own notices. Two queries."""
    start = (max(number, 1) - 1) * PAGE_SIZE
    rows = list(Notice.objects.filter(person_id=person_id)[start : start + PAGE_SIZE + 1])
    return InboxPage(rows[:PAGE_SIZE], max(number, 1), len(rows) > PAGE_SIZE, unread_count(person_id))


def paces(person_id: UUID) -> list[tuple[str, str, Pace]]:
    """Each topic with its label and the pace that the person chose. One query."""
    chosen = dict(Preference.objects.filter(person_id=person_id).values_list("kind", "pace"))
    return [(topic, label, Pace(chosen.get(topic, Pace.AT_ONCE))) for topic, label in kinds.topics()]


def failed_lately(days: int = 7) -> int:
    """Deliveries that were given up in the last days: for the health page."""
    return Delivery.objects.filter(state=State.FAILED, done_at__gte=clock.now() - timedelta(days=days)).count()
