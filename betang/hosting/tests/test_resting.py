"""A site that rests: read by everybody, written on by nobody, awake with one tap."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.guard.forms import honest_fields
from betang.hosting import actions
from betang.hosting.models import Site
from betang.hosting.terms import Rest
from betang.kernel import fence
from betang.kernel.errors import InvalidInput, NotFound
from betang.publishing.models import Article
from betang.web import shell

AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))
DESK = {"host": "localhost"}
SITE = {"host": "batang-danum.localhost"}
OFFICE = {"hosting_desk:rename", "hosting_desk:suspend", "hosting_desk:reopen", "market_desk:office_report", "market_desk:office_takedown"}
"""Writing at a site's desk that is the office's, not the group's: it stays possible while the site rests."""
WAKES = {"hosting_desk:wake"}

pytestmark = pytest.mark.django_db


def rest(house, how=Rest.READ_ONLY):
    shell.forget()  # a test never commits, so no generation moves
    return actions.rest_site(actor=SYSTEM, site=house.site, rest=how, silent_days=200, at=AT)


def news(house) -> Article:
    with fence.open_site(house.site.pk):
        return Article.objects.create(
            site=house.site, title="Panen raya", slug="panen-raya", body="Isi berita.", state="published", published_at=AT, created_at=AT,
            updated_at=AT, region_code=house.village.code,
        )  # fmt: skip


def site_desk_addresses() -> list[tuple[str, str]]:
    """Every address of the desk that is about one site, as (full name, path with invented keys)."""
    found = []

    def fill(pattern: str) -> str:
        for part in ("<uuid:", "<str:", "<path:", "<slug:", "<int:"):
            while part in pattern:
                before, _part, after = pattern.partition(part)
                name, _close, rest_of = after.partition(">")
                value = {"site_slug": "batang-danum"}.get(name) or {"<uuid:": str(uuid.UUID(int=7)), "<int:": "1"}.get(part, "apa-saja")
                pattern = before + value + rest_of
        return pattern

    def walk(resolver, path, namespace):
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                walk(one, path + str(one.pattern), f"{namespace}{one.namespace}:" if one.namespace else namespace)
            elif isinstance(one, URLPattern) and "site_slug" in path + str(one.pattern) and path.startswith("/meja/"):
                found.append((f"{namespace}{one.name}", fill(path + str(one.pattern))))

    walk(get_resolver(settings.ROOT_URLCONF), "/", "")
    return found


@pytest.mark.parametrize("how", [Rest.READ_ONLY, Rest.ARCHIVED])
def test_every_writing_address_of_the_sites_desk_refuses(house, client, how):
    rest(house, how)
    house.sign_in(client, "budi")
    seen = 0
    before = Entry.objects.count()
    for name, path in site_desk_addresses():
        if name in OFFICE | WAKES:
            continue
        for method in ("post", "put", "patch", "delete") if not seen else ("post",):
            answer = getattr(client, method)(path, headers=DESK)
            assert answer.status_code in (409, 405), (name, method, answer.status_code)
            if method == "post" and answer.status_code == 409:
                assert "/meja/kim/batang-danum/bangun/" in answer.text, name
                seen += 1
    assert seen > 40
    assert Entry.objects.count() == before, "nothing was done"
    with fence.open_site(house.site.pk):
        assert not Article.objects.exists()


