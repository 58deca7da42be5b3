"""Two counters: equal means that nothing is under way, whoever dies."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from betang.edge.stamps import BEGUN, DONE, CommitUnknown, Stamps


@pytest.fixture
def stamps(tmp_path):
    return Stamps(tmp_path)


def test_a_change_moves_the_stamp_once_and_is_seen_while_under_way(stamps):
    assert stamps.settled() == 0
    with stamps.writing():
        assert stamps.settled() == -1
    assert stamps.settled() == 1


def test_a_change_that_failed_counts_as_done(stamps):
    with pytest.raises(ValueError), stamps.writing():
        raise ValueError
    assert stamps.settled() == 1


def test_a_commit_whose_end_nobody_knows_stays_under_way_until_the_barrier_says_otherwise(stamps):
    with pytest.raises(CommitUnknown), stamps.writing():
        raise CommitUnknown
    assert stamps.settled() == -1
    assert not stamps.repair(lambda: False)
    assert stamps.settled() == -1
    assert stamps.repair(lambda: True)
    assert stamps.settled() == 1


def test_nothing_is_mended_while_a_writer_lives(stamps, tmp_path):
    with stamps.writing():
        assert not Stamps(tmp_path).repair(lambda: True)
        with stamps.alone() as is_alone:
            assert not is_alone
    with stamps.alone() as is_alone:
        assert is_alone


def _die(folder):
    with Stamps(folder).writing():
        os._exit(1)


def _count(folder):
    own = Stamps(folder)
    for _ in range(200):
        with own.writing():
            pass


def test_the_lock_of_a_killed_writer_dies_with_it(stamps, tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=_die, args=(tmp_path,))
    process.start()
    process.join(20)
    assert (stamps.counters[BEGUN], stamps.counters[DONE]) == (1, 0)
    assert stamps.repair(lambda: True)


def test_no_count_is_lost_between_processes(stamps, tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert stamps.settled() == 600
