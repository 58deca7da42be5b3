"""The way of a proposal, with everything that may not happen on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from betang.accounts.actors import NOBODY, Actor, HeldPost
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.proposals import actions, policies, queries
from betang.proposals.models import LevelOpinion, Proposal, Support
from betang.proposals.tests.worlds import AT, LEVEL_OF, WAY, WORDS, accept, sent, staff, up_to, values


@pytest.fixture
def office(house):
    return staff(house)


def test_what_is_sent_twice_is_kept_once_with_one_number(house):
    draft, token = actions.start_draft(actor=NOBODY, at=AT, key="satu")
    again, same = actions.start_draft(actor=NOBODY, at=AT, key="satu")
    assert (again.pk, same) == (draft.pk, token)
    first = actions.send_proposal(actor=NOBODY, proposal=draft, values=values(house), at=AT, has_consent=True)
    second = actions.send_proposal(actor=NOBODY, proposal=draft, values=values(house), at=AT, has_consent=True)
    assert second.is_repeated
    assert (second.token, second.proposal.matter.number) == (first.token, "62.03/U/2026/0001")
    assert Proposal.objects.count() == 1
    assert queries.by_tracking("62.03-u-2026-1", first.token.lower()).pk == draft.pk
    with pytest.raises(NotFound):
        queries.by_tracking("62.03/U/2026/0001", "7KQ4M2XD9PTA")


def test_what_is_missing_is_said_by_field_and_nothing_is_kept_of_it(house):
    with pytest.raises(InvalidInput) as caught:
        actions.propose(
            actor=NOBODY, values=replace(values(house), title="", region_code="62.03", proposer_phone=""), at=AT, has_consent=False
        )
    assert set(caught.value.fields) == {"title", "region_code", "proposer_phone", "consent"}
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("idea", "Main slot gacor maxwin di situs kami, daftar sekarang bonus 100%"),
        ("problem", "Hubungi pak RT di 0812-3456-7890 soal sumur ini"),
    ],
)
def test_what_may_not_stand_in_public_is_pointed_out_where_it_was_typed(house, field, text):
    with pytest.raises(InvalidInput) as caught:
        sent(house, **{field: text})
    assert set(caught.value.fields) == {field}


def test_a_proposal_goes_through_every_level_and_each_says_its_triple(house, office):
    proposal = sent(house).proposal
    up_to(house, proposal, "planned", office)
    assert proposal.matter.state == "planned"
    assert (proposal.matter.level, proposal.matter.office_id) == ("agency", office.pk)
    assert list(LevelOpinion.objects.values_list("level", flat=True)) == list(WAY)
    assert proposal.office_id == office.pk
    actions.budget(actor=house.actor("citra"), proposal=proposal, at=AT, words="Masuk APBD 2028.")
    actions.start_work(actor=house.actor("dedi"), proposal=proposal, at=AT)
    actions.report_progress(actor=house.actor("dedi"), proposal=proposal, at=AT, words="Sumur sudah digali.", percent=40)
    actions.complete(actor=house.actor("dedi"), proposal=proposal, at=AT, words="Sumur selesai dan diserahkan kepada warga.")
    assert (proposal.matter.state, proposal.matter.outcome) == ("completed", "solved")


def test_only_the_level_that_has_it_decides_and_from_the_district_up_with_a_second_factor(house, office):
    proposal = sent(house).proposal
    with pytest.raises(NotAllowed):
        accept(house, proposal, "gita")
    with pytest.raises(NotFound):
        accept(house, proposal, "fajar")
    with pytest.raises(NotFound):
        accept(house, proposal, "budi")
    accept(house, proposal, "ani")
    with pytest.raises(SecondFactorNeeded):
        actions.decide(
            actor=house.actor("gita", second_factor=False),
            proposal=proposal,
            action="accept",
            at=AT,
            reason_code="meets_needs",
            words=WORDS,
        )
    accept(house, proposal, "gita")
    with pytest.raises(InvalidInput) as caught:  # the planning agency names the office
        accept(house, proposal, "citra")
    assert "office_id" in caught.value.fields


def test_no_decision_without_a_reason_and_none_upon_a_page_that_is_old(house, office):
    proposal = sent(house).proposal
    for action in ("accept", "refuse", "defer", "send_back"):
        with pytest.raises(InvalidInput):
            actions.decide(actor=house.actor("ani"), proposal=proposal, action=action, at=AT, words=WORDS)
    with pytest.raises(InvalidInput):
        actions.decide(actor=house.actor("ani"), proposal=proposal, action="refuse", at=AT, reason_code="against_law", words="tidak")
    accept(house, proposal, "ani", seen=1)
    with pytest.raises(Refused):
        accept(house, proposal, "gita", seen=1)
    assert LevelOpinion.objects.count() == 1


def test_what_came_back_is_completed_and_goes_to_the_office_that_returned_it(house, office):
    made = sent(house)
    proposal = made.proposal
    accept(house, proposal, "ani")
    actions.decide(
        actor=house.actor("gita"),
        proposal=proposal,
        action="send_back",
        at=AT,
        reason_code="wrong_estimate",
        words="Satu sumur cukup untuk RT 03.",
    )
    assert proposal.matter.level == "sender"
    assert policies.may_see_contact(house.actor("gita"), proposal)
    assert not policies.may_see_contact(house.actor("ani"), proposal)
    with pytest.raises(NotFound):
        actions.answer_return(actor=NOBODY, proposal=proposal, values=values(house), at=AT)
    later = values(house, volume=Decimal("1.00"), region_code=house.far_village.code, proposer_name="Orang Lain")
    step = actions.answer_return(actor=NOBODY, proposal=proposal, values=later, at=AT, words="Cukup satu.", has_token=True)
    assert step.data["changed"] == ["volume"]
    assert (proposal.matter.state, proposal.matter.holder_code) == ("district_review", house.mantangai.code)
    assert (proposal.region_code, proposal.proposer_name) == (house.village.code, "Siti Maimunah")


def test_a_refusal_is_disputed_once_in_time_at_the_level_above(house, office):
    proposal = sent(house).proposal
    more = {
        "actor": NOBODY,
        "proposal": proposal,
        "reason_code": "not_true",
        "words": "Sumur di RT 02 kering sejak Agustus.",
        "has_token": True,
    }
    refuse = {"action": "refuse", "reason_code": "already_done", "words": "Sumur di RT 02 melayani RT 03."}
    actions.decide(actor=house.actor("ani"), proposal=proposal, at=AT, **refuse)
    with pytest.raises(Refused):
        actions.dispute(at=AT + timedelta(days=30), **more)
    actions.dispute(at=AT + timedelta(days=5), **more)
    assert (proposal.matter.state, proposal.matter.level) == ("district_review", "district")
    actions.decide(actor=house.actor("gita"), proposal=proposal, at=AT + timedelta(days=6), **refuse)
    with pytest.raises(Refused):
        actions.dispute(at=AT + timedelta(days=7), **more)
    actions.decide(
        actor=house.actor("ani"), proposal=proposal, action="rescue_into_village_plan", at=AT, reason_code="village_own_plan", words=WORDS
    )
    assert (proposal.matter.state, proposal.matter.level) == ("village_planned", "village")


def test_it_is_handed_to_the_province_and_passed_between_offices(house, office):
    from betang.accounts.models import Appointment
    from betang.regions.models import Office

    proposal = sent(house).proposal
    up_to(house, proposal, "planning", office)
    other = {"reason_code": "other_level", "words": "Jalan ini ruas provinsi."}
    step = actions.decide(actor=house.actor("citra"), proposal=proposal, action="reroute", at=AT, to_province=True, **other)
    assert (step.holder_code, proposal.matter.state) == ("62", "planning_review")
    with pytest.raises(InvalidInput):  # the kabupaten's office is none of the province's
        accept(house, proposal, "citra", office=office)
    of_province = Office.objects.create(region=house.province, name="Dinas PUPR Provinsi")
    accept(house, proposal, "citra", office=of_province)
    Appointment.objects.create(person=house.eka, post="agency_officer", region=house.province, office=of_province, from_on=AT.date())
    accept(house, proposal, "eka")
    assert (proposal.matter.level, proposal.matter.holder_code) == ("budget_team", "62")


def test_merging_keeps_followers_supporters_and_the_trace(house, office):
    first, second = sent(house).proposal, sent(house, title="Sumur bor dekat musala").proposal
    for contact in ("081234567890", "ani@contoh.test"):
        actions.support(proposal=first, contact=contact, at=AT)
    actions.support(proposal=second, contact="+6281234567890", at=AT)
    actions.merge_into(actor=house.actor("ani"), proposal=first, into=second, at=AT, reason_code="duplicate")
    assert second.support_count == 2
    assert queries.of_number(first.matter.number).pk == second.pk
    assert LevelOpinion.objects.get(proposal=first).recommendation == "merged"
    far = sent(house, region_code=house.far_village.code).proposal
    with pytest.raises(InvalidInput):
        actions.merge_into(actor=house.actor("ani"), proposal=second, into=far, at=AT, reason_code="duplicate")


def test_parts_of_a_split_lie_where_the_whole_lay_and_open_with_its_token(house, office):
    made = sent(house)
    up_to(house, made.proposal, "planning", office)
    parts = [actions.deciding.PartOf(title="Sumur bor di RT 03"), actions.deciding.PartOf(title="Tandon air di RT 04", field_code="1.04")]
    new = actions.split_into(
        actor=house.actor("citra"),
        proposal=made.proposal,
        parts=parts,
        at=AT,
        reason_code="several_tasks",
        words="Dua pekerjaan yang berbeda.",
    )
    assert made.proposal.matter.state == "split"
    assert {one.matter.level for one in new} == {"planning"}
    assert queries.by_tracking(new[0].matter.number, made.token).pk == new[0].pk


def test_support_is_counted_once_for_each_person_and_can_be_taken_back(house, run_jobs):
    proposal = sent(house).proposal
    first = actions.support(proposal=proposal, contact="0812 3456 7890", at=AT)
    again = actions.support(proposal=proposal, contact="+62 812-3456-7890", at=AT)
    assert first.path
    assert not again.path  # nobody gets another's link
    mail = actions.support(proposal=proposal, contact="warga@contoh.test", at=AT)
    assert mail.needs_link
    assert not mail.path
    from django.core import mail as outbox

    run_jobs()
    letter = next(one for one in outbox.outbox if "warga@contoh.test" in one.to)
    token = letter.body.split("/usulan/dukungan/")[1].split("/")[0]
    actions.confirm_support(token=token, at=AT)
    proposal.refresh_from_db()
    assert (proposal.support_count, proposal.confirmed_support_count) == (2, 1)
    actions.withdraw_support(token=token, at=AT)
    with pytest.raises(NotFound):
        actions.withdraw_support(token=token, at=AT)
    proposal.refresh_from_db()
    assert (proposal.support_count, proposal.confirmed_support_count) == (1, 0)
    assert "081234567890" not in str(list(Support.objects.values()))


def test_progress_of_the_plan_becomes_steps_and_never_ends_it(house, office, run_jobs):
    from betang.planning.actions.progress import record_realisation
    from betang.planning.models import Line

    proposal = sent(house).proposal
    up_to(house, proposal, "planned", office)
    line = Line.objects.create(
        government=house.kapuas, government_code="62.03", fiscal_year=2026, office=office, code="1.03.03.2.01.0012", field_code="1.03",
        name="Pembangunan sumur bor", number="62.03-2026-1.03.03.2.01.0012", budgeted_idr=200_000_000, changed_at=AT,
    )  # fmt: skip
    actions.link_outcome(actor=house.actor("citra"), proposal=proposal, line=line, at=AT, amount_idr=140_000_000)
    with pytest.raises(NotFound):
        actions.link_outcome(actor=house.actor("fajar"), proposal=proposal, line=line, at=AT)
    actions.budget(actor=house.actor("citra"), proposal=proposal, at=AT, words="Masuk APBD 2026.")
    record_realisation(
        actor=house.actor("citra"), line=line, until_on=AT.date(), spent_idr=200_000_000, percent=Decimal(100), at=AT, is_sure=True
    )
    run_jobs()
    run_jobs()
    proposal.refresh_from_db()
    assert proposal.matter.state == "in_progress"
    assert [one.action for one in proposal.matter.steps.all()][-2:] == ["start_work", "report_progress"]


def test_a_deferred_proposal_keeps_its_number_and_comes_before_the_next_meeting(house, office):
    proposal = sent(house).proposal
    number = proposal.matter.number
    actions.decide(actor=house.actor("ani"), proposal=proposal, action="defer", at=AT, reason_code="no_budget", words=WORDS)
    assert proposal.deferral_count == 1
    with pytest.raises(InvalidInput):
        actions.retable(actor=house.actor("ani"), proposal=proposal, fiscal_year=2028, at=AT)
    actions.retable(actor=house.actor("ani"), proposal=proposal, fiscal_year=2029, at=AT)
    assert (proposal.fiscal_year, proposal.first_year, proposal.matter.number) == (2029, 2028, number)


def test_a_council_member_proposes_and_somebody_else_checks_it(house, office):
    from betang.accounts.models import Appointment

    for name in ("dedi", "gita"):
        Appointment.objects.create(person=house.people[name], post="council_member", region=house.kapuas, from_on=AT.date())
    made = actions.propose(
        actor=house.actor("dedi"), values=values(house, proposer_name="Dedi"), at=AT, has_consent=True, channel="council"
    )
    with pytest.raises(NotAllowed):
        accept(house, made.proposal, "dedi")
    accept(house, made.proposal, "gita")
    assert made.proposal.matter.state == "planning_review"
    with pytest.raises(NotAllowed):
        actions.propose(actor=house.actor("budi"), values=values(house), at=AT, has_consent=True, channel="council")


def test_an_actor_without_a_person_has_not_proposed_what_nobody_signed_in_proposed(house, office):
    made = actions.propose(
        actor=house.actor("ani"), values=values(house, region_code=house.village.code), at=AT, has_consent=True, channel="resident"
    )
    council = Actor(name="Sekretariat DPRD", has_second_factor=True, posts=(HeldPost(post="council_member", region_code="62.03"),))
    matter = made.proposal.matter
    matter.level, matter.state, matter.holder_code = "council", "council_review", "62.03"
    made.proposal.person = None
    assert policies.may_decide(council, made.proposal, "accept")


def test_names_and_contacts_go_a_year_after_the_end_and_are_never_in_the_trail(house, office):
    from betang.audit.models import Entry

    proposal = sent(house).proposal
    actions.withdraw(actor=NOBODY, proposal=proposal, at=AT, has_token=True)
    assert actions.erase_contacts(at=AT + timedelta(days=364)) == 0
    assert actions.erase_contacts(at=AT + timedelta(days=366)) == 1
    proposal.refresh_from_db()
    assert (proposal.proposer_name, proposal.proposer_phone, proposal.proposer_label) == ("", "", "S. M.")
    assert "Maimunah" not in str(list(Entry.objects.values()))


def test_what_is_alike_is_found_in_the_kecamatan_and_no_more_once_it_is_closed(house, office):
    proposal = sent(house).proposal
    sent(
        house,
        title="Perbaikan jalan usaha tani",
        problem="Jalan ke kebun berlumpur setiap hujan, motor tidak bisa lewat.",
        field_code="3.27",
    )
    ask = {"title": "Pembuatan sumur bor RT 04", "problem": "Air sungai keruh.", "region_code": house.village.code, "field_code": "1.03"}
    assert [one.proposal.pk for one in queries.similar(**ask)] == [proposal.pk]
    assert queries.similar(**{**ask, "region_code": house.far_village.code}) == []
    actions.withdraw(actor=NOBODY, proposal=proposal, at=AT, has_token=True)
    assert queries.similar(**ask) == []


def test_search_knows_what_was_sent_until_it_is_taken_back(house):
    from betang.search.queries import search

    draft, _token = actions.start_draft(actor=NOBODY, at=AT, typed={"title": "Sumur bor rahasia"})
    proposal = sent(house).proposal
    assert [hit.key for hit in search("sumur bor").hits] == [str(proposal.pk)]
    assert not search("Maimunah").hits
    actions.withdraw(actor=NOBODY, proposal=proposal, at=AT, has_token=True)
    assert not search("sumur bor").hits


def test_the_list_costs_the_same_for_one_and_for_many(house, django_assert_num_queries):
    sent(house)
    with django_assert_num_queries(2):
        queries.public_list(queries.Filters())
    for at in range(8):
        sent(house, title=f"Usulan yang ke-{at}")
    with django_assert_num_queries(2):
        page = queries.public_list(queries.Filters(region_code="62.03", sector="1.03"), size=5)
    assert len(page.rows) == 5
    rest = queries.public_list(queries.Filters(), after=page.after, size=5)
    assert len(rest.rows) == 4
    assert not {one.pk for one in page.rows} & {one.pk for one in rest.rows}
    assert not queries.public_list(queries.Filters(stage="selesai", level="village")).rows
    assert LEVEL_OF["village"] == "ani"
