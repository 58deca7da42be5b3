"""The life of a region: what it was, what became of it, and who may say so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from betang.audit.models import Entry
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.regions import queries
from betang.regions.actions.history import NewRegion, merge_regions, move_region, rename_region, split_region
from betang.regions.actions.holidays import remove_holiday, set_holiday
from betang.regions.actions.offices import close_office, save_office, set_up_offices
from betang.regions.models import Office, Region, Succession
from betang.regions.terms import Kind, OfficeKind, SuccessionKind
from betang.statutes.queries import calendar_for
from betang.statutes.terms import HolidayKind

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
BASIS = "Perda Kabupaten Kapuas 3/2026"


def test_a_renamed_region_keeps_its_key_and_its_past(house):
    eka = house.actor("eka")
    rename_region(actor=eka, region=house.village, name="  Mantangai  Baru ", on=DAY, basis=BASIS, at=AT)
    now = queries.by_code("62.03.05.2004")
    assert (now.pk, now.name, now.valid_from) == (house.village.pk, "Mantangai Baru", DAY)
    before = queries.by_code("62.03.05.2004", at=date(2026, 6, 30))
    assert (before.name, before.valid_to) == ("Mantangai Hilir", DAY)
    link = Succession.objects.get()
    assert (link.predecessor, link.successor, link.kind, link.basis) == (before, now, SuccessionKind.RENAMED, BASIS)
    entry = Entry.objects.get(verb="regions.region.renamed")
    assert entry.is_public
    assert entry.data["from"] == "Desa Mantangai Hilir"
    assert queries.place_line("62.03.05.2004").startswith("Desa Mantangai Baru,")
    with pytest.raises(Refused):
        rename_region(actor=eka, region=now, name="Mantangai Baru", on=DAY, basis=BASIS, at=AT)


@pytest.mark.parametrize(
    ("person", "error"), [("nobody", NotAllowed), ("ani", NotAllowed), ("gita", NotAllowed), ("citra", NotAllowed), ("fajar", NotAllowed)]
)
def test_only_the_provinces_administrator_changes_the_tree(house, person, error):
    with pytest.raises(error):
        rename_region(actor=house.actor(person), region=house.village, name="Baru", on=DAY, basis=BASIS, at=AT)
    assert not Succession.objects.exists()


def test_the_administrator_must_show_a_second_factor(house):
    with pytest.raises(SecondFactorNeeded):
        rename_region(actor=house.actor("eka", second_factor=False), region=house.village, name="Baru", on=DAY, basis=BASIS, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "Baru\x00"},
        {"basis": " "},
        {"on": date(2027, 1, 1)},
        {"on": date(1900, 1, 1)},
        {"kind": Kind.KOTA},
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(house, change):
    words = {"name": "Baru", "basis": BASIS, "on": DAY, "kind": None} | change
    with pytest.raises(InvalidInput):
        rename_region(actor=house.actor("eka"), region=house.village, at=AT, **words)
    assert queries.by_code("62.03.05.2004").name == "Mantangai Hilir"


def test_a_moved_district_takes_its_villages_along_and_old_codes_lead_on(house):
    keys = (house.mantangai.pk, house.village.pk)
    move_region(actor=house.actor("eka"), region=house.mantangai, new_code="62.06.15", on=DAY, basis=BASIS, at=AT)
    assert queries.by_code("62.06.15").pk == keys[0]
    village = queries.by_code("62.06.15.2004")
    assert village.pk == keys[1]
    assert queries.place_line("62.06.15.2004") == "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Katingan"
    with pytest.raises(NotFound):
        queries.by_code("62.03.05.2004")
    assert queries.current_codes("62.03.05.2004") == ("62.06.15.2004",)
    assert queries.by_code("62.03.05", at=date(2026, 1, 1)).name == "Mantangai"
    assert [one.code for one in queries.children_of("62.06")] == ["62.06.01", "62.06.15"]
    assert {one.kind for one in Succession.objects.all()} == {SuccessionKind.MOVED, SuccessionKind.RECODED}
    assert Entry.objects.get(verb="regions.region.moved").data["codes"] == {"62.03.05": "62.06.15", "62.03.05.2004": "62.06.15.2004"}
    house.group.refresh_from_db()
    assert house.group.region.code == "62.06.15.2004"


@pytest.mark.parametrize(
    ("code", "error"),
    [("62.06.01", Refused), ("62.03.05", Refused), ("62.99.01", Refused), ("62.06", InvalidInput), ("62.6.1", InvalidInput)],
)
def test_a_move_to_a_code_that_is_taken_or_nowhere_is_refused(house, code, error):
    with pytest.raises(error):
        move_region(actor=house.actor("eka"), region=house.mantangai, new_code=code, on=DAY, basis=BASIS, at=AT)
    assert queries.by_code("62.03.05.2004").pk == house.village.pk


def test_a_village_is_split_and_its_page_says_into_what(house):
    made = split_region(
        actor=house.actor("eka"),
        region=house.village,
        parts=[NewRegion("62.03.05.2041", "Lamunti Baru", Kind.DESA)],
        continues=True,
        on=DAY,
        basis=BASIS,
        at=AT,
    )
    assert queries.by_code("62.03.05.2041") == made[0]
    with pytest.raises(NotFound):
        queries.by_code("62.03.05.2041", at=date(2026, 6, 30))
    assert queries.current_codes("62.03.05.2004") == ("62.03.05.2004",)
    assert [step.successor.code for step in queries.successors_of("62.03.05.2004")] == ["62.03.05.2041"]
    assert [step.predecessor.code for step in queries.origins_of(made[0])] == ["62.03.05.2004"]
    with pytest.raises(InvalidInput):
        split_region(actor=house.actor("eka"), region=house.village, parts=[], continues=True, on=DAY, basis=BASIS, at=AT)


def test_merged_villages_end_and_lead_to_the_one_that_lives_on(house):
    eka = house.actor("eka")
    other = Region.objects.create(code="62.03.05.2005", name="Kalumpang", level="village", kind="desa", parent=house.mantangai)
    with pytest.raises(Refused, match="masih ada wilayah"):
        merge_regions(actor=eka, regions=[house.mantangai], into=house.far_district, on=DAY, basis=BASIS, at=AT)
    merge_regions(actor=eka, regions=[house.village], into=other, on=DAY, basis=BASIS, at=AT)
    assert queries.current_codes("62.03.05.2004") == ("62.03.05.2005",)
    assert [one.code for one in queries.children_of("62.03.05")] == ["62.03.05.2005"]
    assert queries.by_code("62.03.05.2004", at=date(2026, 6, 30)).valid_to == DAY
    with pytest.raises(Refused, match="tidak ada lagi"):
        rename_region(actor=eka, region=queries.by_code("62.03.05.2004", at=date(2026, 6, 30)), name="X", on=DAY, basis=BASIS, at=AT)


def test_a_succession_that_runs_in_a_circle_ends(house):
    second = Region.objects.create(code="62.03.05.2005", name="B", level="village", kind="desa", valid_to=DAY)
    house.village.valid_to = DAY
    house.village.save()
    Succession.objects.create(predecessor=house.village, successor=second, kind=SuccessionKind.MERGED, on=DAY)
    Succession.objects.create(predecessor=second, successor=house.village, kind=SuccessionKind.MERGED, on=DAY)
    assert queries.current_codes("62.03.05.2004") == ()


def test_every_government_gets_its_two_offices_once(house):
    eka = house.actor("eka")
    assert set_up_offices(actor=eka, province_code="62", at=AT) == 6
    assert set_up_offices(actor=eka, province_code="62", at=AT) == 0
    names = [one.name for one in queries.offices_of("62.03")]
    assert any(name.startswith("Dinas Komunikasi") and name.endswith("Kabupaten Kapuas") for name in names)
    assert Office.objects.filter(kind=OfficeKind.PLANNING).count() == 3


def test_an_office_is_added_corrected_and_closed_by_the_administrator_alone(house):
    eka = house.actor("eka")
    words = {"region": house.kapuas, "kind": OfficeKind.AGENCY, "name": "Dinas Perikanan", "at": AT}
    with pytest.raises(NotAllowed):
        save_office(actor=house.actor("gita"), **words)
    office = save_office(actor=eka, **words)
    save_office(actor=eka, office=office, **(words | {"name": "Dinas Perikanan dan Kelautan"}))
    assert [one.name for one in queries.offices_of("62.03")] == ["Dinas Perikanan dan Kelautan"]
    with pytest.raises(Refused):
        save_office(actor=eka, office=office, **(words | {"region": house.katingan}))
    close_office(actor=eka, office=office, on=DAY, at=AT)
    assert not queries.offices_of("62.03").exists()
    with pytest.raises(Refused):
        close_office(actor=eka, office=office, on=DAY, at=AT)


def test_a_late_decision_changes_the_working_calendar_until_it_is_taken_back(house):
    eka, day = house.actor("eka"), date(2026, 12, 9)
    words = {"province_code": "62", "on": day, "kind": HolidayKind.PUBLIC, "region_code": "62.03", "at": AT}
    with pytest.raises(NotAllowed):
        set_holiday(actor=house.actor("dedi"), name="Pilkades", basis=BASIS, **words)
    with pytest.raises(InvalidInput):
        set_holiday(actor=eka, name="", basis="", **words)
    with pytest.raises(NotFound):
        set_holiday(actor=eka, name="Pilkades", basis=BASIS, **(words | {"region_code": "62.99"}))
    holiday = set_holiday(actor=eka, name="Pilkades", basis=BASIS, **words)
    assert not calendar_for("62.03.05").is_workday(day)
    assert calendar_for("62.06").is_workday(day)
    remove_holiday(actor=eka, province_code="62", holiday=holiday, at=AT)
    assert calendar_for("62.03.05").is_workday(day)
    assert Entry.objects.filter(verb__startswith="regions.holiday.").count() == 2


def test_search_finds_a_region_by_its_present_name_and_forgets_the_old_one(house):
    from betang.regions import documents
    from betang.search.queries import search

    def found(words: str) -> list[str]:
        return [hit.path for hit in search(words, kind="region").hits]

    documents.reindex(["62"])
    assert found("mantangai hilir") == ["/wilayah/62.03.05.2004/"]
    assert found("kapuas")[0].startswith("/wilayah/62.03")
    eka = house.actor("eka")
    rename_region(actor=eka, region=house.village, name="Danum Baru", on=DAY, basis=BASIS, at=AT)
    assert found("mantangai hilir") == []
    assert found("danum baru") == ["/wilayah/62.03.05.2004/"]
    move_region(actor=eka, region=house.mantangai, new_code="62.06.15", on=DAY, basis=BASIS, at=AT)
    assert found("danum baru") == ["/wilayah/62.06.15.2004/"]
    assert [hit.place for hit in search("danum baru", kind="region").hits] == ["Kecamatan Mantangai, Kabupaten Katingan"]
    other = Region.objects.create(code="62.06.15.2005", name="Kalumpang", level="village", kind="desa", parent=house.mantangai)
    merge_regions(actor=eka, regions=[queries.by_code("62.06.15.2004")], into=other, on=date(2026, 8, 1), basis=BASIS, at=AT)
    assert found("danum baru") == []
