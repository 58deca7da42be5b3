"""Standing pages: made, shown under each other, moved with a redirect, removed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed
from betang.publishing import actions, queries
from betang.publishing.models import Page
from betang.publishing.tests import made
from betang.search import queries as search

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}


def at(name: str, page=None) -> str:
    return reverse(f"publishing_desk:{name}", kwargs={"site_slug": "batang-danum"} | ({"page_id": page.pk} if page else {}))


def only_page() -> Page:
    with fence.unfenced("looking at a row in a test"):
        return Page.objects.get()


def test_a_page_is_made_shown_changed_moved_and_removed(house, client):
    house.sign_in(client, "budi")
    typed = {"title": "Cara bergabung", "body": "Datang hari **Sabtu**.", "in_menu": "on", "is_published": "on", "position": "1"}
    assert client.post(at("start_page"), {**typed, "kunci": "a"}).status_code == 302
    assert client.post(at("start_page"), {**typed, "kunci": "a"}).status_code == 302
    page = only_page()
    assert "<strong>Sabtu</strong>" in client.get("/halaman/cara-bergabung/", headers=SITE).content.decode()
    assert queries.menu_for_site(house.site.pk) == [("Cara bergabung", "/halaman/cara-bergabung/")]
    assert search.search("bergabung").total == 1
    changed = {**typed, "title": "Cara ikut serta", "slug": "ikut", "versi": "1", "kunci": "b"}
    assert client.post(at("page", page), changed).status_code == 302
    moved = client.get("/halaman/cara-bergabung/", headers=SITE)
    assert (moved.status_code, moved["Location"]) == (301, "/halaman/ikut/")
    hidden = {name: text for name, text in changed.items() if name != "is_published"} | {"versi": "2", "kunci": "c"}
    assert client.post(at("page", page), hidden).status_code == 302
    assert client.get("/halaman/ikut/", headers=SITE).status_code == 404
    assert search.search("ikut").total == 0
    assert client.get(at("remove_page", page)).status_code == 200
    assert client.post(at("remove_page", page)).status_code == 302
    with fence.open_site(house.site.pk):
        assert not Page.objects.exists()


def test_two_people_who_save_a_page_see_both_texts(house, client):
    page = made.make_page(house)
    house.sign_in(client, "budi")
    client.post(at("page", page), {"title": "Tentang kami", "body": "Satu.", "versi": "1", "kunci": "a", "slug": "tentang-kami"})
    answer = client.post(at("page", page), {"title": "Tentang kami", "body": "Dua.", "versi": "1", "kunci": "b", "slug": "tentang-kami"})
    assert answer.status_code == 409
    assert "Satu." in answer.content.decode()
    assert "Dua." in answer.content.decode()
    assert only_page().body == "Satu."


def test_pages_stand_under_each_other_without_circles(house, client):
    top = made.make_page(house, title="Layanan")
    below = made.make_page(house, title="Surat pengantar", parent_id=top.pk)
    deep = made.make_page(house, title="Syarat", parent_id=below.pk)
    page = client.get("/halaman/layanan/", headers=SITE).content.decode()
    assert "/halaman/surat-pengantar/" in page
    assert "/halaman/layanan/" in client.get("/halaman/surat-pengantar/", headers=SITE).content.decode()
    budi = house.actor("budi")
    with fence.open_site(house.site.pk):
        for parent in (top, below, deep):
            with pytest.raises(InvalidInput):
                actions.save_page(
                    actor=budi, site=house.site, page=top, draft=actions.PageDraft(title="Layanan", parent_id=parent.pk), base_version=1,
                    at=clock.now(),
                )  # fmt: skip
        with pytest.raises(InvalidInput):
            actions.save_page(
                actor=budi, site=house.site, page=None, draft=actions.PageDraft(title="Terlalu dalam", parent_id=deep.pk), at=clock.now()
            )
        actions.remove_page(actor=budi, site=house.site, page=below, at=clock.now())
        assert Page.objects.get(pk=deep.pk).parent_id == top.pk


def test_a_writer_does_not_change_pages(house, client):
    writer = made.writer(house)
    page = made.make_page(house)
    house.sign_in(client, "wati")
    assert client.get(at("pages")).status_code == 200
    assert client.get(at("page", page)).status_code == 403
    with fence.open_site(house.site.pk), pytest.raises(NotAllowed):
        actions.remove_page(actor=writer, site=house.site, page=page, at=clock.now())


def test_a_page_with_gambling_is_not_shown_to_readers(house, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    house.sign_in(client, "budi")
    typed = {"title": "Bonus", "body": "situs slot gacor, daftar dan deposit pulsa", "is_published": "on", "kunci": "a"}
    answer = client.post(at("start_page"), typed)
    assert answer.status_code == 422
    assert "situs slot gacor" in answer.content.decode()
    with fence.open_site(house.site.pk):
        assert not Page.objects.exists()


def test_shelves_are_added_renamed_and_taken_down(house, client):
    article = made.make(house, category="kegiatan")
    house.sign_in(client, "budi")
    here = at("categories")
    assert client.post(here, {"name": "Resep dapur", "kunci": "a"}).status_code == 302
    assert client.post(here, {"name": "Resep dapur", "kunci": "b"}).status_code == 422
    assert client.post(here, {"name": "  ", "kunci": "c"}).status_code == 422
    with fence.open_site(house.site.pk):
        shelf = next(one for one in queries.categories() if one.slug == "kegiatan")
    assert client.post(here, {"rak": str(shelf.pk), "name": "Gotong royong"}).status_code == 302
    assert "Gotong royong" in client.get("/berita/kategori/kegiatan/", headers=SITE).content.decode()
    assert client.post(here, {"rak": str(shelf.pk), "aksi": "hapus"}).status_code == 302
    assert client.get("/berita/kategori/kegiatan/", headers=SITE).status_code == 404
    assert client.get(f"/berita/{article.slug}/", headers=SITE).status_code == 200
    assert client.post(here, {"rak": str(shelf.pk), "aksi": "hapus"}).status_code == 404
