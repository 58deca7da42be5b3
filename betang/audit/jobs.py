"""What the worker does for the trail once a day."""

from __future__ import annotations

from betang.audit import actions
from betang.kernel import clock, queue
from betang.kernel.jobs import job


@job()
def seal_the_day() -> None:
    """Publish the root over all chains of the day that has just ended."""
    from datetime import timedelta

    actions.publish_root(day=clock.today() - timedelta(days=1), at=clock.now())


@job()
def prune() -> None:
    """Throw old receipts and old results of jobs away."""
    actions.prune(at=clock.now())
    queue.prune(at=clock.now())
