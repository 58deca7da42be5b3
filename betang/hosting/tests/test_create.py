"""A site is made with its name, in one go, or not at all."""

from __future__ import annotations

import time

import pytest

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.communities.models import Group
from betang.hosting import actions, queries
from betang.hosting.models import HostName, Site
from betang.kernel.errors import InvalidInput, NotFound, Refused, SecondFactorNeeded


@pytest.fixture
def new_group(house):
    return Group.objects.create(name="KIM Danau Sembuluh", slug="danau-sembuluh", region=house.village)


def test_a_coordinator_gives_a_group_its_site_and_nobody_else_does(house, new_group):
    for name in ("nobody", "ani", "budi", "citra", "dedi", "fajar"):
        with pytest.raises(NotFound):
            actions.create_site(actor=house.actor(name), group=new_group, slug="danau-sembuluh", title="KIM Danau Sembuluh")
    with pytest.raises(SecondFactorNeeded):
        actions.create_site(actor=house.actor("gita", second_factor=False), group=new_group, slug="danau-sembuluh", title="x")
    site = actions.create_site(actor=house.actor("gita"), group=new_group, slug="danau-sembuluh", title="KIM Danau Sembuluh")
    card = queries.site_card(site.pk)
    assert (card.host, card.slug, card.group_slug, card.region_code) == (
        "danau-sembuluh.localhost", "danau-sembuluh", "danau-sembuluh", "62.03.05.2004",
    )  # fmt: skip
    entry = Entry.objects.get(subject_id=site.pk)
    assert (entry.verb, entry.site_id, entry.data) == ("hosting.site.created", site.pk, {"host": "danau-sembuluh.localhost"})


@pytest.mark.parametrize("slug", ["", "Danau", "danau_x", "-danau", "danau-", "a.b", "x" * 64, "danau\n"])
def test_a_name_that_no_host_can_have_is_refused(house, new_group, slug):
    with pytest.raises(InvalidInput):
        actions.create_site(actor=SYSTEM, group=new_group, slug=slug, title="x")


def test_a_taken_name_and_a_second_site_are_refused_and_leave_nothing(house, new_group):
    with pytest.raises(Refused):
        actions.create_site(actor=SYSTEM, group=new_group, slug="batang-danum", title="x")
    with pytest.raises(Refused):
        actions.create_site(actor=SYSTEM, group=house.group, slug="batang-lain", title="x")
    assert Site.objects.count() == 2
    assert HostName.objects.count() == 2
    assert not Entry.objects.filter(verb="hosting.site.created").exists()


def test_a_thousand_sites_are_made_within_a_second_or_so_and_each_has_its_entry(house):
    Group.objects.bulk_create(Group(name=f"KIM {n}", slug=f"kim-{n}", region=house.village) for n in range(1000))
    rows = [(pk, slug, name) for pk, slug, name in Group.objects.filter(slug__startswith="kim-").values_list("pk", "slug", "name")]
    began = time.perf_counter()
    sites = actions.create_sites_in_bulk(rows, actor=SYSTEM)
    assert time.perf_counter() - began < 5  # the rate itself is measured by bench/sites.py
    assert len(sites) == Site.objects.filter(slug__startswith="kim-").count() == 1000
    assert Entry.objects.filter(verb="hosting.site.created").count() == 1000
    assert queries.hosts_of([sites[7].pk]) == {sites[7].pk: f"{sites[7].slug}.localhost"}
    with pytest.raises(NotFound):
        actions.create_sites_in_bulk([], actor=house.actor("eka"))


def test_sites_of_an_actor_are_those_of_their_groups(house, django_assert_num_queries):
    budi, ani = house.actor("budi"), house.actor("ani")
    with django_assert_num_queries(1):
        assert [card.slug for card in queries.sites_of_actor(budi)] == ["batang-danum"]
    with django_assert_num_queries(0):
        assert queries.sites_of_actor(ani) == []
