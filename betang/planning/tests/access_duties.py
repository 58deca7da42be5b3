"""Who gets what of the duties of villages: what is shown everybody, the desk its own officer."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.access import Row


def _officer(house: Any) -> None:
    """Ani becomes an officer of Mantangai Hilir, Fajar of a village far away."""
    from betang.accounts.models import Appointment
    from betang.accounts.terms import Post

    for name, village in (("ani", house.village), ("fajar", house.far_village)):
        Appointment.objects.create(person=house.people[name], post=Post.VILLAGE_OFFICER, region=village, from_on=date(2024, 1, 2))


VILLAGE = {"code": "62.03.05.2004"}

DUTIES = [
    Row("planning:villages", shows="Kabupaten Kapuas"),
    Row("planning:village", kwargs=VILLAGE, shows="Mantangai Hilir"),
    Row("planning:village", kwargs={"code": "62.03.05"}, others=404),
    Row("planning:village_poster", kwargs=VILLAGE, shows="APB Desa"),
    Row("planning:village_poster_pdf", kwargs={"code": "62.03.05"}, others=404),
    Row("planning_desk:village", kwargs=VILLAGE, prepare=_officer, answers={"nobody": 302, "ani": 200, "fajar": 404}, others=403),
    Row("planning_desk:village", method="post", kwargs=VILLAGE, data={"apa": "poster"}, prepare=_officer,
        answers={"nobody": 302, "ani": 422, "fajar": 404}, others=403),
]  # fmt: skip
