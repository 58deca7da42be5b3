"""The applicant's way: begin, come back, be wrong, lose nothing, send, be answered."""

from __future__ import annotations

import pytest
from django.core.files.storage import storages

from betang.audit.models import Entry
from betang.communities import actions, queries
from betang.communities.models import Application, ApplicationFile
from betang.communities.terms import ApplicationStatus
from betang.communities.tests.worlds import AT, TYPED, decree_file, draft, honest, sent_with_token
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.notices.models import Notice

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


@pytest.fixture(autouse=True)
def _no_old_limits(settings, tmp_path):
    from django.core.cache import cache

    cache.clear()


def begin(client, name="KIM Tani Basarang Jaya", key="k1"):
    answer = client.post("/kim/daftar/", honest(name=name, kunci=key), headers=HOST)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer.headers["Location"]


def put(client, where, step, act="lanjut", **fields):
    return client.post(f"{where}{step}/", honest(aksi=act, **fields), headers=HOST)


def fill(client, where, **changes):
    typed = TYPED | changes
    put(client, where, "kelompok", **{name: typed[name] for name in ("name", "kind", "seat", "founded_on", "about")})
    put(client, where, "tempat", **{name: typed[name] for name in ("regency", "district", "village")})
    put(client, where, "orang", **{name: typed[name] for name in ("chair", "secretary", "treasurer", "sections", "members", "age_stated")})
    put(
        client,
        where,
        "sk",
        decree=decree_file(),
        **{name: typed[name] for name in ("decree_number", "decree_on", "decree_signer", "decree_signer_name")},
    )
    put(client, where, "situs", wished_name=typed["wished_name"])


