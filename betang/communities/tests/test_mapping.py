"""The mapping report: computed, for a period, the same on the page and in the workbook."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from betang.communities import actions, queries, rules
from betang.communities.models import Activity, Group, IssueNote
from betang.communities.terms import Standing
from betang.communities.tests.worlds import AT, ZONE, approved
from betang.kernel.errors import NotFound
from betang.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}
YEAR = rules.period("2026")


def active(group, at=AT):
    Activity.objects.create(group=group, kind="publishing.article.published", entry_id=uuid7(), at=at)


def world(house):
    """Kapuas: two registered, one of them active this year and one coached first; Katingan: one that was active last year."""
    new = approved(house)
    active(house.group)
    active(house.group, AT + timedelta(hours=1))
    active(house.far_group, AT - timedelta(days=400))
    Group.objects.filter(pk=house.group.pk).update(
        audiences=["farmers", "women"], media=["site"], content_kinds=["news"], fields=["farming"], strength="Dibaca 400 orang."
    )
    Group.objects.filter(pk=new.pk).update(is_priority=True, audiences=["farmers"])
    return new


def test_the_indicator_counts_who_is_registered_and_active_in_the_period(house):
    world(house)
    kapuas = queries.mapping_report("62.03", YEAR)
    assert (kapuas.indicator_code, kapuas.registered, kapuas.active) == ("2.16.02.2.01.0031", 2, 1)
    assert kapuas.percent == 50
    province = queries.mapping_report("62", YEAR)
    assert (province.indicator_code, province.registered, province.active) == ("2.16.02.1.01.0033", 3, 1)
    assert [(one.value, one.registered, one.active) for one in province.regencies] == [("62.03", 2, 1), ("62.06", 1, 0)]
    assert queries.mapping_report("62.06", YEAR).active == 0
    assert queries.mapping_report("62.06", rules.period("2025")).active == 1


def test_only_who_was_registered_when_the_period_ended_counts(house):
    new = world(house)
    before = queries.mapping_report("62.03", rules.period("2026-10"))
    assert before.registered == 1
    actions.change_standing(actor=house.actor("gita"), group=new, to="archived", reason="Bubar.", at=AT + timedelta(days=40))
    assert queries.mapping_report("62.03", YEAR).registered == 2
    assert queries.mapping_report("62.03", rules.period("2027")).registered == 1


def test_the_edges_of_a_period_are_days_where_the_group_is(house):
    active(house.group, datetime(2026, 12, 31, 23, 59, tzinfo=ZONE))
    active(house.far_group, datetime(2027, 1, 1, 0, 0, tzinfo=ZONE))
    assert queries.mapping_report("62", YEAR).active == 1
    assert queries.mapping_report("62.06", rules.period("2027-01")).active == 1


def test_categories_priority_and_gaps(house):
    new = world(house)
    report = queries.mapping_report("62.03", YEAR)
    assert {one.value: (one.registered, one.active) for one in report.audiences if one.registered} == {"farmers": (2, 1), "women": (1, 1)}
    assert {one.value: one.registered for one in report.fields if one.registered} == {"farming": 1}
    assert [row.name for row in report.priority] == [new.name]
    assert report.unmapped == 1
    assert next(row for row in report.rows if row.slug == new.slug).members == 7


def test_issues_are_noted_for_each_audience_and_year(house):
    actions.write_issue_notes(actor=house.actor("gita"), region=house.kapuas, year=2026, notes={"farmers": "Harga karet turun."}, at=AT)
    actions.write_issue_notes(actor=house.actor("gita"), region=house.kapuas, year=2026, notes={"farmers": "Harga karet turun."}, at=AT)
    assert [(one.label, one.text) for one in queries.mapping_report("62.03", YEAR).issues] == [("petani", "Harga karet turun.")]
    assert len(queries.mapping_report("62", YEAR).issues) == 1
    assert queries.mapping_report("62.06", YEAR).issues == ()
    with pytest.raises(NotFound):
        actions.write_issue_notes(actor=house.actor("gita"), region=house.katingan, year=2026, notes={"farmers": "x"}, at=AT)
    actions.write_issue_notes(actor=house.actor("gita"), region=house.kapuas, year=2026, notes={"farmers": ""}, at=AT)
    assert queries.mapping_report("62.03", YEAR).issues == ()
    assert IssueNote.objects.count() == 1


def test_the_workbook_says_what_the_page_says(house, client):
    world(house)
    actions.write_issue_notes(actor=house.actor("gita"), region=house.kapuas, year=2026, notes={"women": "=1+1"}, at=AT)
    report = queries.mapping_report("62.03", YEAR)
    house.sign_in(client, "gita")
    answer = client.get("/meja/laporan/pemetaan.xlsx?wilayah=62.03&periode=2026", headers=HOST)
    assert answer.status_code == 200
    assert "pemetaan-kim-62.03-2026.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    summary, groups, issues = book.worksheets
    numbers = [(row[0].value, row[1].value, row[2].value) for row in summary.iter_rows(max_col=3)]
    indicator = next(row for row in numbers if row[0] and report.indicator_code in row[0])
    assert indicator[1] == report.active
    shares = [share for table in (report.kinds, report.audiences, report.media, report.content_kinds, report.fields) for share in table]
    assert [(row[0], row[1], row[2]) for row in numbers if isinstance(row[2], int)] == [
        (share.label, share.registered, share.active) for share in shares
    ]
    assert [row[0].value for row in groups.iter_rows(min_row=2)] == [row.name for row in report.rows]
    assert [row[5].value for row in groups.iter_rows(min_row=2)] == [row.members for row in report.rows]
    assert issues["C2"].value == "=1+1"
    assert issues["C2"].data_type == "s"
    page = client.get("/meja/laporan/pemetaan/?wilayah=62.03&periode=2026", headers=HOST).content.decode()
    assert report.indicator_code in page
    for row in report.rows:
        assert row.name in page


def test_a_coordinator_sees_their_own_kabupaten_the_province_all(house, client):
    house.sign_in(client, "gita")
    assert client.get("/meja/laporan/pemetaan/", headers=HOST).status_code == 200
    for path in ("pemetaan/?wilayah=62.06", "pemetaan/?wilayah=62", "pemetaan.xlsx?wilayah=62.06"):
        assert client.get(f"/meja/laporan/{path}", headers=HOST).status_code == 404
    house.sign_in(client, "eka")
    for code in ("62", "62.03", "62.06"):
        assert client.get(f"/meja/laporan/pemetaan/?wilayah={code}&periode=2026-S2", headers=HOST).status_code == 200
    answer = client.post("/meja/laporan/pemetaan/?wilayah=62.03&periode=2026", {"isu_farmers": "Banjir."}, headers=HOST)
    assert answer.status_code == 302
    assert IssueNote.objects.get().text == "Banjir."


@pytest.mark.parametrize("count", [1, 25])
def test_the_report_costs_the_same_whatever_the_number_of_groups(house, count, django_assert_max_num_queries):
    for one in range(count):
        Group.objects.create(
            name=f"KIM {one}", slug=f"kim-{one}", region=house.village, standing=Standing.VERIFIED, register_number=f"62.03/KIM/2020/{one}"
        )
    with django_assert_max_num_queries(9):
        assert queries.mapping_report("62.03", YEAR).registered == count + 1


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-S2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-T1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_periods(key, first, last):
    period = rules.period(key)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("key", ["", "26", "2026-13", "2026-S3", "2026-T0", "2026-1"])
def test_a_key_that_names_no_period(key):
    with pytest.raises(ValueError, match=f"^{key}$"):
        rules.period(key)


@pytest.mark.parametrize(("length", "key"), [("month", "2026-11"), ("quarter", "2026-T4"), ("semester", "2026-S2"), ("year", "2026")])
def test_the_period_of_a_day(length, key):
    assert rules.period_of(date(2026, 11, 24), length).key == key
