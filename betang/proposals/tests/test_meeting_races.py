"""Two officers close a meeting at once: there is one number of minutes, and nothing lies about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.files.storage import storages
from django.db import OperationalError, connection

from betang.kernel.errors import Refused
from betang.proposals.meetings import actions
from betang.proposals.models import Minutes
from betang.proposals.tests.meetings import AT, MINUTES, held
from betang.proposals.tests.worlds import staff


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_make_one_number(house):
    staff(house)
    meeting = held(house)
    ani = house.actor("ani")

    def close(number: int) -> str:
        for _try in range(400):
            try:
                actions.close(actor=ani, meeting=meeting, minutes_text=f"{MINUTES} {number}", at=AT)
                return "closed"
            except Refused:
                return "refused"
            except OperationalError:
                sleep(0.02)
            finally:
                connection.close()
        raise AssertionError("never had a turn")

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close, range(2)))
    assert said == ["closed", "refused"]
    kept = Minutes.objects.get()
    assert (kept.number, kept.replaced_at) == (1, None)
    assert storages["private"].exists(kept.path)
