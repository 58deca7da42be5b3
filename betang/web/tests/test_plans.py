"""The plan of a place on its region page and on the site of a group: near home in three taps, with few questions."""

from __future__ import annotations

import re

import pytest

from betang.planning.tests import plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(house):
    return plans.world(house)


def text_of(client, path, host="localhost"):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_resident_finds_a_project_near_home_in_three_taps_from_the_groups_site(client, house, world):
    home = text_of(client, "/", "batang-danum.localhost")
    first = re.search(r'href="(/rencana/)"', home)
    assert first, "the first tap: the plan stands on the group's first page"
    plan = text_of(client, first[1], "batang-danum.localhost")
    second = re.search(r'href="https?://[^/"]+(/rencana/baris/[^"]+)">Pembangunan SD Mantangai Hilir', plan)
    assert second, "the second tap: a project near home"
    assert "Dusun" not in plan
    line = text_of(client, second[1])
    assert "Rp900 juta" in line


def test_a_groups_site_shows_its_own_plan_what_is_near_and_last_years_promises(client, house, world, django_assert_max_num_queries):
    text_of(client, "/", "batang-danum.localhost")
    with django_assert_max_num_queries(8):
        page = text_of(client, "/rencana/", "batang-danum.localhost")
    own, near, promises = (page.index(f'id="{anchor}"') for anchor in ("sendiri", "dekat", "janji"))
    assert own < page.index("Pengerasan jalan RT 4") < near
    for name in ("Jembatan Sungai Mantangai", "Pembangunan SD Mantangai Hilir", "Rehabilitasi jalan Mantangai – Lamunti",
                 "Pemeliharaan jalan kabupaten"):  # fmt: skip
        assert near < page.index(name) < promises, name
    assert page.index("Pembangunan SD") < page.index("Pemeliharaan jalan kabupaten"), "what names the village comes before what is for all"
    assert promises < page.index("Jalan RT 2")
    assert "Belum ada yang melaporkan hasilnya" in page
    assert "Rp130 ribu" in page, "240 million for 1.850 inhabitants"
    assert "Data contoh" not in page
    past = text_of(client, "/rencana/?tahun=2025", "batang-danum.localhost")
    assert past.index('id="sendiri"') < past.index("Jalan RT 2")


def test_another_village_sees_its_own_plan_and_not_this_one(client, house, world):
    page = text_of(client, "/rencana/", "nelayan-katingan.localhost")
    assert "Jalan Telangkah" in page
    assert "Data contoh" in page
    assert "Pengerasan jalan RT 4" not in page
    assert "Jembatan Sungai Mantangai" in page, "the bridge is in both"


def test_a_place_without_any_plan_is_told_kindly(client, house):
    assert "belum ada" in text_of(client, "/rencana/", "batang-danum.localhost").lower()
    assert 'id="rencana"' not in text_of(client, "/wilayah/62.03/")


def test_the_page_of_a_region_shows_its_plan(client, house, world, django_assert_max_num_queries):
    for code in ("62.03", "62.03.05", "62.03.05.2004"):
        text_of(client, f"/wilayah/{code}/")
        with django_assert_max_num_queries(13):
            page = text_of(client, f"/wilayah/{code}/?tanpa-simpan")
        assert 'id="rencana"' in page, code
    assert "Pengerasan jalan RT 4" in page
    assert "Jembatan Sungai Mantangai" in page


def test_the_portal_leads_to_the_plans(client, house):
    assert 'action="/rencana/"' in text_of(client, "/")
