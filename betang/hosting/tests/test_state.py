"""Suspended: nothing but the reason; reopened: as before. And the look, which is the group's own."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.hosting import actions, queries
from betang.hosting.models import Site
from betang.hosting.terms import Section
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded

REASON = "Halaman depan diubah orang lain; sedang dibersihkan."


def test_a_suspended_site_shows_its_reason_and_nothing_of_its_content(house, client):
    actions.suspend_site(actor=house.actor("gita"), site=house.site, reason=REASON)
    for path in ("/", "/berita/", "/en/", "/umpan/berita.xml", "/sitemap.xml", "/cari/?q=padi", "/-/logo/x.webp", "/tidak-ada/"):
        answer = client.get(path, headers={"host": "batang-danum.localhost"})
        assert answer.status_code == 503, path
        assert REASON.encode() in answer.content
        assert answer["Retry-After"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Cache-Control"] == "no-store"
    answer = client.get("/", headers={"host": "batang-danum.localhost"})
    assert b"Situs ini ditutup untuk sementara" in answer.content
    assert b"This site is closed for now" in client.get("/en/", headers={"host": "batang-danum.localhost"}).content
    actions.reopen_site(actor=house.actor("gita"), site=house.site, reason="Sudah bersih.")
    assert client.get("/", headers={"host": "batang-danum.localhost"}).status_code != 503


def test_an_archived_site_is_gone(house, client):
    Site.objects.filter(pk=house.site.pk).update(status="archived")
    assert client.get("/", headers={"host": "batang-danum.localhost"}).status_code == 410


def test_who_may_suspend(house):
    for name in ("nobody", "ani", "citra", "dedi", "fajar"):
        with pytest.raises(NotFound):
            actions.suspend_site(actor=house.actor(name), site=house.site, reason=REASON)
    with pytest.raises(NotAllowed):
        actions.suspend_site(actor=house.actor("budi"), site=house.site, reason=REASON)
    with pytest.raises(SecondFactorNeeded):
        actions.suspend_site(actor=house.actor("eka", second_factor=False), site=house.site, reason=REASON)
    with pytest.raises(NotFound):
        actions.suspend_site(actor=house.actor("gita"), site=house.far_site, reason=REASON)
    actions.suspend_site(actor=house.actor("eka"), site=house.far_site, reason=REASON)
    with pytest.raises(Refused):
        actions.suspend_site(actor=house.actor("eka"), site=house.far_site, reason=REASON)
    with pytest.raises(NotAllowed):
        actions.reopen_site(actor=house.actor("fajar"), site=house.far_site, reason="Sudah.")
    entry = Entry.objects.get(verb="hosting.site.suspended")
    assert (entry.reason, entry.is_public, entry.site_id) == (REASON, True, house.far_site.pk)


def test_the_reason_is_public_and_holds_nobodys_data(house):
    with pytest.raises(InvalidInput):
        actions.suspend_site(actor=SYSTEM, site=house.site, reason="pendek")
    with pytest.raises(InvalidInput):
        actions.suspend_site(actor=SYSTEM, site=house.site, reason="Hubungi Pak Contoh di 0812 3456 7890 untuk kata sandinya.")


def test_the_group_sees_what_waits(house):
    assert queries.waiting_for(house.actor("budi")) == []
    actions.suspend_site(actor=SYSTEM, site=house.site, reason=REASON)
    (line,) = queries.waiting_for(house.actor("budi"))
    assert line.detail == REASON
    assert line.url == "/meja/kim/batang-danum/situs/"
    assert queries.waiting_for(house.actor("fajar")) == []


def dress(house, name, **changes):
    given = {"title": "KIM Batang Danum", "hue": 45, "motif": "talawang", "sections": ["about", "news"]} | changes
    return actions.change_look(actor=house.actor(name), site=house.site, **given)


def test_the_groups_editor_dresses_its_site_and_a_stranger_does_not(house):
    for name in ("nobody", "ani", "citra", "dedi", "eka", "gita", "fajar"):
        with pytest.raises(NotFound):
            dress(house, name)
    dressed = dress(house, "budi")
    assert (dressed.hue, dressed.motif, dressed.sections[:2]) == (45, "talawang", ["about", "news"])
    assert sorted(dressed.sections) == sorted(Section.values), "no section is lost"
    count = Entry.objects.filter(verb="hosting.site.dressed").count()
    dress(house, "budi")
    assert Entry.objects.filter(verb="hosting.site.dressed").count() == count, "what changes nothing leaves no entry"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": "x"}, "title"), ({"title": "SLOT GACOR MAXWIN"}, "title"), ({"hue": 400}, "hue"), ({"motif": "hati"}, "motif")],
)
def test_a_look_that_the_house_does_not_know_is_refused(house, changes, field):
    with pytest.raises(InvalidInput) as refused:
        dress(house, "budi", **changes)
    assert field in refused.value.fields


def picture(size=(1600, 900), mode="RGB", kind="JPEG") -> io.BytesIO:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret of the camera"
    Image.new(mode, size, "teal").save(out, kind, exif=exif)
    out.seek(0)
    out.name = "logo.jpg"
    return out


def test_a_logo_is_made_anew_and_served_on_its_own_host_only(house, client, settings, tmp_path):
    dress(house, "budi", logo=picture())
    card = queries.site_card(house.site.pk)
    answer = client.get(card.logo_url, headers={"host": "batang-danum.localhost"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert b"secret" not in answer.content
    with Image.open(io.BytesIO(answer.content)) as made:
        assert made.size == (512, 288)
    assert client.get(card.logo_url, headers={"host": "nelayan-katingan.localhost"}).status_code == 404
    assert client.get(card.logo_url, headers={"host": "localhost"}).status_code == 404
    dress(house, "budi", removes_logo=True)
    assert client.get(card.logo_url, headers={"host": "batang-danum.localhost"}).status_code == 404


def test_what_is_no_picture_is_no_logo(house):
    for data in (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a", b""):
        with pytest.raises(InvalidInput) as refused:
            dress(house, "budi", logo=io.BytesIO(data))
        assert "logo" in refused.value.fields


def test_the_desk_shows_a_look_before_it_is_kept(house, client):
    house.sign_in(client, "budi")
    sections = {"section_0": "pages", "section_1": "news", "section_2": "about"}
    typed = {"title": "KIM Batang Danum Jaya", "hue": "45", "motif": "gelombang", **sections}
    page = client.post("/meja/kim/batang-danum/tampilan/", {**typed, "lihat": "1"}, headers={"host": "localhost"})
    assert b'data-hue="45" data-motif="gelombang"' in page.content
    assert "KIM Batang Danum Jaya" in page.text
    assert Site.objects.get(pk=house.site.pk).title == "KIM Batang Danum"
    assert client.post("/meja/kim/batang-danum/tampilan/", typed, headers={"host": "localhost"}).status_code == 302
    kept = Site.objects.get(pk=house.site.pk)
    assert (kept.title, kept.hue, kept.motif, kept.sections[:3]) == ("KIM Batang Danum Jaya", 45, "gelombang", ["pages", "news", "about"])


def test_a_coordinators_list_ends_at_the_border_of_the_region(house, django_assert_num_queries):
    gita = house.actor("gita")
    with django_assert_num_queries(2):
        page = queries.sites_over(gita)
    assert [card.slug for card in page.cards] == ["batang-danum"]
    assert [card.slug for card in queries.sites_over(house.actor("eka")).cards] == ["batang-danum", "nelayan-katingan"]
    assert queries.sites_over(house.actor("eka"), words="nelayan").total == 1
    assert queries.sites_over(house.actor("budi")).total == 0
