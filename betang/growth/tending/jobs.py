"""The night's walk down the ladder of silence."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def walk_ladder() -> None:
    """Take the steps that are due. Safe to run as often as one likes."""
    from betang.growth.tending.dormancy import run_ladder

    run_ladder(at=clock.now())
