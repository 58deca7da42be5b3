from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail

from betang.accounts import actions, personal
from betang.accounts.models import Appointment, Consent, Erasure, Invitation, Person
from betang.accounts.terms import Post
from betang.accounts.tests.conftest import at_localhost
from betang.audit.models import Entry
from betang.kernel import clock
from betang.kernel.errors import NotAllowed, Refused

PASSWORD = "perahu kayu biru"


@pytest.fixture
def desk(hana):
    client = at_localhost()
    client.post("/meja/akun/masuk/", {"login": "hana@contoh.test", "password": PASSWORD})
    return client


def confirm(desk, location):
    assert location.startswith("/meja/akun/ulangi/")
    return desk.post(location, {"password": PASSWORD})


def test_the_export_holds_everything_of_the_person_and_nothing_of_anybody_else(desk, hana, house):
    Appointment.objects.create(person=hana, post=Post.EDITOR, group_id=house.group.pk, from_on="2026-01-02")
    actions.agree(actor=house_actor(hana), person=hana, at=clock.now())
    answer = desk.get("/meja/saya/data/unduh/")
    answer = confirm(desk, answer["Location"])
    answer = desk.get(answer["Location"])
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    parts = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert parts["profile.json"]["email"] == "hana@contoh.test"
    assert parts["posts.json"][0]["post"] == "editor"
    assert parts["consents.json"][0]["text_version"] == "2026-11"
    assert parts["sign_in.json"]["sessions"]
    assert [one["verb"] for one in parts["history.json"]] == ["accounts.consent.given"]
    assert "notices.json" in parts
    whole = str(parts)
    assert not any(name in whole for name in ("budi@", "gita@", "eka@"))
    assert hana.password not in whole


def house_actor(person):
    from betang.accounts.actions.profile import own_actor

    return own_actor(person)


def test_erasure_waits_can_be_taken_back_and_then_leaves_no_name(desk, hana, house, queue):
    at = clock.now()
    Appointment.objects.create(person=hana, post=Post.CHAIR, group_id=house.group.pk, from_on="2026-01-02")
    actions.agree(actor=house_actor(hana), person=hana, at=at)
    with pytest.raises(NotAllowed):
        actions.ask_erasure(actor=house.actor("eka"), person=hana, at=at)
    page = desk.get("/meja/saya/data/hapus/")
    confirm(desk, page["Location"])
    assert desk.post("/meja/saya/data/hapus/").status_code == 302
    assert "send_security_mail" in queue()
    assert "akan dihapus" in desk.get("/meja/saya/data/").text
    assert actions.erase_all_due(at=clock.now() + timedelta(days=2, hours=23)) == 0
    desk.post("/meja/saya/data/simpan/")
    assert actions.erase_all_due(at=clock.now() + timedelta(days=30)) == 0
    assert Person.objects.get(pk=hana.pk).name == "Hana Contoh"

    desk.post("/meja/saya/data/hapus/")
    assert actions.erase_all_due(at=clock.now() + timedelta(days=3, minutes=1)) == 1
    gone = Person.objects.get(pk=hana.pk)
    assert (gone.name, gone.email, gone.phone, gone.is_active) == ("Mantan anggota", None, None, False)
    assert not gone.has_usable_password()
    assert desk.get("/meja/saya/").status_code == 302
    assert not Appointment.objects.filter(person=gone, ended_at__isnull=True).exists()
    assert not Entry.objects.filter(actor_name="Hana Contoh").exists()
    assert Entry.objects.filter(actor_id=hana.pk, verb="accounts.consent.given").exists()
    assert actions.erase_all_due(at=clock.now() + timedelta(days=9)) == 0
    answer = at_localhost().post("/meja/akun/masuk/", {"login": "hana@contoh.test", "password": PASSWORD})
    assert answer.status_code == 200


def test_every_trace_in_rows_is_gone_after_an_erasure(hana, house):
    from django.apps import apps

    from betang.notices.actions import tell

    at = clock.now()
    issued = actions.invite(
        actor=house.actor("gita"), name="Hana Contoh", post=Post.CHAIR, group_id=house.group.pk, email="hana@contoh.test", at=at
    )
    tell(kind="x", title="Halo Hana Contoh", body="untuk hana@contoh.test", person=hana, at=at)
    tell(kind="x", title="Undangan", body="", email="hana@contoh.test", at=at)
    erasure = actions.ask_erasure(actor=house_actor(hana), person=hana, at=at)
    actions.erase_all_due(at=erasure.due_at)
    assert Invitation.objects.get(pk=issued.invitation.pk).revoked_at is not None
    ours = [model for model in apps.get_models() if model._meta.app_label in {"accounts", "notices", "account", "mfa", "usersessions"}]
    assert len(ours) > 10
    for model in ours:
        kept = str(list(model.objects.values()))
        assert "Hana" not in kept, model
        assert "hana@" not in kept, model
        assert "6281234567890" not in kept, model


