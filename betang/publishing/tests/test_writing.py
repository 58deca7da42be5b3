"""Autosave, two writers at once, a lost session: nothing that was typed is gone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from betang.accounts import stash
from betang.kernel import clock, fence
from betang.publishing import actions, queries
from betang.publishing.models import Article, Revision, WorkingCopy
from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from betang.publishing.tests.test_articles import again, at

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}


def copies() -> list[WorkingCopy]:
    with fence.unfenced("looking at rows in a test"):
        return list(WorkingCopy.objects.order_by("saved_at"))


def test_autosave_keeps_what_is_typed_apart_from_what_readers_see(house, client):
    article = made.make(house, body="Yang terbit.")
    house.sign_in(client, "budi")
    answer = client.post(at("autosave", article), {"title": "Judul baru", "body": "Yang sedang ditulis", "versi": "1.0"})
    told = answer.json()
    assert answer.status_code == 200
    assert told["version"] == "1.1"
    assert told["conflict"] is False
    assert len(told["time"]) == 5
    assert told["message"].startswith("tersimpan ")
    page = client.get("/berita/rahasia-dermaga/", headers=SITE).content.decode()
    assert "Yang terbit." in page
    assert "sedang ditulis" not in page
    assert again(article).version == 1
    editor = client.get(at("article", article)).content.decode()
    assert "Yang sedang ditulis" in editor
    assert 'name="versi" value="1.1"' in editor
    assert "Yang sedang ditulis" in client.get(at("preview", article)).content.decode()


@pytest.mark.parametrize(
    "body", ['{"title": "Lewat JSON", "body": "Isi", "versi": "1.0"}', '{"fields": {"title": "Lewat JSON", "body": "Isi"}}']
)
def test_autosave_takes_json_too(house, client, body):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    assert client.put(at("autosave", article), body, content_type="application/json").status_code == 200
    assert [one.title for one in copies()] == ["Lewat JSON"]
    assert client.post(at("autosave", article), "{bukan json", content_type="application/json").status_code == 422


def test_an_invalid_text_is_kept_all_the_same(house, client):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    long = "x" * 61_000
    assert client.post(at("autosave", article), {"title": "J" * 400, "body": long}).status_code == 200
    editor = client.get(at("article", article)).content.decode()
    assert long in editor
    assert "J" * 400 in editor
    assert client.post(at("autosave", article), {"body": "x" * 300_000}).status_code == 413


def test_two_devices_of_one_person_lose_nothing(house, client):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    client.post(at("autosave", article), {"title": "T", "body": "Dari telepon", "versi": "1.0"})
    told = client.post(at("autosave", article), {"title": "T", "body": "Dari laptop", "versi": "1.0"}).json()
    assert told["conflict"] is True
    kept = client.get(told["look_at"]).content.decode()
    assert "Dari telepon" in kept
    assert [one.fields["body"] for one in copies()] == ["Dari laptop"]
    # The same device going on is no conflict.
    assert (
        client.post(at("autosave", article), {"title": "T", "body": "Dari laptop, lanjut", "versi": told["version"]}).json()["conflict"]
        is False
    )


def test_two_people_who_save_see_both_texts_and_neither_is_lost(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.DRAFT, by=writer, body="Semula.")
    house.sign_in(client, "budi")
    client.post(at("article", article), {"title": "Judul", "body": "Kata redaksi.", "versi": "1.0", "kunci": "a"})
    house.sign_in(client, "wati")
    answer = client.post(at("article", article), {"title": "Judul", "body": "Kata penulis.", "versi": "1.0", "kunci": "b"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kata penulis." in page
    assert "Kata redaksi." in page
    assert 'name="versi" value="2.' in page
    assert again(article).body == "Kata redaksi."
    assert [one.fields["body"] for one in copies()] == ["Kata penulis."]
    answer = client.post(at("article", article), {"title": "Judul", "body": "Kata redaksi. Kata penulis.", "versi": "2.1", "kunci": "c"})
    assert answer.status_code == 302
    with fence.open_site(house.site.pk):
        texts = set(Revision.objects.filter(article=article).values_list("body", flat=True))
    assert {"Semula.", "Kata redaksi.", "Kata redaksi. Kata penulis."} <= texts


def test_each_person_has_a_copy_of_their_own_and_sees_that_others_write(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.DRAFT, by=writer)
    house.sign_in(client, "wati")
    client.post(at("autosave", article), {"title": "T", "body": "Naskah Wati", "versi": "1.0"})
    house.sign_in(client, "budi")
    editor = client.get(at("article", article)).content.decode()
    assert "Naskah Wati" not in editor
    assert "Wati juga sedang menulis di sini" in editor
    client.post(at("autosave", article), {"title": "T", "body": "Naskah Budi", "versi": "1.0"})
    assert {one.fields["body"] for one in copies()} == {"Naskah Wati", "Naskah Budi"}


def test_unsaved_text_can_be_left_for_the_saved_one(house, client):
    article = made.make(house, state=ArticleState.DRAFT, body="Tersimpan.")
    house.sign_in(client, "budi")
    client.post(at("autosave", article), {"title": "T", "body": "Belum disimpan", "versi": "1.0"})
    assert client.post(at("forget", article)).status_code == 302
    editor = client.get(at("article", article)).content.decode()
    assert "Tersimpan." in editor
    assert "Belum disimpan" not in editor


def test_a_draft_shows_the_title_that_is_being_written(house, client):
    house.sign_in(client, "budi")
    editor = client.post(at("start"), {"kunci": "a"})["Location"]
    client.post(editor + "simpan-otomatis/", {"title": "Judul yang sedang diketik", "versi": "0.0"})
    assert "Judul yang sedang diketik" in client.get(at("articles")).content.decode()
    assert "Judul yang sedang diketik" in client.get(at("articles") + "?q=sedang+diketik").content.decode()
    assert client.post(at("start"), {"kunci": "b"})["Location"] != editor, "a draft that somebody writes in is not empty"


def test_what_was_sent_after_the_session_ended_comes_back(house, client, rf):
    article = made.make(house, state=ArticleState.DRAFT)
    path = at("article", article)
    sent = rf.post(path, {"title": "Ditulis semalaman", "body": "Panjang sekali.", "tags": "air"}, headers={"host": "localhost"})
    token = stash.put(sent, path=path)
    house.sign_in(client, "budi")
    page = client.get(f"{path}?{stash.PARAM}={token}").content.decode()
    assert "Ditulis semalaman" in page
    assert "Panjang sekali." in page
    assert "Anda sempat keluar" in page
    house.sign_in(client, "fajar")
    assert client.get(f"{path}?{stash.PARAM}={token}").status_code == 404


def test_saving_clears_the_unsaved_copy_and_a_step_by_others_does_not(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.DRAFT, by=writer)
    house.sign_in(client, "wati")
    client.post(at("autosave", article), {"title": "T", "body": "Naskah Wati", "versi": "1.0"})
    house.sign_in(client, "budi")
    client.post(at("article", article), {"title": "T", "body": "Naskah Budi", "versi": "1.0", "kunci": "a", "aksi": "terbitkan"})
    assert [one.fields["body"] for one in copies()] == ["Naskah Wati"]
    house.sign_in(client, "wati")
    moved_on = client.post(at("autosave", article), {"body": "x"}, headers={"accept": "application/json"})
    assert moved_on.status_code == 409, "not 403, which would look like a session that ended"


def test_the_desk_refuses_a_form_without_its_token(house):
    from django.test import Client

    article = made.make(house, state=ArticleState.DRAFT)
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    house.sign_in(strict, "budi")
    for name in ("article", "autosave", "step", "discard"):
        assert strict.post(at(name, article), {"title": "Dari situs lain", "langkah": "reopen"}).status_code == 403, name
    assert again(article).title == made.SECRET


def test_the_preview_beside_the_text_is_as_safe_as_the_page(house, client):
    house.sign_in(client, "budi")
    answer = client.post(
        reverse("publishing_desk:rendered", kwargs={"site_slug": "batang-danum"}), {"text": "**a** <script>alert(1)</script>"}
    )
    assert "<strong>a</strong>" in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert (
        client.post(reverse("publishing_desk:rendered", kwargs={"site_slug": "batang-danum"}), {"text": "x" * 250_000}).status_code == 413
    )


@pytest.mark.parametrize("count", [1, 25])
def test_the_desk_asks_a_fixed_number_of_questions(house, client, django_assert_max_num_queries, count):
    writer = made.writer(house)
    for n in range(count):
        made.make(house, state=ArticleState.DRAFT, by=writer, title=f"Kabar {n}", tags=("air", "jalan"))
    article = made.make(house, state=ArticleState.DRAFT, tags=("satu", "dua", "tiga"))
    house.sign_in(client, "budi")
    client.get(at("articles"))
    with django_assert_max_num_queries(12):
        client.get(at("articles"))
    with django_assert_max_num_queries(13):
        client.get(at("article", article))
    budi = house.actor("budi")
    with django_assert_max_num_queries(4):
        queries.waiting_for(budi)


def test_an_action_names_its_own_site_or_gets_nothing(house):
    mine = made.make(house, state=ArticleState.DRAFT)
    fajar = house.actor("fajar")
    for site in (house.site, house.far_site):
        with fence.open_site(site.pk):
            for attempt in (
                lambda site=site: actions.save_article(
                    actor=fajar, site=site, article=mine, draft=actions.Draft(title="Milik Fajar"), base_version=1, at=clock.now()
                ),
                lambda site=site: actions.publish_article(actor=fajar, site=site, article=mine, at=clock.now()),
                lambda site=site: actions.discard_article(actor=fajar, site=site, article=mine, at=clock.now()),
                lambda site=site: actions.keep_working_copy(
                    actor=fajar, site=site, article=mine, fields={"body": "x"}, base_version=1, serial=None, at=clock.now()
                ),
            ):
                with pytest.raises(actions.articles.NotFound):
                    attempt()
    assert again(mine).title == made.SECRET
    with fence.unfenced("looking at rows in a test"):
        assert Article.objects.get(pk=mine.pk).state == ArticleState.DRAFT
