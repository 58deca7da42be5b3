"""What happens by the clock happens once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from betang.audit import clockwork
from betang.audit.models import Clockwork
from betang.kernel import schedule
from betang.kernel.tests import jobs_for_tests as jobs

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_turns(monkeypatch):
    monkeypatch.setattr(schedule, "_turns", {})


@pytest.mark.django_db
def test_a_turn_starts_at_once_and_then_at_its_pace():
    schedule.every(60, jobs.note)
    assert clockwork.wind(at=NOW) == [jobs.note.name]
    assert clockwork.wind(at=NOW + timedelta(seconds=59)) == []
    assert clockwork.wind(at=NOW + timedelta(seconds=60)) == [jobs.note.name]
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_a_second_worker_that_looked_at_the_same_moment_starts_nothing(monkeypatch):
    schedule.every(60, jobs.note)
    clockwork.wind(at=NOW)
    first_look = dict(Clockwork.objects.values_list("name", "last_at"))
    later = NOW + timedelta(minutes=2)
    assert clockwork.wind(at=later) == [jobs.note.name]

    class Late:
        @staticmethod
        def values_list(*fields):
            return first_look.items()

        filter = Clockwork.objects.filter

    monkeypatch.setattr(Clockwork, "objects", Late)
    assert clockwork.wind(at=later) == []
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_a_daily_turn_waits_for_its_hour_and_an_idle_look_is_one_query(django_assert_num_queries):
    schedule.daily("03:20", jobs.note)
    assert clockwork.wind(at=NOW) == []
    with django_assert_num_queries(1):
        assert clockwork.wind(at=NOW + timedelta(hours=17)) == []
    assert clockwork.wind(at=NOW + timedelta(hours=18)) == [jobs.note.name]
    assert clockwork.wind(at=NOW + timedelta(hours=18, minutes=1)) == []
