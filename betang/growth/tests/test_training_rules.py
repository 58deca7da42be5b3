"""Seats, presence and codes, without a database."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from betang.growth.courses import rules as courses
from betang.growth.trainings import rules

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limits", "seated", "of_group", "is_of_group", "expected"),
    [
        (rules.Limits(), 900, 40, True, True),
        (rules.Limits(2), 1, 0, True, True),
        (rules.Limits(2), 2, 0, True, False),
        (rules.Limits(9, 2), 3, 2, True, False),
        (rules.Limits(9, 2), 3, 0, False, True),
        (rules.Limits(None, 1), 500, 1, True, False),
    ],
)
def test_who_gets_a_seat(limits, seated, of_group, is_of_group, expected):
    assert rules.has_seat(limits, seated=seated, of_group=of_group, is_of_group=is_of_group) is expected


def test_the_list_moves_up_in_order_and_passes_over_who_has_too_many_seats_already():
    limits = rules.Limits(4, 2)
    waiting = [(1, "a"), (2, "b"), (3, None), (4, "b")]
    assert rules.moves_up(limits, seated=["a", "a"], waiting=waiting) == [2, 3]
    assert rules.moves_up(limits, seated=["a", "a", "b", None], waiting=waiting) == []
    assert rules.moves_up(rules.Limits(None, 2), seated=["a", "a", "b"], waiting=waiting) == [2, 3]


def test_moving_up_never_seats_more_than_there_are_seats():
    chance = random.Random(4)
    for _round in range(200):
        limits = rules.Limits(chance.randint(1, 6), chance.choice([None, 1, 2]))
        waiting = [(key, chance.choice(["a", "b", None])) for key in range(chance.randint(0, 9))]
        risen = rules.moves_up(limits, seated=[], waiting=waiting)
        groups = [dict(waiting)[key] for key in risen]
        assert len(risen) <= limits.capacity
        assert risen == sorted(risen)
        if limits.a_group:
            assert max((groups.count(one) for one in ("a", "b")), default=0) <= limits.a_group
        else:
            assert len(risen) == min(limits.capacity, len(waiting))


def test_being_noted_twice_in_one_part_counts_once_and_lunch_counts_nothing():
    assert rules.presence_percent(["one", "one", "lunch"], ["one", "two", "three"]) == 33
    assert rules.earns_certificate(["one", "two", "two"], ["one", "two", "three", "four"], 50)
    assert not rules.earns_certificate(["one", "lunch"], ["one", "two", "three", "four"], 50)
    assert not rules.earns_certificate([], [], 1)


def test_a_code_is_read_as_people_type_it_and_its_hash_serves_one_training_only():
    assert rules.code_typed(" 7kq4-m2xd ") == "7KQ4M2XD"
    assert rules.code_hash("one", "7KQ4M2XD") != rules.code_hash("two", "7KQ4M2XD")
    assert "7KQ4M2XD" not in rules.code_hash("one", "7KQ4M2XD")


def test_a_clock_that_is_hours_off_is_noted_and_one_of_a_minute_is_not():
    assert rules.clock_off(sent_at=NOW + timedelta(hours=7), received_at=NOW) == 420
    assert rules.clock_off(sent_at=NOW - timedelta(days=2), received_at=NOW) == -2880
    assert rules.clock_off(sent_at=NOW + timedelta(minutes=1), received_at=NOW) == 0


def test_the_calendar_file_is_folded_and_escaped():
    body = rules.calendar_file(
        uid="a@b", title="Bimtek; menulis, bagus", starts_at=NOW, ends_at=NOW + timedelta(hours=2), place="Aula " + "é" * 60,
        about="satu\ndua", url="https://betang.test/", made_at=NOW, is_cancelled=False,
    ).decode()  # fmt: skip
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    whole = body.replace("\r\n ", "")
    assert "SUMMARY:Bimtek\\; menulis\\, bagus\r\n" in whole
    assert "DTSTART:20261124T020000Z\r\n" in whole
    assert "DESCRIPTION:satu\\ndua\r\n" in whole
    assert "Aula " + "é" * 60 in whole


def test_the_mean_of_an_evaluation_counts_marks_alone():
    mean, counts = rules.scale_results([{"a": 5}, {"a": 4}, {"a": "9"}, {"a": 9}, {}], "a")
    assert mean == 4.5
    assert counts == {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}


QUIZZES = {
    "one": [{"ask": "?", "options": ["a", "b"], "right": 1, "why": "."}] * 3,
    "two": [{"ask": "?", "options": ["a", "b"], "right": 0, "why": "."}] * 2,
}


@pytest.mark.parametrize(
    ("answers", "percent", "is_passed"),
    [
        ({"one": [1, 1, 1], "two": [0, 0]}, 100, True),
        ({"one": [1, 1, 0], "two": [0, 0]}, 80, True),
        ({"one": [1, 0, 0], "two": [0, 0]}, 60, False),
        ({"one": [1, 1, 1]}, 60, False),
        ({"one": [1, 1, 1], "two": [0]}, 80, False),
        ({"one": [1, 1, 1], "two": [0, 7]}, 80, False),
        ({"one": [True, 1, 1], "two": [0, 0]}, 80, False),
        ({}, 0, False),
    ],
)
def test_a_certificate_needs_every_question_answered_and_most_of_them_rightly(answers, percent, is_passed):
    score = courses.score(QUIZZES, answers)
    assert (score.percent, score.is_passed) == (percent, is_passed)


def test_progress_that_was_not_signed_here_is_worth_nothing():
    from betang.growth.courses import progress

    word = progress.packed("kursus", {"one": [1, 1]})
    assert progress.unpacked("kursus", word) == {"one": [1, 1]}
    assert progress.unpacked("lain", word) == {}
    assert progress.unpacked("kursus", word[:-2] + "xx") == {}
    assert progress.from_phone('{"one": [1, "x", true]}') == {"one": [1, -1, True]}
    assert progress.from_phone("[1]") == progress.from_phone("{") == {}


def test_the_courses_on_the_shelf_can_be_asked_and_are_neither_long_nor_short():
    from betang.growth.courses import actions

    for course, lessons in actions.built_in():
        assert [one["order"] for one in lessons] == list(range(1, len(lessons) + 1))
        for one in lessons:
            assert 400 <= len(one["body"].split()) <= 700, one["slug"]
            assert 4 <= len(one["quiz"]) <= 5
            assert actions.drawing(course["slug"], one["picture"]).startswith("<svg")
        assert len({question["right"] for one in lessons for question in one["quiz"]}) > 1
