"""Two at the same moment: one step is taken, the other is told that it moved on; numbers have no gap and no twin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import OperationalError, connection

from betang.casework import actions
from betang.casework.models import Matter
from betang.casework.tests.worlds import AT, DISTRICT, WORDS, declared, opened, staff
from betang.kernel.errors import Refused


def in_turn(act):
    """SQLite in memory (tests alone) says "locked" where a file would wait for its turn: wait here."""
    for _try in range(400):
        try:
            return act()
        except Refused:
            return "refused"
        except OperationalError:
            sleep(0.02)
        finally:
            connection.close()
    raise AssertionError("never had a turn")


@pytest.mark.django_db(transaction=True)
def test_who_is_second_changes_nothing_and_each_number_is_given_once(house):
    with declared():
        staff(house)
        dedi, ani = house.actor("dedi"), house.actor("ani")
        matter = opened(house).matter

        def forward(_each):
            mine = Matter.objects.get(pk=matter.pk)
            step = actions.take_step(matter=mine, action="forward", actor=dedi, at=AT, words=WORDS, holder=DISTRICT)
            return step.action

        def send(_each):
            made = actions.open_matter(machine="trial", region_code="62.03.05.2004", holder=DISTRICT, actor=ani, at=AT)
            return made.matter.number

        with ThreadPoolExecutor(4) as pool:
            taken = sorted(pool.map(lambda one: in_turn(lambda: forward(one)), range(4)))
            numbers = sorted(pool.map(lambda one: in_turn(lambda: send(one)), range(6)))
        assert taken == ["forward", "refused", "refused", "refused"]
        assert matter.steps.count() == 2
        assert numbers == [f"62.03/X/2026/{one:04d}" for one in range(2, 8)]
