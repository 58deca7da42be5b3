"""What everybody sees: the register, one group, and nothing that is nobody's business."""

from __future__ import annotations

from datetime import date

import pytest

from betang.communities import links, queries
from betang.communities.models import Group, Member, Officer
from betang.communities.terms import GroupKind, OfficerRole, Standing
from betang.communities.tests.worlds import AT, approved
from betang.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


def many(house, count=50):
    for one in range(count):
        Group.objects.create(
            name=f"KIM Uji {one:02d}",
            slug=f"uji-{one:02d}",
            region=house.village if one % 2 else house.far_village,
            kind=GroupKind.FARMER,
            standing=Standing.VERIFIED,
            register_number=f"62.03/KIM/2025/{one:04d}",
        )


@pytest.mark.parametrize("count", [0, 50])
def test_the_register_costs_five_queries_whatever_its_size(house, client, count, django_assert_max_num_queries):
    many(house, count)
    client.get("/kim/", headers=HOST)
    with django_assert_max_num_queries(7):  # five of the page, and the two that find the house and its menu
        answer = client.get("/kim/", headers=HOST)
    assert answer.status_code == 200
    with django_assert_max_num_queries(5):
        assert queries.register().total == count + 2


def test_pages_follow_each_other_forth_and_back(house):
    many(house)
    first = queries.register()
    assert len(first.lines) == 20
    assert first.total == 52
    assert not first.previous_before
    second = queries.register(after=first.next_after)
    third = queries.register(after=second.next_after)
    assert len(third.lines) == 12
    assert not third.next_after
    names = [line.name for page in (first, second, third) for line in page.lines]
    assert names == sorted(names)
    assert len(set(names)) == 52
    assert queries.register(before=third.previous_before).lines == second.lines
    assert queries.register(before=second.previous_before).lines == first.lines
    assert queries.register(after="nonsense").lines == first.lines


def test_filters_stand_in_the_address(house, client):
    many(house, 10)
    assert queries.register(region_code="62.03").total == 6
    assert queries.register(region_code="62.0").total == 0
    assert queries.register(kind="fisher").total == 1
    assert queries.register(standing="active").total == 2
    assert queries.register(q="batang danum").total == 1
    page = client.get("/kim/?wilayah=62.06&jenis=fisher", headers=HOST).content.decode()
    assert "KIM Nelayan Katingan" in page
    assert "KIM Batang Danum" not in page
    assert client.get("/kim/?jenis=%3Cscript%3E&setelah=x", headers=HOST).status_code == 200


def test_a_page_with_free_words_is_not_kept(house, client):
    assert client.get("/kim/?wilayah=62.03", headers=HOST).status_code == 200
    from django.test import RequestFactory

    from betang.communities.views.public import register

    request = RequestFactory().get("/kim/?wilayah=62.03")
    assert getattr(register(request), "keep", False)
    assert not getattr(register(RequestFactory().get("/kim/?q=danum")), "keep", False)


def test_one_group_shows_officers_and_counts_members(house, client):
    group = approved(house)
    page = client.get(f"/kim/{group.slug}/", headers=HOST).content.decode()
    for seen in ("KIM Tani Basarang Jaya", "Sari Contoh", "62.03/KIM/2026/0001", "141/12/SK/2026", "Desa Mantangai Hilir"):
        assert seen in page
    for hidden in ("Agus Contoh", "Lina Contoh", "081234567890", "6281234567890", "dodi@contoh.test"):
        assert hidden not in page
    card = queries.group_card(group.slug)
    assert card.member_count == 7
    assert card.decree_on == date(2026, 9, 1)


def test_an_address_is_public_only_when_the_group_says_so(house, client):
    house.group.address = "Jalan Lintas 5, rumah Bu Rina"
    house.group.save()
    assert "Jalan Lintas 5" not in client.get("/kim/batang-danum/", headers=HOST).content.decode()
    house.group.is_address_public = True
    house.group.save()
    assert "Jalan Lintas 5" in client.get("/kim/batang-danum/", headers=HOST).content.decode()


def test_former_officers_and_members_who_left_are_gone(house):
    Officer.objects.create(
        group=house.group, role=OfficerRole.SECRETARY, name="Dulu Contoh", from_on=date(2023, 1, 1), until_on=date(2024, 1, 1)
    )
    Member.objects.create(group=house.group, name="Pergi", joined_on=date(2024, 1, 1), left_on=date(2025, 1, 1))
    card = queries.group_card("batang-danum")
    assert [one.name for one in card.officers] == ["Rina Contoh"]
    assert card.member_count == 0


def test_what_is_not_registered_does_not_exist(house, client):
    Group.objects.create(name="Belum", slug="belum-terdaftar", region=house.village, standing=Standing.APPLIED)
    assert client.get("/kim/belum-terdaftar/", headers=HOST).status_code == 404
    assert client.get("/kim/tidak-ada/", headers=HOST).status_code == 404
    with pytest.raises(NotFound):
        queries.group_card("belum-terdaftar")
    assert "Belum" not in [line.name for line in queries.register().lines]


def test_an_archived_group_keeps_its_page_but_not_its_place_in_the_list(house, client):
    house.group.standing = Standing.ARCHIVED
    house.group.save()
    assert client.get("/kim/batang-danum/", headers=HOST).status_code == 200
    assert queries.register().total == 1


def test_a_site_is_linked_where_there_is_one(house, monkeypatch):
    def sites(group_ids):
        return {
            group_id: links.SiteLink(house.site.pk, "http://batang-danum.localhost/")
            for group_id in group_ids
            if group_id == house.group.pk
        }

    monkeypatch.setattr(links, "_resolvers", [sites])
    assert {line.name: line.url for line in queries.register().lines} == {
        "KIM Batang Danum": "http://batang-danum.localhost/",
        "KIM Nelayan Katingan": "",
    }
    card = queries.group_card("batang-danum")
    assert (card.site_url, card.site_id) == ("http://batang-danum.localhost/", house.site.pk)


def test_counts_by_region_at_every_level(house):
    assert queries.counts_by_region() == {"62.03": 1, "62.06": 1}
    assert queries.counts_by_region("province") == {"62": 2}
    assert queries.counts_by_region("district") == {"62.03.05": 1, "62.06.01": 1}
    assert queries.counts_by_region("village") == {"62.03.05.2004": 1, "62.06.01.2003": 1}
    house.group.standing = Standing.ARCHIVED
    house.group.save()
    assert queries.counts_by_region() == {"62.06": 1}
    assert queries.standing_counts() == {"active": 1}


def test_the_register_speaks_english_too(house, client):
    assert "Register of KIMs" in client.get("/en/kim/", headers=HOST).content.decode()
    assert "Officers" in client.get("/en/kim/batang-danum/", headers=HOST).content.decode()


def test_time_is_told_in_the_place_of_the_group(house, client):
    group = approved(house, AT)
    assert "24 November 2026" in client.get(f"/kim/{group.slug}/", headers=HOST).content.decode()
