"""Where and why proposals stop: counted once, the same on the page and in the files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betang.proposals import actions
from betang.proposals.calendar.actions import set_quota
from betang.proposals.models import Proposal
from betang.proposals.queries.listing import Filters
from betang.proposals.summary.drawing import draw
from betang.proposals.summary.queries import LevelFlow, median, summary_of
from betang.proposals.tests.worlds import AT, WORDS, accept, sent, staff, up_to

LONG = "Usulan ini belum dapat kami terima karena lahannya belum jelas."


@pytest.mark.parametrize(("counted", "wanted"), [({}, None), ({3: 1}, 3), ({1: 1, 9: 1}, 1), ({1: 2, 5: 3}, 5), ({0: 10, 99: 1}, 0)])
def test_the_median_of_counted_days(counted, wanted):
    assert median(Counter(counted)) == wanted


def test_bars_share_one_scale_and_stay_within_their_box():
    levels = [
        LevelFlow(level="village", label="desa", passed=900, waiting=1, stopped=99),
        LevelFlow(level="district", label="kecamatan", passed=3, waiting=0, stopped=0),
    ]
    drawing = draw(levels, {})
    assert drawing is not None
    assert all(part.x + part.width <= drawing.width for bar in drawing.bars for part in bar.parts)
    assert drawing.bars[0].parts[0].width > 100 * drawing.bars[1].parts[0].width / 2
    assert draw(levels[:1], {}) is None


@pytest.fixture
def five(house):
    """One refused in the village after 4 days, one deferred by the planners, one in the plan, two lying in the village."""
    office = staff(house)
    made = [sent(house, title=f"Sumur bor untuk RT 0{number}").proposal for number in range(1, 6)]
    actions.decide(
        actor=house.actor("ani"),
        proposal=made[0],
        action="refuse",
        at=AT + timedelta(days=4, hours=2),
        reason_code="not_in_plan",
        words=LONG,
    )
    up_to(house, made[1], "planning", office)
    actions.decide(actor=house.actor("citra"), proposal=made[1], action="defer", at=AT, reason_code="over_quota", words=LONG)
    up_to(house, made[2], "planned", office)
    return house


def test_it_says_where_why_and_how_long_and_the_files_say_the_same(five, client):
    found = summary_of(Filters(year=2028))
    assert (found.total, found.stopped) == (5, 2)
    assert {(one.level, one.reason, one.count) for one in found.stops} == {("village", "not_in_plan", 1), ("planning", "over_quota", 1)}
    levels = {one.level: one for one in found.levels}
    assert (levels["village"].passed, levels["village"].waiting, levels["village"].stopped) == (2, 2, 1)
    assert levels["village"].days == {0: 2, 4: 1}
    assert [(one.total, one.stopped, one.placed) for one in found.places] == [(5, 2, 1)]
    assert found.places[0].label == "Kabupaten Kapuas"
    assert summary_of(Filters(year=2031)).total == 0
    assert summary_of(Filters(region_code=five.village.code, sector="1.03")).total == 5
    client.defaults["HTTP_HOST"] = "localhost"
    page = client.get("/usulan/ringkas/?tahun=2028").content.decode()
    assert "<svg" in page
    data = client.get("/usulan/ringkas/ringkas.json?tahun=2028").json()
    assert (data["jumlah"], data["berhenti"]) == (5, 2)
    assert not data["data_contoh"]
    Proposal.objects.filter(title__endswith="01").update(is_sample=True)
    assert summary_of(Filters(year=2028)).samples == 1
    Proposal.objects.update(is_sample=False)
    assert {row["alasan"] for row in data["tabel_berhenti"]} == {"not_in_plan", "over_quota"}
    rows = list(csv.reader(io.StringIO(client.get("/usulan/ringkas/ringkas.csv?tahun=2028").content.decode("utf-8-sig"))))
    assert [row[:2] for row in rows if row[0] == "berhenti"][0] == ["berhenti", "village/not_in_plan"]
    assert sum(int(row[4]) for row in rows if row[0] == "keadaan") == 5
    assert client.get("/usulan/ringkas/?wilayah=11.99").status_code == 404


def test_it_asks_at_most_eight_times_and_shows_the_quotas(five):
    set_quota(actor=five.actor("citra"), region=five.kapuas, fiscal_year=2028, from_level="village", limit=50, source="Surat 1/2026", at=AT)
    set_quota(actor=five.actor("citra"), region=five.kapuas, fiscal_year=2028, from_level="district", limit=9, source="Surat 2/2026", at=AT)
    with CaptureQueriesContext(connection) as asked:
        found = summary_of(Filters(region_code=five.mantangai.code))
    assert len(asked) <= 8
    assert {(state.code, state.passed, state.quota.limit) for _label, state in found.quotas} == {
        (five.village.code, 2, 50),
        (five.mantangai.code, 2, 9),
    }


def test_what_stopped_and_goes_on_again_is_not_counted_as_stopped(five):
    refused = Proposal.objects.get(matter__state="refused_village")
    actions.decide(
        actor=five.actor("ani"), proposal=refused, action="reopen", at=AT + timedelta(days=5), reason_code="next_year", words=WORDS
    )
    accept(five, refused, "ani", at=AT + timedelta(days=6))
    assert summary_of(Filters()).stopped == 1
