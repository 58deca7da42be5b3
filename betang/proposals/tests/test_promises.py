"""Whatever people do, in whatever order: no decision without a reason, no step without an entry, no lost proposal."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betang.accounts.actors import NOBODY, SYSTEM
from betang.audit.models import Entry
from betang.audit.verification import verify
from betang.casework.models import Matter, Step
from betang.casework.terms import DECIDING
from betang.kernel.errors import DomainError
from betang.proposals import actions, machine
from betang.proposals.models import LevelOpinion, Proposal, Support
from betang.proposals.tests.worlds import AT, WORDS, sent, staff, values
from tests.engines import ON_SQLITE, tries

PEOPLE = ("nobody", "ani", "budi", "citra", "dedi", "eka", "gita", "fajar", "system")
DECISIONS = tuple(actions.deciding.RECOMMENDS)
REASONS = (
    "",
    "meets_needs",
    "partly",
    "incomplete",
    "against_law",
    "no_budget",
    "other_office",
    "other_level",
    "mistake",
    "village_own_plan",
    "bogus",
)
MOVES = (
    *DECISIONS, "budget", "start_work", "report_progress", "complete", "drop", "retable", "answer_return", "withdraw", "dispute",
    "merge", "split", "support", "send",
)  # fmt: skip

move = st.tuples(
    st.sampled_from(MOVES), st.sampled_from(PEOPLE), st.sampled_from(REASONS), st.sampled_from(("", "pendek", WORDS)), st.integers(0, 2),
    st.booleans(),
)  # fmt: skip
fitting = st.tuples(st.just("fitting"), st.just(""), st.just(""), st.just(WORDS), st.integers(0, 2), st.booleans())
"""A step that can be taken, by whoever may take it: so that runs come far."""

FITS = {"accept": "meets_needs", "send_back": "incomplete", "defer": "no_budget", "refuse": "against_law", "reroute": "other_office"}
HOLDERS = {
    "village": "ani",
    "district": "gita",
    "planning": "citra",
    "agency": "dedi",
    "budget_team": "eka",
    "sender": "nobody",
    "nobody": "ani",
}


def _actor(house, name: str):
    return SYSTEM if name == "system" else NOBODY if name == "nobody" else house.actor(name)


def _fit(proposal: Proposal, pick: bool) -> tuple[str, str, str]:
    state, level = proposal.matter.state, proposal.matter.level
    if state.startswith("returned_"):
        return "answer_return", "nobody", ""
    if state == "deferred":
        return "retable", "ani", ""
    if state.startswith("refused_"):
        return ("dispute", "nobody", "not_true") if pick else ("rescue_into_village_plan", "ani", "village_own_plan")
    return {
        "planned": "budget", "village_planned": "budget", "budgeted": "start_work", "village_budgeted": "start_work",
        "in_progress": "complete" if pick else "report_progress",
    }.get(state, "accept"), HOLDERS.get(level, "ani"), "meets_needs"  # fmt: skip


def _take(house, office, rows: list[Proposal], one, at) -> None:
    what, who, reason, words, index, flag = one
    proposal = rows[index % len(rows)]
    if what == "fitting":
        what, who, reason = _fit(proposal, flag)
        index = 1
    actor = _actor(house, who)
    here = {"actor": actor, "proposal": proposal, "at": at}
    if what == "send":
        rows.append(actions.propose(actor=NOBODY, values=values(house), at=at, has_consent=flag).proposal)
    elif what in DECISIONS:
        actions.decide(
            action=what, reason_code=reason or ("meets_needs" if flag else ""), words=words, volume=Decimal(1) if flag else None,
            amount_idr=5_000_000, office_id=office.pk if index else None, to_province=not flag, **here,
        )  # fmt: skip
    elif what in ("budget", "complete", "report_progress", "start_work"):
        getattr(actions, what)(words=words, **here)
    elif what == "drop":
        actions.drop(reason_code=reason, words=words, **here)
    elif what == "retable":
        actions.retable(fiscal_year=proposal.fiscal_year + index, words="", **here)
    elif what == "answer_return":
        actions.answer_return(values=values(house, volume=Decimal(3)), has_token=who == "nobody", **here)
    elif what == "withdraw":
        actions.withdraw(has_token=flag, **here)
    elif what == "dispute":
        actions.dispute(reason_code=reason, words=words, has_token=who == "nobody", **here)
    elif what == "merge":
        actions.merge_into(into=rows[(index + 1) % len(rows)], reason_code="duplicate", **here)
    elif what == "split":
        parts = [actions.deciding.PartOf(title="Bagian pertama"), actions.deciding.PartOf(title="Bagian kedua")]
        rows += actions.split_into(parts=parts, reason_code="several_tasks", words=words, **here)
    else:
        actions.support(proposal=proposal, contact=f"08123456789{index}", at=at)


class Undo(Exception):
    """A run has ended; the next begins from the same world."""


@pytest.mark.django_db
def test_no_sequence_of_actions_breaks_a_promise(house):
    office = staff(house)
    reached: set[str] = set()

    @settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(st.one_of(fitting, move, fitting), min_size=6, max_size=14))
    def run(moves) -> None:
        with suppress(Undo), transaction.atomic():
            rows = [sent(house).proposal, sent(house, title="Jembatan gantung RT 01").proposal]
            for number, one in enumerate(moves):
                before = (Step.objects.count(), LevelOpinion.objects.count(), Proposal.objects.count())
                try:
                    with transaction.atomic():
                        _take(house, office, rows, one, AT + timedelta(days=number))
                except DomainError:
                    assert (Step.objects.count(), LevelOpinion.objects.count(), Proposal.objects.count()) == before
            _promises_hold(rows)
            reached.update(one.matter.state for one in Proposal.objects.select_related("matter"))
            raise Undo

    run()
    assert len(reached) >= (6 if ON_SQLITE else 3)  # the runs come far enough to promise something


def _promises_hold(rows: list[Proposal]) -> None:
    assert Proposal.objects.filter(pk__in=[one.pk for one in rows]).count() == len(rows)
    for proposal in Proposal.objects.select_related("matter"):
        matter = proposal.matter
        steps = list(matter.steps.order_by("seq"))
        assert [one.seq for one in steps] == list(range(1, matter.step_count + 1))
        entries = set(Entry.objects.filter(subject_id=matter.pk).values_list("pk", flat=True))
        assert {one.entry_id for one in steps} == entries
        assert all(one.reason_code for one in steps if one.reason_kind in DECIDING)
        decided = [one for one in steps if one.action in actions.deciding.RECOMMENDS or one.action == "merge"]
        assert {one.step_id for one in proposal.opinions.all()} == {one.pk for one in decided}
        assert all(one.reason_code for one in decided)
        assert matter.is_open == (not machine.PROPOSAL.state(matter.state).is_final)
        assert bool(matter.merged_into_id) == (matter.state == "merged")
        assert proposal.support_count == Support.objects.filter(proposal=proposal, withdrawn_at=None).count()
        if matter.is_open and matter.level != "sender":
            assert matter.holder_code  # somebody has it
        if matter.outcome == "solved":
            assert any(one.action == "complete" for one in steps)
    assert Matter.objects.filter(machine=machine.NAME).count() == Proposal.objects.count()
    assert not verify(subject_type="casework.matter").problems
