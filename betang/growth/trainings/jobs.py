"""Work for later and by the clock."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def invite_groups(*, training_id: str) -> None:
    """Tell the invited groups of a training."""
    from betang.growth.models import Training
    from betang.growth.trainings import actions

    actions.invite_groups(training=Training.objects.select_related("region").get(pk=UUID(training_id)), at=clock.now())


@job()
def tell_everybody(*, training_id: str) -> None:
    """Tell everybody who signed up that a training was called off."""
    from betang.growth.models import Training
    from betang.growth.trainings import actions

    actions.tell_everybody(training=Training.objects.get(pk=UUID(training_id)), at=clock.now())


@job()
def forget_contacts() -> None:
    """Forget the contacts of trainings that ended long ago."""
    from betang.growth.trainings import actions

    actions.forget_contacts(at=clock.now())
