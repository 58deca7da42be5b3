"""The pages of growth as people use them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from betang.audit.models import Entry
from betang.casework.rules import token_shown
from betang.growth import actions, certificates
from betang.growth.models import Activity, Climb, Held, Measures
from betang.growth.tests.worlds import AT, applied, chair, grown, jpeg, ladder, visited
from betang.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def desk(name: str, **kwargs) -> str:
    return reverse(f"growth_desk:{name}", kwargs=kwargs)


def test_a_group_tells_what_happened_in_the_village_hall(house, client):
    ladder(house)
    client = house.sign_in(client, "budi")
    here = desk("activities", slug="batang-danum")
    typed = {"kunci": "a", "letter": "discussion", "title": "Rapat karhutla di balai desa", "on": "2026-11-20", "people_count": "34"}
    refused = client.post(here, typed | {"title": "Slot gacor maxwin di balai desa", "kunci": "b"})
    assert refused.status_code == 422
    assert "34" in refused.content.decode()
    answer = client.post(here, typed | {"photos": [jpeg(), jpeg("red")]})
    assert answer.status_code == 302
    assert client.post(here, typed).status_code == 302, "sent twice"
    row = Activity.objects.get()
    assert row.photos.count() == 2
    page = client.get(reverse("growth:ladder", kwargs={"slug": "batang-danum"})).content.decode()
    assert "Rapat karhutla di balai desa" in page
    assert "34" in page
    photo = client.get(reverse("growth:activity_photo", kwargs={"photo_id": row.photos.first().pk}))
    assert photo["Content-Type"] == "image/webp"
    assert client.post(desk("remove_activity", slug="batang-danum", activity_id=row.pk), {"reason": ""}).status_code == 422
    client.post(desk("remove_activity", slug="batang-danum", activity_id=row.pk), {"reason": "Keliru hari."})
    assert "Rapat karhutla" not in client.get(reverse("growth:ladder", kwargs={"slug": "batang-danum"})).content.decode()
    assert client.get(reverse("growth:activity_photo", kwargs={"photo_id": row.photos.first().pk})).status_code == 404


def test_what_is_done_on_betang_is_recorded_by_itself_once(house, run_jobs):
    from betang.audit import trail
    from betang.kernel import fence
    from betang.publishing.models import Article

    with fence.open_site(house.site.pk):
        article = Article.objects.create(
            site=house.site, title="Jembatan selesai", slug="jembatan-selesai", body="Isi.", state="published", published_at=AT,
            created_at=AT, updated_at=AT,
        )  # fmt: skip
        for _twice in range(2):
            trail.record(
                "publishing.article.published", article, actor=house.actor("budi"), at=AT,
                data={"group_id": str(house.group.pk), "title": article.title, "slug": article.slug},
            )  # fmt: skip
    run_jobs()
    row = Activity.objects.get()
    assert (row.letter, row.title, row.path) == ("dissemination", "Jembatan selesai", "/berita/jembatan-selesai/")
    actions.note_deed(entry=Entry.objects.filter(verb="publishing.article.published").first())
    assert Activity.objects.count() == 1


def test_from_application_to_certificate_by_the_pages(house, client, run_jobs):
    ladder(house)
    grown(house)
    chair(house)
    house.sign_in(client, "ani")
    home = desk("ladder", slug="batang-danum")
    assert "Ajukan KIM digital" in client.get(home).content.decode()
    form = desk("apply", slug="batang-danum")
    refused = client.post(form, {"kunci": "1", "words_statutes": "Ada di sekretariat.", "words": "Kami siap naik."})
    assert refused.status_code == 422
    assert "Kami siap naik." in refused.content.decode()
    sent = client.post(form, {"kunci": "2", "words_statutes": "Ada.", "file_meetings": jpeg(), "words": "Kami siap naik."})
    assert sent.status_code == 302
    climb = Climb.objects.get()
    house.sign_in(client, "gita")
    assert "KIM Batang Danum" in client.get(desk("climbs")).content.decode()
    here = desk("climb", climb_id=climb.pk)
    assert client.get(desk("proof", climb_id=climb.pk, key="meetings"))["Content-Type"] == "image/webp"
    assert client.post(here, {"kunci": "3", "aksi": "berikan"}).status_code == 409
    for number, key in enumerate(("statutes", "meetings")):
        client.post(here, {"kunci": f"4{number}", "aksi": f"benar:{key}", f"found_{key}": "Dilihat."})
    seen = {"kunci": "5", "aksi": "kunjungan", "on": "2026-11-24", "seen": "Sekretariat buka dan ramai.", "task": "Buat jadwal piket"}
    assert client.post(here, seen).status_code == 302
    assert "Berikan tahap KIM digital" in client.get(here).content.decode()
    assert client.post(here, {"kunci": "6", "aksi": "berikan"}).status_code == 302
    held = Held.objects.select_related("certificate").get()
    run_jobs()
    public = client.get(reverse("growth:ladder", kwargs={"slug": "batang-danum"})).content.decode()
    assert token_shown(held.certificate.code) in public
    house.sign_in(client, "ani")
    mine = client.get(home).content.decode()
    assert "Buat jadwal piket" in mine
    assert "Agen perubahan" in mine


def test_a_certificate_is_checked_by_anyone(house, client):
    from betang.accounts.actors import SYSTEM
    from betang.guard.forms import STAMP, stamp

    row = certificates.issue(
        kind="course", holder="Peserta Contoh", title="Menulis kabar desa", region=house.kapuas, signer="", signer_post="", on=AT.date(),
        at=AT, actor=SYSTEM,
    )  # fmt: skip
    certificates.draw(row.pk)
    certificates.draw(row.pk)
    row.refresh_from_db()
    code = token_shown(row.code)
    assert row.number == "62.03/SERT/2026/0001"
    found = client.get(reverse("growth:check"), {"kode": code.lower().replace("-", " ")})
    assert found.status_code == 302
    assert found["Location"].endswith(f"/sertifikat/{code}/")
    assert client.get(reverse("growth:check"), {"kode": "SALAH"}).status_code == 404
    here = reverse("growth:certificate", kwargs={"code": code})
    assert "Peserta Contoh" in client.get(here).content.decode()
    body = client.get(reverse("growth:certificate_file", kwargs={"code": code})).content

    def compare(content: bytes) -> str:
        honest = {STAMP: stamp(AT.timestamp() - 60), "berkas": SimpleUploadedFile("a.pdf", content)}
        return client.post(here, honest, headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}).content.decode()

    assert "tanpa perubahan" in compare(body)
    assert "bukan sertifikat yang dibuat di sini" in compare(body.replace(b"%%EOF", b"%%EOF "))
    certificates.revoke(actor=SYSTEM, certificate=row, reason="Nama keliru.", at=AT)
    page = client.get(here).content.decode()
    assert "Nama keliru." in page
    assert "berlaku" not in page


def test_measures_of_all_groups_are_counted_in_a_fixed_number_of_questions(house, django_assert_max_num_queries):
    ladder(house)
    grown(house)
    actions.count_measures(at=AT)
    with django_assert_max_num_queries(60):
        assert actions.count_measures(at=AT) == 2
    row = Measures.objects.get(group=house.group)
    assert (row.stage_order, row.need) == (1, "statutes")
    assert row.values["news/180"] == 7
    assert Measures.objects.get(group=house.far_group).need != "statutes"
    climb = applied(house, chair(house))
    actions.grant_stage(actor=house.actor("gita"), climb=climb, visit=visited(house, climb), at=AT)
    actions.count_measures(at=AT, group_ids=[house.group.pk])
    row.refresh_from_db()
    assert (row.stage_order, row.stage_name) == (2, "KIM digital")
