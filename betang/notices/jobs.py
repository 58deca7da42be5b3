"""Background jobs: one delivery, the daily digest, clearing away."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job
from betang.notices import sending
from betang.notices.terms import MAX_TRIES


@job(max_attempts=MAX_TRIES)
def send_delivery(delivery_id: str) -> None:
    """Send one delivery; a failure is noted on its row and tried again."""
    sending.send(UUID(delivery_id))


@job(max_attempts=3)
def send_digests() -> None:
    """The daily mail of those who chose it."""
    sending.send_digests(at=clock.now())


@job(max_attempts=3)
def clear_old() -> None:
    """Remove notices that were read long ago."""
    sending.clear_old(at=clock.now())
