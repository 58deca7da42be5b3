"""Background jobs: progress of the plan becomes steps, the calendar turns, old drafts and contacts are forgotten."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job
from betang.proposals import actions
from betang.proposals.calendar import actions as calendar
from betang.proposals.meetings import actions as meetings
from betang.proposals.summary import keeping


@job(max_attempts=3)
def turn_the_day() -> None:
    """Let pages say by how many days something is late today."""
    actions.turn_the_day(at=clock.now())


@job(max_attempts=3)
def turn_the_calendar() -> None:
    """Let no kept page say that something is open which closed at midnight, nor the other way round."""
    calendar.turn(at=clock.now())


@job(max_attempts=3)
def fold_counts() -> None:
    """Add up the counts of the summary that sessions moved each on their own."""
    keeping.fold()


@job(max_attempts=3)
def forget() -> None:
    """Remove drafts that nobody touches, contacts and names on attendance lists that nobody needs any more."""
    actions.forget_old_drafts(at=clock.now())
    actions.erase_contacts(at=clock.now())
    meetings.forget_names(at=clock.now())
