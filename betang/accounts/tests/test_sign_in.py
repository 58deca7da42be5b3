from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, get_resolver, reverse

from betang.accounts.models import Person
from betang.accounts.tests.conftest import at_localhost

PASSWORD = "perahu kayu biru"
SIGN_IN = "/meja/akun/masuk/"


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def signed_in(client):
    return client.get("/meja/saya/").status_code == 200


@pytest.mark.parametrize(
    "login",
    ["hana@contoh.test", "HANA@Contoh.test", " hana@contoh.test ", "081234567890", "0812-3456-7890", "62812 34567890", "+6281234567890"],
)
def test_one_signs_in_by_address_or_by_number_in_any_form(client, hana, login):
    answer = sign_in(client, login)
    assert answer.status_code == 302
    assert answer["Location"] == "/meja/"
    assert signed_in(client)


def test_stranger_and_wrong_password_are_told_the_same_and_cost_the_same(client, hana, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher  # the suite's cheap one; `verify` calls `encode` too

    work = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: work.append("hash") or encode(self, *args))
    pages = []
    for login in ("hana@contoh.test", "081234567890", "tiada@contoh.test", "081299999999", "bukan apa-apa"):
        work.clear()
        answer = sign_in(client, login, "kata sandi salah")
        assert answer.status_code == 200
        assert work == ["hash"], login
        assert not signed_in(client)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.text).replace(login, "…")
        pages.append(re.sub(r'"ringkasan">.*?</ul>', lambda found: found[0], text, flags=re.S))
    assert len(set(pages)) == 1
    assert "tidak cocok" in pages[0]


def test_what_was_typed_stays_but_not_the_password(client, hana):
    text = sign_in(client, "hana@contoh.test", "kata sandi salah").text
    assert 'value="hana@contoh.test"' in text
    assert "kata sandi salah" not in text


def test_guessing_one_account_stops_after_six_and_other_accounts_go_on(client, hana):
    for _ in range(6):
        sign_in(client, "081234567890", "kata sandi salah")
    assert sign_in(client, "081234567890").status_code == 200
    assert not signed_in(client)
    other = Person.objects.create_user(name="Indra", phone="+6281298765432", password=PASSWORD)
    assert sign_in(client, other.phone).status_code == 302


def test_a_closed_account_does_not_open(client, hana):
    Person.objects.filter(pk=hana.pk).update(is_active=False)
    sign_in(client, "hana@contoh.test")
    assert not signed_in(client)


def test_a_session_dies_with_the_account(client, hana):
    sign_in(client, "hana@contoh.test")
    Person.objects.filter(pk=hana.pk).update(is_active=False)
    assert client.get("/meja/saya/").status_code == 302


def test_there_is_no_open_sign_up(client, db):
    for name in ("account_signup", "account_email", "account_signup_by_passkey", "mfa_signup_webauthn", "account_request_login_code"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert "signup" not in client.get(SIGN_IN).text


def test_every_page_of_sign_in_is_private(db):
    from betang.accounts import urls

    assert len(urls.sign_in) > 20
    assert {one.callback.page_mark for one in urls.sign_in} == {"private"}
    assert get_resolver().resolve(SIGN_IN).func.page_mark == "private"


@pytest.mark.parametrize("onward", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)"])
def test_one_is_never_led_to_another_host(client, hana, onward):
    answer = client.post(SIGN_IN, {"login": "hana@contoh.test", "password": PASSWORD, "next": onward})
    assert answer["Location"] == "/meja/"


def test_one_is_led_back_to_where_one_was(client, hana):
    assert client.get("/meja/saya/sesi/")["Location"] == "/meja/akun/masuk/?next=%2Fmeja%2Fsaya%2Fsesi%2F"
    answer = client.post(SIGN_IN, {"login": "hana@contoh.test", "password": PASSWORD, "next": "/meja/saya/sesi/"})
    assert answer["Location"] == "/meja/saya/sesi/"


def test_a_forgotten_password_comes_by_mail_and_a_stranger_learns_nothing(client, hana, queue):
    known = client.post("/meja/akun/sandi/lupa/", {"email": "Hana@contoh.test"})
    assert len(mail.outbox) == 0, "nothing is sent while one waits: it would tell by its time"
    assert queue() == ["send_reset"]
    assert mail.outbox[0].to == ["hana@contoh.test"]
    unknown = client.post("/meja/akun/sandi/lupa/", {"email": "tiada@contoh.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert queue() == ["send_reset"]
    assert len(mail.outbox) == 1
    link = re.search(r"http://localhost(?::\d+)?(/\S+)", mail.outbox[0].body)[1]
    page = client.get(link)
    assert page.status_code == 302, "the token leaves the address bar"
    form = page["Location"]
    assert "set-password" in form
    assert client.post(form, {"password1": "pendek"}).status_code == 200
    assert client.post(form, {"password1": "gelombang pagi"}).status_code == 302
    hana.refresh_from_db()
    assert hana.check_password("gelombang pagi")
    assert "tidak berlaku lagi" in client.get(link, follow=True).text
    assert "send_security_mail" in queue()


def test_a_changed_password_ends_the_other_sessions(client, hana):
    other = at_localhost()
    sign_in(other, "hana@contoh.test")
    sign_in(client, "hana@contoh.test")
    answer = client.post("/meja/akun/sandi/", {"oldpassword": PASSWORD, "password1": "gelombang pagi"})
    assert answer.status_code == 302
    assert signed_in(client)
    assert not signed_in(other)


def test_sessions_are_listed_and_one_ends_only_ones_own(client, hana):
    from allauth.usersessions.models import UserSession

    phone, stranger = at_localhost(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"}), at_localhost()
    sign_in(phone, "hana@contoh.test")
    sign_in(client, "hana@contoh.test")
    text = client.get("/meja/saya/sesi/").text
    assert "Chrome, Android" in text
    assert text.count("/akhiri/") == 2  # the phone's, and all others
    theirs = UserSession.objects.get(user_agent__contains="Android")
    Person.objects.create_user(name="Indra", email="indra@contoh.test", password=PASSWORD)
    sign_in(stranger, "indra@contoh.test")
    assert stranger.post(f"/meja/saya/sesi/{theirs.pk}/akhiri/").status_code == 404
    assert signed_in(phone)
    assert client.post(f"/meja/saya/sesi/{theirs.pk}/akhiri/").status_code == 302
    assert not signed_in(phone)
    assert signed_in(client)
    sign_in(phone, "hana@contoh.test")
    client.post("/meja/saya/sesi/lain/akhiri/")
    assert not signed_in(phone)
    assert signed_in(client)


def test_the_desk_speaks_the_persons_language(client, hana):
    sign_in(client, "hana@contoh.test")
    assert "Profil saya" in client.get("/meja/saya/").text
    Person.objects.filter(pk=hana.pk).update(language="en")
    text = client.get("/meja/saya/").text
    assert "My profile" in text
    assert "Profil saya" not in text


def test_limits_hold_across_processes():
    """The counter lies in the file cache that all workers share, not in one worker's memory (the suite uses memory)."""
    from pathlib import Path

    from betang.config import settings

    source = Path(settings.__file__).read_text()
    assert '"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"' in source
