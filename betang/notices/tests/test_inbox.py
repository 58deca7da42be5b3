from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from betang.notices import kinds
from betang.notices.models import Notice, Preference
from betang.notices.queries import PAGE_SIZE

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def desk(house):
    return house.sign_in(Client(headers={"host": "localhost"}), "budi")


def make(person, number, **more):
    return [
        Notice.objects.create(person=person, kind="x", title=f"Kabar {index}", created_at=NOW + timedelta(minutes=index), **more)
        for index in range(number)
    ]


def test_newest_first_a_page_at_a_time_and_only_ones_own(desk, house):
    make(house.budi, PAGE_SIZE + 3)
    make(house.fajar, 1, body="rahasia Fajar")
    first = desk.get("/meja/kabar/").text
    assert f"{PAGE_SIZE + 3} kabar baru" in first
    assert first.index(f"Kabar {PAGE_SIZE + 2}") < first.index(f"Kabar {PAGE_SIZE + 1}")
    assert "Kabar 2<" not in first
    second = desk.get("/meja/kabar/?hal=2").text
    assert "Kabar 2<" in second
    assert "rahasia" not in first + second
    assert desk.get("/meja/kabar/?hal=-1").status_code == 200
    assert desk.get("/meja/kabar/?hal=99999999").status_code == 200


@pytest.mark.parametrize("number", [1, 25])
def test_the_inbox_costs_the_same_with_one_and_with_many(desk, house, number, django_assert_max_num_queries):
    make(house.budi, number)
    desk.get("/meja/kabar/")
    with django_assert_max_num_queries(12):
        desk.get("/meja/kabar/")


def test_opening_marks_it_read_and_leads_on(desk, house):
    (notice,) = make(house.budi, 1, url="/meja/saya/")
    (theirs,) = make(house.fajar, 1)
    assert desk.post(f"/meja/kabar/{notice.pk}/")["Location"] == "/meja/saya/"
    assert desk.post(f"/meja/kabar/{theirs.pk}/").status_code == 404
    assert desk.get(f"/meja/kabar/{notice.pk}/").status_code == 405, "a link that is only looked at changes nothing"
    notice.refresh_from_db()
    theirs.refresh_from_db()
    assert notice.read_at is not None
    assert theirs.read_at is None


def test_reading_all_leaves_what_came_meanwhile(desk, house):
    old, new = make(house.budi, 2)
    desk.post("/meja/kabar/semua/", {"sampai": old.created_at.isoformat()})
    assert list(Notice.objects.filter(read_at__isnull=True)) == [new]
    answer = desk.post("/meja/kabar/semua/", {"kembali": "https://jahat.example/"})
    assert answer["Location"] == "/meja/kabar/"


def test_the_pace_is_chosen_on_a_page(desk, house):
    page = desk.get("/meja/kabar/cara/").text
    assert "Komentar yang menunggu Anda" in page
    form = {topic: "at_once" for topic, _label in kinds.topics()} | {"groups": "off", "news": "daily"}
    assert desk.post("/meja/kabar/cara/", form).status_code == 302
    assert dict(Preference.objects.filter(person=house.budi).values_list("kind", "pace"))["news"] == "daily"
    assert desk.post("/meja/kabar/cara/", {**form, "news": "kadang"}).status_code == 422


def test_an_empty_inbox_says_what_it_is_for(desk):
    assert "Belum ada apa-apa" in desk.get("/meja/kabar/").text
