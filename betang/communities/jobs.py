"""What runs in the worker: drafts that nobody touches any more."""

from __future__ import annotations

from betang.communities import actions
from betang.communities.importing.actions import forget_old_tables
from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def forget_old_drafts() -> None:
    """Delete drafts of applications and tables of a register that were left behind."""
    actions.forget_old_drafts(at=clock.now())
    forget_old_tables(at=clock.now())