def test_a_whole_application_from_the_first_letter_to_the_number(house, client):
    where = begin(client)
    page = client.get(where, headers=HOST)
    assert page.status_code == 200
    assert "wa.me" in page.content.decode()
    fill(client, where)
    answer = put(
        client,
        where,
        "kirim",
        "kirim",
        contact_name="Dodi Contoh",
        contact_phone="081234567890",
        contact_email="",
        chair_phone="",
        consent="on",
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    found = Application.objects.get()
    assert found.status == ApplicationStatus.SUBMITTED
    assert found.number == "62.03/PD/2026/0001"
    assert found.region_code == "62.03.05.2004"
    page = client.get(where, headers=HOST).content.decode()
    assert found.number in page
    assert Notice.objects.filter(person=house.gita, kind="communities.application.submitted").count() == 1
    assert not Notice.objects.filter(person=house.fajar).exists()


def test_places_are_chosen_list_by_list_without_javascript(house, client):
    where = begin(client)
    put(client, where, "kelompok", name="KIM A B", kind="farmer", seat="village")
    page = client.get(f"{where}tempat/", headers=HOST).content.decode()
    assert "Kabupaten Kapuas" in page
    assert 'name="district"' not in page
    step = put(client, where, "tempat", regency="62.03")
    assert step.status_code == 200
    assert "Kecamatan Mantangai" in step.content.decode()
    step = put(client, where, "tempat", regency="62.03", district="62.03.05")
    assert step.status_code == 200
    assert "Desa Mantangai Hilir" in step.content.decode()
    assert put(client, where, "tempat", regency="62.03", district="62.03.05", village="").status_code == 422
    assert put(client, where, "tempat", regency="62.03", district="62.03.05", village="62.03.05.2004").status_code == 302
    # another kabupaten leaves no kecamatan of the first one behind
    step = put(client, where, "tempat", regency="62.06", district="62.03.05", village="62.03.05.2004")
    assert step.status_code in (200, 422)
    typed = Application.objects.get().typed
    assert typed["regency"] == "62.06"
    assert not typed["district"]
    assert not typed["village"]


def test_what_is_wrong_is_kept_and_said(house, client):
    where = begin(client)
    answer = put(client, where, "orang", chair="Sari", secretary="081234567890", treasurer="", members="Agus\n6203012345670001 Budi")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "6203012345670001 Budi" in page
    assert "081234567890" in page
    again = client.get(f"{where}orang/", headers=HOST).content.decode()
    assert "6203012345670001 Budi" in again
    assert 'value="Sari"' in again


def test_going_back_keeps_what_was_typed(house, client):
    where = begin(client)
    answer = put(client, where, "orang", "kembali", chair="Sari setengah")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/tempat/")
    assert 'value="Sari setengah"' in client.get(f"{where}orang/", headers=HOST).content.decode()


def test_a_good_file_stays_when_another_field_is_wrong(house, client):
    where = begin(client)
    answer = put(client, where, "sk", decree=decree_file(), decree_number="", decree_on="kapan-kapan")
    assert answer.status_code == 422
    assert "sk.jpg" in answer.content.decode()
    assert "kapan-kapan" in answer.content.decode()
    assert put(client, where, "sk", decree_number="1", decree_on="2026-01-01", decree_signer="village_head").status_code == 302


def test_the_decree_itself_is_asked_for_at_its_part(house, client):
    where = begin(client)
    fields = {"decree_number": "1", "decree_on": "2026-01-01", "decree_signer": "village_head"}
    assert put(client, where, "sk", **fields).status_code == 422
    assert put(client, where, "sk", decree=decree_file(), **fields).status_code == 302
    actions.change_settings(actor=house.actor("eka"), region=house.province, values={"statutes_required": True}, at=AT)
    assert put(client, where, "sk", **fields).status_code == 422
    assert put(client, where, "sk", statutes=decree_file("ad-art.jpg"), **fields).status_code == 302
    actions.change_settings(
        actor=house.actor("eka"), region=house.province, values={"decree_required": False, "statutes_required": False}, at=AT
    )
    put(client, where, "sk", "hapus-decree")
    assert put(client, where, "sk", decree_number="", decree_on="").status_code == 302


def test_a_wrong_file_is_refused_and_the_fields_are_kept(house, client):
    where = begin(client)
    bad = decree_file("sk.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    answer = put(client, where, "sk", decree=bad, decree_number="141/1", decree_on="2026-01-01", decree_signer="village_head")
    assert answer.status_code == 422
    assert 'value="141/1"' in answer.content.decode()
    assert not ApplicationFile.objects.exists()
    for content in (b"", b"not a picture", b"%PDF-1.7 broken", decree_file().read()[:200]):
        assert put(client, where, "sk", decree=decree_file(content=content)).status_code == 422
    assert not ApplicationFile.objects.exists()


def test_a_file_is_replaced_and_removed(house, client):
    application, token = draft()
    assert application.files.count() == 1
    actions.attach_file(application=application, purpose="decree", upload=decree_file("baru.jpg"), at=AT)
    assert queries.current_files(application)["decree"].original_name == "baru.jpg"
    assert application.files.count() == 2
    answer = client.get(f"/kim/daftar/{token}/berkas/decree/", headers=HOST)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    put(client, f"/kim/daftar/{token}/", "sk", "hapus-decree")
    assert queries.current_files(application) == {}
    assert client.get(f"/kim/daftar/{token}/berkas/decree/", headers=HOST).status_code == 404


def test_files_of_one_application_are_counted(house):
    application, _token = draft()
    for _count in range(11):
        actions.attach_file(application=application, purpose="decree", upload=decree_file(), at=AT)
    with pytest.raises(Refused):
        actions.attach_file(application=application, purpose="decree", upload=decree_file(), at=AT)


def test_sending_needs_every_part(house):
    application, _token = draft(chair="", wished_name="togel-gacor")
    with pytest.raises(InvalidInput) as caught:
        actions.submit_application(application=application, at=AT)
    assert set(caught.value.fields) == {"orang", "situs"}
    assert Application.objects.get().status == ApplicationStatus.DRAFT
    assert not Entry.objects.filter(verb__startswith="communities").exists()


def test_sending_without_a_decree_file_is_refused(house):
    application, _token = draft(with_decree=False)
    with pytest.raises(InvalidInput) as caught:
        actions.submit_application(application=application, at=AT)
    assert set(caught.value.fields) == {"sk"}


def test_sending_twice_is_sending_once(house, client):
    application, token = sent_with_token()
    again = actions.submit_application(application=application, at=AT)
    assert again.number == application.number
    assert Entry.objects.filter(verb="communities.application.submitted").count() == 1
    assert put(client, f"/kim/daftar/{token}/", "kirim", "kirim").status_code == 302


def test_the_same_form_key_begins_one_draft(house, client):
    assert begin(client, key="same") == begin(client, key="same")
    assert Application.objects.count() == 1
    assert begin(client, key="other") != begin(client, key="same")
    assert Application.objects.count() == 2


def test_the_secret_is_not_in_the_database(house, client):
    where = begin(client)
    token = where.rstrip("/").rpartition("/")[2]
    row = Application.objects.values().get()
    assert token not in str(row)


def test_a_stranger_with_another_link_sees_nothing(house, client):
    begin(client)
    for path in ("/kim/daftar/salah/", "/kim/daftar/salah/orang/", "/kim/daftar/salah/nama/", "/kim/daftar/salah/berkas/decree/"):
        assert client.get(path, headers=HOST).status_code == 404
    with pytest.raises(NotFound):
        queries.application_by_token("salah")


def test_what_was_sent_cannot_be_changed(house, client):
    application, token = sent_with_token()
    with pytest.raises(Refused):
        actions.save_draft(application=application, typed={"name": "Lain"}, at=AT)
    assert client.post(f"/kim/daftar/{token}/simpan/", honest(name="Lain"), headers=HOST).status_code == 409
    assert client.get(f"/kim/daftar/{token}/orang/", headers=HOST).status_code == 302
    assert Application.objects.get().typed["name"] == TYPED["name"]


def test_autosave_keeps_known_fields_alone(house, client):
    where = begin(client)
    answer = client.post(f"{where}simpan/", honest(chair="Sari", status="approved", members="x" * 50_000), headers=HOST)
    assert answer.status_code == 200
    assert "saved_at" in answer.json()
    found = Application.objects.get()
    assert found.typed["chair"] == "Sari"
    assert "status" not in found.typed
    assert len(found.typed["members"]) == 24_000
    assert found.status == ApplicationStatus.DRAFT


def test_forms_from_other_sites_and_programs_are_refused(house, client):
    where = begin(client)
    data = honest(aksi="lanjut", chair="Jahat")
    assert client.post(f"{where}orang/", data, headers=HOST | {"sec-fetch-site": "cross-site"}).status_code == 409
    assert client.post(f"{where}orang/", data | {"situs_web": "x"}, headers=HOST).status_code == 409
    assert client.post(f"{where}orang/", {"chair": "Jahat"}, headers=HOST).status_code == 409
    assert "chair" not in Application.objects.get().typed


def test_the_name_of_the_site_is_checked_while_typing(house, client):
    _application, token = draft()
    where = f"/kim/daftar/{token}/"
    free = client.get(f"{where}nama/?wished_name=suara-basarang", headers=HOST).content.decode()
    assert "suara-basarang" in free
    assert "good" in free
    taken = client.get(f"{where}nama/?wished_name=batang-danum", headers=HOST).content.decode()
    assert "batang-danum-mantangai-hilir" in taken
    assert put(client, where, "situs", wished_name="dprd-kapuas").status_code == 422
    assert put(client, where, "situs", "periksa", wished_name="suara-basarang").status_code == 200


def test_two_applications_cannot_wish_for_one_name(house):
    draft_one, _token = draft()
    actions.submit_application(application=draft_one, at=AT)
    other, _token = draft(name="KIM Lain")
    with pytest.raises(InvalidInput) as caught:
        actions.submit_application(application=other, at=AT)
    assert set(caught.value.fields) == {"situs"}


def test_gambling_in_the_text_is_refused_and_reported(house):
    application, _token = draft(about="Main slot gacor maxwin di situs kami, daftar sekarang bonus 100%")
    with pytest.raises(InvalidInput) as caught:
        actions.submit_application(application=application, at=AT)
    assert "kelompok" in caught.value.fields


def test_the_page_speaks_english_too(house, client):
    page = client.get("/en/kim/daftar/", headers=HOST)
    assert page.status_code == 200
    assert "Have ready" in page.content.decode()
    assert "Siapkan" in client.get("/kim/daftar/", headers=HOST).content.decode()


def test_a_draft_that_nobody_touches_is_forgotten_with_its_file(house, django_capture_on_commit_callbacks):
    from datetime import timedelta

    application, _token = draft()
    path = application.files.get().path
    waiting, _token = sent_with_token(name="KIM Lain", wished_name="kim-lain-sekali")
    assert storages["private"].exists(path)
    assert actions.forget_old_drafts(at=AT + timedelta(days=59)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_old_drafts(at=AT + timedelta(days=61)) == 1
    assert not storages["private"].exists(path)
    assert list(Application.objects.all()) == [waiting]
