"""Two villages take the last place of a quota at the same moment: one passes, the other is told that it is full."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.db import OperationalError, connection

from betang.accounts.models import Appointment
from betang.kernel.errors import Refused
from betang.proposals.calendar import queries
from betang.proposals.calendar.actions import set_quota
from betang.proposals.models import LevelOpinion
from betang.proposals.tests.worlds import AT, accept, sent, staff


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_both_take_the_last_place(house):
    staff(house)
    Appointment.objects.create(person=house.people["budi"], post="village_officer", region=house.village, from_on=AT.date())
    set_quota(
        actor=house.actor("citra"), region=house.kapuas, fiscal_year=2028, from_level="village", limit=2, source="Surat 050/1/2026", at=AT
    )
    first, second, third = (sent(house, title=f"Sumur bor untuk RT 0{number}").proposal for number in (1, 2, 3))
    accept(house, first, "ani")
    together = Barrier(2)

    def take(turn):
        who, proposal = turn
        together.wait(10)
        for _try in range(400):
            try:
                accept(house, proposal, who)
                return "passed"
            except Refused:
                return "full"
            except OperationalError:
                sleep(0.02)
            finally:
                connection.close()
        raise AssertionError("never had a turn")

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(take, (("ani", second), ("budi", third))))
    assert said == ["full", "passed"]
    assert queries.quota_state("village", house.village.code, 2028).left == 0
    assert LevelOpinion.objects.count() == 2
