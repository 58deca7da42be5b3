"""Background jobs: a file that was said yes to is taken over; files that nobody answered go."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job
from betang.proposals.exchange import actions
from betang.proposals.prices import actions as prices


@job(max_attempts=3)
def take_over(run_id: str) -> None:
    """Take the rows over."""
    actions.carry_out(run_id=UUID(run_id), at=clock.now())


@job(max_attempts=3)
def forget_files() -> None:
    """Remove files that name people and were forgotten, and price lists that were never written."""
    actions.forget_old(at=clock.now())
    prices.forget_uploads(at=clock.now())
