"""The bank of unfunded proposals: whatever happens over the years, no proposal is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betang.accounts.actors import NOBODY
from betang.casework.models import Matter
from betang.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.proposals import actions
from betang.proposals.bank import actions as bank
from betang.proposals.bank import queries
from betang.proposals.bank.queries import Filters
from betang.proposals.models import Proposal, YearClosing
from betang.proposals.terms import Channel
from betang.proposals.tests.worlds import AT, LEVEL_OF, WORDS, ZONE, accept, sent, staff, up_to
from tests.engines import tries

OVER = datetime(2028, 1, 10, 9, 0, tzinfo=ZONE)
"""The year 2028 was planned for until 31 December 2027."""


@pytest.fixture
def office(house):
    return staff(house)


def close(house, year: int, at: datetime) -> YearClosing:
    closing = bank.close_year(actor=house.actor("citra"), region=house.kapuas, fiscal_year=year, at=at)
    bank.carry_out(closing_id=closing.pk, at=at)
    closing.refresh_from_db()
    return closing


def test_what_was_not_decided_is_kept_and_what_stands_in_the_plan_is_left(house, office):
    in_village, at_agency, planned, returned = (sent(house, title=f"Usulan nomor {at}").proposal for at in range(4))
    up_to(house, at_agency, "agency", office)
    up_to(house, planned, "planned", office)
    actions.decide(actor=house.actor("ani"), proposal=returned, action="send_back", reason_code="incomplete", words=WORDS, at=AT)
    assert {one.fiscal_year for one in (in_village, planned)} == {2028}
    with pytest.raises(Refused):
        close(house, 2028, datetime(2027, 12, 31, 23, 0, tzinfo=ZONE))
    closing = close(house, 2028, OVER)
    assert (closing.state, closing.deferred_count, closing.confirmed_by_id) == ("done", 3, house.people["citra"].pk)
    for one in (in_village, at_agency, returned):
        one.refresh_from_db()
        assert (one.matter.state, one.deferral_count, one.fiscal_year, one.stopped_reason) == ("deferred", 1, 2028, "year_closed")
        assert one.matter.steps.last().words
    planned.refresh_from_db()
    assert (planned.matter.state, planned.deferral_count) == ("planned", 0)
    assert close(house, 2028, OVER + timedelta(days=1)).deferred_count == 3  # twice is as good as once


def test_a_close_that_was_stopped_in_the_middle_goes_on_where_it_was(house, office, monkeypatch):
    rows = [sent(house, title=f"Usulan nomor {at}").proposal for at in range(4)]
    closing = bank.close_year(actor=house.actor("citra"), region=house.kapuas, fiscal_year=2028, at=OVER)
    defer, done = bank._defer, []

    def stops(*args):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return defer(*args)

    monkeypatch.setattr(bank, "_defer", stops)
    with pytest.raises(KeyboardInterrupt):
        bank.carry_out(closing_id=closing.pk, at=OVER)
    monkeypatch.setattr(bank, "_defer", defer)
    assert Proposal.objects.filter(matter__state="deferred").count() == 2
    assert bank.carry_out(closing_id=closing.pk, at=OVER) == 2
    closing.refresh_from_db()
    assert (closing.state, closing.deferred_count) == ("done", 4)
    assert set(Proposal.objects.filter(pk__in=[one.pk for one in rows]).values_list("deferral_count", flat=True)) == {1}


def test_a_year_that_is_over_is_offered_once_and_only_its_planner_with_a_second_factor_says_yes(house, office):
    sent(house)
    assert bank.offer_closings(at=AT) == 0
    assert bank.offer_closings(at=OVER) == 1
    assert bank.offer_closings(at=OVER) == 0
    assert "2028" in queries.waiting_for(house.actor("citra"))[0].title
    assert not queries.waiting_for(house.actor("ani"))
    ask = {"region": house.kapuas, "fiscal_year": 2028, "at": OVER}
    with pytest.raises(SecondFactorNeeded):
        bank.close_year(actor=house.actor("citra", second_factor=False), **ask)
    for name in ("ani", "gita", "eka", "fajar"):
        with pytest.raises(NotFound):
            bank.close_year(actor=house.actor(name), **ask)
    assert YearClosing.objects.get().state == "offered"


def test_what_was_passed_to_the_province_is_closed_by_the_province(house, office):
    proposal = sent(house).proposal
    up_to(house, proposal, "planning", office)
    actions.decide(
        actor=house.actor("citra"), proposal=proposal, action="reroute", reason_code="other_level", words=WORDS, to_province=True, at=AT
    )
    assert not queries.to_close("62.03", 2028).exists()
    assert [one.pk for one in queries.to_close("62", 2028)] == [proposal.pk]


def test_a_kept_proposal_is_taken_up_with_its_number_or_taken_out_with_a_reason(house, office):
    kept, gone = sent(house).proposal, sent(house, title="Lampu jalan RT 02").proposal
    close(house, 2028, OVER)
    offered = queries.from_last_year(house.village.code, fiscal_year=2029)
    assert {one.proposal.pk for one in offered} == {kept.pk, gone.pk}
    assert offered[0].reason
    for name in ("gita", "citra"):
        with pytest.raises(NotAllowed):
            bank.take_up(actor=house.actor(name), proposal=kept, at=OVER)
    with pytest.raises(NotFound):
        bank.take_up(actor=house.actor("fajar"), proposal=kept, at=OVER)
    number = kept.matter.number
    bank.take_up(actor=house.actor("ani"), proposal=kept, at=OVER)
    kept.refresh_from_db()
    assert (kept.matter.number, kept.matter.state, kept.fiscal_year, kept.deferral_count) == (number, "village_review", 2029, 1)
    with pytest.raises(InvalidInput):
        bank.retire(actor=house.actor("ani"), proposal=gone, at=OVER, reason_code="", words="")
    bank.retire(actor=house.actor("ani"), proposal=gone, at=OVER, reason_code="not_needed", words=WORDS)
    assert (gone.matter.state, gone.stopped_reason) == ("refused_village", "not_needed")
    actions.dispute(actor=NOBODY, proposal=gone, at=OVER, reason_code="not_true", words=WORDS, has_token=True)
    assert gone.matter.state == "district_review"


def test_what_began_in_the_kecamatan_comes_back_to_it_and_not_to_a_village_that_is_none(house, office):
    proposal = sent(house, region_code=house.mantangai.code).proposal
    close(house, 2028, OVER)
    proposal.refresh_from_db()
    bank.take_up(actor=house.actor("gita"), proposal=proposal, at=OVER)
    assert (proposal.matter.state, proposal.matter.level, proposal.matter.holder_code) == (
        "district_review", "district", house.mantangai.code,
    )  # fmt: skip


def test_the_bank_is_sorted_by_deferrals_and_costs_the_same_for_one_and_for_many(house, office, django_assert_num_queries):
    rows = [sent(house, title=f"Usulan nomor {at}").proposal for at in range(5)]
    close(house, 2028, OVER)
    Proposal.objects.filter(pk=rows[3].pk).update(deferral_count=3)
    with django_assert_num_queries(3):
        page = queries.bank(Filters(region_code="62.03"), size=2)
    assert page.rows[0].proposal.pk == rows[3].pk
    assert page.counts == {1: 4, 3: 1}
    seen, after = [one.proposal.pk for one in page.rows], page.after
    while after:
        page = queries.bank(Filters(region_code="62.03"), size=2, after=after)
        seen, after = seen + [one.proposal.pk for one in page.rows], page.after
    assert sorted(seen) == sorted(one.pk for one in rows)
    assert queries.bank(Filters(least=2)).total == 1
    assert queries.bank(Filters(since=2027)).total == 0
    assert queries.bank(Filters(sector="1.01")).total == 0


def test_the_pages_show_it_and_one_tap_takes_it_up(house, office, client):
    client.defaults["HTTP_HOST"] = "localhost"
    proposal = sent(house).proposal
    closing = bank.close_year(actor=house.actor("citra"), region=house.kapuas, fiscal_year=2028, at=OVER)
    bank.carry_out(closing_id=closing.pk, at=OVER)
    page = client.get("/usulan/bank/").content.decode()
    assert proposal.title in page
    assert client.get("/usulan/bank/?wilayah=99").status_code == 404
    assert proposal.title not in client.get("/usulan/bank/?kali=2").content.decode()
    house.sign_in(client, "ani")
    desk = client.get("/meja/usulan/bank/").content.decode()
    address = proposal.matter.address
    assert f"/meja/usulan/bank/{address}/ajukan/" in desk
    wrong = client.post(f"/meja/usulan/bank/{address}/keluarkan/", {"words": "pendek", "alasan": "not_needed", "kunci": "b"})
    assert wrong.status_code == 422
    assert "pendek" in wrong.content.decode()
    assert client.post(f"/meja/usulan/bank/{address}/ajukan/", {"kunci": "a"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.matter.state == "village_review"
    assert client.get(f"/usulan/{address}/").status_code == 200


moves = st.lists(st.tuples(st.sampled_from(("accept", "refuse", "send_back", "take_up", "rescue", "send", "nothing")), st.integers(0, 5)),
                 max_size=5)  # fmt: skip


class Undo(Exception):
    """A run has ended; the next begins from the same world."""


def test_no_proposal_is_lost_over_three_year_ends(house, office):
    kept_years: set[int] = set()

    @settings(max_examples=tries(3), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(moves, min_size=3, max_size=3))
    def run(years) -> None:
        try:
            with transaction.atomic():
                rows = [sent(house, title=f"Usulan nomor {at}").proposal for at in range(3)]
                for count, year in enumerate(years):
                    at = AT + timedelta(days=365 * count)
                    for index in range(0, len(rows), 2):  # the meetings of the new year take up some of what they are offered
                        _try(house, office, rows, "take_up", index, at)
                    for what, index in year:
                        _try(house, office, rows, what, index, at)
                    before = {one.pk: one for one in Proposal.objects.select_related("matter")}
                    fiscal = 2028 + count
                    close(house, fiscal, OVER + timedelta(days=366 * count))
                    for one in Proposal.objects.select_related("matter"):
                        was = before.pop(one.pk)
                        is_put_off = was.matter.state in bank.rules.WAITING and was.fiscal_year <= fiscal
                        assert one.deferral_count == was.deferral_count + is_put_off
                        assert (one.matter.state == "deferred") if is_put_off else (one.matter.state == was.matter.state)
                        assert one.matter.number == was.matter.number
                        kept_years.add(one.deferral_count)
                    assert not before
                assert Matter.objects.count() == len(rows) == Proposal.objects.count()
                raise Undo
        except Undo:
            pass

    run()
    assert max(kept_years) >= 2


def _try(house, office, rows, what, index, at) -> None:
    proposal = rows[index % len(rows)]
    proposal.refresh_from_db()
    proposal.matter.refresh_from_db()
    try:
        with transaction.atomic():
            if what == "send":
                rows.append(sent(house, title="Usulan yang baru", at=at).proposal)
            elif what == "take_up":
                bank.take_up(actor=house.actor("ani"), proposal=proposal, at=at)
            elif what == "accept":
                accept(house, proposal, LEVEL_OF.get(proposal.matter.level, "ani"), office=office, at=at)
            elif what == "rescue":
                actions.decide(
                    actor=house.actor("ani"), proposal=proposal, action="rescue_into_village_plan", reason_code="village_own_plan",
                    words=WORDS, at=at,
                )  # fmt: skip
            elif what != "nothing":
                reason = {"refuse": "against_law", "send_back": "incomplete"}[what]
                actions.decide(actor=house.actor("ani"), proposal=proposal, action=what, reason_code=reason, words=WORDS, at=at)
    except DomainError:
        pass
    assert proposal.channel == Channel.RESIDENT
