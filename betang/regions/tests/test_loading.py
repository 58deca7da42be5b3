"""The official list: complete, fast to load, the same twice, and never forgetting."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest

from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput, NotFound
from betang.regions import catalogue, queries
from betang.regions.actions.loading import load_regions
from betang.regions.catalogue import Listed
from betang.regions.models import Region, Succession
from betang.regions.succession import match_recoded
from betang.regions.terms import Kind, Level

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EKA = Actor(name="Eka")


def load(lines=None, *, on=date(2026, 11, 24), provinces=("62",)):
    return load_regions(actor=EKA, provinces=list(provinces), at=AT, on=on, lines=lines)


def line(code: str, name: str, postal: str = "") -> Listed:
    return Listed(code, name, catalogue.level_of(code), catalogue.kind_of(code, name), postal)


SMALL = [
    line("62", "Kalimantan Tengah"),
    line("62.03", "Kapuas"),
    line("62.03.05", "Mantangai"),
    line("62.03.05.2004", "Mantangai Hilir", "73553"),
    line("62.03.05.2005", "Mantangai Tengah", "73553"),
    line("62.10", "Gunung Mas"),
]


def test_the_list_holds_the_whole_republic():
    every = catalogue.listed(catalogue.province_codes())
    levels = [one.level for one in every]
    assert levels.count(Level.PROVINCE) == 38
    assert levels.count(Level.VILLAGE) == 83_762
    assert all(one.postal_code for one in every if one.level == Level.VILLAGE)
    assert len({one.code for one in every}) == len(every)


@pytest.mark.parametrize(
    ("code", "kind", "full_name"),
    [
        ("62", Kind.PROVINSI, "Provinsi Kalimantan Tengah"),
        ("62.03", Kind.KABUPATEN, "Kabupaten Kapuas"),
        ("62.71", Kind.KOTA, "Kota Palangka Raya"),
        ("62.03.05", Kind.KECAMATAN, "Kecamatan Kapuas Barat"),
        ("31.71", Kind.KOTA, "Kota Jakarta Pusat"),
        ("31.01", Kind.KABUPATEN, "Kabupaten Kepulauan Seribu"),
        ("96.71.07", Kind.DISTRIK, "Distrik Sorong Kota"),
    ],
)
def test_a_name_stands_without_the_word_for_its_kind(code, kind, full_name):
    found = {one.code: one for one in catalogue.listed([code[:2]])}[code]
    assert found.kind == kind
    assert f"{found.kind.label} {found.name}" == full_name


def test_the_fourth_part_says_what_a_village_is():
    assert [catalogue.kind_of(f"91.03.05.{part}", "X") for part in ("1001", "2001", "3001")] == [
        Kind.KELURAHAN,
        Kind.DESA,
        Kind.DESA_ADAT,
    ]


@pytest.mark.django_db
def test_a_province_is_loaded_once_and_the_second_time_changes_nothing():
    first = load()
    assert first.created == 1722
    before = list(Region.objects.values_list("pk", "code", "name", "parent_id"))
    second = load()
    assert second.is_unchanged
    assert list(Region.objects.values_list("pk", "code", "name", "parent_id")) == before
    assert queries.by_code("62.10").name == "Gunung Mas"
    with pytest.raises(NotFound):
        queries.by_code("62.1")
    assert queries.by_code("62.03").seat == "Kuala Kapuas"
    assert queries.place_line("62.03.05.2001").endswith("Kabupaten Kapuas")


@pytest.mark.django_db
def test_our_1722_regions_are_those_of_the_file_beside_the_project(shared_data):
    """Every code is there; the one name that differs is the city's own spelling."""
    load()
    rows = list(csv.DictReader((shared_data / "regions" / "regions_kalteng.csv").open(encoding="utf-8")))
    assert len(rows) == 1722
    ours = {region.code: region for region in Region.objects.select_related("parent")}
    assert set(ours) == {row["code"] for row in rows}
    differences = {}
    for row in rows:
        region = ours[row["code"]]
        assert region.level == row["level"]
        assert (region.parent.code if region.parent else "") == row["parent_code"]
        assert region.kind == (row["kind"] or {"province": "provinsi", "district": "kecamatan"}[row["level"]])
        if region.name != row["name"] and region.full_name != row["name"]:
            differences[row["code"]] = (region.name, row["name"])
    assert differences == {"62.71": ("Palangka Raya", "Kota Palangkaraya")}


