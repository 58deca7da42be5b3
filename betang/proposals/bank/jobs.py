"""Background jobs: years that have ended are offered at the desk, confirmed closes are carried out and gone on with."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job
from betang.proposals.bank import actions
from betang.proposals.models import YearClosing
from betang.proposals.terms import ClosingState


@job(max_attempts=5)
def carry_on(closing_id: str) -> None:
    """Put what is open into the bank."""
    actions.carry_out(closing_id=UUID(closing_id), at=clock.now())


@job(max_attempts=3)
def offer_closings() -> None:
    """Offer years that are over, and go on with a close that was interrupted."""
    actions.offer_closings(at=clock.now())
    for one in YearClosing.objects.filter(state=ClosingState.CONFIRMED):
        actions.carry_out(closing_id=one.pk, at=clock.now())
