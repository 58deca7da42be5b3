from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.accounts.tests.conftest import at_localhost
from betang.audit.models import Entry

PASSWORD = "perahu kayu biru"
SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret, ahead=0):
    counter = list(yield_hotp_counters_from_time())[0]
    return format_hotp_value(hotp_value(secret, counter + ahead))


@pytest.fixture
def gita(house):
    """The coordinator, with a password of her own."""
    house.gita.set_password(PASSWORD)
    house.gita.save()
    return house.gita


def sign_in(client, person):
    return client.post("/meja/akun/masuk/", {"login": person.email, "password": PASSWORD})


def invite_form(house):
    return {"name": "Hana", "post": "chair", "place": f"group:{house.group.pk}", "phone": "081234567890", "email": ""}


INVITE = "/meja/orang/62.03/undang/"


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor after the commit
def test_a_coordinator_without_a_factor_is_led_to_set_one_up_and_loses_nothing(client, house, gita):
    sign_in(client, gita)
    answer = client.get(INVITE)
    assert answer.status_code == 302
    assert answer["Location"] == "/meja/saya/pengaman/?next=%2Fmeja%2Forang%2F62.03%2Fundang%2F"
    assert "Pasang" in client.get(answer["Location"]).text

    page = client.get("/meja/akun/pengaman/aplikasi/")
    assert page.status_code == 302, "the password once more before one's sign-in is changed"
    client.post(page["Location"], {"password": PASSWORD})
    page = client.get("/meja/akun/pengaman/aplikasi/")
    secret = re.search(r"secret=([A-Z2-7]+)", page.text)[1]
    assert "data:image/svg+xml" in page.text
    assert client.post("/meja/akun/pengaman/aplikasi/", {"code": "000000"}).status_code == 200
    answer = client.post("/meja/akun/pengaman/aplikasi/", {"code": code_of(secret)})
    assert answer["Location"] == "/meja/akun/pengaman/kode/"
    codes = client.get(answer["Location"]).text
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert INVITE in codes, "the way back to what was being done"
    assert not re.findall(r"<code>\d{8}</code>", client.get(answer["Location"]).text), "shown once"
    assert client.get(INVITE).status_code == 200
    assert Entry.objects.filter(verb="accounts.second_factor.added", subject_id=gita.pk).count() == 2  # app and codes


def test_the_secret_of_the_app_does_not_lie_open_in_the_database(gita):
    from django.db import connection

    TOTP.activate(gita, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator")
        assert SECRET not in str(cursor.fetchall())
    assert Authenticator.objects.get(user=gita).wrap().validate_code(code_of(SECRET))


def test_signing_in_with_a_factor_asks_for_it_and_counts_it(client, house, gita):
    TOTP.activate(gita, SECRET)
    assert sign_in(client, gita)["Location"] == "/meja/akun/pengaman/masuk/"
    assert client.get("/meja/saya/").status_code == 302, "half signed in is not signed in"
    assert client.post("/meja/akun/pengaman/masuk/", {"code": "000000"}).status_code == 200
    assert client.get("/meja/saya/").status_code == 302
    assert client.post("/meja/akun/pengaman/masuk/", {"code": code_of(SECRET)}).status_code == 302
    assert client.get(INVITE).status_code == 200


def test_a_recovery_code_works_once(client, gita):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(gita, SECRET)
    code = RecoveryCodes.activate(gita).get_unused_codes()[0]
    sign_in(client, gita)
    assert client.post("/meja/akun/pengaman/masuk/", {"code": code}).status_code == 302
    assert client.get("/meja/saya/").status_code == 200
    again = at_localhost()
    sign_in(again, gita)
    assert again.post("/meja/akun/pengaman/masuk/", {"code": code}).status_code == 200
    assert again.get("/meja/saya/").status_code == 302


def test_guessing_codes_stops_after_six(client, gita):
    TOTP.activate(gita, SECRET)
    sign_in(client, gita)
    for _ in range(6):
        client.post("/meja/akun/pengaman/masuk/", {"code": "000000"})
    assert client.post("/meja/akun/pengaman/masuk/", {"code": code_of(SECRET)}).status_code == 200
    assert client.get("/meja/saya/").status_code == 302


def test_a_session_from_before_the_factor_is_asked_for_it_at_the_approval(client, house, gita):
    sign_in(client, gita)
    TOTP.activate(gita, SECRET)
    answer = client.post(INVITE, invite_form(house), headers={"referer": f"http://testserver{INVITE}", "host": "testserver"})
    assert answer.status_code in (302, 421)
    answer = client.post(INVITE, invite_form(house), headers={"referer": f"http://localhost{INVITE}", "host": "localhost"})
    assert answer["Location"].startswith("/meja/saya/pengaman/?next=%2Fmeja%2Forang%2F62.03%2Fundang%2F%3Fsimpanan%3D")
    answer = client.get(answer["Location"], headers={"host": "localhost"})
    assert answer["Location"].startswith("/meja/akun/pengaman/ulangi/?next=")
    answer = client.post(answer["Location"], {"code": code_of(SECRET)}, headers={"host": "localhost"})
    assert answer["Location"].startswith(INVITE)
    text = client.get(answer["Location"], headers={"host": "localhost"}).text
    assert 'value="Hana"' in text
    assert 'value="081234567890"' in text
    assert client.post(INVITE, invite_form(house), headers={"host": "localhost"}).status_code == 302


def test_somebody_elses_record_does_not_count(client, house):
    house.sign_in(client, "gita", second_factor=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(house.eka.pk)
    session.save()
    assert client.get(INVITE).status_code == 302
    session["account_authentication_methods_user"] = str(house.gita.pk)
    session.save()
    assert client.get(INVITE).status_code == 200


def test_a_chair_needs_none(client, house):
    Appointment.objects.create(person=house.ani, post=Post.CHAIR, group_id=house.group.pk, from_on="2026-01-02")
    house.sign_in(client, "ani", second_factor=False)
    assert client.get("/meja/saya/").status_code == 200


def test_removing_the_factor_asks_for_the_password_and_is_told(client, gita, queue):
    from django.core import mail

    TOTP.activate(gita, SECRET)
    sign_in(client, gita)
    client.post("/meja/akun/pengaman/masuk/", {"code": code_of(SECRET)})
    answer = client.post("/meja/akun/pengaman/aplikasi/lepas/")
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=gita).exists()
    client.post(answer["Location"], {"password": PASSWORD})
    client.post("/meja/akun/pengaman/aplikasi/lepas/")
    assert not Authenticator.objects.filter(user=gita).exists()
    assert "send_security_mail" in queue()
    assert any("pengaman kedua dilepas" in one.body for one in mail.outbox)


def test_who_approves_is_reminded_on_the_desk_until_it_is_set_up(house):
    from betang.accounts.queries import waiting_for

    def titles(name, second_factor):
        return [one.url for one in waiting_for(house.actor(name, second_factor=second_factor))]

    assert "/meja/saya/pengaman/" in titles("gita", False)
    assert "/meja/saya/pengaman/" not in titles("budi", False)
    TOTP.activate(house.gita, SECRET)
    assert "/meja/saya/pengaman/" not in titles("gita", False)
