"""How a contest is counted: exact, whatever the order; weights are always 100."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from betang.growth.contests import rules
from betang.growth.contests.rules import Asked

SCORES = st.integers(0, 100)


@st.composite
def contests(draw):
    """Weights that add up to 100, and what some judges gave one entry."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=7)))
    edges = [0, *cuts, 100]
    weights = {f"k{place}": high - low for place, (low, high) in enumerate(zip(edges, edges[1:], strict=False))}
    judges = draw(st.integers(1, 6))
    return weights, {key: draw(st.lists(SCORES, min_size=judges, max_size=judges)) for key in weights}


@given(contests(), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_any_order(made, random):
    weights, scores = made
    total = rules.total(weights, scores)
    keys = list(weights)
    random.shuffle(keys)
    mixed = {key: random.sample(scores[key], len(scores[key])) for key in keys}
    assert rules.total({key: weights[key] for key in keys}, mixed) == total
    assert 0 <= total <= 100
    assert total == total.quantize(Decimal("0.01"))
    by_hand = sum(Fraction(weights[key] * value, len(scores[key]) * 100) for key in weights for value in scores[key])
    assert abs(Fraction(total) - by_hand) <= Fraction(1, 200), "rounded once, at the end"


@given(contests())
def test_criteria_are_taken_only_if_their_weights_are_a_hundred(made):
    weights, _scores = made
    criteria = [Asked(key, key, weight) for key, weight in weights.items()]
    assert not rules.problem_of(criteria)
    changed = [*criteria[:-1], Asked("z", "z", criteria[-1].weight + 1)]
    assert "101" in rules.problem_of(changed) or "100" in rules.problem_of(changed)


@given(st.dictionaries(st.integers(0, 40), st.decimals(0, 100, places=2), min_size=1), st.integers(1, 5))
def test_ranks_count_who_is_better_and_ties_rise_together(totals, most):
    ranked = rules.ranks(totals)
    for key, value in totals.items():
        assert ranked[key] == 1 + sum(other > value for other in totals.values())
    up = set(rules.rising(ranked, most))
    assert len(up) >= min(most, len(totals))
    assert all(totals[one] >= totals[other] for one in up for other in set(totals) - up)


def test_half_a_hundredth_goes_up_and_names_are_each_once():
    assert rules.rounded(Fraction(70005, 1000)) == Decimal("70.01")
    assert rules.problem_of([])
    assert rules.problem_of([Asked("a", "Media", 50), Asked("b", " media ", 50)])
    assert rules.problem_of([Asked("a", "Media", 0), Asked("b", "Isi", 100)])
    assert not rules.problem_of(rules.DEFAULTS)


def test_who_owes_what_is_said():
    given = {("a", 1, "x"), ("a", 1, "y"), ("b", 1, "x")}
    assert rules.missing(["a", "b"], [1], ["x", "y"], given) == {"b": 1}
    assert rules.missing([], [1], ["x"], set()) == {}
