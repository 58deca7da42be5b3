"""What anybody can check: the timeline, the chain, and the desk's lists."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from betang.audit.actions import publish_root
from betang.casework import actions, queries
from betang.casework.models import Matter
from betang.casework.rules import Holder
from betang.casework.tests import sample
from betang.casework.tests.test_steps import accepted
from betang.casework.tests.worlds import AT, DISTRICT, VILLAGE, WORDS, declared, opened, staff

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.ROOT).parent / "docs" / "verify_trail.py"


@pytest.fixture
def town(house):
    with declared():
        staff(house)
        yield house


def problems(chain) -> list[str]:
    """What the script for outsiders says, with nothing of ours loaded."""
    space: dict = {"__name__": "outsider"}
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), space)
    return space["problems"](json.loads(json.dumps(chain)))


def test_an_outsider_finds_every_change(town):
    matter = accepted(town)
    publish_root(day=AT.date(), at=AT)
    actions.take_step(matter=matter, action="report", actor=town.actor("citra"), at=AT, words="Pipa sudah dibeli.", data={"percent": 12.5})
    chain = queries.public_chain(matter)
    assert problems(chain) == []
    assert chain["roots"][0]["seq"] == 3
    assert "Ani" not in json.dumps(chain)
    assert "Dedi" not in json.dumps(chain), "a name is covered by its digest alone"

    def tampered(change):
        copied = copy.deepcopy(chain)
        change(copied)
        return problems(copied)

    assert tampered(lambda one: one["entries"][1].update(reason="Kami setuju."))
    assert tampered(lambda one: one["entries"][2]["data"].update(reason_code="partly"))
    assert tampered(lambda one: one["entries"].pop(1))
    assert tampered(lambda one: one["entries"].pop())
    assert tampered(lambda one: one["entries"].insert(1, one["entries"][0]))
    assert tampered(lambda one: one["roots"][0].update(hash="0" * 64))
    assert tampered(lambda one: one["head"].update(hash="0" * 64))
    assert tampered(lambda one: one.update(subject=["casework.matter", "0"]))


def test_the_documented_command_checks_a_file(town, tmp_path):
    chain = queries.public_chain(accepted(town))
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(chain))
    chain["entries"][0]["at"] = "2020-01-01T00:00:00.000000+00:00"
    bad.write_text(json.dumps(chain))
    run = lambda path: subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)  # noqa: E731
    answer = run(good)
    assert (answer.returncode, answer.stdout.splitlines()[0]) == (0, "62.03/X/2026/0001: 3 entries, all as they were written.")
    answer = run(bad)
    assert answer.returncode == 1
    assert "entry 1 (casework.trial.open" in answer.stdout


def test_an_entry_that_is_not_public_stands_with_its_hash_alone(town):
    matter = opened(town, is_public=False).matter
    Matter.objects.filter(pk=matter.pk).update(is_public=True)
    matter.refresh_from_db()
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
    chain = queries.public_chain(matter)
    assert set(chain["entries"][0]) == {"seq", "previous", "hash", "sealed"}
    assert problems(chain) == []


def test_the_timeline_says_who_has_it_since_when_and_what_comes_next(town, django_assert_max_num_queries):
    matter = opened(town).matter
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT + timedelta(days=1), words=WORDS, holder=DISTRICT)
    with django_assert_max_num_queries(6):
        lines = queries.timeline(matter, today=AT.date())
    assert [one.when for one in lines] == ["done", "done", "now", "next", "next"]
    assert [one.title for one in lines] == ["Terkirim", "Diteruskan", "Dibahas di kecamatan", "Diterima", "Selesai"]
    assert (lines[0].who, lines[0].name) == ("Pengirim", "")
    assert (lines[1].who, lines[1].name, lines[1].words) == ("Desa Mantangai Hilir", "Dedi", WORDS)
    assert (lines[2].who, lines[2].since, lines[2].due_on) == ("Kecamatan Mantangai", AT + timedelta(days=1), date(2026, 12, 9))
    actions.take_step(matter=matter, action="return", actor=town.actor("gita"), at=AT, reason_code="incomplete", words=WORDS)
    lines = queries.timeline(matter)
    assert [one.when for one in lines] == ["done", "done", "back", "now", "next", "next", "next", "next"]
    assert (lines[2].reason, lines[3].who, lines[4].title) == ("Ada yang belum lengkap", "Pengirim", "Dibahas di desa")
    actions.take_step(matter=matter, action="withdraw", actor=town.actor("ani"), at=AT)
    assert queries.timeline(matter)[-1].when == "stop"


def test_the_desk_lists_what_lies_there_the_longest_first(town, django_assert_num_queries):
    numbers = [opened(town, at=AT + timedelta(hours=at)).matter.number for at in range(5)]
    far = Holder("district", town.far_district.code)
    opened(town, region_code=town.far_village.code, holder=far)
    mine = queries.seats_of(town.actor("dedi"))
    assert VILLAGE in mine
    with django_assert_num_queries(1):
        page = queries.held_by(mine, size=2)
    found = [one.number for one in page.matters]
    while page.after:
        page = queries.held_by(mine, size=2, after=page.after)
        found += [one.number for one in page.matters]
    assert found == numbers
    assert [one.number for one in queries.held_by(mine, after="rusak", size=9).matters] == numbers
    assert queries.held_by(queries.seats_of(town.actor("gita"))).matters == []
    assert queries.held_by(()).matters == []
    assert len(queries.held_by(queries.seats_of(town.actor("fajar"))).matters) == 1
    counts = queries.waiting_counts(mine, today=date(2026, 12, 9))
    assert [(one.machine, one.state, one.waiting, one.late) for one in counts] == [("trial", "village", 5, 5)]
    assert queries.counts_by_state(machine="trial", region_code="62.06") == {"village": 1}


def test_the_timeline_is_drawn_with_words_for_every_sign():
    page = sample.page()
    assert page.count('class="now" aria-current="step"') == 2
    for words in (
        "Sekarang",
        "Setelah itu",
        "4 hari kerja terlambat",
        "Paling lambat dijawab 4 Maret 2026.",
        "Alasannya:",
        "Kembali:",
        "Berhenti di sini:",
        "Di Kecamatan Mantangai sejak 11 Februari 2026.",
        "Berita acara musyawarah",
    ):
        assert words in page, words
    assert "Now" in sample.page("en")
