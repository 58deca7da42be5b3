"""The first pages, from everybody's seat."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from betang.communities.models import Group
from betang.communities.terms import Standing
from betang.hosting.actions import change_look
from betang.kernel import clock, fence
from betang.publishing.models import Article
from betang.publishing.terms import ArticleState
from betang.search import index
from betang.web import shell


def publish(site, title: str, *, state: str = ArticleState.PUBLISHED, count: int = 1) -> None:
    now = clock.now()
    with fence.open_site(site.pk):
        for number in range(count):
            Article.objects.create(
                title=f"{title} {number}" if count > 1 else title,
                slug=f"{title.lower().replace(' ', '-')}-{number}",
                state=state,
                published_at=now if state == ArticleState.PUBLISHED else None,
                region_code=site.group.region.code,
                created_at=now,
                updated_at=now,
            )


def get(client, path: str, host: str = "localhost"):
    return client.get(path, headers={"host": host})


def test_the_portal_shows_the_newest_news_of_all_groups_and_nothing_unpublished(house, client):
    publish(house.site, "Dermaga dibuka")
    publish(house.far_site, "Harga udang pagi")
    publish(house.site, "Rahasia", state=ArticleState.DRAFT)
    answer = get(client, "/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Dermaga dibuka" in text
    assert "Harga udang pagi" in text
    assert "http://batang-danum.localhost:8000/berita/dermaga-dibuka-0/" in text
    assert "Rahasia" not in text
    assert not answer.cookies


def test_a_site_shows_its_own_news_and_never_a_neighbours(house, client):
    publish(house.site, "Dermaga dibuka")
    publish(house.far_site, "Harga udang pagi")
    text = get(client, "/", "batang-danum.localhost").content.decode()
    assert "Dermaga dibuka" in text
    assert "Harga udang pagi" not in text
    assert "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas" in text


def test_an_empty_site_invites_and_has_no_empty_menu(house, client):
    text = get(client, "/", "batang-danum.localhost").content.decode()
    assert "Berita pertama" in text
    assert 'href="/berita/"' not in text


@pytest.mark.parametrize("count", [1, 25])
def test_a_home_page_asks_at_most_eight_questions_whatever_it_holds(house, client, count):
    publish(house.site, "Kabar", count=count)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert get(client, "/", "batang-danum.localhost").status_code == 200
    assert len(asked) <= 8, [one["sql"] for one in asked]
    with CaptureQueriesContext(connection) as again:
        get(client, "/", "batang-danum.localhost")
    assert len(again) <= 4, [one["sql"] for one in again]


@pytest.mark.parametrize(
    ("path", "most"), [("/", 5), ("/berita/", 5), ("/berita/?wilayah=62.03", 5), ("/kim/", 6), ("/kim/?wilayah=62.03", 6)]
)
@pytest.mark.parametrize("count", [1, 30])
def test_the_portals_lists_ask_few_questions_whatever_they_hold(house, client, django_assert_max_num_queries, path, most, count):
    publish(house.site, "Kabar", count=count)
    publish(house.far_site, "Jauh", count=count)
    for number in range(count):
        Group.objects.create(name=f"KIM Uji {number}", slug=f"kim-uji-{number}", region=house.village, standing=Standing.ACTIVE)
    first = get(client, path).content
    with django_assert_max_num_queries(most):
        assert STAMP.sub(b"", get(client, path).content) == STAMP.sub(b"", first)


def test_the_portals_map_that_stands_ready_counts_the_group_that_came_since(house, client):
    def groups() -> list[str]:
        return re.findall(r'Kabupaten Katingan</a></th><td class="num">(\d+)<', get(client, "/").content.decode())

    assert (groups(), groups()) == (["1"], ["1"])
    Group.objects.create(name="KIM Baru", slug="kim-baru", region=house.far_district, standing=Standing.ACTIVE)
    assert (groups(), groups()) == (["2"], ["2"])


def test_english_has_its_own_address_and_its_links_stay_english(house, client):
    answer = get(client, "/en/", "batang-danum.localhost")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert '<html lang="en"' in text
    assert "About us" in text
    assert 'href="/en/tentang/"' in text


def test_search_finds_across_sites_on_the_portal_and_only_here_on_a_site(house, client):
    now = clock.now()
    for site, title in ((house.site, "Purun kering"), (house.far_site, "Purun basah")):
        index.put(kind="article", key=site.pk, title=title, body="anyaman", path="/berita/x/", site_id=site.pk, published_at=now)
    everywhere = get(client, "/cari/?q=purun").content.decode()
    assert "Purun" in everywhere
    assert "http://batang-danum.localhost:8000/berita/x/" in everywhere
    assert "http://nelayan-katingan.localhost:8000/berita/x/" in everywhere
    here = get(client, "/cari/?q=purun", "batang-danum.localhost").content.decode()
    assert "kering" in here
    assert "basah" not in here


def test_search_with_nothing_odd_or_hostile_words_answers_kindly(house, client):
    for words in ("", " ", '"', "a" * 5000, "OR AND NOT *", "<script>alert(1)</script>", "%00", "pembangunan AND (", "\u202e"):
        answer = client.get("/cari/", {"q": words}, headers={"host": "localhost"})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_the_desk_says_in_one_sentence_what_waits(house, client):
    house.sign_in(client, "budi")
    text = get(client, "/meja/").content.decode()
    assert "Budi" in text
    assert "KIM Batang Danum" in text
    assert "Nelayan Katingan" not in text
    assert "/meja/kim/batang-danum/berita/tulis/" in text


def test_nobody_is_led_from_the_desk_to_the_sign_in(house, client):
    answer = get(client, "/meja/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/meja/akun/masuk/")


def test_about_us_names_the_officers(house, client):
    text = get(client, "/tentang/", "batang-danum.localhost").content.decode()
    assert "Rina Contoh" in text
    assert "62.03/KIM/2024/0017" in text


def test_the_trail_is_public(house, client):
    assert get(client, "/jejak/").status_code == 200


STAMP = re.compile(rb'name="cap_waktu" value="[^"]*"')


@pytest.mark.django_db(transaction=True)  # generations move with a real commit
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_kept_of_a_page_is_never_older_than_the_last_change(house, client, prefix):
    def text(host: str = "batang-danum.localhost") -> str:
        return get(client, f"{prefix}/tentang/", host).content.decode()

    site, editor = house.site, house.actor("budi")
    first, far = text(), text("nelayan-katingan.localhost")
    assert text() == first
    for title, hue, motif in (("Kabar Mantangai", 30, "gelombang"), ("Kabar Danum", 120, "anyam"), ("Kabar Mantangai", 30, "gelombang")):
        change_look(actor=editor, site=site, title=title, hue=hue, motif=motif)
        for _visit in range(2):
            now = text()
            assert now.count(title) >= 3
            assert f'data-hue="{hue}" data-motif="{motif}"' in now
    assert "KIM Batang Danum</a>" not in now
    with transaction.atomic():
        change_look(actor=editor, site=site, title="Tidak jadi", hue=30, motif="anyam")
        transaction.set_rollback(True)
    assert text() == now
    assert text("nelayan-katingan.localhost") == far


@pytest.mark.django_db
def test_a_page_with_kept_parts_is_the_page_without(house, client, monkeypatch):
    """In any order of visits, in both languages, on two sites and the portal; the menu's present entry is the page's own."""
    publish(house.site, "Dermaga dibuka", count=3)
    publish(house.far_site, "Harga udang pagi")
    near, far = "batang-danum.localhost", "nelayan-katingan.localhost"
    paths = ["/", "/berita/", "/berita/dermaga-dibuka-1/", "/tentang/", "/en/", "/en/berita/", "/en/tentang/"]
    asked = [(path, near) for path in paths] + [("/", far), ("/berita/", far), ("/en/", far)]
    asked += [(path, "localhost") for path in ("/", "/berita/", "/kim/", "/tentang/", "/en/", "/en/kim/")]

    def pages() -> list[bytes]:
        return [STAMP.sub(b"", get(client, path, host).content) for path, host in asked]

    once, again = pages(), pages()
    assert any(one.fragments for one in shell._shells.values())
    monkeypatch.setattr(shell, "_remembered", lambda house, language, path: marked_anew(house, language, path))
    bare = pages()
    assert once == again == bare


def marked_anew(house, language, path):
    made = shell._public(house, language)
    return replace(made, menu=shell._mark(made.menu, shell._current(made.menu, path)))
