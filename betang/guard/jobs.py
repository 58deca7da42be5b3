"""Work in the background."""

from __future__ import annotations

from betang.guard import actions
from betang.kernel.jobs import job


@job(max_attempts=2)
def collect_reports() -> None:
    """Bring notes of refused texts into the table."""
    actions.collect_reports()
