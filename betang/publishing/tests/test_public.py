"""What readers and machines get: few questions, safe text, honest statuses."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from betang.kernel import clock, fence
from betang.publishing import actions, queries
from betang.publishing.models import Article, Picture, Tagging
from betang.publishing.pictures import markup
from betang.publishing.terms import ArticleState, BodyFormat, PictureState
from betang.publishing.tests import made
from betang.ui.structured import json_block

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}
FAR = {"host": "nelayan-katingan.localhost"}
PORTAL = {"host": "localhost"}
OWN_QUESTIONS = 3
"""Publishing's own questions on one article's page: the article, its thread, earlier news."""


def machine(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


@pytest.mark.parametrize("count", [1, 25])
def test_a_page_asks_few_questions_however_much_it_shows(house, client, django_assert_max_num_queries, count):
    for n in range(count):
        article = made.make(house, title=f"Kabar {n}", category="kegiatan", tags=("air", "jalan"))
    made.make_comment(house, article, shown=True)
    with fence.open_site(house.site.pk):
        with django_assert_max_num_queries(OWN_QUESTIONS):
            page = queries.article_page(f"kabar-{count - 1}")
            assert len(queries.comments_of(page.id)) == 1
            queries.before_this(page)
        with django_assert_max_num_queries(1):
            queries.news_page(limit=21)
        with django_assert_max_num_queries(2):
            queries.menu_for_site(house.site.pk)
    with django_assert_max_num_queries(3):
        assert len(queries.latest_for_portal(limit=20)) == min(count, 20)
    for path in ("/berita/", f"/berita/kabar-{count - 1}/"):
        client.get(path, headers=SITE)
        with django_assert_max_num_queries(10):
            assert client.get(path, headers=SITE).status_code == 200


def test_machines_read_the_same_as_people(house, client):
    made.make(house, title='Judul dengan "kutip" & <tanda>', summary="Ringkas.", category="kegiatan", tags=("air",))
    page = client.get("/berita/judul-dengan-kutip-tanda/", headers=SITE).content.decode()
    said = machine(page)
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == 'Judul dengan "kutip" & <tanda>'
    assert said["url"].startswith("http://batang-danum.localhost")
    assert said["url"].endswith("/berita/judul-dengan-kutip-tanda/")
    assert said["articleSection"] == "Kegiatan"
    assert said["keywords"] == ["air"]
    assert said["author"] == {"@type": "Person", "name": "Budi"}
    assert 'property="og:type" content="article"' in page
    assert "https://wa.me/?text=" in page


def test_a_data_block_cannot_be_ended_from_within():
    block = json_block({"headline": "</script><script>alert(1)</script><!--\u2028"})
    assert block.count("<") == 2
    assert json.loads(block.split(">", 1)[1].rsplit("<", 1)[0])["headline"].startswith("</script>")


HOSTILE = """# Judul

<script>alert(1)</script> <img src=x onerror=alert(1)> <iframe src="//jahat.example"></iframe>

