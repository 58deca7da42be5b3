"""Steps: each with its entry, its reason and its words; only by who has it; and never changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from betang.audit.models import Entry
from betang.audit.verification import verify
from betang.casework import actions, queries, rules
from betang.casework.models import Matter, Step, Unchanging
from betang.casework.tests.worlds import AT, DISTRICT, PLANNING, VILLAGE, WORDS, declared, opened, staff
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(house):
    with declared():
        staff(house)
        yield house


def accepted(town):
    """A matter that the district has accepted."""
    matter = opened(town).matter
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
    actions.take_step(matter=matter, action="accept", actor=town.actor("gita"), at=AT, reason_code="meets_needs", holder=PLANNING)
    return matter


def test_a_matter_gets_number_token_clock_and_first_step(town):
    made = opened(town)
    matter = Matter.objects.get(number="62.03/X/2026/0001")
    assert (matter.state, matter.level, matter.holder_code, matter.due_on) == ("village", "village", "62.03.05.2004", date(2026, 12, 8))
    assert matter.address == "62.03-X-2026-0001"
    step = matter.steps.get()
    entry = Entry.objects.get(pk=step.entry_id)
    assert (step.seq, step.action, entry.verb, entry.subject_id, entry.is_public) == (1, "open", "casework.trial.open", matter.pk, True)
    assert (entry.actor_id, entry.actor_name) == (None, ""), "a resident stands in no public trail"
    assert matter.sender == town.ani
    assert made.token not in matter.token_hash
    assert queries.by_token("62.03-x-2026-1", made.token.lower().replace("-", " ")) == matter
    for number, token in (("62.03-X-2026-0001", "2222-2222-2222"), ("62.03-X-2026-0009", made.token), ("", "")):
        with pytest.raises(NotFound):
            queries.by_token(number, token)
    new = actions.renew_token(matter=matter)
    with pytest.raises(NotFound):
        queries.by_token(matter.number, made.token)
    assert queries.by_token(matter.number, new) == matter
    assert opened(town).matter.number == "62.03/X/2026/0002"
    assert opened(town, region_code=town.far_village.code).matter.number == "62.06/X/2026/0001"


def test_the_whole_way_is_steps_with_entries(town):
    matter = accepted(town)
    assert matter.due_on == date(2027, 1, 23)
    for words in ("Pipa 40 meter sudah terpasang.", "Keran umum sudah terpasang."):
        actions.take_step(matter=matter, action="report", actor=town.actor("citra"), at=AT, words=words, data={"percent": 50})
    actions.take_step(matter=matter, action="finish", actor=town.actor("citra"), at=AT, words="Air mengalir ke 60 rumah.")
    matter.refresh_from_db()
    assert (matter.state, matter.outcome, matter.level, matter.due_on, matter.closed_at) == ("done", "solved", "nobody", None, AT)
    steps = list(matter.steps.all())
    assert [one.seq for one in steps] == [1, 2, 3, 4, 5, 6]
    assert [one.from_state for one in steps] == ["", "village", "district", "accepted", "accepted", "accepted"]
    entries = list(Entry.objects.filter(subject_id=matter.pk).order_by("subject_seq"))
    assert [one.entry_id for one in steps] == [one.pk for one in entries]
    assert entries[1].actor_name == "Dedi"
    assert entries[1].reason == WORDS
    assert (steps[1].by_level, steps[1].by_post, steps[1].by_code) == ("village", "village_officer", "62.03.05.2004")
    assert not verify(subject_type="casework.matter", subject_id=matter.pk).problems


def test_only_who_has_it_may_act_and_nothing_is_changed_otherwise(town):
    matter = opened(town).matter
    for name in ("nobody", "ani", "budi", "citra", "eka", "gita", "fajar"):
        with pytest.raises(NotAllowed):
            actions.take_step(matter=matter, action="forward", actor=town.actor(name), at=AT, words=WORDS, holder=DISTRICT)
    with pytest.raises(NotAllowed):
        actions.take_step(matter=matter, action="withdraw", actor=town.actor("dedi"), at=AT)
    assert matter.steps.count() == 1
    actions.take_step(matter=matter, action="withdraw", actor=town.actor("nobody"), at=AT, as_party="sender")
    assert (matter.state, matter.outcome) == ("withdrawn", "cancelled")


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [("", WORDS, "reason_code"), ("no_budget", WORDS, "reason_code"), ("hapus", WORDS, "reason_code"), ("against_law", "Tidak.", "words")],
)
def test_no_refusal_without_a_coded_reason_and_words(town, code, words, field):
    matter = opened(town).matter
    with pytest.raises(InvalidInput) as caught:
        actions.take_step(matter=matter, action="refuse", actor=town.actor("dedi"), at=AT, reason_code=code, words=words)
    assert field in caught.value.fields
    assert (Matter.objects.get(pk=matter.pk).state, Entry.objects.filter(subject_id=matter.pk).count()) == ("village", 1)
    actions.take_step(matter=matter, action="refuse", actor=town.actor("dedi"), at=AT, reason_code="against_law", words=WORDS)
    assert (matter.outcome, matter.steps.last().reason_code) == ("refused", "against_law")


def test_words_that_stay_for_ever_hold_no_personal_data(town):
    matter = opened(town).matter
    with pytest.raises(InvalidInput) as caught:
        actions.take_step(
            matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words="Hubungi Rina, NIK 6203056708900001.", holder=DISTRICT
        )
    assert "NIK" in caught.value.fields["words"]
    assert matter.steps.count() == 1


def test_who_comes_second_is_told_that_it_moved_on(town):
    matter, late = opened(town).matter, None
    late = Matter.objects.get(pk=matter.pk)
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT, seen=1)
    with pytest.raises(Refused, match="Dibahas di kecamatan"):
        actions.take_step(matter=late, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
    with pytest.raises(Refused):
        actions.take_step(matter=late, action="defer", actor=town.actor("gita"), at=AT, reason_code="no_budget", words=WORDS, seen=1)
    assert matter.steps.count() == 2


def test_a_holder_must_exist(town):
    matter = opened(town).matter
    from betang.regions.models import Office

    office = Office.objects.create(region=town.katingan, name="Dinas PUPR")
    for holder in (None, rules.Holder("district", "62.99.01"), rules.Holder("agency", "62.03", office.pk)):
        with pytest.raises(InvalidInput) as caught:
            actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=holder)
        assert "holder" in caught.value.fields


def test_a_hand_over_keeps_state_and_clock_and_needs_a_reason(town):
    matter = opened(town).matter
    due = matter.due_on
    later = AT + timedelta(days=1)
    with pytest.raises(InvalidInput):
        actions.hand_over(matter=matter, to=DISTRICT, actor=town.actor("dedi"), reason_code="", at=later)
    with pytest.raises(InvalidInput, match="di sana|there"):
        actions.hand_over(matter=matter, to=VILLAGE, actor=town.actor("dedi"), reason_code="staff_change", at=later)
    step = actions.hand_over(matter=matter, to=DISTRICT, actor=town.actor("dedi"), reason_code="other_level", words=WORDS, at=later)
    assert (matter.state, matter.level, matter.since, matter.due_on) == ("village", "district", later, due)
    assert step.reason_kind == "hand_over"
    with pytest.raises(NotAllowed):
        actions.hand_over(matter=matter, to=VILLAGE, actor=town.actor("dedi"), reason_code="staff_change", at=later)


def test_a_dispute_and_a_reopening_bring_it_back(town):
    matter = opened(town).matter
    actions.take_step(matter=matter, action="refuse", actor=town.actor("dedi"), at=AT, reason_code="not_feasible", words=WORDS)
    with pytest.raises(NotAllowed):
        actions.dispute(matter=matter, actor=town.actor("budi"), reason_code="not_true", words=WORDS, at=AT, holder=DISTRICT)
    actions.dispute(matter=matter, actor=town.actor("ani"), reason_code="not_true", words=WORDS, at=AT, holder=DISTRICT)
    assert (matter.state, matter.closed_at, matter.outcome, matter.due_on) == ("district", None, "", date(2026, 12, 8))
    actions.take_step(matter=matter, action="defer", actor=town.actor("gita"), at=AT, reason_code="no_budget", words=WORDS)
    actions.reopen(matter=matter, actor=town.actor("dedi"), reason_code="new_facts", words=WORDS, at=AT)
    assert (matter.state, matter.level, matter.holder_code) == ("village", "district", "62.03.05"), "who had it last has it again"


def test_steps_are_sealed_in_the_database_too(town):
    step = opened(town).matter.steps.get()
    with pytest.raises(Unchanging):
        step.save()
    with pytest.raises(Unchanging):
        Step.objects.update(words="lain")
    with pytest.raises(Unchanging):
        step.delete()
    for sql in ("UPDATE casework_step SET words = 'lain'", "DELETE FROM casework_step"):
        with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_who_sends_in_the_name_of_an_office_sits_there(town):
    made = opened(town, by="dedi", as_party="village")
    step = made.step
    assert (step.by_level, step.by_post, step.shows_name, made.matter.sender) == ("village", "village_officer", True, None)
    filed = opened(town, by="budi", as_party="group")
    assert (filed.step.by_level, filed.step.by_post) == ("group", "editor")
    for name, party in (("fajar", "district"), ("ani", "village"), ("ani", "group"), ("nobody", "council")):
        with pytest.raises(NotAllowed):
            opened(town, by=name, as_party=party)
    assert Matter.objects.count() == 2


def test_nobody_is_vouched_for_beyond_what_the_machine_lets_them(town):
    matter = opened(town).matter
    for name, party in (("ani", "village"), ("nobody", "holder"), ("fajar", "village"), ("gita", "district"), ("nobody", "system")):
        with pytest.raises(NotAllowed):
            actions.take_step(matter=matter, action="forward", actor=town.actor(name), at=AT, words=WORDS, holder=DISTRICT, as_party=party)
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT, as_party="village")
    assert matter.steps.last().by_level == "village"
