from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from betang.accounts import stash
from betang.accounts.models import Stash
from betang.accounts.tests.conftest import at_localhost
from betang.kernel import clock

TYPED = {"name": "Hana dari Mantangai", "email": "hana@contoh.test", "phone": "", "language": "id", "password": "rahasia sekali"}
PAGE = "/meja/saya/"


@pytest.fixture
def desk():
    return at_localhost()


def sent_without_session(desk, page=PAGE, referer=None):
    answer = desk.post(page, TYPED, headers={"referer": referer or f"http://localhost{page}"})
    assert answer.status_code == 302
    return answer["Location"]


def onward(location):
    return parse_qs(urlsplit(location).query)["next"][0]


def test_what_was_typed_without_a_session_stands_in_the_form_after_the_sign_in(desk, hana):
    location = sent_without_session(desk)
    assert location.startswith("/meja/akun/masuk/?next=")
    back = onward(location)
    assert "Hana dari" not in location
    assert "tersimpan" in desk.get(location).text
    answer = desk.post("/meja/akun/masuk/", {"login": "hana@contoh.test", "password": "perahu kayu biru", "next": back})
    assert answer["Location"] == back
    text = desk.get(back).text
    assert 'value="Hana dari Mantangai"' in text
    assert "rahasia sekali" not in text
    assert 'value="Hana dari Mantangai"' not in desk.get(back).text, "once"


def test_the_rows_say_nothing_without_the_token(desk, hana):
    sent_without_session(desk)
    row = Stash.objects.get()
    assert b"Mantangai" not in bytes(row.sealed)
    assert "rahasia" not in str(Stash.objects.values())


def test_it_opens_on_its_own_page_and_host_only(desk, hana, house):
    back = onward(sent_without_session(desk))
    token = parse_qs(urlsplit(back).query)["simpanan"][0]
    house.sign_in(desk, "ani")
    assert "Mantangai" not in desk.get(f"/meja/orang/62.03/undang/?simpanan={token}").text
    Stash.objects.update(host="lain.localhost")
    assert "Hana dari" not in desk.get(back).text
    Stash.objects.update(host="localhost")
    assert "Hana dari" not in desk.get(f"{PAGE}?simpanan={token[:-1]}x").text
    assert "Hana dari" in desk.get(back).text


def test_it_is_over_after_a_day_and_cleared_away(desk, hana, house):
    back = onward(sent_without_session(desk))
    house.sign_in(desk, "ani")
    Stash.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert stash.clear_expired(at=clock.now() - timedelta(hours=1)) == 0
    assert "Hana dari" not in desk.get(back).text
    sent_without_session(at_localhost())
    assert stash.clear_expired(at=clock.now() + timedelta(hours=25)) == 1


def test_strangers_cannot_fill_the_disk(desk, db):
    for _ in range(40):
        assert desk.post(PAGE, TYPED).status_code == 302
    assert Stash.objects.count() == 30
    Stash.objects.all().delete()
    from django.core.cache import cache

    cache.clear()
    assert desk.post(PAGE, {"name": "x" * 500_000}).status_code == 302
    assert desk.post(PAGE, {"name": " "}).status_code == 302
    assert not Stash.objects.exists()


@pytest.mark.parametrize(
    "referer", ["https://jahat.example/meja/saya/", "http://localhost/", "http://localhost/meja/akun/masuk/", "bukan alamat"]
)
def test_a_foreign_page_is_never_the_way_back(desk, db, referer):
    assert onward(sent_without_session(desk, referer=referer)).startswith("/meja/saya/?simpanan=")


def test_a_button_on_another_page_leads_back_to_that_page(desk, db):
    back = onward(sent_without_session(desk, page="/meja/kabar/semua/", referer="http://localhost/meja/kabar/?hal=2"))
    assert back.startswith("/meja/kabar/?hal=2&simpanan=")


def test_a_script_is_told_and_not_led(desk, db):
    answer = desk.post(PAGE, TYPED, headers={"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"})
    assert answer.status_code == 401
    assert not Stash.objects.exists()
    answer = desk.post(PAGE, TYPED, headers={"hx-request": "true", "referer": "http://localhost/meja/saya/"})
    assert answer["HX-Redirect"] == "/meja/akun/masuk/?next=%2Fmeja%2Fsaya%2F"