[klik](javascript:alert(1)) ![x](https://jahat.example/lacak.png) [baik](https://contoh.test)

<style>body{display:none}</style><div style="position:fixed">menutup</div>
"""


class Elements(HTMLParser):
    """Every element of a piece of HTML with its attributes, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("body_format", [BodyFormat.MARKDOWN, BodyFormat.HTML])
def test_nothing_runs_that_somebody_typed_or_moved_in(house, client, body_format):
    article = made.make(house, title="<script>alert(1)</script>Uji", body=HOSTILE, body_format=body_format, byline="<b>Budi</b>")
    page = client.get(f"/berita/{article.slug}/", headers=SITE).content.decode()
    inside = page.split('<div class="prose">')[1].split("</article>")[0]
    elements = Elements()
    elements.feed(inside)
    names = {name for name, _attrs in elements.found}
    assert not names & {"script", "iframe", "style", "object", "form"}
    for name, attrs in elements.found:
        assert not [one for one in attrs if one.startswith("on") or one == "style"], (name, attrs)
        for address in (attrs.get("href"), attrs.get("src")):
            assert not address or address.startswith(("https://contoh.test", "/", "https://wa.me/?")), address
    if body_format == BodyFormat.MARKDOWN:
        assert 'href="https://contoh.test"' in inside
    assert "<script>alert(1)" not in page
    assert client.get("/berita/", headers=SITE).content.decode().count("<script>alert") == 0


@pytest.mark.parametrize(
    "title", ["ꦏꦧꦂ ꦢꦺꦱ", "خبر القرية", "村のニュース 🎉", "Ngaju: ‘Hapungkal lingu nyala’", "A" * 150, "\u202egnay kilabret"]
)
def test_every_alphabet_is_welcome_and_has_an_address(house, client, title):
    article = made.make(house, title=title)
    answer = client.get(f"/berita/{article.slug}/", headers=SITE)
    assert answer.status_code == 200
    assert article.title in answer.content.decode().replace("&#39;", "'")
    assert "\u202e" not in answer.content.decode()


def test_only_what_is_published_is_in_any_exit(house, client):
    for state in ArticleState:
        made.make(house, state=state, title=f"Kabar {state}", tags=("air",), category="kegiatan")
    with fence.open_site(house.site.pk):
        assert [one.title for one in queries.latest_on_site(50)] == ["Kabar published"]
        assert [one.title for one in queries.news_page(tag="air")] == ["Kabar published"]
        assert [one.title for one in queries.news_page(category="kegiatan")] == ["Kabar published"]
    assert [one.title for one in queries.latest_for_portal()] == ["Kabar published"]
    for path, host in [(p, h) for h in (SITE, PORTAL) for p in ("/berita/", "/umpan/rss.xml", "/umpan/atom.xml", "/umpan/feed.json")]:
        text = client.get(path, headers=host).content.decode()
        assert "Kabar published" in text
        for state in ("draft", "submitted", "scheduled", "withdrawn"):
            assert f"Kabar {state}" not in text, (path, state)


def test_one_site_shows_nothing_of_another(house, client):
    mine = made.make(house, title="Kabar Batang Danum", tags=("air",), category="kegiatan")
    theirs = made.make(house, title="Kabar Katingan", site=house.far_site)
    made.make_page(house, title="Tentang Batang Danum")
    assert client.get(f"/berita/{mine.slug}/", headers=FAR).status_code == 404
    assert client.get(f"/berita/{theirs.slug}/", headers=SITE).status_code == 404
    assert client.get("/halaman/tentang-batang-danum/", headers=FAR).status_code == 404
    assert client.get("/berita/tag/air/", headers=FAR).status_code == 404
    assert client.get("/berita/kategori/kegiatan/", headers=FAR).status_code == 404
    for path in ("/berita/", "/umpan/rss.xml", "/umpan/atom.xml", "/umpan/feed.json", "/sitemap.xml"):
        assert b"Batang Danum" not in client.get(path, headers=FAR).content, path
        assert b"Katingan" not in client.get(path, headers=SITE).content.replace(b"nelayan-katingan", b""), path
    cards = {one.title: one for one in queries.latest_for_portal()}
    assert cards["Kabar Katingan"].url.startswith("http://nelayan-katingan.localhost")
    assert cards["Kabar Batang Danum"].place == "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas"
    assert [one.title for one in queries.latest_for_portal("62.03")] == ["Kabar Batang Danum"]
    assert [one.title for one in queries.latest_for_portal("62.03.05.2004")] == ["Kabar Batang Danum"]
    assert [one.title for one in queries.latest_for_portal("62.0")] == []


def test_fajar_reaches_nothing_of_budis_by_any_address_of_his_own_site(house, client):
    draft = made.make(house, state=ArticleState.DRAFT)
    comment = made.make_comment(house, made.make(house, title="Terbit"))
    page = made.make_page(house)
    house.sign_in(client, "fajar")
    base = "/meja/kim/nelayan-katingan"
    steps = ("", "lihat/", "riwayat/", "alamat/", "jadwal/", "tarik/", "koreksi/", "buang/", "kembalikan/")
    for path in (*(f"{base}/berita/{draft.pk}/{step}" for step in steps), f"{base}/tanggapan/{comment.pk}/", f"{base}/halaman/{page.pk}/"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert made.SECRET.encode() not in answer.content
    for path in (f"{base}/berita/{draft.pk}/", f"{base}/berita/{draft.pk}/simpan-otomatis/", f"{base}/berita/{draft.pk}/langkah/"):
        assert client.post(path, {"title": "Milik Fajar", "body": "x", "langkah": "reopen"}).status_code == 404, path
    typed = {"title": "Milik Fajar", "body": "x", "is_published": "on"}
    assert client.post(f"{base}/halaman/{page.pk}/", typed).status_code == 404
    assert client.post(f"{base}/halaman/tulis/", {**typed, "parent": str(page.pk)}).status_code == 422
    assert client.post(f"{base}/tanggapan/{comment.pk}/", {"langkah": "tampilkan"}).status_code == 404
    assert made.SECRET not in client.get(f"{base}/berita/?q=Rahasia").content.decode()
    with fence.unfenced("looking at a row in a test"):
        assert Article.objects.get(pk=draft.pk).title == made.SECRET


def test_old_paths_lead_on_and_a_missing_slash_is_added(house, client):
    article = made.make(house)
    from betang.publishing import redirects

    with fence.open_site(house.site.pk):
        redirects.lead("/2019/05/dermaga-lama.html", f"/berita/{article.slug}/", at=clock.now())
    moved = client.get("/2019/05/Dermaga-Lama.html?utm_source=wa", headers=SITE)
    assert (moved.status_code, moved["Location"]) == (301, f"/berita/{article.slug}/")
    slash = client.get(f"/berita/{article.slug}?a=1", headers=SITE)
    assert (slash.status_code, slash["Location"]) == (301, f"/berita/{article.slug}/?a=1")
    assert client.get("/tidak/ada/", headers=SITE).status_code == 404
    assert client.get("/tidak/ada", headers=SITE).status_code == 404
    assert client.get("/%00", headers=SITE).status_code == 404
    assert client.get("/2019/05/dermaga-lama.html", headers=FAR).status_code == 404


def test_the_list_goes_on_by_place_and_shows_each_article_once(house, client):
    at = clock.now()
    for n in range(45):
        made.make(house, title=f"Kabar {n:02d}", at=at)
    seen: list[str] = []
    path = "/berita/"
    for _page in range(5):
        page = client.get(path, headers=SITE).content.decode()
        seen += re.findall(r">(Kabar \d\d)</a>", page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        if not onward:
            break
        path = "/berita/" + onward[1].replace("&amp;", "&")
    assert len(seen) == 45
    assert len(set(seen)) == 45
    assert client.get("/berita/?hal=zzz", headers=SITE).status_code == 404
    assert client.get("/berita/?hal=ffffffffffffffffff-00", headers=SITE).status_code == 404


def test_a_shelf_and_a_tag_are_shown_only_when_filled(house, client):
    made.make(house, state=ArticleState.DRAFT, category="kegiatan", tags=("rahasia",))
    assert client.get("/berita/tag/rahasia/", headers=SITE).status_code == 404
    with fence.open_site(house.site.pk):
        assert queries.filled_categories() == []
        assert queries.menu_for_site(house.site.pk) == []
        assert not queries.has_content(house.site.pk)
        assert queries.sections(house.site.pk) == set()
    made.make(house, title="Terbit", category="pengumuman")
    with fence.open_site(house.site.pk):
        assert queries.filled_categories() == [("pengumuman", "Pengumuman")]
        assert queries.menu_for_site(house.site.pk) == [("Berita", "/berita/")]
        assert queries.sections(house.site.pk) == {"news"}


def test_tags_follow_what_is_saved(house):
    article = made.make(house, tags=("air", "Jalan Desa"))
    with fence.open_site(house.site.pk):
        actions.save_article(
            actor=house.actor("budi"), site=house.site, article=article, base_version=1, at=clock.now(),
            draft=actions.Draft(title=article.title, body=article.body, tags=("jalan desa", "ꦠꦒ꧀")),
        )  # fmt: skip
        kept = set(Tagging.objects.filter(article=article).values_list("tag__name", flat=True))
    assert kept == {"Jalan Desa", "ꦠꦒ꧀"}


def test_a_closed_sites_pages_leave_the_search_and_come_back(house):
    from django.db import transaction

    from betang.audit import trail
    from betang.search import queries as search

    made.make(house, title="Panen purun")
    for verb, expected in (("hosting.site.suspended", 0), ("hosting.site.reopened", 1)):
        with transaction.atomic():
            trail.record(verb, house.site, actor=house.actor("gita"), site_id=house.site.pk)
        assert search.search("purun").total == expected


def test_a_picture_in_a_text_is_shown_in_all_its_sizes(house, client):
    with fence.open_site(house.site.pk):
        picture = Picture.objects.create(
            path="a.jpg", sha256="0" * 64, media_type="image/jpeg", state=PictureState.READY, added_at=clock.now(), alt="Anyaman <purun>",
            width=640, height=480,
            variants=[
                {"path": "/-/berkas/x/640.webp", "width": 640, "height": 480, "media_type": "image/webp"},
                {"path": "/-/berkas/x/640.jpg", "width": 640, "height": 480, "media_type": "image/jpeg"},
            ],
        )  # fmt: skip
        body = f"Lihat ini.\n\n{markup.reference(picture)}"
    article = made.make(house, body=body)
    page = client.get(f"/berita/{article.slug}/", headers=SITE).content.decode()
    assert 'srcset="/-/berkas/x/640.webp 640w"' in page
    assert "Anyaman &lt;purun&gt;" in page
    standing = made.make_page(house, body=body)
    assert "640.webp" in client.get(f"/halaman/{standing.slug}/", headers=SITE).content.decode()
