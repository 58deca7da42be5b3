"""The demo's regions are the real ones: the official list of the province and the offices of its governments."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from betang.kernel import clock
from betang.kernel.actor import Actor
from betang.regions.actions.loading import load_regions
from betang.regions.actions.offices import set_up_offices

SEEDER = Actor(name="Betang", is_system=True)


def seed(*, at: datetime | None = None) -> None:
    """Load the province and set up its offices. Twice changes nothing; takes about a second the first time."""
    moment = at or clock.now()
    load_regions(actor=SEEDER, provinces=[settings.PROVINCE_CODE], at=moment, on=moment.astimezone(clock.zone()).date())
    set_up_offices(actor=SEEDER, province_code=settings.PROVINCE_CODE, at=moment)
