"""Work for later and by the clock: drawing certificates, counting measures."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def draw_certificate(*, certificate_id: str) -> None:
    """Make the PDF of a certificate."""
    from betang.growth import certificates

    certificates.draw(UUID(certificate_id))


@job()
def count_measures() -> None:
    """Count what every group achieved, for the coordinators' lists."""
    from betang.growth.actions import count_measures as count

    count(at=clock.now())
