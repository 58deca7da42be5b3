"""Background jobs: telling of a step, and looking each morning at what is late."""

from __future__ import annotations

from uuid import UUID

from betang.casework import actions
from betang.casework.models import Step
from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def tell_of_step(step_id: str) -> None:
    """Tell followers and the new holder of a step; safe to run twice."""
    step = Step.objects.select_related("matter").get(pk=UUID(step_id))
    actions.tell_followers(step=step, at=clock.now())


@job(max_attempts=3)
def mark_overdue() -> None:
    """Note what became late yesterday, and tell who holds it."""
    actions.mark_overdue(at=clock.now())
