"""Gambling never passes; personal data only with a deliberate yes from somebody who may."""

from __future__ import annotations

import pytest

from betang.audit.models import Entry
from betang.guard.actions import collect_reports
from betang.guard.models import Report
from betang.kernel import clock, fence
from betang.kernel.errors import NotAllowed
from betang.publishing import actions
from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from betang.publishing.tests.test_articles import again, at

pytestmark = pytest.mark.django_db
GAMBLING = "Main di sini: slot gacor hari ini, daftar dan deposit pulsa tanpa potongan!"
PHONE = "Daftar ke Bu Inai, 0812-5550-1234, paling lambat Jumat."


def test_gambling_is_not_published_and_is_reported(house, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    typed = {
        "title": "Kabar biasa",
        "body": f"Baris satu.\n{GAMBLING}",
        "versi": "1",
        "kunci": "k",
        "aksi": "terbitkan",
        "setuju_data_pribadi": "ya",
    }
    answer = client.post(at("article", article), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tidak bisa diterbitkan" in page
    assert "baris 2" in page
    assert GAMBLING in page, "what was typed is still there"
    assert again(article).state == ArticleState.DRAFT
    collect_reports()
    assert Report.objects.filter(where="publishing.article", site_id=house.site.pk).exists()
    assert not Entry.objects.filter(verb="publishing.article.published").exists()


def test_a_published_article_does_not_turn_into_gambling(house, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    article = made.make(house, body="Baik-baik saja.")
    house.sign_in(client, "budi")
    assert (
        client.post(at("article", article), {"title": "T", "body": GAMBLING, "versi": "1", "kunci": "k", "aksi": "simpan"}).status_code
        == 422
    )
    assert again(article).body == "Baik-baik saja."


def test_personal_data_needs_a_deliberate_yes(house, client):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    typed = {"title": "Pendaftaran", "body": PHONE, "versi": "1", "kunci": "a", "aksi": "terbitkan"}
    answer = client.post(at("article", article), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="setuju_data_pribadi"' in page
    assert again(article).state == ArticleState.DRAFT
    answer = client.post(at("article", article), {**typed, "kunci": "b", "setuju_data_pribadi": "ya"})
    assert answer.status_code == 302
    row = again(article)
    assert row.state == ArticleState.PUBLISHED
    assert row.personal_data_by_id == house.budi.pk
    assert "phone" in Entry.objects.get(verb="publishing.article.published").data["personal_data"]


def test_a_writer_cannot_say_that_yes(house, client):
    house.site.needs_approval = False
    house.site.save()
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.DRAFT, by=writer)
    house.sign_in(client, "wati")
    typed = {"title": "Pendaftaran", "body": PHONE, "versi": "1", "kunci": "a", "aksi": "terbitkan"}
    page = client.post(at("article", article), typed).content.decode()
    assert 'name="setuju_data_pribadi"' not in page
    assert client.post(at("article", article), {**typed, "kunci": "b", "setuju_data_pribadi": "ya"}).status_code == 403
    assert again(article).state == ArticleState.DRAFT
    with fence.open_site(house.site.pk):
        saved = actions.save_article(
            actor=writer,
            site=house.site,
            article=article,
            draft=actions.Draft(title="Pendaftaran", body=PHONE),
            base_version=1,
            at=clock.now(),
        )
        assert actions.submit_article(actor=writer, site=house.site, article=saved, at=clock.now()).state == ArticleState.SUBMITTED
        with pytest.raises(NotAllowed):
            actions.publish_article(actor=writer, site=house.site, article=saved, personal_data_agreed=True, at=clock.now())


def test_the_editor_is_told_of_personal_data_before_deciding(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.SUBMITTED, by=writer, title="Pendaftaran", body=PHONE)
    house.sign_in(client, "budi")
    page = client.get(at("article", article)).content.decode()
    assert "Periksa ini sebelum menerbitkan" in page


def test_a_time_is_not_set_for_what_may_not_be_published(house, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    article = made.make(house, state=ArticleState.DRAFT, title="Pendaftaran", body=PHONE)
    house.sign_in(client, "budi")
    when = {"day": "2099-01-01", "time": "08:00"}
    answer = client.post(at("schedule", article), {**when, "kunci": "a"})
    assert answer.status_code == 422
    assert 'name="setuju_data_pribadi"' in answer.content.decode()
    assert client.post(at("schedule", article), {**when, "kunci": "b", "setuju_data_pribadi": "ya"}).status_code == 302
    assert again(article).state == ArticleState.SCHEDULED
