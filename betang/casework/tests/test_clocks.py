"""The clock: stopped, running again, extended once, and run out. It never changes the state, and never runs below nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from betang.audit.models import Entry
from betang.casework import actions, queries
from betang.casework.models import Matter, Told
from betang.casework.tests.test_steps import accepted
from betang.casework.tests.worlds import AT, DISTRICT, VILLAGE, WORDS, declared, opened, staff
from betang.kernel.errors import InvalidInput, NotAllowed, Refused
from betang.notices.models import Notice

pytestmark = pytest.mark.django_db
LATE = AT.replace(month=12, day=9)


@pytest.fixture
def town(house):
    with declared():
        staff(house)
        yield house


def test_a_pause_keeps_what_is_left_and_resuming_adds_it(town):
    matter = opened(town).matter
    friday, monday = AT.replace(day=27), AT.replace(month=12, day=14)
    with pytest.raises(InvalidInput):
        actions.pause(matter=matter, actor=town.actor("dedi"), reason_code="awaits_visit", words="", at=friday)
    with pytest.raises(NotAllowed):
        actions.pause(matter=matter, actor=town.actor("fajar"), reason_code="awaits_visit", words=WORDS, at=friday)
    actions.pause(matter=matter, actor=town.actor("dedi"), reason_code="awaits_visit", words=WORDS, at=friday)
    assert (matter.state, matter.due_on, matter.paused_left) == ("village", None, 7)
    with pytest.raises(Refused):
        actions.pause(matter=matter, actor=town.actor("dedi"), reason_code="awaits_visit", words=WORDS, at=friday)
    with pytest.raises(Refused):
        actions.extend(matter=matter, actor=town.actor("dedi"), reason_code="large_search", words=WORDS, at=friday)
    assert actions.mark_overdue(at=AT + timedelta(days=90)) == 0, "what stands still is not late"
    actions.resume(matter=matter, actor=town.actor("dedi"), at=monday)
    assert (matter.due_on, matter.paused_at, matter.paused_left) == (date(2026, 12, 23), None, None)
    with pytest.raises(Refused):
        actions.resume(matter=matter, actor=town.actor("dedi"), at=monday)


def test_a_term_is_extended_once_and_before_it_ends(town):
    matter = opened(town).matter
    with pytest.raises(InvalidInput):
        actions.extend(matter=matter, actor=town.actor("dedi"), reason_code="awaits_visit", words=WORDS, at=AT)
    actions.extend(matter=matter, actor=town.actor("dedi"), reason_code="large_search", words=WORDS, at=AT)
    assert (matter.due_on, matter.extended_count) == (date(2026, 12, 17), 1)
    with pytest.raises(Refused, match="sudah pernah diperpanjang"):
        actions.extend(matter=matter, actor=town.actor("dedi"), reason_code="large_search", words=WORDS, at=AT)
    other = opened(town).matter
    for act, code in ((actions.extend, "large_search"), (actions.pause, "awaits_visit")):
        with pytest.raises(Refused, match="8 Desember 2026"):
            act(matter=other, actor=town.actor("dedi"), reason_code=code, words=WORDS, at=LATE)
    slow = accepted(town)
    with pytest.raises(Refused):
        actions.pause(matter=slow, actor=town.actor("citra"), reason_code="awaits_visit", words=WORDS, at=AT)
    with pytest.raises(Refused):
        actions.extend(matter=slow, actor=town.actor("citra"), reason_code="large_search", words=WORDS, at=AT)


def test_what_is_late_is_noted_once_and_told_and_never_solved(town, run_jobs):
    matter = opened(town).matter
    run_jobs()
    Notice.objects.all().delete()
    assert actions.mark_overdue(at=AT.replace(month=12, day=8)) == 0, "the last day is not late"
    assert actions.mark_overdue(at=LATE) == 1
    assert actions.mark_overdue(at=LATE) == 0
    matter.refresh_from_db()
    assert (matter.state, matter.closed_at, matter.overdue_at) == ("village", None, LATE)
    step = matter.steps.last()
    assert (step.action, step.by_level) == ("overdue", "system")
    assert Entry.objects.get(pk=step.entry_id).actor_name == "Betang"
    run_jobs()
    told = dict(Notice.objects.values_list("person__name", "title"))
    assert set(told) == {"Ani", "Dedi"}
    assert told["Dedi"] == "62.03/X/2026/0001: Jangka waktu terlewati"
    assert set(Told.objects.filter(step=step).values_list("told_as", flat=True)) == {"sender", "holder"}
    assert queries.overdue(today=LATE.date(), region_code="62.03") == [matter]
    assert queries.overdue(today=LATE.date(), region_code="62.06") == []
    now = queries.timeline(matter, today=date(2026, 12, 14))[-4]
    assert (now.when, now.late_workdays) == ("now", 4)


def test_a_step_to_the_next_level_starts_a_new_clock(town):
    matter = opened(town).matter
    actions.mark_overdue(at=LATE)
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=LATE, words=WORDS, holder=DISTRICT)
    assert (matter.due_on, matter.overdue_at) == (date(2026, 12, 23), None)
    actions.take_step(matter=matter, action="return", actor=town.actor("gita"), at=LATE, reason_code="incomplete", words=WORDS)
    assert (matter.due_on, matter.level) == (None, "sender")
    actions.take_step(matter=matter, action="complete", actor=town.actor("ani"), at=LATE, holder=VILLAGE)
    assert (matter.due_on, matter.level, Matter.objects.filter(due_on__isnull=False).count()) == (date(2026, 12, 23), "village", 1)
