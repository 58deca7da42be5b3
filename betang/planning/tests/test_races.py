"""Many at once: sums stay right, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from django.db import OperationalError, connection

from betang.planning import rollups
from betang.planning.actions.lines import state_figure
from betang.planning.actions.progress import record_realisation
from betang.planning.models import Figure, Line
from betang.planning.terms import Phase
from betang.planning.tests.writers import AT, settle, village_line


@pytest.mark.django_db(transaction=True)
def test_two_at_one_line_and_two_at_another_keep_every_sum(house):
    plans = settle(house)
    lines = [village_line(plans), village_line(plans, "Jalan RT 03")]
    indra = plans.actor("indra")

    def act(number: int) -> None:
        line = lines[number % 2]
        # SQLite in memory (tests alone) says "locked" where a file would wait for its turn: wait here.
        for _try in range(400):
            try:
                if number % 4 < 2:
                    state_figure(actor=indra, line=line, phase=Phase.REVISED, amount_idr=80_000_000 + number, at=AT)
                else:
                    day = date(2026, 1 + number, 1)
                    record_realisation(actor=indra, line=line, until_on=day, spent_idr=1000 * number, percent=None, at=AT, is_sure=True)
                return
            except OperationalError:
                sleep(0.02)
            finally:
                connection.close()
        raise AssertionError("never had a turn")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(10)))
    assert rollups.differences("62.03.05.2004", 2026) == []
    assert Figure.objects.filter(phase=Phase.REVISED).count() == 6
    assert sorted(Line.objects.values_list("realised_idr", flat=True)) == [6000, 7000]
