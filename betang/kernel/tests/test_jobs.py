"""Background jobs: part of the transaction, inside their site, tried again, given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from betang.kernel import fence, queue, schedule
from betang.kernel.jobs import FIRST_PAUSE_S
from betang.kernel.tests import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_seen():
    jobs.seen.clear()


def test_a_job_is_part_of_the_transaction_that_queued_it(run_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        jobs.note.enqueue(value=1)
        raise ZeroDivisionError
    jobs.note.enqueue(value=2)
    assert run_jobs() == 1
    assert jobs.seen == [2]


def test_a_job_runs_in_its_own_site_and_in_no_other(house, run_jobs):
    with fence.open_site(house.site.pk):
        jobs.note_site.enqueue()
    jobs.note_site.enqueue()
    with fence.open_site(house.far_site.pk):  # whatever is open where the worker stands
        run_jobs()
    assert sorted(jobs.seen, key=str) == sorted([house.site.pk, None], key=str)


def test_a_job_that_fails_is_tried_again_with_growing_pauses_until_it_is_done(run_jobs):
    with time_machine.travel(NOW, tick=False) as traveller:
        jobs.fail_twice.enqueue()
        assert run_jobs(failing=True) == 1
        assert run_jobs(failing=True) == 0, "not before the pause is over"
        traveller.shift(timedelta(seconds=FIRST_PAUSE_S))
        assert run_jobs(failing=True) == 1
        traveller.shift(timedelta(seconds=FIRST_PAUSE_S))
        assert run_jobs(failing=True) == 0, "the second pause is longer"
        traveller.shift(timedelta(seconds=FIRST_PAUSE_S * 3))
        assert run_jobs(failing=True) == 1
    assert jobs.seen == ["x"] * 3
    assert queue.counts() == {"ready": 0, "running": 0, "failed": 2}


def test_a_job_that_never_works_is_given_up_after_its_attempts(run_jobs):
    jobs.fail_always.enqueue()
    for days in range(1, 6):
        run_jobs(failing=True, at=datetime.now(UTC) + timedelta(days=days))
    assert jobs.seen == ["tried"] * jobs.fail_always.max_attempts
    assert queue.counts() == {"ready": 0, "running": 0, "failed": jobs.fail_always.max_attempts}


def test_the_jobs_of_a_dead_worker_are_given_back_and_those_of_a_living_one_are_not():
    jobs.note.enqueue(value="a")
    jobs.note.enqueue(value="b")
    assert queue.take("dead") is not None
    assert queue.take("living") is not None
    assert queue.take("third") is None
    assert queue.give_back(lambda worker: worker == "living") == 1
    assert queue.counts() == {"ready": 1, "running": 1, "failed": 0}
    assert queue.run_due("third") == (1, 0)


def test_a_job_that_kills_its_workers_is_given_up():
    jobs.note.enqueue(value="poison")
    for n in range(queue.MOST_DEATHS):
        assert queue.take(f"worker {n}") is not None
        queue.give_back(lambda worker: False)
    assert queue.counts() == {"ready": 0, "running": 0, "failed": 1}


def test_old_results_are_thrown_away_and_young_ones_kept(run_jobs):
    for _ in range(3):
        jobs.note.enqueue()
    run_jobs()
    rows = list(DBTaskResult.objects.all())
    DBTaskResult.objects.filter(pk=rows[0].pk).update(finished_at=NOW - queue.KEEP_DONE - timedelta(hours=1))
    DBTaskResult.objects.filter(pk=rows[1].pk).update(finished_at=NOW - queue.KEEP_FAILED - timedelta(hours=1), status="FAILED")
    DBTaskResult.objects.filter(pk=rows[2].pk).update(finished_at=NOW - timedelta(hours=1))
    assert queue.prune(at=NOW) == 2
    assert [one.pk for one in DBTaskResult.objects.all()] == [rows[2].pk]


def test_an_idle_look_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queue.take("worker") is None


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-23T20:00", "2026-11-23T20:19", False),
        ("2026-11-23T20:00", "2026-11-23T20:20", True),  # 03:20 in Pontianak
        ("2026-11-23T20:21", "2026-11-24T20:19", False),
        ("2026-11-20T20:21", "2026-11-23T12:00", True),  # days without a worker are made up for
    ],
)
def test_a_daily_turn_comes_at_its_hour_of_the_province(last, now, due):
    turn = schedule.Daily(jobs.note, datetime(2026, 1, 1, 3, 20).time())
    assert turn.is_due(datetime.fromisoformat(last).replace(tzinfo=UTC), datetime.fromisoformat(now).replace(tzinfo=UTC)) is due
