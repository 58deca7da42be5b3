"""The demo world of plans and proposals, small: decided without a database, and consistent once it is written."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from betang.accounts.actors import SYSTEM, Actor, HeldPost
from betang.accounts.terms import Post
from betang.audit.verification import verify
from betang.casework.models import Matter, Step
from betang.casework.terms import DECIDING
from betang.planning import rollups
from betang.planning.actions.codes import load_nomenclature
from betang.planning.catalogue import BUILT_IN, built_in_rows
from betang.planning.duties.rules import OWN_FIELD
from betang.planning.models import Document, Figure, ImportRun, Line, Realisation, SourceFile, VillageIncome
from betang.planning.seeds import Place, Setting, world
from betang.planning.seeds import Writer as PlanWriter
from betang.planning.seeds import words as plan_words
from betang.planning.seeds.plan import RUNNING_YEAR, YEARS, World
from betang.planning.terms import Phase, Scheme
from betang.proposals.machine import PROPOSAL
from betang.proposals.models import LevelOpinion, Outcome, PriceEntry, Proposal, Quota, Support
from betang.proposals.models import Phase as CalendarPhase
from betang.proposals.seeds import Built, Spot, Writer, plan, write_calendar
from betang.proposals.seeds import words as proposal_words
from betang.proposals.summary import keeping

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))
LISTED = {row.code: row for row in built_in_rows(next(one for one in BUILT_IN if one.scheme == Scheme.REGIONAL))}
FOLK = ("Inai Suri", "Amai Tundan", "Lusia Tumbang", "Yosep Bulan")


def whole() -> Setting:
    """A world as large as the demo's, of made-up places."""
    regencies = [
        Place("62.03", "Kapuas", "kabupaten"),
        Place("62.02", "Kotawaringin Timur", "kabupaten"),
        Place("62.71", "Palangka Raya", "kota"),
    ]
    villages = {
        one.code: [
            Place(f"{one.code}.09.{number}", f"Desa {number}", "kelurahan" if one.kind == "kota" else "desa", "Mantangai")
            for number in range(2001, 2017)
        ]
        for one in regencies
    }
    return Setting(
        codes={code: (row.name, row.unit) for code, row in LISTED.items()},
        province=Place("62", "Kalimantan Tengah", "provinsi"),
        regencies=regencies,
        districts={one.code: [Place(f"{one.code}.09", "Mantangai", "kecamatan")] for one in regencies},
        villages=villages,
        showcase="62.03.09.2001",
    )


@pytest.fixture(scope="module")
def planned() -> tuple[Setting, World]:
    setting = whole()
    return setting, world(setting)


