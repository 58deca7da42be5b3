"""The kept counts of the summary are what one counts by hand, whatever was done, in whichever order, by whomever."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import OperationalError, connection, transaction
from django.db.migrations import Migration
from django.db.models import F

from betang.accounts.actors import NOBODY, SYSTEM
from betang.casework.models import Matter
from betang.casework.terms import Level, Party
from betang.config.cli import main
from betang.kernel import fence
from betang.kernel.errors import DomainError
from betang.proposals import actions, machine
from betang.proposals.actions.deciding import RECOMMENDS, PartOf
from betang.proposals.actions.supporting import support
from betang.proposals.bank.actions import retire, take_up
from betang.proposals.calendar import queries as calendar
from betang.proposals.models import LevelOpinion, PassedCount, Proposal, SaidCount, StandingCount
from betang.proposals.queries.listing import Filters
from betang.proposals.summary import keeping
from betang.proposals.summary.queries import summary_of
from betang.proposals.tests.worlds import AT, LEVEL_OF, accept, sent, staff, up_to, values

LONG = "Usulan ini belum dapat kami terima karena lahannya belum jelas."


def assert_right(what: str = "") -> None:
    found = keeping.differences()
    assert found == [], (what, found[:5])


# ---------- whatever the offices do, in whichever order ----------


class Walk:
    """Somebody who takes any step that the machine allows, through the action that the desk would take."""

    def __init__(self, house, office, rng):
        self.house, self.office, self.rng, self.done = house, office, rng, set()

    def reason(self, transition) -> str:
        kinds = [one.code for one in machine.PROPOSAL.reasons if one.kind == transition.needs_reason]
        return self.rng.choice(kinds) if kinds else ""

    def step(self, at) -> str:
        """One step of one proposal, those first that were not taken yet. Returns its name; empty where it was refused."""
        rows = list(Proposal.objects.exclude(matter=None).select_related("matter"))
        open_steps = [(row, one) for row in rows for one in machine.TRANSITIONS if row.matter.state in one.from_states]
        fresh = [pair for pair in open_steps if pair[1].action not in self.done]
        if not open_steps or self.rng.random() < 0.12:
            sent(self.house, at=at, title=f"Titian kayu nomor {self.rng.randint(1, 999)}", field_code=self.rng.choice(("1.03", "1.01")))
            return "send"
        row, transition = self.rng.choice(fresh if fresh and self.rng.random() < 0.7 else open_steps)
        try:
            with transaction.atomic():
                self.take(row, transition, at)
        except DomainError:
            return ""
        self.done.add(transition.action)
        return transition.action

    def take(self, row, transition, at) -> None:
        name, reason = transition.action, self.reason(transition)
        holder = self.house.actor(LEVEL_OF.get(row.matter.level, "ani"))
        if name == "reopen":
            holder = self.house.actor(LEVEL_OF[row.stopped_level or "village"])
        if name in ("take_into_village_plan", "rescue_into_village_plan", "retire_village"):
            holder = self.house.actor("ani")
        if Party.SYSTEM in transition.by and name in ("defer", "start_work", "report_progress"):
            holder = SYSTEM
        said = {"proposal": row, "at": at, "words": LONG}
        if name in RECOMMENDS:
            needs_office = name == "accept" and row.matter.level == Level.PLANNING
            actions.decide(
                actor=holder, action=name, reason_code=reason, office_id=self.office.pk if needs_office else None,
                to_province=name == "reroute", **said,
            )  # fmt: skip
        elif name == "resend":
            more = values(self.house, title=f"Sumur bor yang lebih dalam {self.rng.randint(1, 99)}")
            actions.answer_return(actor=NOBODY, values=more, has_token=True, **said)
        elif name == "cancel":
            actions.withdraw(actor=NOBODY, has_token=True, **said)
        elif name == "dispute":
            actions.dispute(actor=NOBODY, reason_code=reason, has_token=True, **said)
        elif name == "merge":
            others = Proposal.objects.filter(matter__closed_at=None, matter__level=row.matter.level).exclude(pk=row.pk)
            if others:
                actions.merge_into(actor=holder, into=self.rng.choice(others), reason_code=reason, **said)
        elif name == "split":
            parts = [PartOf(title="Sumur bor di RT 03 saja"), PartOf(title="Jalan menuju sumur bor", field_code="2.15")]
            actions.split_into(actor=holder, parts=parts, reason_code=reason, **said)
        elif name in ("budget", "budget_in_village"):
            actions.budget(actor=holder, **said)
        elif name in ("start_work", "report_progress", "complete"):
            getattr(actions, name)(actor=holder, **said)
        elif name == "drop":
            actions.drop(actor=holder, reason_code=reason, **said)
        elif name == "retable":
            take_up(actor=self.house.actor("ani"), **said)
        elif name == "retire_village":
            retire(actor=holder, reason_code=reason, **said)
        else:
            raise DomainError(name)


def test_after_every_action_in_any_order_the_counts_are_what_one_counts_by_hand(house):
    office = staff(house)
    up_to(house, sent(house, title="Sumur bor untuk RT 01").proposal, "planning", office)
    up_to(house, sent(house, title="Sumur bor untuk RT 02").proposal, "planned", office)
    sent(house, title="Sumur bor untuk RT 03")
    walk = Walk(house, office, random.Random(62))
    for number in range(26):
        name = walk.step(AT + timedelta(hours=number))
        if name:
            assert_right(name)
    assert len(walk.done) >= 10, walk.done
    assert summary_of(Filters()).total == Proposal.objects.filter(matter__is_public=True, matter__merged_into=None).count()
    for level, code in (("village", house.village.code), ("district", house.mantangai.code), ("planning", house.kapuas.code)):
        kept = sum(PassedCount.objects.filter(level=level, code=code, fiscal_year=2028).values_list("proposal_count", flat=True))
        assert kept == calendar.passed_rows(level, code, 2028).values("proposal").distinct().count()


# ---------- whatever an action of tomorrow does ----------


@pytest.fixture
def heard(house):
    """Two proposals that the village and the kecamatan passed on, one of them refused by the planners."""
    office = staff(house)
    both = [sent(house, title=f"Sumur bor untuk RT 0{number}").proposal for number in (1, 2)]
    for one in both:
        up_to(house, one, "planning", office)
    actions.decide(actor=house.actor("citra"), proposal=both[0], action="refuse", at=AT, reason_code="not_in_plan", words=LONG)
    return both


CHANGES = {
    "another state": lambda p: Matter.objects.update(state="a_state_of_tomorrow"),
    "hidden": lambda p: Matter.objects.filter(pk=p.matter_id).update(is_public=False),
    "cancelled": lambda p: Matter.objects.update(state="cancelled"),
    "another year": lambda p: Proposal.objects.update(fiscal_year=F("fiscal_year") + 1),
    "another sector": lambda p: Proposal.objects.filter(pk=p.pk).update(field_code=""),
    "another village": lambda p: Proposal.objects.update(region_code="62.05.01.2001"),
    "no village but a kabupaten": lambda p: Proposal.objects.filter(pk=p.pk).update(region_code="62.03"),
    "another reason": lambda p: Proposal.objects.update(stopped_level="agency", stopped_reason="tomorrow"),
    "sample data": lambda p: Proposal.objects.filter(pk=p.pk).update(is_sample=True),
    "another matter": lambda p: Proposal.objects.filter(pk=p.pk).update(matter=None),
    "bulk": lambda p: Proposal.objects.bulk_update([Proposal(pk=p.pk, fiscal_year=2031)], ["fiscal_year"]),
    "an opinion of another year": lambda p: LevelOpinion.objects.filter(level="village").update(fiscal_year=2030, days=None),
    "another recommendation": lambda p: LevelOpinion.objects.filter(proposal=p).update(recommendation="refused"),
    "an opinion of another proposal": lambda p: LevelOpinion.objects.filter(proposal=p).update(
        proposal=Proposal.objects.exclude(pk=p.pk)[0]
    ),
    "no opinion": lambda p: LevelOpinion.objects.filter(proposal=p).delete(),
    "nothing at all": lambda p: (LevelOpinion.objects.all().delete(), Proposal.objects.all().delete()),
}


def test_no_statement_however_written_goes_past_the_counts(heard):
    for name, change in CHANGES.items():
        with transaction.atomic():
            before = keeping.kept()
            change(heard[0])
            assert_right(name)
            assert keeping.kept() != before, name
            transaction.set_rollback(True)
    assert_right("rolled back")


def test_what_no_count_depends_on_moves_none(heard):
    before = list(StandingCount.objects.values_list("pk", "proposal_count"))
    support(proposal=heard[1], contact="0812 3333 4444", at=AT)
    Proposal.objects.update(title="Sumur", changed_at=AT)
    assert list(StandingCount.objects.values_list("pk", "proposal_count")) == before


def test_everything_that_the_page_counts_by_is_watched():
    """The columns of the kept tables come from columns whose change fires: add one to both, or this fails."""
    fires = " ".join(move.when for move in keeping.moves(connection.vendor))
    asked = {"state", "is_public", "merged_into_id", "fiscal_year", "region_code", "field_code", "stopped_level", "stopped_reason"}
    asked |= {"is_sample", "level", "recommendation", "days", "matter_id", "proposal_id", "step_id"}
    assert all(f"OLD.{column} " in fires for column in asked)
    counted = {field.attname for model in (StandingCount, SaidCount, PassedCount) for field in model._meta.concrete_fields}
    assert counted - {"id", "part", "depth", "code", "above_code", "proposal_count", "sample_count", "opinion_count"} <= asked


# ---------- the page ----------


def test_what_is_hidden_or_merged_is_not_counted_and_what_was_taken_back_is(house, heard):
    third = sent(house, title="Sumur bor untuk RT 03").proposal
    actions.merge_into(actor=house.actor("citra"), proposal=heard[1], into=_at_planning(house), at=AT, reason_code="same_work", words=LONG)
    assert summary_of(Filters()).total == 3  # one refused, one lying with the planners, one new: the merged one stands in another
    actions.withdraw(actor=NOBODY, proposal=third, at=AT, has_token=True)
    found = summary_of(Filters())
    assert (found.total, found.stages["ditarik"], found.stopped) == (3, 1, 1)
    Matter.objects.filter(pk=heard[0].matter_id).update(is_public=False)
    assert (summary_of(Filters()).total, summary_of(Filters()).stopped) == (2, 0)
    assert summary_of(Filters(year=2028, sector="1.03")).total == summary_of(Filters(region_code=house.village.code)).total == 2


def _at_planning(house):
    one = sent(house, title="Sumur bor untuk RT 04").proposal
    up_to(house, one, "planning", None)
    return one


def test_places_of_each_level_add_up_to_the_place_above(house, heard):
    sent(house, title="Titian kayu di hulu", region_code=house.far_village.code, field_code="1.01")
    for filters in ({}, {"year": 2028}, {"sector": "1.03"}, {"sector": "1.01", "year": 2028}):
        whole = summary_of(Filters(**filters))
        parts = [summary_of(Filters(region_code=one.key, **filters)) for one in whole.places]
        assert whole.total == sum(one.total for one in parts)
        assert whole.stopped == sum(one.stopped for one in parts)
        below = [summary_of(Filters(region_code=one.key, **filters)) for part in parts for one in part.places]
        assert below
        assert sum(one.total for one in below) == whole.total
        assert sum(one.total for one in whole.sectors) == sum(one.total for one in whole.years) == whole.total
        flows = {flow.level: (flow.passed, flow.waiting, flow.stopped) for flow in whole.levels}
        assert flows == {
            level: tuple(
                map(sum, zip(*((f.passed, f.waiting, f.stopped) for one in below for f in one.levels if f.level == level), strict=True))
            )
            for level in flows
        }


def test_it_reads_no_proposal(heard):
    asked = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (asked.append(sql), execute(sql, *rest))[1]):
        for filters in (Filters(), Filters(region_code="62.03", year=2028), Filters(region_code="62.03.05", sector="1.03")):
            summary_of(filters)
    assert asked
    assert not [sql for sql in asked for table in keeping.WATCHED if f'"{table}"' in sql]


# ---------- keeping it right ----------


def test_check_says_what_differs_and_repairs_it(heard, capsys):
    assert main(["proposals", "check"]) == 0
    StandingCount.objects.filter(depth=2, fiscal_year=2028, field_code="1.03").update(proposal_count=7)
    SaidCount.objects.filter(depth=4).delete()
    assert main(["proposals", "check"]) == 1
    told = capsys.readouterr().err
    assert "kept 7" in told
    assert main(["proposals", "check", "--repair"]) == 1
    assert main(["proposals", "check"]) == 0


def test_what_was_there_before_is_counted_when_the_migration_has_run(heard):
    right = keeping.kept()
    keeping.lift(connection)
    for model in (StandingCount, SaidCount, PassedCount):
        model.objects.all().delete()
    Matter.objects.filter(pk=heard[1].matter_id).update(state="cancelled")
    with fence.migrating():
        assert keeping.build(connection)
    assert_right("filled")
    assert keeping.kept() != right
    assert not keeping.build(connection)


def test_what_sessions_moved_is_added_up_and_what_came_to_nothing_goes(heard):
    for row in list(StandingCount.objects.all()[:5]):
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"}
        StandingCount.objects.create(**(values | {"part": 4711, "proposal_count": 3}))
        StandingCount.objects.filter(pk=row.pk).update(proposal_count=F("proposal_count") - 3)
    assert_right("in parts")
    keeping.fold()
    assert_right("added up")
    if connection.vendor == "postgresql":
        assert not StandingCount.objects.exclude(part=0).exists()
    assert not StandingCount.objects.filter(part=0, proposal_count=0, sample_count=0).exists()


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_copies_a_table_loses_no_count(house):
    staff(house)
    sent(house)
    with fence.migrating():
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[(Migration("later", "proposals"), False)])
        if connection.vendor == "sqlite":
            connection.disable_constraint_checking()
            with connection.schema_editor() as editor:
                editor._remake_table(Proposal)
            connection.enable_constraint_checking()
        Proposal.objects.update(fiscal_year=2030)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert_right("copied")
    sent(house, title="Sumur bor untuk RT 02")
    assert_right("moved after")
    assert [one.key for one in summary_of(Filters()).years] == ["2028", "2030"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(house):
    office = staff(house)
    made = [sent(house, title=f"Sumur bor untuk RT 0{number}").proposal for number in range(1, 5)]
    for one in made[2:]:
        up_to(house, one, "planning", office)
    together = Barrier(4)

    def act(number: int) -> None:
        together.wait(10)
        todo = [lambda: sent(house, title=f"Titian kayu nomor {number}")]
        if number < 2:
            todo.append(lambda: accept(house, made[number], "ani"))
        else:
            todo.append(
                lambda: actions.decide(
                    actor=house.actor("citra"), proposal=made[number], action="defer", at=AT, reason_code="over_quota", words=LONG
                )
            )
        todo.append(keeping.fold)
        for one in todo:
            # SQLite in memory (tests alone) says "locked" where a file would wait for its turn: wait here.
            for _try in range(400):
                try:
                    one()
                    break
                except OperationalError:
                    sleep(0.02)
                finally:
                    connection.close()
            else:
                raise AssertionError("never had a turn")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    assert Proposal.objects.filter(sent_at__isnull=False).count() == 8
    assert_right("together")
    assert summary_of(Filters()).total == 8
