"""Work for later and by the clock: drawing certificates, counting measures."""

from __future__ import annotations

import contextlib
from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def draw_certificate(*, certificate_id: str) -> None:
    """Make the PDF of a certificate."""
    from betang.growth import certificates

    certificates.draw(UUID(certificate_id))


@job()
def set_first_ladder() -> None:
    """Put the built-in ladder in force where the province has set none, so that groups may climb from the first day."""
    from betang.accounts.actors import SYSTEM
    from betang.growth import actions
    from betang.kernel.errors import NotFound

    with contextlib.suppress(NotFound):  # its regions were not brought yet
        actions.ensure_ladder(actor=SYSTEM, at=clock.now())


@job()
def count_measures() -> None:
    """Count what every group achieved, for the coordinators' lists."""
    from betang.growth.actions import count_measures as count

    count(at=clock.now())
