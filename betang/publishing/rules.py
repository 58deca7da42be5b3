"""The steps of an article and who may take them: one table, no database, no clock.

The house's rule (`Site.needs_approval`) decides whether a writer may publish alone. What always holds: nothing reaches
readers unless an approver, or a writer where the site trusts its writers, took the step to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from betang.publishing.terms import ArticleState


class Hand(StrEnum):
    """Who takes a step, seen from the article."""

    APPROVER = "approver"
    """Chair or editor of the group."""
    WRITER = "writer"
    """A writer of the group, with an article of their own."""
    CLOCK = "clock"
    """The system, when the time of a scheduled article has come."""


class Step(StrEnum):
    """What can be done to an article."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    SEND_BACK = "send_back"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """From a state to a state. `trusted` are hands that may only where writers need no approval."""

    step: Step
    source: ArticleState
    target: ArticleState
    hands: frozenset[Hand]
    trusted: frozenset[Hand] = frozenset()


_BOTH = frozenset({Hand.APPROVER, Hand.WRITER})
_APPROVER = frozenset({Hand.APPROVER})
_WRITER = frozenset({Hand.WRITER})

MOVES: tuple[Move, ...] = (
    Move(Step.SUBMIT, ArticleState.DRAFT, ArticleState.SUBMITTED, _BOTH),
    Move(Step.PUBLISH, ArticleState.DRAFT, ArticleState.PUBLISHED, _APPROVER, _WRITER),
    Move(Step.SCHEDULE, ArticleState.DRAFT, ArticleState.SCHEDULED, _APPROVER, _WRITER),
    Move(Step.TAKE_BACK, ArticleState.SUBMITTED, ArticleState.DRAFT, _BOTH),
    Move(Step.SEND_BACK, ArticleState.SUBMITTED, ArticleState.DRAFT, _APPROVER),
    Move(Step.PUBLISH, ArticleState.SUBMITTED, ArticleState.PUBLISHED, _APPROVER, _WRITER),
    Move(Step.SCHEDULE, ArticleState.SUBMITTED, ArticleState.SCHEDULED, _APPROVER, _WRITER),
    Move(Step.SCHEDULE, ArticleState.SCHEDULED, ArticleState.SCHEDULED, _APPROVER, _WRITER),
    Move(Step.UNSCHEDULE, ArticleState.SCHEDULED, ArticleState.DRAFT, _APPROVER, _WRITER),
    Move(Step.PUBLISH, ArticleState.SCHEDULED, ArticleState.PUBLISHED, _APPROVER | {Hand.CLOCK}, _WRITER),
    Move(Step.WITHDRAW, ArticleState.PUBLISHED, ArticleState.WITHDRAWN, _APPROVER, _WRITER),
    Move(Step.REOPEN, ArticleState.WITHDRAWN, ArticleState.DRAFT, _APPROVER, _WRITER),
)

EDITABLE_BY_WRITER = frozenset({ArticleState.DRAFT})
"""A writer changes only what waits on their own table; where the site trusts its writers, everything of their own."""


def move_for(step: Step, state: str) -> Move | None:
    """The move that `step` makes from `state`, or None where there is no such step."""
    return next((move for move in MOVES if move.step == step and move.source == state), None)


def may_take(step: Step, state: str, hand: Hand | None, *, needs_approval: bool) -> bool:
    """Whether `hand` may take `step` from `state`. Nobody (None) may take any."""
    move = move_for(step, state)
    if move is None or hand is None:
        return False
    return hand in move.hands or (not needs_approval and hand in move.trusted)


def steps_from(state: str, hand: Hand | None, *, needs_approval: bool) -> frozenset[Step]:
    """Every step that `hand` may take from `state`."""
    return frozenset(
        move.step for move in MOVES if move.source == state and may_take(move.step, state, hand, needs_approval=needs_approval)
    )


def may_edit(state: str, hand: Hand | None, *, needs_approval: bool) -> bool:
    """Whether `hand` may change the text of an article in `state`."""
    if hand is Hand.APPROVER:
        return True
    if hand is Hand.WRITER:
        return state in EDITABLE_BY_WRITER or not needs_approval
    return False


def is_due(state: str, publish_at: datetime | None, now: datetime) -> bool:
    """Whether the clock must publish it now."""
    return state == ArticleState.SCHEDULED and publish_at is not None and publish_at <= now


@dataclass(frozen=True, slots=True)
class Placed[Key]:
    """One answer in a thread: how deep it is indented."""

    key: Key
    depth: int


def thread[Key](rows: Iterable[tuple[Key, Key | None]], *, deepest: int) -> list[Placed[Key]]:
    """`(key, parent)` in order of time to the order of reading: each answer stands under what it answers.

    An answer whose parent is not among the rows (refused, erased) stands at the top. Depth ends at `deepest`.
    """
    ordered = list(rows)
    known = {key for key, _parent in ordered}
    below: dict[Key | None, list[Key]] = {}
    for key, parent in ordered:
        below.setdefault(parent if parent in known and parent != key else None, []).append(key)
    placed: list[Placed[Key]] = []
    seen: set[Key] = set()
    stack = [(key, 0) for key in reversed(below.get(None, []))]
    while stack:
        key, depth = stack.pop()
        if key in seen:
            continue
        seen.add(key)
        placed.append(Placed(key, min(depth, deepest)))
        stack += [(child, depth + 1) for child in reversed(below.get(key, []))]
    placed += [Placed(key, 0) for key, _parent in ordered if key not in seen]
    return placed
