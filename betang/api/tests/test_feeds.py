"""Feeds and maps as those who read them do: with a feed reader and an XML parser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest

from betang.api import feeds, sitemaps
from betang.publishing.terms import ArticleState
from betang.publishing.tests import made

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}
PORTAL = {"host": "localhost"}
ODD = "Ongkos <turun> & \"naik\" 'lagi' ]]> 🎉 ꦏꦧꦂ"


@pytest.mark.parametrize("kind", ["rss.xml", "atom.xml"])
@pytest.mark.parametrize(("host", "with_text"), [(SITE, True), (PORTAL, False)])
def test_a_feed_reader_reads_every_item(house, client, kind, host, with_text):
    at = datetime(2026, 11, 20, 3, tzinfo=UTC)
    article = made.make(house, title=ODD, body="Sekali **jalan**.", summary="Ringkas & padat.", tags=("air",), category="kegiatan", at=at)
    answer = client.get(f"/umpan/{kind}", headers=host)
    assert answer["Content-Type"].startswith("application/rss+xml" if kind == "rss.xml" else "application/atom+xml")
    ElementTree.fromstring(answer.content)
    read = feedparser.parse(answer.content)
    assert not read.bozo
    [item] = read.entries
    assert item.title == ODD
    assert item.link == f"http://batang-danum.localhost:8000/berita/{article.slug}/".replace(":8000", _port())
    assert item.id == f"urn:uuid:{article.pk}"
    assert item.published_parsed[:4] == (2026, 11, 20, 3)
    assert item.author == "Budi"
    assert {one.term for one in item.tags} == {"Kegiatan", "air"}
    assert "Ringkas & padat." in item.summary
    assert ("<strong>jalan</strong>" in answer.content.decode().replace("&lt;", "<").replace("&gt;", ">")) is with_text
    assert read.feed.title


def _port() -> str:
    from django.conf import settings

    return f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""


def test_the_json_feed_is_what_its_specification_says(house, client):
    article = made.make(house, title=ODD, body="Isi.")
    answer = client.get("/umpan/feed.json", headers=SITE)
    assert answer["Content-Type"].startswith("application/feed+json")
    read = json.loads(answer.content)
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["items"][0]["id"] == f"urn:uuid:{article.pk}"
    assert read["items"][0]["title"] == ODD
    assert "Isi." in read["items"][0]["content_html"]
    assert "content_text" in json.loads(client.get("/umpan/feed.json", headers=PORTAL).content)["items"][0]


@pytest.mark.parametrize("host", [SITE, PORTAL])
def test_an_empty_feed_is_valid_and_always_the_same(house, client, host):
    for kind in feeds.KINDS:
        first, second = (client.get(f"/umpan/{kind}", headers=host).content for _n in range(2))
        assert first == second
        if kind.endswith("xml"):
            assert not feedparser.parse(first).bozo


def test_a_region_has_a_feed_of_its_own(house, client):
    made.make(house, title="Kabar Kapuas")
    made.make(house, title="Kabar Katingan", site=house.far_site)
    read = feedparser.parse(client.get("/umpan/atom.xml?wilayah=62.06", headers=PORTAL).content)
    assert [one.title for one in read.entries] == ["Kabar Katingan"]
    assert "Katingan" in read.feed.title
    assert client.get("/umpan/atom.xml?wilayah=99.99", headers=PORTAL).status_code == 404


def test_paths_in_a_text_are_made_whole_for_readers_elsewhere():
    html = '<p><img src="/-/berkas/a.jpg" alt=""><a href="/berita/b/">b</a><a href="https://c.test/">c</a></p>'
    whole = feeds.absolute(html, "kim.contoh")
    assert 'src="http://kim.contoh' in whole
    assert "/-/berkas/a.jpg" in whole
    assert 'href="https://c.test/"' in whole
    assert 'href="/berita' not in whole


def test_signs_that_xml_does_not_know_are_left_out():
    assert feeds.text_of('a\x00\x0b\ufffeb<&"') == "ab&lt;&amp;&quot;"


def test_a_feed_is_answered_conditionally_by_its_content(house, client):
    made.make(house)
    before = client.get("/umpan/rss.xml", headers=SITE).content
    made.make(house, title="Yang baru")
    assert client.get("/umpan/rss.xml", headers=SITE).content != before


def test_the_maps_name_what_is_public_and_nothing_else(house, client):
    made.make(house, title="Terbit")
    made.make(house, title="Konsep", state=ArticleState.DRAFT)
    made.make(house, title="Ditarik", state=ArticleState.WITHDRAWN)
    made.make_page(house, title="Tentang kami")
    made.make_page(house, title="Belum tampil", is_published=False)
    root = ElementTree.fromstring(client.get("/sitemap.xml", headers=SITE).content)
    places = [one.text for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    origin = f"http://batang-danum.localhost{_port()}"
    assert places == [f"{origin}{path}" for path in ("/", "/berita/", "/halaman/tentang-kami/", "/berita/terbit/")]
    index = client.get("/sitemap.xml", headers=PORTAL).content.decode()
    ElementTree.fromstring(index)
    assert f"{origin}/sitemap.xml" in index
    assert "/peta-situs/wilayah-1.xml" in index
    house.site.status = "suspended"
    house.site.save()
    assert f"{origin}/sitemap.xml" not in client.get("/sitemap.xml", headers=PORTAL).content.decode()


def test_a_map_that_does_not_exist_is_not_found(house, client):
    assert client.get("/sitemap.xml?hal=2", headers=SITE).status_code == 404
    assert client.get("/sitemap.xml?hal=x", headers=PORTAL).status_code == 404
    assert client.get("/peta-situs/wilayah-9.xml", headers=PORTAL).status_code == 404
    assert client.get("/umpan/lain.xml", headers=PORTAL).status_code == 404


def test_maps_are_divided_below_the_protocols_limit():
    assert [sitemaps.pages_for(n) for n in (0, 1, sitemaps.MOST, sitemaps.MOST + 1)] == [1, 1, 1, 2]
    assert sitemaps.MOST <= 50_000


def test_robots_are_shown_the_map_and_kept_from_the_desk(house, client):
    text = client.get("/robots.txt", headers=PORTAL).content.decode()
    assert "Disallow: /meja/" in text
    assert f"Sitemap: http://localhost{_port()}/sitemap.xml" in text
    assert f"Sitemap: http://batang-danum.localhost{_port()}/sitemap.xml" in client.get("/robots.txt", headers=SITE).content.decode()
