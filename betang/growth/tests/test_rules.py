"""What follows from what."""

from __future__ import annotations

import pytest

from betang.growth import rules
from betang.growth.actions import built_in, problem_of
from betang.growth.rules import Asked
from betang.growth.terms import Proof

NEWS = Asked("news", "Enam berita", measure="news", threshold=6, within_days=180)
TRAINED = Asked("trained", "Dua terlatih", measure="trained", threshold=2)
BOOKS = Asked("books", "Buku kas", proof=Proof.ATTESTED)


def found(values, **confirmed):
    return rules.findings((NEWS, TRAINED, BOOKS), values, confirmed=confirmed or None)


def test_a_count_is_taken_over_its_own_span():
    news, trained, books = found({"news/180": 7, "news": 70, "trained": 1})
    assert news.is_met
    assert news.missing == 0
    assert (trained.value, trained.missing, trained.share) == (1, 1, 0.5)
    assert not books.is_met
    assert not books.is_shown


def test_a_proof_counts_only_once_somebody_confirmed_it():
    enough = {"news/180": 6, "trained": 2}
    assert rules.may_be_applied_for(found(enough))
    assert not rules.may_be_granted(found(enough))
    assert not rules.may_be_granted(found(enough, books=None)), "shown, and nobody looked at it"
    assert not rules.may_be_granted(found(enough, books=False))
    assert rules.may_be_granted(found(enough, books=True))
    assert not rules.may_be_granted(found({"news/180": 5, "trained": 2}, books=True)), "a count fell behind meanwhile"


def test_a_stage_that_asks_for_nothing_is_never_granted():
    assert not rules.may_be_granted(())


def test_the_next_step_is_what_is_nearest_to_done_and_counted_before_shown():
    assert rules.next_step(found({"news/180": 5, "trained": 1})).asked is NEWS
    assert rules.next_step(found({"news/180": 1, "trained": 1})).asked is TRAINED
    assert rules.next_step(found({"news/180": 6, "trained": 2})).asked is BOOKS
    assert rules.next_step(found({"news/180": 6, "trained": 2}, books=None)) is None, "what waits for the coordinator is no step"


def test_the_ladder_that_is_shipped_can_be_climbed():
    ladder = built_in()
    assert [stage["key"] for stage in ladder["stages"]] == ["forum", "digital", "agent"]
    assert problem_of(ladder) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["stages"].pop(0), "pertama"),
        (lambda one: one["stages"][1]["criteria"].append({"key": "log", "name": "Masuk", "measure": "log_ins"}), "log_ins"),
        (lambda one: one["stages"][1]["criteria"].clear(), "KIM digital"),
        (lambda one: one["stages"][1]["criteria"].append({"key": "nol", "name": "Nol", "measure": "news", "threshold": 0}), "Nol"),
        (lambda one: one.update(source=""), "sumber"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_with_the_reason(change, said):
    ladder = built_in()
    change(ladder)
    assert said in problem_of(ladder)
