"""Whatever is tried in whatever order: no decision without a reason, no step without its entry, nothing and nobody lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betang.audit.models import Entry
from betang.audit.verification import verify
from betang.casework import actions, machines, queries
from betang.casework.actions import Part
from betang.casework.models import Follower, Matter, Step
from betang.casework.terms import DECIDING
from betang.casework.tests.worlds import AT, DISTRICT, PLANNING, TRIAL, VILLAGE, WORDS, declared, opened, staff
from betang.kernel.errors import DomainError
from tests.engines import tries

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "ani", "budi", "citra", "dedi", "eka", "gita", "fajar")
SENDERS = ("ani", "budi", "eka")
HOLDERS = (None, VILLAGE, DISTRICT, PLANNING)
TURNS = st.lists(
    st.tuples(
        st.sampled_from(
            [*(one.action for one in TRIAL.transitions), "open", "pause", "resume", "extend", "hand_over", "merge", "merge", "split"]
        ),
        st.integers(0, 3),
        st.sampled_from(("", "right", "right", "wrong")),
        st.sampled_from(("", WORDS, WORDS)),
        st.sampled_from(HOLDERS),
        st.integers(0, 9),
        st.booleans(),
    ),
    min_size=5,
    max_size=14,
)
CODES = {"hand_over": "other_level", "pause": "awaits_visit", "extend": "large_search", "refuse": "not_feasible", "return": "unclear",
         "accept": "partly", "defer": "no_budget", "merge": "duplicate", "split": "several_tasks", "dispute": "not_true",
         "reopen": "new_facts"}  # fmt: skip
ENGINE = {"open", "pause", "resume", "extend", "hand_over", "overdue", "receive"}


def turn(town, actors, matters, number, action, which, code, words, holder, days, by_holder) -> None:
    """Try one thing, as the one who has it or as anybody."""
    matter = matters[which % len(matters)]
    matter.refresh_from_db()
    at = AT + timedelta(days=number * 2)
    sits = {"village": "dedi", "district": "gita", "planning": "citra"}.get(matter.level, matter.sender.name.lower())
    who = actors[sits if by_holder else PEOPLE[days % len(PEOPLE)]]
    said = {"actor": who, "at": at, "words": words}
    coded = said | {"reason_code": {"right": CODES.get(action, ""), "wrong": "asal", "": ""}[code]}
    if action == "open":
        matters.append(opened(town, at=at, by=SENDERS[len(matters) % 3]).matter)
    elif action == "pause":
        actions.pause(matter=matter, **coded)
    elif action == "extend":
        actions.extend(matter=matter, **coded)
    elif action == "resume":
        actions.resume(matter=matter, **said)
    elif action == "hand_over":
        actions.hand_over(matter=matter, to=holder or DISTRICT, **coded)
    elif action == "merge":
        actions.merge(matters=[matter], into=matters[(which + 1) % len(matters)], **coded)
    elif action == "split":
        parts = [Part(title=title, region_code=town.village.code, holder=VILLAGE) for title in ("Satu", "Dua")]
        matters.extend(one.matter for one in actions.split(matter=matter, parts=parts, **coded))
    else:
        moves = any(one.action == action and one.moves_level for one in TRIAL.transitions)
        actions.take_step(matter=matter, action=action, holder=(holder or VILLAGE) if moves else None, **coded)


def check(matters) -> None:
    assert set(Matter.objects.values_list("pk", flat=True)) == {one.pk for one in matters}, "no matter is lost"
    for matter in Matter.objects.all():
        steps = list(Step.objects.filter(matter=matter).order_by("seq"))
        assert [one.seq for one in steps] == list(range(1, matter.step_count + 1))
        entries = list(Entry.objects.filter(subject_id=matter.pk).order_by("subject_seq").values_list("pk", flat=True))
        assert [one.entry_id for one in steps] == entries, "a step for each entry, an entry for each step"
        state = TRIAL.state(matter.state)
        assert state.is_final == (matter.closed_at is not None) == bool(matter.outcome)
        assert (matter.outcome == "merged") == (matter.merged_into_id is not None)
        assert matter.level == "nobody" if state.is_final else matter.level != "nobody"
        assert matter.paused_left is None or matter.paused_left >= 0
        assert matter.extended_count <= 1
        here = ""
        for step in steps:
            assert step.from_state == here
            here = step.to_state
            if step.action in ENGINE:
                assert step.action == "open" or step.from_state == step.to_state
                continue
            declared_one = TRIAL.transition(step.action, step.from_state)
            assert declared_one is not None
            assert step.to_state == (declared_one.to_state or step.from_state)
            if declared_one.needs_reason in DECIDING or declared_one.needs_reason:
                reason = TRIAL.reason(step.reason_code, declared_one.needs_reason)
                assert reason is not None
                assert len(step.words) >= reason.min_words
        assert here == matter.state
        if matter.outcome == "solved":
            assert any(TRIAL.transition(one.action, one.from_state).is_answer for one in steps if one.action not in ENGINE)
        end = queries.by_number(matter.number)
        assert end.merged_into_id is None
        if not matter.parts.exists():
            assert Follower.objects.filter(matter=end, person_id=matter.sender_id, ended_at__isnull=True).count() == 1, "nobody is lost"
    assert not verify(subject_type="casework.matter").problems


def test_no_order_of_steps_breaks_a_promise(house):
    staff(house)
    actors = {name: house.actor(name) for name in PEOPLE}
    refused = done = merged = 0

    @settings(max_examples=tries(15), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(TURNS)
    def run(turns) -> None:
        nonlocal refused, done, merged
        with transaction.atomic():
            matters = [opened(house, by=name).matter for name in SENDERS[:2]]
            for number, one in enumerate(turns):
                before = Entry.objects.count()
                try:
                    turn(house, actors, matters, number, *one)
                    done += 1
                except DomainError:
                    refused += 1
                    assert Entry.objects.count() == before, "what was refused left nothing behind"
            actions.mark_overdue(at=AT + timedelta(days=60))
            check(matters)
            merged += sum(one.merged_into_id is not None for one in matters)
            transaction.set_rollback(True)

    with declared():
        run()
    assert done
    assert refused
    assert merged, "some were merged, with followers of their own"
    assert "trial" not in {one.name for one in machines.declared()}
