"""A meeting from its plan to minutes that anybody can check, with everything that may not happen on the way."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.core.files.storage import storages

from betang.audit import signet
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.kernel.verdict import hidden
from betang.proposals import actions as proposals
from betang.proposals.meetings import actions, paper, policies, queries, rules
from betang.proposals.meetings.rules import Guest
from betang.proposals.models import Attendance, Meeting, Ranked
from betang.proposals.terms import MeetingKind, RankingWay
from betang.proposals.tests.meetings import AT, CROWD, DAY, MINUTES, WORDS, decide, held, planned, said
from betang.proposals.tests.worlds import accept, sent, staff


@pytest.fixture
def office(house):
    return staff(house)


@pytest.fixture
def three(house, office):
    return [
        sent(house, at=DAY - timedelta(days=20), title=title).proposal for title in ("Sumur bor RT 03", "Jembatan RT 01", "Lampu dermaga")
    ]


def text_of(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def scored(house, meeting, *scores, who="ani"):
    """Score the list in the order in which it was taken up."""
    rows = list(Ranked.objects.filter(meeting=meeting).order_by("pk"))
    keys = [one["key"] for one in meeting.criteria]
    actions.score(
        actor=house.actor(who),
        meeting=meeting,
        at=DAY,
        scores={row.pk: dict(zip(keys, said, strict=False)) for row, said in zip(rows, scores, strict=False)},
    )
    return list(Ranked.objects.filter(meeting=meeting).order_by("pk"))


def minuted(house, three):
    meeting = held(house, three)
    rows = scored(house, meeting, (90, 80), (50, 50), (90, 80))
    decide(house, meeting, rows[0], amount_idr=140_000_000, volume=Decimal(2))
    decide(house, meeting, rows[1], "defer", reason="no_budget")
    return meeting, actions.close(actor=house.actor("ani"), meeting=meeting, minutes_text=MINUTES, at=AT)


# --- the way


def test_a_meeting_goes_from_plan_to_signed_minutes(house, three):
    meeting = planned(house)
    assert (meeting.number, meeting.state) == ("62.03.05.2004/MD/2028/01", "planned")
    assert planned(house).number.endswith("/02")
    with pytest.raises(NotFound):
        queries.of_address(rules.address_of(meeting.number), is_public=True)
    ani = house.actor("ani")
    actions.invite(actor=ani, meeting=meeting, at=DAY - timedelta(days=6))
    assert queries.of_address("62.03.05.2004-md-2028-01", is_public=True) == meeting
    with pytest.raises(Refused):  # not before its day
        actions.record_attendance(actor=ani, meeting=meeting, guests=CROWD, at=DAY - timedelta(days=1))
    assert [one.pk for one in queries.offered_to(meeting).waiting] == [one.pk for one in three]
    actions.take_up(actor=ani, meeting=meeting, proposal_ids=[one.pk for one in three] * 2, at=DAY)
    assert queries.offered_to(meeting).waiting == []
    actions.record_attendance(actor=ani, meeting=meeting, guests=CROWD, at=DAY)
    actions.record_attendance(actor=ani, meeting=meeting, guests=CROWD[:2], at=DAY)
    assert queries.presence_of(meeting) == rules.Presence(6, 3, 5, 30)
    rows = scored(house, meeting, (90, 80), (50, 50), (90, 80))
    assert [(row.total, row.rank) for row in rows] == [(Decimal("86.00"), 1), (Decimal("50.00"), 3), (Decimal("86.00"), 1)]
    decide(house, meeting, rows[0], amount_idr=140_000_000, volume=Decimal(2))
    three[0].refresh_from_db()
    three[0].matter.refresh_from_db()
    assert three[0].matter.state == "district_review"
    assert three[0].opinions.get().amount_idr == 140_000_000
    with pytest.raises(Refused):
        decide(house, meeting, rows[0])
    actions.record_objection(
        actor=ani, meeting=meeting, by_label="Warga RT 02", words="Kami minta lampu didahulukan.", at=AT, ranked_id=rows[2].pk
    )
    minutes = actions.close(actor=ani, meeting=meeting, minutes_text=MINUTES, at=AT)
    actions.sign(actor=ani, minutes=minutes, at=AT)
    assert meeting.minutes.get().signatures.get().name == ani.name
    assert Meeting.objects.get(pk=meeting.pk).state == "signed"
    with pytest.raises(NotAllowed):
        actions.sign(actor=ani, minutes=minutes, at=AT)
    with pytest.raises(Refused):
        actions.record_attendance(actor=ani, meeting=meeting, guests=[Guest("Baru", "", True)], at=AT)


def test_minutes_hold_the_order_the_reasons_and_the_objections_and_no_name_of_a_guest(house, three):
    meeting, minutes = minuted(house, three)
    with storages["private"].open(minutes.path) as file:
        body = file.read()
    text = text_of(body)
    assert hashlib.sha256(body).hexdigest() == minutes.sha256
    assert signet.is_signed(minutes.sha256, minutes.seal, public_key=bytes.fromhex(minutes.public_key))
    order = [text.index(title) for title in ("Sumur bor RT 03", "Lampu dermaga", "Jembatan RT 01")]
    assert order == sorted(order)
    for words in (
        "1=",
        "86,00",
        "50,00",
        "Rp140.000.000",
        "2 unit",
        WORDS[:20],
        MINUTES[:30],
        minutes.code,
        meeting.number,
        "Mendesak: 90",
    ):
        assert words in text, words
    assert "belum diputuskan" in text
    assert "Nomor1" not in text


def test_a_correction_makes_a_new_number_and_the_old_says_so(house, three):
    meeting, first = minuted(house, three)
    ani = house.actor("ani")
    actions.reopen(actor=ani, meeting=meeting, at=AT)
    first.refresh_from_db()
    assert first.replaced_at is None
    actions.record_attendance(actor=ani, meeting=meeting, guests=[Guest("Rusmini Asih", "PKK", True)], at=AT)
    with pytest.raises(InvalidInput) as caught:
        actions.close(actor=ani, meeting=meeting, minutes_text=MINUTES, at=AT)
    assert set(caught.value.fields) == {"reason"}
    later = AT + timedelta(hours=1)
    second = actions.close(actor=ani, meeting=meeting, minutes_text=MINUTES, reason="Satu orang belum tercatat hadir.", at=later)
    first.refresh_from_db()
    assert (second.number, first.replaced_at) == (2, later)
    assert first.sha256 != second.sha256
    with storages["private"].open(first.path) as file:  # what was sealed stays as it was
        assert hashlib.sha256(file.read()).hexdigest() == first.sha256
    with pytest.raises(NotAllowed):
        actions.sign(actor=ani, minutes=first, at=later)


def test_without_a_quorum_nothing_is_decided_and_the_minutes_say_so(house, three):
    meeting = held(house, three, guests=CROWD[:4])
    row = Ranked.objects.filter(meeting=meeting).first()
    with pytest.raises(Refused):
        decide(house, meeting, row)
    assert three[0].opinions.count() == 0
    minutes = actions.close(actor=house.actor("ani"), meeting=meeting, minutes_text=MINUTES, at=AT)
    with storages["private"].open(minutes.path) as file:
        assert "tidak tercapai" in text_of(file.read())
    actions.reopen(actor=house.actor("ani"), meeting=meeting, at=AT)
    actions.record_attendance(actor=house.actor("ani"), meeting=meeting, guests=CROWD[4:5], at=AT)
    decide(house, meeting, row)  # exactly enough


def test_the_bank_is_offered_again_with_its_number_and_its_deferrals(house, office):
    kept = sent(house, at=DAY - timedelta(days=400), title="Jalan usaha tani RT 04").proposal
    proposals.decide(
        actor=house.actor("ani"), proposal=kept, action="defer", at=DAY - timedelta(days=390), reason_code="no_budget", words=WORDS
    )
    meeting = held(house)
    offered = queries.offered_to(meeting)
    assert ([one.pk for one in offered.deferred], offered.waiting) == ([kept.pk], [])
    actions.take_up(actor=house.actor("ani"), meeting=meeting, proposal_ids=[kept.pk], at=AT)
    kept.refresh_from_db()
    kept.matter.refresh_from_db()
    assert (kept.matter.state, kept.fiscal_year, kept.deferral_count) == ("village_review", 2028, 1)
    assert Ranked.objects.get(meeting=meeting).proposal == kept
    assert queries.meetings_of(kept)[0].number == meeting.number


def test_those_present_propose_and_it_is_on_the_list(house, office):
    from betang.proposals.tests.worlds import values

    meeting = held(house)
    made = actions.propose_here(
        actor=house.actor("ani"), meeting=meeting, values=values(house, proposer_name="", proposer_phone=""), at=AT, key="a"
    )
    assert made.proposal.meeting_id == meeting.pk
    assert (made.proposal.channel, made.proposal.fiscal_year) == ("meeting", 2028)
    assert [one.proposal_id for one in Ranked.objects.filter(meeting=meeting)] == [made.proposal.pk]
    with pytest.raises(InvalidInput):
        actions.propose_here(
            actor=house.actor("ani"), meeting=meeting, values=values(house, region_code=house.far_village.code), at=AT, key="b"
        )


def test_a_district_s_forum_weighs_what_villages_passed_on_and_needs_a_second_factor(house, three):
    for one in three[:2]:
        accept(house, one, "ani", at=DAY - timedelta(days=9))
    meeting = held(house, three, who="gita", kind=MeetingKind.DISTRICT_FORUM, region=house.mantangai)
    rows = list(Ranked.objects.filter(meeting=meeting).order_by("pk"))
    assert [row.proposal_id for row in rows] == [one.pk for one in three[:2]]  # the third lies with the village
    once = house.actor("gita", second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        actions.decide_item(
            actor=once, meeting=meeting, ranked_id=rows[0].pk, action="accept", at=AT, reason_code="meets_needs", words=WORDS
        )
    decide(house, meeting, rows[0], who="gita")
    accept(house, three[1], "gita")  # decided outside the meeting meanwhile
    with pytest.raises(NotAllowed):
        decide(house, meeting, rows[1], who="gita")
    with pytest.raises(NotFound):  # a district has no plan of its own
        decide(house, meeting, rows[1], "take_into_village_plan", who="gita")


def test_an_agency_s_forum_is_planned_by_the_planner_and_decided_by_the_agency(house, office, three):
    for who, more in (("ani", {}), ("gita", {}), ("citra", {"office": office})):
        accept(house, three[0], who, at=DAY - timedelta(days=5), **more)
    actor = house.actor("citra")
    meeting = actions.plan_meeting(
        actor=actor, kind=MeetingKind.AGENCY_FORUM, region_code="62.03", values=said(), at=DAY - timedelta(days=4), office_id=office.pk
    )
    with pytest.raises(InvalidInput):
        actions.plan_meeting(actor=actor, kind=MeetingKind.AGENCY_FORUM, region_code="62.03", values=said(), at=DAY)
    actions.invite(actor=actor, meeting=meeting, at=DAY - timedelta(days=4))
    actions.take_up(actor=house.actor("dedi"), meeting=meeting, proposal_ids=[three[0].pk], at=DAY)
    actions.record_attendance(actor=house.actor("dedi"), meeting=meeting, guests=CROWD, at=DAY)
    row = Ranked.objects.get(meeting=meeting)
    with pytest.raises(NotAllowed):
        decide(house, meeting, row, who="citra")
    decide(house, meeting, row, who="dedi")
    assert Ranked.objects.get(pk=row.pk).decision == "accepted"


# --- ranking


def test_points_never_exceed_what_those_present_have(house, three):
    meeting = held(house, three, ranking_way=RankingWay.POINTS, points_each=2)  # 6 × 2
    rows = list(Ranked.objects.filter(meeting=meeting).order_by("pk"))
    ani = house.actor("ani")
    with pytest.raises(InvalidInput):
        actions.give_points(actor=ani, meeting=meeting, points={rows[0].pk: 10, rows[1].pk: 3}, at=AT)
    assert Ranked.objects.get(pk=rows[0].pk).points == 0
    actions.give_points(actor=ani, meeting=meeting, points={rows[0].pk: 5, rows[1].pk: 7}, at=AT)
    assert list(Ranked.objects.filter(meeting=meeting).order_by("pk").values_list("points", "rank")) == [(5, 2), (7, 1), (0, 3)]
    with pytest.raises(Refused):
        actions.score(actor=ani, meeting=meeting, scores={rows[0].pk: {"k1": 5}}, at=AT)


def test_scores_beyond_a_hundred_are_refused_and_a_missing_score_has_no_rank(house, three):
    meeting = held(house, three)
    rows = scored(house, meeting, (90, 80), (50,))
    assert [row.rank for row in rows] == [1, None, None]
    with pytest.raises(InvalidInput):
        scored(house, meeting, (101, 80))
    assert [row.rank for row in Ranked.objects.filter(meeting=meeting).order_by("pk")] == [1, None, None]
    actions.take_down(actor=house.actor("ani"), meeting=meeting, ranked_id=rows[0].pk, at=AT)
    assert Ranked.objects.filter(meeting=meeting).count() == 2


# --- who may


def test_only_the_officers_of_exactly_this_region_run_a_meeting(house, office):
    meeting = held(house)
    for name in ("nobody", "budi", "gita", "citra", "eka", "fajar"):
        with pytest.raises(NotFound):
            actions.record_attendance(actor=house.actor(name), meeting=meeting, guests=CROWD, at=AT)
    with pytest.raises(NotAllowed):
        planned(house, "fajar")
    with pytest.raises(NotAllowed):
        planned(house, "ani", kind=MeetingKind.DISTRICT_FORUM, region=house.mantangai)
    once = house.actor("ani", second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        actions.close(actor=once, meeting=meeting, minutes_text=MINUTES, at=AT)
    minutes = actions.close(actor=house.actor("ani"), meeting=meeting, minutes_text=MINUTES, at=AT)
    assert policies.may_sign(once, minutes).needs_second_factor
    assert policies.may_sign(house.actor("fajar"), minutes) == hidden()
    assert policies.kinds_for(house.actor("fajar")) == [(house.far_village.code, MeetingKind.VILLAGE_ASSEMBLY)]


def test_what_may_not_stand_in_public_is_pointed_out_by_field(house, office):
    with pytest.raises(InvalidInput) as caught:
        planned(house, title="kurang", criteria=rules.criteria_typed("Mendesak | 60"), agenda=[], fiscal_year=2020)
    assert set(caught.value.fields) == {"title", "criteria", "agenda", "fiscal_year"}
    with pytest.raises(InvalidInput) as caught:
        planned(house, invitation="Hubungi pak RT di 0812-3456-7890")
    assert set(caught.value.fields) == {"invitation"}
    meeting = held(house)
    with pytest.raises(InvalidInput):
        actions.record_objection(actor=house.actor("ani"), meeting=meeting, by_label="x", words="pendek", at=AT)


# --- afterwards, photos, names


def test_a_meeting_without_network_is_entered_from_its_form_with_photos_of_it(house, office):
    from betang.proposals.tests.test_pages import jpeg

    meeting = planned(house, is_afterwards=True, at=AT)
    ani = house.actor("ani")
    with pytest.raises(Refused):
        actions.invite(actor=ani, meeting=meeting, at=AT)
    form = actions.add_file(actor=ani, meeting=meeting, file=jpeg(), kind="form", at=AT)
    assert not form.is_public
    with storages["private"].open(form.path) as file:
        assert b"Kamera Rahasia" not in file.read()
    with pytest.raises(InvalidInput):
        actions.show_file(actor=ani, meeting=meeting, file_id=form.pk, is_public=True, at=AT)
    with pytest.raises(InvalidInput):
        actions.add_file(actor=ani, meeting=meeting, file=io.BytesIO(b"GIF89a"), kind="photo", at=AT)
    actions.record_attendance(actor=ani, meeting=meeting, guests=CROWD, at=AT, held_on=DAY.date() - timedelta(days=3))
    assert (meeting.state, meeting.held_on) == ("held", DAY.date() - timedelta(days=3))
    minutes = actions.close(actor=ani, meeting=meeting, minutes_text=MINUTES, at=AT)
    signed = actions.sign_on_paper(actor=ani, minutes=minutes, name="Hendra Wijaya", role="Ketua BPD", file=jpeg(), at=AT)
    assert signed.is_on_paper
    assert meeting.files.get(kind="signed").is_public is False
    with pytest.raises(InvalidInput):
        actions.sign_on_paper(actor=ani, minutes=minutes, name="Hendra Wijaya", role="Ketua BPD", file=jpeg(), at=AT)


def test_after_a_year_initials_are_left_of_those_who_came(house, office):
    meeting = held(house, guests=[Guest("Siti Maimunah", "PKK", True)])
    assert actions.forget_names(at=AT + timedelta(days=300)) == 0
    assert actions.forget_names(at=AT + timedelta(days=366)) == 1
    assert Attendance.objects.get(meeting=meeting).name == "S. M."
    assert actions.forget_names(at=AT + timedelta(days=366)) == 0


def test_the_empty_form_and_the_invitation_carry_the_list_and_the_agenda(house, three):
    meeting = held(house, three, guests=())
    form = text_of(paper.form_pdf(meeting))
    for words in ("Sumur bor RT 03", "Mendesak (60", "Tanda tangan", "Keberatan"):
        assert words in form, words
    letter = text_of(paper.invitation_pdf(meeting))
    for words in ("Ketua RT", "Pembukaan", "/musyawarah/62.03.05.2004-MD-2028-01/"):
        assert words in letter, words
