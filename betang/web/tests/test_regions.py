"""Region pages: what lies in a place, who writes there, what it was; and few questions whatever its size."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from betang.communities.models import Group
from betang.communities.terms import GroupKind, Standing
from betang.regions.actions.history import merge_regions, move_region, rename_region
from betang.regions.models import Region
from betang.web import shell

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
BASIS = "Perda Kabupaten Kapuas 3/2026"


def page(client, path: str):
    shell.forget()  # these tests never commit, so no generation moves when they change regions
    return client.get(path, headers={"host": "localhost"})


def text(client, path: str) -> str:
    answer = page(client, path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_provinces_page_has_a_map_of_links_and_a_table_behind_it(house, client):
    body = text(client, "/wilayah/")
    assert body.count('<a href="/wilayah/62.03/"') >= 2, "once on the map, once in the table"
    assert "<svg" in body
    assert "Kabupaten Kapuas" in body
    answer = page(client, "/wilayah/62/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/wilayah/")


def test_a_villages_page_shows_its_way_and_its_groups_and_no_other(house, client):
    body = text(client, "/wilayah/62.03.05.2004/")
    for part in ("Provinsi Kalimantan Tengah", "Kabupaten Kapuas", "Kecamatan Mantangai", "Desa Mantangai Hilir", "KIM Batang Danum"):
        assert part in body
    assert "KIM Nelayan Katingan" not in body
    assert "KIM Nelayan Katingan" in text(client, "/wilayah/62.06/")


@pytest.mark.parametrize("code", ["62.99", "62.3", "6203", "abc", "62.03.05.9999", "٦٢"])
def test_a_code_that_never_was_is_not_found(house, client, code):
    assert page(client, f"/wilayah/{code}/").status_code == 404


def test_villages_are_found_by_name_within_a_region(house, client):
    assert "/wilayah/62.03.05.2004/" in text(client, "/wilayah/62.03/?q=mantangai")
    assert "/wilayah/62.06.01.2003/" not in text(client, "/wilayah/62.03/?q=telangkah")
    body = text(client, "/wilayah/62.03/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in body


def test_an_old_code_says_what_became_of_it_and_leads_on(house, client):
    eka = house.actor("eka")
    rename_region(actor=eka, region=house.village, name="Danum Baru", on=DAY, basis=BASIS, at=AT)
    body = text(client, "/wilayah/62.03.05.2004/")
    assert "Desa Mantangai Hilir" in body
    assert BASIS in body
    move_region(actor=eka, region=house.mantangai, new_code="62.06.15", on=date(2026, 8, 1), basis=BASIS, at=AT)
    body = text(client, "/wilayah/62.03.05.2004/")
    assert "/wilayah/62.06.15.2004/" in body
    other = Region.objects.create(code="62.06.15.2005", name="Kalumpang", level="village", kind="desa", parent=house.mantangai)
    ending = Region.objects.get(code="62.06.15.2004", valid_to__isnull=True)
    merge_regions(actor=eka, regions=[ending], into=other, on=date(2026, 9, 1), basis=BASIS, at=AT)
    assert "/wilayah/62.06.15.2005/" in text(client, "/wilayah/62.06.15.2004/")
    assert "/wilayah/62.06.15.2005/" in text(client, "/wilayah/62.03.05.2004/")


@pytest.mark.parametrize("path", ["/wilayah/", "/wilayah/62.03/", "/wilayah/62.03.05/", "/wilayah/62.03.05.2004/"])
def test_a_page_asks_as_few_questions_for_fifty_groups_as_for_one(house, client, django_assert_max_num_queries, path):
    for number in range(50):
        Group.objects.create(
            name=f"KIM Uji {number}", slug=f"kim-uji-{number}", region=house.village, kind=GroupKind.GENERAL, standing=Standing.ACTIVE,
            register_number=f"62.03/KIM/2026/{number:04}",
        )  # fmt: skip
    first = text(client, path)
    with django_assert_max_num_queries(8):
        again = client.get(path, headers={"host": "localhost"}).content.decode()
    assert again == first
    assert "KIM Batang Danum" in again
    with django_assert_max_num_queries(12):
        assert text(client, path) == first


def test_a_page_whose_table_stands_ready_counts_the_group_that_came_since(house, client):
    def groups() -> str:
        answer = client.get("/wilayah/62.06/", headers={"host": "localhost"}).content.decode()
        row = re.search(r"Kecamatan Katingan Hilir</a>.*?</tr>", answer, re.DOTALL)
        assert row
        return re.findall(r"<span>([^<]*)</span>", row.group())[-1]

    assert (groups(), groups()) == ("1", "1")
    Group.objects.create(name="KIM Baru", slug="kim-baru", region=house.far_district, kind=GroupKind.GENERAL, standing=Standing.ACTIVE)
    assert (groups(), groups()) == ("2", "2")
