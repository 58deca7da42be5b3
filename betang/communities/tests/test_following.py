"""A group follows the region that it sits in, and the coordinator is asked where that is not one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from betang.audit.models import Entry
from betang.audit.queries import history
from betang.communities import actions, queries
from betang.communities.models import SeatQuestion
from betang.communities.tests.worlds import AT, sent
from betang.kernel.errors import NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.regions.actions.history import NewRegion, merge_regions, move_region, rename_region, split_region
from betang.regions.models import Region
from betang.regions.queries import by_code
from betang.regions.terms import Kind
from betang.search.models import Document

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
HOST = {"host": "localhost"}
BASIS = "Perda Kabupaten Kapuas 3/2026"
LAW = {"on": ON, "basis": BASIS, "at": AT}


def _beside(village: Region, code: str, name: str) -> Region:
    return Region.objects.create(code=code, name=name, level=village.level, kind=village.kind, parent=village.parent)


def _place(house) -> str:
    house.group.refresh_from_db()
    return house.group.region.code


def test_a_group_goes_where_its_village_is_merged_into_and_keeps_its_number(house):
    into = _beside(house.village, house.mantangai.code + ".2099", "Mantangai Baru")
    number, before = house.group.register_number, house.village.code
    waiting = sent(district=house.mantangai.code, village=before)
    merge_regions(actor=house.actor("eka"), regions=[house.village], into=into, **LAW)
    assert _place(house) == into.code
    assert house.group.register_number == number
    entry = history(house.group, public_only=True)[-1]
    assert (entry.verb, entry.data["from_code"], entry.data["to_code"]) == ("communities.group.followed", before, into.code)
    assert entry.reason == BASIS
    assert Document.objects.get(kind="group", key=str(house.group.pk)).region_code == into.code
    waiting.refresh_from_db()
    assert (waiting.region, waiting.region_code, waiting.typed["village"]) == (into, into.code, into.code)
    assert queries.facts_of(waiting).region_code == into.code
    assert not SeatQuestion.objects.exists()


def test_a_whole_district_moves_with_its_groups_and_applications(house):
    before = house.village.code
    waiting = sent(district=house.mantangai.code, village=before)
    move_region(actor=house.actor("eka"), region=house.mantangai, new_code="62.06.15", **LAW)
    assert _place(house) == "62.06.15." + before.rpartition(".")[2]
    assert Entry.objects.get(verb="communities.group.followed").data["why"] == "moved"
    assert "Katingan" in Document.objects.get(kind="group", key=str(house.group.pk)).place
    waiting.refresh_from_db()
    assert waiting.region_code == _place(house)
    assert waiting.typed["district"] == "62.06.15"


def test_a_new_name_is_told_and_found(house):
    rename_region(actor=house.actor("eka"), region=house.mantangai, name="Mantangai Raya", **LAW)
    assert Entry.objects.get(verb="communities.group.followed").data["why"] == "renamed"
    assert "Mantangai Raya" in Document.objects.get(kind="group", key=str(house.group.pk)).place


@pytest.fixture
def divided(house):
    """Budi's village became two."""
    home = house.mantangai.code
    parts = [NewRegion(f"{home}.2098", "Hulu Baru", Kind.DESA), NewRegion(f"{home}.2099", "Hilir Baru", Kind.DESA)]
    split_region(actor=house.actor("eka"), region=house.village, parts=parts, continues=False, **LAW)
    return [one.code for one in parts]


def test_the_coordinator_is_asked_where_a_group_of_a_divided_village_sits(house, divided, client):
    gita = house.actor("gita")
    asked = [one for one in queries.waiting_for(gita) if "Batang Danum" in one.title]
    assert len(asked) == 1
    assert queries.waiting_for(house.actor("budi")) == []
    house.sign_in(client, "gita")
    page = client.get(asked[0].url, headers=HOST).content.decode()
    assert "Hulu Baru" in page
    assert "Hilir Baru" in page
    for name, fault in (("fajar", NotFound), ("budi", NotAllowed)):
        with pytest.raises(fault):
            actions.choose_place(actor=house.actor(name), group=house.group, code=divided[0], at=AT)
    with pytest.raises(SecondFactorNeeded):
        actions.choose_place(actor=house.actor("gita", second_factor=False), group=house.group, code=divided[0], at=AT)
    with pytest.raises(Refused):
        actions.choose_place(actor=gita, group=house.group, code=house.far_village.code, at=AT)
    number = house.group.register_number
    answer = client.post(asked[0].url, {"code": divided[1], "kunci": "sekali"}, headers=HOST)
    assert answer.status_code == 302
    assert _place(house) == divided[1]
    assert house.group.register_number == number
    assert Entry.objects.get(verb="communities.group.followed").data["why"] == "chosen"
    assert not [one for one in queries.waiting_for(gita) if "Batang Danum" in one.title]
    with pytest.raises(Refused):
        actions.choose_place(actor=gita, group=house.group, code=divided[0], at=AT)


def test_a_village_that_lives_on_after_a_split_may_keep_its_group(house):
    code = house.mantangai.code + ".2099"
    split_region(actor=house.actor("eka"), region=house.village, parts=[NewRegion(code, "Hilir Baru", Kind.DESA)], continues=True, **LAW)
    question = queries.open_seat_question(house.group)
    assert {one.code for one in queries.seat_options(question)} == {house.village.code, code}
    actions.choose_place(actor=house.actor("gita"), group=house.group, code=house.village.code, at=AT)
    assert _place(house) == house.village.code


def test_an_open_question_follows_later_changes(house, divided):
    move_region(actor=house.actor("eka"), region=by_code(divided[0]), new_code=house.mantangai.code + ".2050", **LAW)
    assert {one.code[-4:] for one in queries.seat_options(queries.open_seat_question(house.group))} == {"2050", "2099"}


def test_a_group_taken_in_where_the_place_ended_meanwhile_is_asked_too(house):
    waiting = sent(district=house.mantangai.code, village=house.village.code)
    house.village.valid_to = AT.date() - timedelta(days=1)
    house.village.save()
    beside = _beside(house.village, house.mantangai.code + ".2097", "Sebelah")
    from betang.communities.actions.following import ask_where_new

    house.group.refresh_from_db()
    ask_where_new(house.group, actor=house.actor("gita"), at=AT)
    assert beside in queries.seat_options(queries.open_seat_question(house.group))
    assert waiting.region_code == house.village.code