def test_the_autosave_hears_it_in_its_own_tongue(house, client):
    rest(house)
    house.sign_in(client, "budi")
    path = f"/meja/kim/batang-danum/berita/{uuid.UUID(int=7)}/simpan-otomatis/"
    answer = client.post(path, headers={**DESK, "accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["hint"]


def test_others_learn_nothing_of_a_resting_site(house, client):
    rest(house)
    for name in ("ani", "fajar", "gita"):
        house.sign_in(client, name)
        assert client.post("/meja/kim/batang-danum/tampilan/", headers=DESK).status_code == 404
        assert client.post("/meja/kim/batang-danum/bangun/", headers=DESK).status_code == 404
    with pytest.raises(NotFound):
        actions.wake_site(actor=house.actor("fajar"), site=house.site, at=AT)
    with pytest.raises(NotFound):
        actions.rest_site(actor=house.actor("budi"), site=house.site, rest=Rest.READ_ONLY, silent_days=1, at=AT)
    with pytest.raises(InvalidInput):
        actions.rest_site(actor=SYSTEM, site=house.site, rest="awake", silent_days=1, at=AT)


def test_one_tap_wakes_it_and_leads_back_to_what_was_begun(house, client):
    rest(house)
    house.sign_in(client, "budi")
    page = client.get("/meja/kim/batang-danum/berita/", headers=DESK)
    assert page.status_code == 200
    assert "Bangunkan situs" in page.text
    typed = {"title": "KIM Batang Danum Jaya", "hue": "45", "motif": "gelombang"}
    refused = client.post("/meja/kim/batang-danum/tampilan/", typed, headers=DESK)
    assert refused.status_code == 409
    assert "/meja/kim/batang-danum/tampilan/?" in refused.text, "what was typed comes back"
    woken = client.post("/meja/kim/batang-danum/bangun/", {"lanjut": "/meja/kim/batang-danum/tampilan/"}, headers=DESK)
    assert woken["Location"] == "/meja/kim/batang-danum/tampilan/"
    assert client.post("/meja/kim/batang-danum/bangun/", {"lanjut": "https://jahat.test/"}, headers=DESK)["Location"].startswith("/meja/")
    kept = Site.objects.get(pk=house.site.pk)
    assert (kept.rest, kept.rested_on) == ("awake", None)
    assert "Bangunkan situs" not in client.get("/meja/kim/batang-danum/berita/", headers=DESK).text
    sections = {"section_0": "pages", "section_1": "news", "section_2": "about"}
    assert client.post("/meja/kim/batang-danum/tampilan/", {**typed, **sections}, headers=DESK).status_code == 302


def test_a_read_only_site_is_read_and_takes_no_comment(house, client):
    news(house)
    assert "<form" in client.get("/berita/panen-raya/", headers=SITE).text
    rest(house)
    page = client.get("/berita/panen-raya/", headers=SITE)
    assert page.status_code == 200
    assert "Panen raya" in page.text
    assert "tanggapan/" not in page.text
    sent = client.post(
        "/berita/panen-raya/tanggapan/",
        {"name": "Warga", "text": "Bagus sekali panennya.", **honest_fields()},
        headers={**SITE, "origin": "http://batang-danum.localhost"},
    )
    assert sent.status_code == 409
    actions.wake_site(actor=house.actor("budi"), site=house.site, at=AT)
    shell.forget()
    assert "<form" in client.get("/berita/panen-raya/", headers=SITE).text


def test_no_public_page_of_an_archived_site_carries_a_form(house, client):
    news(house)
    rest(house, Rest.ARCHIVED)
    paths = [
        "/",
        "/en/",
        "/berita/",
        "/berita/panen-raya/",
        "/cari/",
        "/tentang/",
        "/produk/",
        "/usulan/",
        "/sitemap.xml",
        "/umpan/atom.xml",
    ]
    answered = 0
    for path in paths:
        page = client.get(path, headers=SITE)
        assert b"<form" not in page.content.lower(), path
        assert int(page["Content-Length"]) == len(page.content), path
        answered += page.status_code == 200
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            assert "24 November 2026" in page.text, path
    assert answered >= 7
    for path in ("/berita/panen-raya/tanggapan/", "/", "/produk/apa/lapor/"):
        assert client.post(path, headers=SITE).status_code == 409
    assert client.get("/berita/panen-raya/", headers={"host": "nelayan-katingan.localhost"}).status_code == 404
    assert b"Diarsipkan" not in client.get("/", headers={"host": "nelayan-katingan.localhost"}).content


def test_coming_to_rest_moves_the_sites_pages(house):
    from betang.edge import hosts

    rest(house)
    resting = hosts.resolve("batang-danum.localhost")
    assert (resting.rest, resting.rested_on) == ("read_only", date(2026, 11, 24))
    assert Entry.objects.get(verb="hosting.site.rested").site_id == house.site.pk
    rest(house)
    assert Entry.objects.filter(verb="hosting.site.rested").count() == 1, "told twice, it rests once"
    actions.wake_site(actor=house.actor("budi"), site=house.site, at=AT)
    assert hosts.resolve("batang-danum.localhost").rest == "awake"
    entry = Entry.objects.get(verb="hosting.site.woken")
    assert (entry.site_id, entry.data) == (house.site.pk, {"group_id": str(house.group.pk), "from": "read_only"})


def test_the_name_of_an_archived_group_stays_its_own(house):
    from betang.communities import links

    rest(house, Rest.ARCHIVED)
    house.group.standing = "archived"
    house.group.save()
    assert links.is_taken("batang-danum")
