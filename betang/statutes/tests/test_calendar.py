"""Working days: held against a second source, and against their own laws of arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betang.statutes import calendar
from betang.statutes.calendar import Override, add_workdays, deadline, for_indonesia, workdays_between
from betang.statutes.models import Holiday
from betang.statutes.queries import calendar_for
from betang.statutes.terms import HolidayKind

REPUBLIC = for_indonesia()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TERMS = st.integers(0, 120)


@pytest.mark.parametrize("year", [2026, 2027])
def test_days_off_are_those_of_the_second_source(year):
    from lokal.holidays import get_holidays

    kinds = {"libur_nasional": HolidayKind.PUBLIC, "cuti_bersama": HolidayKind.JOINT_LEAVE}
    theirs = {(date.fromisoformat(one.date), kinds[one.type]) for one in get_holidays(year).holidays}
    ours = {(one.on, one.kind) for one in REPUBLIC.days_off(year)}
    assert ours == theirs
    assert not any(one.is_estimate for one in REPUBLIC.days_off(year))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),  # an ordinary Tuesday
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 8, 17), False),  # Independence Day, a Monday
        (date(2026, 12, 24), False),  # joint leave
        (date(2026, 12, 28), True),
    ],
)
def test_weekends_holidays_and_joint_leave_are_off(day, works):
    assert REPUBLIC.is_workday(day) is works


def test_a_year_without_a_decree_says_so_and_marks_its_estimates():
    assert calendar.is_official(2026)
    assert calendar.is_official(2027)
    assert not calendar.is_official(2028)
    assert not calendar.is_official(2005)
    labels = {one.on: one.label for one in REPUBLIC.days_off(2028)}
    assert labels[date(2028, 5, 5)].endswith("(perkiraan)")
    assert "(perkiraan)" not in labels[date(2028, 8, 17)]
    assert not any(one.kind == HolidayKind.JOINT_LEAVE for one in REPUBLIC.days_off(2028))


def test_ten_working_days_over_christmas():
    """21–23 and 28–31 December make seven, 4, 6 and 7 January ten: 5 January is Isra Mikraj."""
    assert add_workdays(date(2026, 12, 18), 10, REPUBLIC) == date(2027, 1, 7)
    ends = deadline(date(2026, 12, 18), 10, REPUBLIC, extension_workdays=7)
    assert ends.due_on == date(2027, 1, 18)
    assert not ends.is_estimate
    assert deadline(date(2027, 12, 20), 20, REPUBLIC).is_estimate


def test_the_day_of_receipt_is_day_zero_in_the_civil_zone():
    moment = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert calendar.day_of_receipt(moment, ZoneInfo("Asia/Pontianak")) == date(2026, 11, 24)
    assert calendar.day_of_receipt(moment, ZoneInfo("UTC")) == date(2026, 11, 23)
    assert add_workdays(date(2026, 11, 24), 1, REPUBLIC) == date(2026, 11, 25)
    assert add_workdays(date(2026, 11, 28), 1, REPUBLIC) == date(2026, 11, 30)


@given(DAYS, TERMS)
@settings(deadline=None)
def test_counting_forth_and_back_agree(start, n):
    end = add_workdays(start, n, REPUBLIC)
    assert workdays_between(start, end, REPUBLIC) == n
    assert workdays_between(end, start, REPUBLIC) == -n
    assert n == 0 or REPUBLIC.is_workday(end)


@given(DAYS, TERMS, TERMS)
@settings(deadline=None)
def test_an_extension_adds_to_the_first_term(start, first, more):
    once = add_workdays(start, first + more, REPUBLIC)
    assert add_workdays(add_workdays(start, first, REPUBLIC), more, REPUBLIC) == once
    assert deadline(start, first, REPUBLIC, extension_workdays=more).due_on == once


@given(DAYS, DAYS, DAYS)
@settings(deadline=None, max_examples=50)
def test_spans_add_up(a, b, c):
    assert workdays_between(a, b, REPUBLIC) + workdays_between(b, c, REPUBLIC) == workdays_between(a, c, REPUBLIC)


@given(DAYS, st.integers(1, 60))
@settings(deadline=None)
def test_a_further_day_off_never_makes_a_term_end_earlier(start, n):
    off = start + timedelta(days=3)
    closed = for_indonesia([Override(off, "Hari setempat", HolidayKind.PUBLIC)])
    assert add_workdays(start, n, closed) >= add_workdays(start, n, REPUBLIC)
    assert not closed.is_workday(off)


@pytest.mark.parametrize("n", [-1, calendar.TERM_LIMIT_WORKDAYS + 1])
def test_a_senseless_term_is_refused(n):
    with pytest.raises(ValueError, match="term"):
        add_workdays(date(2026, 1, 1), n, REPUBLIC)


@pytest.mark.django_db
def test_regional_decisions_count_where_they_were_made_and_below(django_assert_num_queries):
    day = date(2026, 11, 27)
    Holiday.objects.create(on=day, name="Pilkades serentak", kind=HolidayKind.PUBLIC, region_code="62.03")
    Holiday.objects.create(on=day, name="Tetap bekerja", kind=HolidayKind.WORKDAY, region_code="62.03.05")
    Holiday.objects.create(on=date(2026, 12, 24), name="Cuti bersama digeser", kind=HolidayKind.WORKDAY)
    with django_assert_num_queries(1):
        kapuas = calendar_for("62.03")
    assert not kapuas.is_workday(day)
    assert kapuas.is_workday(date(2026, 12, 24))
    assert "Pilkades serentak" in [one.name for one in kapuas.days_off(2026)]
    assert calendar_for("62.03.05.2004").is_workday(day)
    assert calendar_for("62.06").is_workday(day)
    assert calendar_for().is_workday(date(2026, 12, 24))
    assert not for_indonesia().is_workday(date(2026, 12, 24))
