"""The coordinator's desk: all groups in one look, few queries, exactly what is filtered as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from betang.communities.models import Group
from betang.growth import actions
from betang.growth.models import Measures
from betang.growth.overview import queries
from betang.growth.overview.queries import Asked
from betang.growth.tests.worlds import AT, grown, ladder
from betang.kernel import clock
from betang.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

MANY = 130


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def many(house):
    """A hundred and thirty groups of Kapuas beside the two of the house, counted by hand."""
    ladder(house)
    actions.count_measures(at=AT)
    groups = Group.objects.bulk_create(
        Group(name=f"KIM Contoh {number:03}", slug=f"kim-contoh-{number:03}", region=house.village, standing="active", registered_at=AT)
        for number in range(MANY)
    )
    Measures.objects.bulk_create(
        Measures(
            group=group, region_code=house.village.code, stage_order=1 + (number % 3 == 0), stage_name="Forum media", substance=number % 7,
            substance_before=number % 5, quiet_days=number, need="trained" if number % 2 else "news",
            values={"answers/90": number % 7, "trained": 0}, counted_at=AT,
        )
        for number, group in enumerate(groups)
    )  # fmt: skip
    return house


def test_every_order_leads_through_all_groups_once(many):
    for order in queries.ORDERS:
        asked = Asked(region="62.03", order=order)
        seen, mark = [], ""
        while True:
            page = queries.page_of(asked, after=mark)
            seen += [line.group.pk for line in page.lines]
            mark = page.next_mark
            if not mark:
                break
        assert len(seen) == len(set(seen)) == MANY + 1
        assert seen == [row.group_id for row in queries.rows_for(asked)]


def test_the_page_asks_little_whatever_the_number(many, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = many.sign_in(client, "gita")
    here = reverse("growth_desk:overview")
    client.get(here)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(here)
    own = [
        one["sql"]
        for one in asked.captured_queries
        if "growth_" in one["sql"] or "regions_" in one["sql"] or "communities_group" in one["sql"]
    ]
    assert len(own) <= 8, own
    text = page.content.decode()
    assert "KIM Contoh" in text
    assert "tidak dihitung" in text, "it says what is not counted"


def test_filters_say_what_they_filter_and_files_hold_just_that(many, client):
    client = many.sign_in(client, "gita")
    asked = {"wilayah": "62.03", "butuh": "trained", "sepi": "90", "urut": "sepi"}
    body = client.get(reverse("growth_desk:overview_export", kwargs={"form": "csv"}), asked).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    wanted = Measures.objects.filter(region_code__startswith="62.03", need="trained", quiet_days__gte=90)
    assert len(rows) == 1 + wanted.count()
    quiet = [int(row[-3]) for row in rows[1:]]
    assert quiet == sorted(quiet, reverse=True)
    assert min(quiet) >= 90
    xlsx = client.get(reverse("growth_desk:overview_export", kwargs={"form": "xlsx"}), asked)
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert sheet.max_row == len(rows)
    assert [cell.value for cell in sheet[2]][0] == rows[1][0]


def test_trend_and_what_it_is_made_of(many):
    line = next(one for one in queries.page_of(Asked(region="62.03", order="naik")).lines)
    assert line.trend == max(row.substance - row.substance_before for row in Measures.objects.all())
    assert dict(line.made_of)[next(iter(dict(line.made_of)))] == line.substance
    assert line.needed.words
    assert line.needed.url.startswith("/")


def test_a_coordinator_sees_their_own_kabupaten_alone(many):
    gita = many.actor("gita")
    assert queries.asked_of(gita, {}).region == "62.03"
    for region in ("62", "62.06", "62.0", "63"):
        with pytest.raises(NotFound):
            queries.asked_of(gita, {"wilayah": region})
    assert queries.asked_of(many.actor("eka"), {"wilayah": "62.06"}).region == "62.06"


def test_counting_now_renews_the_numbers(house, client):
    ladder(house)
    grown(house)
    client = house.sign_in(client, "gita")
    assert not Measures.objects.exists()
    answer = client.post(reverse("growth_desk:overview_count"), {"wilayah": "62.03", "kunci": "a"})
    assert answer.status_code == 302
    assert set(Measures.objects.values_list("group__slug", flat=True)) == {"batang-danum"}
    assert Measures.objects.get().counted_at - AT < timedelta(seconds=1)


def test_names_of_others_are_no_formulas():
    from betang.growth import tables

    assert tables.as_csv([["=1+1", "-x", 3, None]]).decode("utf-8-sig") == "'=1+1,'-x,3,\r\n"