def built_of(lines) -> list[Built]:
    return [
        Built(
            number=f"{place}", government=line.government, village=line.places[0].code, year=line.year, topic=line.topic,
            percent=line.reports[-1][2] if line.reports else 0, worth_idr=line.worth, spot=line.detail,
        )
        for place, line in enumerate(lines)
        if line.topic
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_plans(planned):
    setting, made = planned
    assert world(setting) == made
    assert world(replace(setting, seed=7)) != made


def test_plans_hold_together(planned):
    setting, made = planned
    for line in made.lines:
        assert line.code in setting.codes or line.code.startswith(tuple("012345678"))
        assert list(line.amounts) == [phase for phase in Phase if phase in line.amounts], "phases come one after another"
        spent = [one[1] for one in line.reports]
        assert spent == sorted(spent)
        assert all(one <= line.worth for one in spent), line
        assert all(share is None for _code, share in line.funds) or sum(share or 0 for _code, share in line.funds) == line.worth
    keys = [(one.government, one.year, one.office, one.code, one.name) for one in made.lines]
    assert len(keys) == len(set(keys)), "no line twice"
    for government in ("62", *(one.code for one in setting.regencies)):
        lines = [one for one in made.lines if one.government == government and one.year == RUNNING_YEAR]
        assert len(lines) > 100
        assert len({one.office for one in lines}) >= 10
        assert len({one.code[:4] for one in lines}) >= 10


def test_villages_keep_the_share_or_show_that_they_do_not(planned):
    _setting, made = planned
    shares = {}
    for line in made.lines:
        if line.office or line.year != RUNNING_YEAR:
            continue
        own, every = shares.get(line.government, (0, 0))
        shares[line.government] = (own + line.worth * line.code.startswith(f"{OWN_FIELD}."), every + line.worth)
    kept = [own * 100 <= every * 30 for own, every in shares.values()]
    assert kept.count(True) > len(kept) / 2
    assert False in kept, "a checklist that is all green shows nothing"


def test_every_state_of_the_machine_is_there(planned):
    setting, made = planned
    spots = [
        Spot(code=one.code, name=one.name, kind=one.kind, groups=("batang-danum",)) for some in setting.villages.values() for one in some
    ]
    seeds = plan(spots, built_of(made.lines), showcase=setting.showcase, now=NOW)
    again = plan(spots, built_of(made.lines), showcase=setting.showcase, now=NOW)
    assert seeds == again
    assert len(seeds) >= 150
    assert {one.end for one in seeds} == {state.name for state in PROPOSAL.states}
    for one in seeds:
        moments = [one.sent_at, *(move.at for move in one.moves)]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
    linked = [one.line for one in seeds if one.line]
    assert len(linked) == len(set(linked))
    assert len(linked) > 50
    assert len({one.spot.code for one in seeds}) >= 30


def test_topics_of_proposals_are_works_of_plans():
    assert set(proposal_words.BY_NAME) == set(plan_words.BY_TOPIC)


@pytest.fixture
def small(house):
    """One kabupaten, one village, the codes of its works; some twenty proposals."""
    codes = {one.code for one in plan_words.WORKS} | {one.province_code for one in plan_words.WORKS if one.province_code}
    codes |= set(plan_words.DISTRICT_CODES) | {"X.XX.01.2.01.0001", "X.XX.01.2.02.0001", "X.XX.01.1.01.0001"}
    chosen = {Scheme.REGIONAL: codes}
    for one in BUILT_IN:
        if one.scheme in (Scheme.REGIONAL, Scheme.VILLAGE_ACTIVITY, Scheme.FUND_SOURCE, Scheme.VILLAGE_ACCOUNT):
            rows = [row for row in built_in_rows(one) if one.scheme not in chosen or row.code in chosen[one.scheme]]
            load_nomenclature(
                actor=SYSTEM,
                scheme=one.scheme,
                version=one.version,
                name=one.name,
                rows=rows,
                from_year=one.from_year,
                to_year=None,
                at=NOW,
            )
    place = {row.code: Place(row.code, row.name, row.kind) for row in (house.province, house.kapuas, house.mantangai)}
    village = Place(house.village.code, house.village.name, "desa", house.mantangai.name)
    setting = Setting(
        codes={code: (LISTED[code].name, LISTED[code].unit) for code in sorted(codes)}, province=place[house.province.code],
        regencies=[place[house.kapuas.code]], districts={house.kapuas.code: [place[house.mantangai.code]]},
        villages={house.kapuas.code: [village]}, showcase=village.code,
    )  # fmt: skip
    shown = io.BytesIO()
    Image.frombytes("RGB", (64, 48), random.Random(1).randbytes(64 * 48 * 3)).save(shown, "JPEG")
    scenes = dict.fromkeys(("jalan", "rumah", "sungai"), shown.getvalue())
    made = world(setting)
    written = PlanWriter(setting, made, now=NOW, pictures=scenes).write()
    built = [replace(one, number=written[int(one.number)][1].number) for one in built_of(made.lines)]
    spots = [Spot(code=village.code, name=village.name, groups=("batang-danum",))]
    council = Actor(
        id=house.dedi.pk, name="Wahyu", has_second_factor=True, posts=(HeldPost(post=Post.COUNCIL_MEMBER, region_code=house.kapuas.code),)
    )
    chair = Actor(id=house.citra.pk, name="Rina", posts=(HeldPost(post=Post.CHAIR, group_id=house.group.pk),))
    writer = Writer(
        now=NOW, folk=FOLK, people={(Post.COUNCIL_MEMBER, house.kapuas.code): council}, pictures=scenes,
        groups={"batang-danum": (house.group.pk, house.site.pk, chair)},
    )  # fmt: skip
    seeds = plan(spots, built, showcase=village.code, now=NOW, most=26)
    proposals = writer.write(seeds)
    write_calendar(house.province, [house.kapuas], (2027,))
    return SimpleNamespace(setting=setting, seeds=seeds, proposals=proposals, village=village)


def test_what_was_written_is_consistent(small, house):
    for government, year in {(line.government_code, line.fiscal_year) for line in Line.objects.all()}:
        assert rollups.differences(government, year) == []
    assert {line.fiscal_year for line in Line.objects.all()} == set(YEARS)
    assert not Line.objects.filter(code_entry=None).exists()
    runs = list(ImportRun.objects.all())
    assert {run.state for run in runs} == {"done"}
    assert {run.government.code for run in runs} == {"62", house.kapuas.code, small.village.code}
    assert all(run.report["totals_agreeing"] == 1 and not run.report["totals_differing"] for run in runs)
    assert Figure.objects.exclude(cell="").exists()
    assert Realisation.objects.exclude(cell="").exists()
    assert verify().problems == []
    for seed, proposal in zip(small.seeds, small.proposals, strict=True):
        matter = Matter.objects.get(proposal=proposal)
        assert matter.state == seed.end
        steps = list(matter.steps.order_by("seq"))
        assert [step.seq for step in steps] == list(range(1, matter.step_count + 1))
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert Support.objects.filter(proposal=proposal, withdrawn_at=None).count() == Proposal.objects.get(pk=proposal.pk).support_count
    assert not [step for step in Step.objects.filter(reason_kind__in=DECIDING) if not step.reason_code]
    assert LevelOpinion.objects.exists()
    for outcome in Outcome.objects.select_related("line", "proposal"):
        assert outcome.line.is_sample
        assert outcome.proposal.region_code.startswith(outcome.line.government_code)
    for model in (Line, Document, SourceFile, VillageIncome, Proposal):
        assert not model.objects.filter(is_sample=False).exists(), model
    assert keeping.differences() == []
    assert CalendarPhase.objects.exists()
    assert Quota.objects.get().limit == 50
    assert PriceEntry.objects.exists()
