"""A site's address: changed by the coordinator, with a reason; the old one leads on for ever."""

from __future__ import annotations

import pytest

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.hosting import actions, queries
from betang.hosting.models import HostName, Site
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded


def test_the_coordinator_renames_and_nobody_else(house):
    for name in ("nobody", "ani", "citra", "dedi", "fajar"):
        with pytest.raises(NotFound):
            actions.rename_site(actor=house.actor(name), site=house.site, slug="danum-baru", reason="Nama kelompok berganti.")
    with pytest.raises(NotAllowed):
        actions.rename_site(actor=house.actor("budi"), site=house.site, slug="danum-baru", reason="Nama kelompok berganti.")
    with pytest.raises(SecondFactorNeeded):
        actions.rename_site(actor=house.actor("gita", second_factor=False), site=house.site, slug="danum-baru", reason="Nama berganti.")
    with pytest.raises(NotFound):
        actions.rename_site(actor=house.actor("gita"), site=house.far_site, slug="danum-baru", reason="Bukan wilayahnya.")
    actions.rename_site(actor=house.actor("gita"), site=house.site, slug="danum-baru", reason="Nama kelompok berganti.")
    assert queries.site_card(house.site.pk).host == "danum-baru.localhost"
    assert queries.earlier_hosts(house.site.pk) == ["batang-danum.localhost"]
    entry = Entry.objects.get(verb="hosting.site.renamed")
    assert entry.data == {"from": "batang-danum.localhost", "to": "danum-baru.localhost", "old_slug": "batang-danum"}


def test_the_old_address_leads_on_with_path_and_question(house, client):
    actions.rename_site(actor=SYSTEM, site=house.site, slug="danum-baru", reason="Nama berganti.")
    answer = client.get("/berita/padi/?halaman=2", headers={"host": "batang-danum.localhost"})
    assert answer.status_code == 301
    assert answer["Location"] == "http://danum-baru.localhost:8000/berita/padi/?halaman=2"
    english = client.get("/en/berita/", headers={"host": "batang-danum.localhost"})
    assert english["Location"] == "http://danum-baru.localhost:8000/en/berita/"


def test_an_old_address_is_never_given_to_another_but_its_own_site_may_have_it_back(house):
    actions.rename_site(actor=SYSTEM, site=house.site, slug="danum-baru", reason="Nama berganti.")
    with pytest.raises(Refused):
        actions.rename_site(actor=SYSTEM, site=house.far_site, slug="batang-danum", reason="Ingin nama itu.")
    assert not queries.is_host_free("batang-danum")
    actions.rename_site(actor=SYSTEM, site=house.site, slug="batang-danum", reason="Kembali.")
    assert queries.site_card(house.site.pk).host == "batang-danum.localhost"
    assert queries.earlier_hosts(house.site.pk) == ["danum-baru.localhost"]
    assert HostName.objects.filter(site=house.site, kind="primary").count() == 1


@pytest.mark.parametrize("slug", ["www", "diskominfo", "slot-gacor", "a", "Batang Danum!"])
def test_a_name_that_people_would_trust_wrongly_is_refused(house, slug):
    before = queries.site_card(house.site.pk).host
    with pytest.raises((InvalidInput, Refused)):
        actions.rename_site(actor=SYSTEM, site=house.site, slug=slug, reason="Uji.")
    assert queries.site_card(house.site.pk).host == before


def test_a_reason_is_owed(house):
    with pytest.raises(InvalidInput) as refused:
        actions.rename_site(actor=SYSTEM, site=house.site, slug="danum-baru", reason="  ")
    assert "reason" in refused.value.fields


def test_renaming_at_the_desk_leads_to_the_page_under_its_new_name(house, client):
    house.sign_in(client, "gita")
    answer = client.post(
        "/meja/kim/batang-danum/situs/nama/",
        {"slug": "danum-baru", "reason": "Nama berganti.", "kunci": "k1"},
        headers={"host": "localhost"},
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/meja/kim/danum-baru/situs/"
    again = client.post(
        "/meja/kim/danum-baru/situs/nama/", {"slug": "danum-baru", "reason": "Nama berganti.", "kunci": "k1"}, headers={"host": "localhost"}
    )
    assert again["Location"] == "/meja/kim/danum-baru/situs/"
    assert Entry.objects.filter(verb="hosting.site.renamed").count() == 1
    assert Site.objects.get(pk=house.site.pk).slug == "danum-baru"
