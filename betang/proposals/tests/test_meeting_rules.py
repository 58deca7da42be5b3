"""Quorum, shares, totals, ranks and pasted lists: nothing here asks a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from betang.proposals.meetings import rules
from betang.proposals.meetings.rules import Criterion, Guest, Presence


@pytest.mark.parametrize(
    ("present", "quorum", "enough", "missing"),
    [(0, 0, False, 1), (1, 0, True, 0), (19, 20, False, 1), (20, 20, True, 0), (21, 20, True, 0)],
)
def test_a_quorum_is_reached_by_exactly_as_many_as_it_asks_for_and_never_by_nobody(present, quorum, enough, missing):
    one = Presence(present, 0, quorum, 30)
    assert (one.has_quorum, one.missing) == (enough, missing)


@pytest.mark.parametrize(
    ("present", "women", "wanted", "percent", "met"),
    [
        (0, 0, 30, 0, False),
        (10, 3, 30, 30, True),
        (67, 20, 30, 29, False),
        (3, 1, 33, 33, True),
        (3, 1, 34, 33, False),
        (5, 5, 100, 100, True),
    ],
)
def test_the_share_of_women_is_never_rounded_up(present, women, wanted, percent, met):
    one = Presence(present, women, 1, wanted)
    assert (one.women_percent, one.has_women_share) == (percent, met)


def test_equal_totals_share_a_rank_and_the_next_is_left_out():
    assert rules.ranks({"a": Decimal(50), "b": Decimal("86.00"), "c": Decimal(86), "d": Decimal(10)}) == {"a": 3, "b": 1, "c": 1, "d": 4}
    assert rules.ranks({}) == {}


@settings(max_examples=40, deadline=None)
@given(some.dictionaries(some.integers(0, 50), some.integers(0, 40).map(Decimal), max_size=12))
def test_a_higher_total_never_has_a_worse_rank(totals):
    ranks = rules.ranks(totals)
    assert all((ranks[a] < ranks[b]) == (totals[a] > totals[b]) for a in totals for b in totals)
    assert not totals or min(ranks.values()) == 1


TWO = (Criterion("k1", "Mendesak", 60), Criterion("k2", "Warga terbantu", 40))


@pytest.mark.parametrize(
    ("scores", "total"),
    [({"k1": 90, "k2": 80}, "86.00"), ({"k1": 100, "k2": 100}, "100.00"), ({"k2": 1}, "0.40"), ({}, "0.00"), ({"x": 9}, "0.00")],
)
def test_a_total_is_scores_times_weights(scores, total):
    assert rules.total_of(scores, TWO) == Decimal(total)


def test_weights_are_whole_only_at_a_hundred_and_without_empty_ones():
    assert rules.weights_are_whole(TWO)
    assert not rules.weights_are_whole((*TWO, Criterion("k3", "x", 0)))
    assert not rules.weights_are_whole(TWO[:1])
    assert not rules.weights_are_whole(())


def test_a_criterion_that_keeps_its_name_keeps_its_key():
    again = rules.criteria_typed("warga terbantu | 30 %\nLahan siap | 70", TWO)
    assert again == [Criterion("k2", "warga terbantu", 30), Criterion("k3", "Lahan siap", 70)]


def test_a_pasted_list_is_read_in_the_ways_in_which_people_write_it():
    text = "Siti Maimunah, S.Pd; PKK; P\n2\tHendra\tL\tBPD\n3. Ibu Rusmini | perempuan | RT 02 | tambahan\n\nTanpa Tanda; RT 01\n; L\n"
    found, wrong = rules.read_guests(text)
    assert found == [
        Guest("Siti Maimunah, S.Pd", "PKK", True, True),
        Guest("Hendra", "BPD", False, True),
        Guest("Ibu Rusmini", "RT 02", True, False),
    ]
    assert [at for at, _line in wrong] == [5, 6]


@settings(max_examples=60, deadline=None)
@given(some.text(max_size=200))
def test_nothing_that_is_pasted_breaks_the_reading(text):
    found, _wrong = rules.read_guests(text)
    assert all(one.name and len(one.name) <= 120 for one in found)
    rules.agenda_of(text)
    rules.invited_of(text)
    rules.criteria_typed(text, TWO)


def test_a_number_and_its_address_lead_to_each_other():
    number = rules.number_text("district_forum", "62.03.05", 2028, 3)
    assert number == "62.03.05/MC/2028/03"
    assert rules.number_of(rules.address_of(number).lower()) == number
    assert [len(rules.kinds_at(code)) for code in ("", "62", "62.03", "62.03.05", "62.03.05.2004")] == [0, 2, 2, 1, 1]
