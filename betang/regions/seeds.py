"""The demo's regions are the real ones: the official list of the province and the offices of its governments."""

from __future__ import annotations

import math
import random
from datetime import datetime

from django.conf import settings

from betang.kernel import clock
from betang.kernel.actor import Actor
from betang.regions.actions.loading import load_regions
from betang.regions.actions.offices import set_up_offices
from betang.regions.catalogue import seats
from betang.regions.spots import KM_PER_DEGREE
from betang.ui import maps

SEEDER = Actor(name="Betang", is_system=True)


def seed(*, at: datetime | None = None) -> None:
    """Load the province and set up its offices. Twice changes nothing; takes about a second the first time."""
    moment = at or clock.now()
    load_regions(actor=SEEDER, provinces=[settings.PROVINCE_CODE], at=moment, on=moment.astimezone(clock.zone()).date())
    set_up_offices(actor=SEEDER, province_code=settings.PROVINCE_CODE, at=moment)


AROUND = {"62.03.09": (-2.54, 114.55)}
"""Where a kecamatan of the demo world lies, to about ten kilometres (Mantangai): its sample points lie there, others' anywhere."""


def sample_point(code: str, *, salt: str = "", spread_km: float = 1.5) -> tuple[float, float] | None:
    """An invented point for sample data of a village: always the same for the same code and salt, in its kabupaten on our drawing.

    No village's real place is known here. Points of one village lie within `spread_km` of each other. None where there is no drawing.
    """
    government = ".".join(code.split(".")[:2])
    seat = seats().get(government)
    if seat is None or government == code[:2]:
        return None
    drawn = random.Random(f"{code}:point")
    at = (seat.latitude, seat.longitude)
    known = AROUND.get(code[:8])
    for _turn in range(40):
        tried = _moved(known or at, drawn.uniform(0 if known else 5, 6 if known else 45), drawn.uniform(0, 2 * math.pi))
        around = (tried, *(_moved(tried, 2 * spread_km, angle * math.pi / 2) for angle in range(4)))
        if all(maps.holds(government, *maps.place(lng, lat)) for lat, lng in around):
            at = tried
            break
    near = random.Random(f"{code}:{salt}")
    return _moved(at, near.uniform(0, spread_km / 2), near.uniform(0, 2 * math.pi))


def _moved(at: tuple[float, float], km: float, angle: float) -> tuple[float, float]:
    """A point moved by so many kilometres, to about a metre."""
    north, east = km * math.cos(angle) / KM_PER_DEGREE, km * math.sin(angle) / KM_PER_DEGREE / math.cos(math.radians(at[0]))
    return round(at[0] + north, 5), round(at[1] + east, 5)