@pytest.mark.django_db
def test_a_later_list_renames_recodes_ends_and_adds_without_deleting_anything():
    load(SMALL)
    keys = dict(Region.objects.values_list("code", "pk"))
    later = [
        line("62", "Kalimantan Tengah"),
        line("62.03", "Kapuas Raya"),
        line("62.03.18", "Mantangai"),
        line("62.03.18.2001", "Mantangai Hilir", "73553"),
        line("62.03.18.2009", "Danau Rawah", "73553"),
        line("62.10", "Gunung Mas"),
    ]
    day = date(2027, 2, 1)
    report = load(later, on=day)
    assert report.renamed == ["62.03"]
    assert report.recoded == {"62.03.05": "62.03.18", "62.03.05.2004": "62.03.18.2001"}
    assert report.ended == ["62.03.05.2005"]
    assert report.created_codes == ["62.03.18.2009"]

    assert queries.by_code("62.03").pk == keys["62.03"]
    assert queries.by_code("62.03", at=date(2027, 1, 31)).name == "Kapuas"
    assert queries.by_code("62.03", at=day).name == "Kapuas Raya"
    assert queries.by_code("62.03.18.2001").pk == keys["62.03.05.2004"]
    assert queries.current_codes("62.03.05.2004") == ("62.03.18.2001",)
    assert queries.current_codes("62.03.05.2005") == ()
    assert queries.path_of("62.03.05.2004")[-1] == ("62.03.05.2004", "Desa Mantangai Hilir")
    assert Region.objects.filter(pk__in=keys.values()).count() == len(keys)
    assert queries.by_code("62.03.18.2009").valid_from == day
    links = Succession.objects.count()
    assert load(later, on=day).is_unchanged
    assert Succession.objects.count() == links


@pytest.mark.django_db
def test_what_changes_on_its_first_day_is_a_correction_without_a_past():
    load(SMALL)
    load([*SMALL[:-1], line("62.10", "Gunung Emas")], on=date(2027, 2, 1))
    load([*SMALL[:-1], line("62.10", "Gunung Mas Raya")], on=date(2027, 2, 1))
    assert Region.objects.filter(code="62.10").count() == 2
    assert queries.by_code("62.10").name == "Gunung Mas Raya"


@pytest.mark.django_db
@pytest.mark.parametrize("codes", [["99"], ["62.03"], [], ["enam dua"]])
def test_only_provinces_are_loaded(codes):
    with pytest.raises(InvalidInput):
        load(provinces=codes)
    assert not Region.objects.exists()


def test_an_ambiguous_succession_is_left_alone():
    gone = {"62.03.05.2001": "Sei Hanyo", "62.03.06.2001": "Sei Hanyo"}
    assert match_recoded(gone, {"62.03.07.2001": "Sei Hanyo"}) == {}
    assert match_recoded({"62.03.05.2001": "Sei Hanyo"}, {"62.03.07.2001": "SEI HANYO"}) == {"62.03.05.2001": "62.03.07.2001"}
    assert match_recoded({"62.03.05.2001": "Sei Hanyo"}, {"62.06.07.2001": "Sei Hanyo"}) == {}
    assert match_recoded({"91.10": "Jayawijaya", "91.10.01": "Wamena"}, {"95.01": "Jayawijaya", "95.01.01": "Wamena"}) == {
        "91.10": "95.01",
        "91.10.01": "95.01.01",
    }


@pytest.mark.django_db
def test_paths_and_places_cost_one_query(house, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.path_of(house.village.code) == [
            ("62", "Provinsi Kalimantan Tengah"),
            ("62.03", "Kabupaten Kapuas"),
            ("62.03.05", "Kecamatan Mantangai"),
            ("62.03.05.2004", "Desa Mantangai Hilir"),
        ]
    with django_assert_num_queries(1):
        lines = queries.place_lines([house.village.code, house.far_village.code, "62", "99.99"])
    assert lines[house.village.code] == "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas"
    assert lines["62"] == "Provinsi Kalimantan Tengah"
    assert "99.99" not in lines
    assert [one.code for one in queries.children_of("62", q="kat")] == ["62.06"]
