"""The table of steps, and what always holds whatever is tried."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betang.publishing import rules
from betang.publishing.rules import Hand, Step
from betang.publishing.terms import ArticleState

PUBLIC = {ArticleState.PUBLISHED}
HANDS = [*Hand, None]


def walk(tries, *, needs_approval):
    """Try each `(step, hand)` from a draft; yields the state after each."""
    state = ArticleState.DRAFT
    for step, hand in tries:
        if rules.may_take(step, state, hand, needs_approval=needs_approval):
            state = rules.move_for(step, state).target
        yield state


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from([Hand.WRITER, Hand.CLOCK, None])), max_size=30))
def test_without_an_approver_nothing_reaches_readers_where_approval_is_needed(tries):
    assert not any(state in {ArticleState.PUBLISHED, ArticleState.SCHEDULED} for state in walk(tries, needs_approval=True))


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from([Hand.CLOCK, None])), max_size=30), st.booleans())
def test_the_clock_and_strangers_move_nothing_by_themselves(tries, needs_approval):
    assert all(state == ArticleState.DRAFT for state in walk(tries, needs_approval=needs_approval))


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from(HANDS)), max_size=40), st.booleans())
def test_each_way_to_readers_was_taken_by_who_may(tries, needs_approval):
    before, allowed_time = ArticleState.DRAFT, False
    for (step, hand), state in zip(tries, walk(tries, needs_approval=needs_approval), strict=True):
        may = hand is Hand.APPROVER or (hand is Hand.WRITER and not needs_approval)
        if before != ArticleState.SCHEDULED and state == ArticleState.SCHEDULED:
            assert may
            allowed_time = True
        if before != ArticleState.PUBLISHED and state == ArticleState.PUBLISHED:
            assert step is Step.PUBLISH
            assert may or (hand is Hand.CLOCK and before == ArticleState.SCHEDULED and allowed_time)
        before = state


@pytest.mark.parametrize(
    ("step", "state", "hand", "needs_approval", "expected"),
    [
        (Step.SUBMIT, "draft", Hand.WRITER, True, True),
        (Step.SUBMIT, "draft", None, True, False),
        (Step.PUBLISH, "draft", Hand.WRITER, True, False),
        (Step.PUBLISH, "draft", Hand.WRITER, False, True),
        (Step.PUBLISH, "draft", Hand.APPROVER, True, True),
        (Step.PUBLISH, "published", Hand.APPROVER, True, False),
        (Step.SEND_BACK, "submitted", Hand.WRITER, False, False),
        (Step.SEND_BACK, "submitted", Hand.APPROVER, True, True),
        (Step.PUBLISH, "scheduled", Hand.CLOCK, True, True),
        (Step.PUBLISH, "submitted", Hand.CLOCK, False, False),
        (Step.WITHDRAW, "published", Hand.WRITER, True, False),
        (Step.WITHDRAW, "draft", Hand.APPROVER, True, False),
        (Step.REOPEN, "withdrawn", Hand.APPROVER, True, True),
    ],
)
def test_the_table(step, state, hand, needs_approval, expected):
    assert rules.may_take(step, state, hand, needs_approval=needs_approval) is expected


def test_every_state_can_be_reached_and_every_step_is_used():
    assert {move.target for move in rules.MOVES} == set(ArticleState)
    assert {move.step for move in rules.MOVES} == set(Step)
    pairs = [(move.step, move.source) for move in rules.MOVES]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(("state", "hand", "needs_approval"), list(itertools.product(ArticleState, HANDS, [True, False])))
def test_a_writer_edits_their_own_drafts_and_more_only_where_trusted(state, hand, needs_approval):
    expected = hand is Hand.APPROVER or (hand is Hand.WRITER and (state == ArticleState.DRAFT or not needs_approval))
    assert rules.may_edit(state, hand, needs_approval=needs_approval) is expected


def test_a_thread_reads_from_top_to_bottom():
    rows = [("a", None), ("b", None), ("a1", "a"), ("a2", "a"), ("a1x", "a1"), ("b1", "b"), ("lost", "gone")]
    placed = [(one.key, one.depth) for one in rules.thread(rows, deepest=3)]
    assert placed == [("a", 0), ("a1", 1), ("a1x", 2), ("a2", 1), ("b", 0), ("b1", 1), ("lost", 0)]


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(0, 5))
def test_a_thread_loses_nobody_and_is_never_deeper_than_allowed(parents, deepest):
    rows = [(n, parent if parent != n else None) for n, parent in enumerate(parents)]
    placed = rules.thread(rows, deepest=deepest)
    assert sorted(one.key for one in placed) == list(range(len(parents)))
    assert all(one.depth <= deepest for one in placed)
