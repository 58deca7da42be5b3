"""The planning year: what is open on a day, who states it, what a closed day does, and quotas."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connections

from betang.accounts.actors import NOBODY
from betang.audit.models import Entry
from betang.kernel.errors import InvalidInput, NotAllowed, Refused
from betang.proposals import actions as proposals
from betang.proposals.calendar import actions, queries, rules
from betang.proposals.calendar.rules import Span
from betang.proposals.models import Phase, Quota
from betang.proposals.terms import PhaseKind
from betang.proposals.tests.worlds import AT, WORDS, ZONE, accept, sent, staff, values

LETTER = "Surat Bappeda Kapuas 050/12/2026"


def span(code: str, kind: str, opens: date, closes: date, year: int = 2028) -> Span:
    return Span(region_code=code, fiscal_year=year, kind=kind, opens_on=opens, closes_on=closes)


KABUPATEN = span("62.03", PhaseKind.VILLAGE_PROPOSALS, date(2027, 1, 9), date(2027, 2, 14))
VILLAGE = span("62.03.05.2004", PhaseKind.VILLAGE_PROPOSALS, date(2027, 1, 20), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("spans", "on", "is_taking", "opens_next", "year"),
    [
        ([KABUPATEN], date(2027, 1, 8), False, date(2027, 1, 9), 2028),
        ([KABUPATEN], date(2027, 1, 9), True, None, 2028),
        ([KABUPATEN], date(2027, 2, 14), True, None, 2028),
        ([KABUPATEN], date(2027, 2, 15), False, None, 2028),
        ([KABUPATEN, VILLAGE], date(2027, 1, 10), False, date(2027, 1, 20), 2028),  # the village's own dates hold, not its kabupaten's
        ([KABUPATEN, VILLAGE], date(2027, 2, 1), False, None, 2028),
        ([], date(2027, 7, 1), False, None, 2029),
    ],
)
def test_a_day_is_open_or_closed_by_the_nearest_dates(spans, on, is_taking, opens_next, year):
    found = rules.standing(spans, region_code="62.03.05.2004", on=on)
    assert (found.taking is not None, found.next.opens_on if found.next else None, found.year) == (is_taking, opens_next, year)


def test_law_and_custom_are_offered_and_told_apart():
    law = rules.usual(PhaseKind.VILLAGE_ASSEMBLY, 2028)
    assert (law.closes_on, law.is_law) == (date(2027, 6, 30), True)
    assert not rules.usual(PhaseKind.VILLAGE_PROPOSALS, 2028).is_law
    assert rules.usual(PhaseKind.PLANNING_REVIEW, 2028) is None


@pytest.fixture
def office(house):
    return staff(house)


def state(house, who="citra", region=None, kind="village_proposals", opens=date(2027, 1, 9), closes=date(2027, 2, 14), **more):
    said = {"source": LETTER, "is_verified": True, "at": AT, "fiscal_year": 2028} | more
    return actions.state_phase(actor=house.actor(who), region=region or house.kapuas, kind=kind, opens_on=opens, closes_on=closes, **said)


def test_each_government_keeps_its_own_calendar_and_a_village_follows_its_kabupaten(house, office):
    state(house)
    village = house.village.code
    day = date(2027, 1, 10)
    assert queries.open_now(village, day).taking.region_code == house.kapuas.code
    state(house, "ani", house.village, opens=date(2027, 1, 20), closes=date(2027, 1, 31))
    assert queries.open_now(village, day).taking is None
    assert queries.open_now(house.kapuas.code, day).taking is not None
    entry = Entry.objects.filter(verb="proposals.calendar.stated").latest("at")
    assert (entry.data["region"], entry.data["source"]) == (village, LETTER)
    for who, region, kind in (
        ("fajar", house.village, "village_proposals"),
        ("ani", house.kapuas, "village_proposals"),
        ("citra", house.village, "village_proposals"),
        ("gita", house.mantangai, "village_proposals"),
        ("ani", house.village, "regency_forum"),
    ):
        with pytest.raises(NotAllowed):
            state(house, who, region, kind)
    entries = Entry.objects.count()
    state(house, "ani", house.village, opens=date(2027, 1, 20), closes=date(2027, 1, 31))  # the same again says nothing
    assert Entry.objects.count() == entries
    for wrong in ({"closes": date(2026, 12, 1)}, {"opens": date(2024, 1, 1)}, {"source": "  "}, {"closes": date(2029, 1, 1)}):
        with pytest.raises(InvalidInput):
            state(house, **wrong)


def test_what_is_sent_on_a_closed_day_waits_for_the_next_opening_and_is_owed_by_its_end(house, office):
    state(house, fiscal_year=2027, opens=date(2026, 12, 1), closes=date(2026, 12, 20))
    early = sent(house).proposal  # 24 November: the plan of 2027 is taken from 1 December
    assert (early.fiscal_year, early.matter.due_on) == (2027, date(2026, 12, 20))
    later = sent(house, at=AT + timedelta(days=10), title="Jembatan kayu RT 01").proposal
    assert later.fiscal_year == 2027
    assert later.matter.due_on > date(2026, 12, 20)  # sent while it is open: the ordinary term


def test_at_midnight_of_an_edge_kept_pages_end_and_only_then(house, office):
    state(house)

    def turn(day: int, month: int = 1) -> bool:
        return actions.turn(at=datetime(2027, month, day, 0, 0, 5, tzinfo=ZONE))

    assert not turn(8)
    assert turn(9)
    assert not turn(9)
    assert not turn(14, 2)
    assert turn(15, 2)  # closed since midnight
    assert not turn(16, 2)


def test_the_whole_house_is_made_anew_when_something_opens(house, office):
    state(house)
    noted = connections["default"].__dict__
    noted.pop("betang_moves", None)
    assert actions.turn(at=datetime(2027, 1, 9, 0, 0, 1, tzinfo=ZONE))
    assert "house" in noted["betang_moves"]  # moved by the commit: `edge.moves.hook`


def quota(house, **more):
    said = {"fiscal_year": 2028, "from_level": "village", "limit": 1, "source": LETTER, "at": AT} | more
    return actions.set_quota(actor=house.actor("citra"), region=house.kapuas, **said)


def test_a_full_quota_refuses_with_what_to_do_unless_its_letter_lets_more_pass_with_a_reason(house, office):
    with pytest.raises(NotAllowed):
        actions.set_quota(
            actor=house.actor("ani"), region=house.village, fiscal_year=2028, from_level="village", limit=3, source=LETTER, at=AT
        )
    quota(house)
    first, second = sent(house).proposal, sent(house, title="Jembatan kayu RT 01").proposal
    accept(house, first, "ani")
    assert queries.quota_state("village", house.village.code, 2028).left == 0
    with pytest.raises(Refused) as caught:
        accept(house, second, "ani")
    assert "1" in caught.value.message
    assert caught.value.hint
    second.refresh_from_db()
    assert second.matter.state == "village_review"
    quota(house, allows_more=True)
    with pytest.raises(InvalidInput) as asked:
        accept(house, second, "ani")
    assert set(asked.value.fields) == {"beyond_quota"}
    step = accept(house, second, "ani", beyond_quota=True, words=WORDS)
    assert step.data["beyond_quota"]
    assert queries.quota_state("village", house.village.code, 2028).passed == 2


def test_what_comes_back_and_goes_up_again_takes_one_place(house, office):
    quota(house)
    proposal = sent(house).proposal
    accept(house, proposal, "ani")
    proposals.decide(actor=house.actor("gita"), proposal=proposal, action="send_back", at=AT, reason_code="wrong_estimate", words=WORDS)
    proposals.answer_return(actor=NOBODY, proposal=proposal, values=values(house), at=AT, has_token=True, words="Sudah kami hitung ulang.")
    assert queries.quota_state("village", house.village.code, 2028).passed == 1
    quota_row = Quota.objects.get()
    actions.lift_quota(actor=house.actor("citra"), quota=quota_row, at=AT)
    assert queries.quota_state("village", house.village.code, 2028) is None


def test_the_planner_states_dates_at_the_desk_and_everybody_reads_them_with_their_source(house, office, client):
    client.defaults["HTTP_HOST"] = "localhost"
    house.sign_in(client, "citra")
    page = f"/meja/usulan/kalender/{house.kapuas.code}/2028/"
    assert "PP 43/2014" in client.get(page).content.decode()
    form = {
        "aksi": "fase:district_forum",
        "district_forum-opens_on": "2027-02-01",
        "district_forum-closes_on": "2027-01-01",
        "district_forum-source": LETTER,
        "kunci": "a",
    }
    wrong = client.post(page, form)
    assert wrong.status_code == 422
    assert LETTER in wrong.content.decode()
    assert client.post(page, form | {"district_forum-closes_on": "2027-02-20", "kunci": "b"}).status_code == 302
    public = client.get(f"/usulan/kalender/?wilayah={house.village.code}&tahun=2028").content.decode()
    assert LETTER in public
    assert client.post(page, {"aksi": "hapus-fase:district_forum", "kunci": "c"}).status_code == 302
    assert not Phase.objects.exists()
