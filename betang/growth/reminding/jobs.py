"""The morning's round."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def send_reminders() -> None:
    """Remind whoever owes something that is due."""
    from betang.growth.reminding.reminders import remind

    remind(at=clock.now())