def test_taking_consent_back_leads_to_erasure_within_three_days_and_staying_needs_a_new_yes(desk, hana, settings):
    assert timedelta(days=settings.ERASURE_WAIT_DAYS) <= timedelta(hours=72)
    actions.agree(actor=house_actor(hana), person=hana, at=clock.now())
    page = desk.get("/meja/saya/data/hapus/")
    confirm(desk, page["Location"])
    desk.post("/meja/saya/data/hapus/", {"tarik": "1"})
    assert Consent.objects.get(person=hana).withdrawn_at is not None
    assert desk.post("/meja/saya/data/simpan/").status_code == 409
    with pytest.raises(Refused):
        actions.cancel_erasure(actor=house_actor(hana), person=hana, has_consented=False, at=clock.now())
    assert desk.post("/meja/saya/data/simpan/", {"setuju": "1"}).status_code == 302
    assert Consent.objects.filter(person=hana, withdrawn_at__isnull=True).count() == 1
    assert Erasure.objects.get(person=hana).cancelled_at is not None


def test_a_package_adds_its_own_part(hana, monkeypatch):
    monkeypatch.setattr(personal, "_sources", dict(personal._sources))
    erased = []
    personal.register("perahu", lambda person: {"milik": person.name}, lambda person, at: erased.append(person.pk))
    assert personal.collect(hana)["perahu"] == {"milik": "Hana Contoh"}
    erasure = actions.ask_erasure(actor=house_actor(hana), person=hana, at=clock.now())
    actions.erase_all_due(at=erasure.due_at)
    assert erased == [hana.pk]


def test_an_erasure_that_fails_in_one_package_erases_nothing(hana, monkeypatch):
    def broken(person, at):
        raise RuntimeError("penuh")

    monkeypatch.setattr(personal, "_sources", dict(personal._sources))
    personal.register("rusak", lambda person: {}, broken)
    erasure = actions.ask_erasure(actor=house_actor(hana), person=hana, at=clock.now())
    with pytest.raises(RuntimeError):
        actions.erase_all_due(at=erasure.due_at)
    assert Person.objects.get(pk=hana.pk).email == "hana@contoh.test"
    assert Erasure.objects.get(pk=erasure.pk).done_at is None


PROFILE = {"name": "Hana Contoh", "email": "hana@contoh.test", "phone": "0812-3456-7890", "language": "id"}


def test_name_and_language_change_at_once(desk, hana):
    assert desk.post("/meja/saya/", {**PROFILE, "name": "Hana Baru", "language": "en"}).status_code == 302
    hana.refresh_from_db()
    assert (hana.name, hana.language) == ("Hana Baru", "en")
    assert Entry.objects.get(verb="accounts.profile.changed").data == {"fields": ["name", "language"]}


def test_a_new_address_holds_only_after_its_own_link_and_the_old_one_is_told(desk, hana, queue):
    answer = desk.post("/meja/saya/", {**PROFILE, "email": "baru@contoh.test"})
    answer = confirm(desk, answer["Location"])
    assert answer.status_code == 302, "what was sent is carried out after the password"
    hana.refresh_from_db()
    assert hana.email == "hana@contoh.test"
    assert queue() == ["send_email_change"]
    assert mail.outbox[0].to == ["baru@contoh.test"]
    link = re.search(r"http://localhost(?::\d+)?(/\S+)", mail.outbox[0].body)[1]
    assert desk.get(link).status_code == 200
    hana.refresh_from_db()
    assert hana.email == "hana@contoh.test", "a mail program that opens links changes nothing"
    assert desk.post(link).status_code == 302
    hana.refresh_from_db()
    assert hana.email == "baru@contoh.test"
    assert queue() == ["send_security_mail"]
    assert mail.outbox[1].to == ["hana@contoh.test"]
    assert desk.get(link).status_code == 404
    assert desk.get(link[:-4] + "abc/").status_code == 404


def test_an_address_of_somebody_else_is_refused_and_one_way_in_must_stay(desk, hana, house):
    for spoilt in ({"email": "budi@contoh.test"}, {"email": "", "phone": ""}, {"name": " "}, {"phone": "12"}):
        page = desk.post("/meja/saya/", {**PROFILE, **spoilt})
        if page.status_code == 302:
            page = confirm(desk, page["Location"])
        assert page.status_code == 422, spoilt
    hana.refresh_from_db()
    assert (hana.email, hana.phone) == ("hana@contoh.test", "+6281234567890")


def test_the_privacy_notice_is_for_everybody_and_needs_no_cookie(client, db):
    answer = client.get("/privasi/", headers={"host": "localhost"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "UU 27/2022" in answer.text
