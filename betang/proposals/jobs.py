"""Background jobs: progress of the plan becomes steps, old drafts and contacts are forgotten."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job
from betang.proposals import actions


@job(max_attempts=3)
def turn_the_day() -> None:
    """Let pages say by how many days something is late today."""
    actions.turn_the_day(at=clock.now())


@job(max_attempts=3)
def forget() -> None:
    """Remove drafts that nobody touches, and contacts that nobody needs any more."""
    actions.forget_old_drafts(at=clock.now())
    actions.erase_contacts(at=clock.now())
