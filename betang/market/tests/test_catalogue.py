"""The catalogue: filters, near, seasons, paging without gaps, and its cost with many goods."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest

from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import clock, fence
from betang.kernel.errors import NotFound
from betang.market import rules
from betang.market.models import Product
from betang.market.queries import catalogue
from betang.market.queries.catalogue import Filters
from betang.market.tests import made
from betang.regions.models import Region
from betang.search import queries as search

PORTAL = {"host": "localhost"}


def many(house, count: int, **more) -> None:
    """Goods in Budi's stall and in Fajar's, made without the actions."""
    now = clock.now()
    for site, region, key in ((house.site, "62.03.05.2004", made.SELLER), (house.far_site, "62.06.01.2003", made.REPORT)):
        seller = made.seller(house, site=site, id=key)
        with fence.open_site(site.pk):
            Product.objects.bulk_create(
                Product(
                    site=site,
                    seller=seller,
                    name=f"Barang {number} {region[:5]}",
                    slug=f"barang-{number}",
                    category=("makanan", "anyaman")[number % 2],
                    price_idr=1000 + number,
                    state="shown",
                    is_public=True,
                    seller_name=seller.name,
                    region_code=region,
                    created_at=now,
                    updated_at=now,
                    shown_at=now - timedelta(minutes=number // 3),
                    season=rules.mask_of((1, 2)) if number % 4 == 0 else 0,
                    **more,
                )
                for number in range(count)
            )


def walk(page_of):
    """Every card of every page, in order."""
    seen, after = [], ""
    for _turn in range(50):
        page = page_of(after)
        seen += page.cards
        if not page.after:
            return seen
        after = page.after
    raise AssertionError("it never ends")


@pytest.fixture
def land(house):
    Region.objects.filter(code="62.03.05").update(latitude=-2.6, longitude=114.3)
    Region.objects.filter(code="62.06.01").update(latitude=-1.9, longitude=113.4)
    return house


def test_pages_follow_each_other_without_gap_or_double_with_equal_moments(house):
    many(house, 40)
    found = walk(lambda after: catalogue.across(Filters(), 5, after=after))
    assert len(found) == len({one.id for one in found}) == 80
    assert [one.shown_at for one in found] == sorted((one.shown_at for one in found), reverse=True)
    food = walk(lambda after: catalogue.across(Filters(category="makanan", region_code="62.06"), 5, after=after))
    assert len(food) == 20
    assert {one.region_code for one in food} == {"62.06.01.2003"}
    ripe = walk(lambda after: catalogue.across(Filters(month=2), 2, after=after))
    assert len(ripe) == 20
    with pytest.raises(NotFound):
        catalogue.across(Filters(), 5, after="../../etc")


def test_near_shows_the_nearest_first_and_loses_none(land):
    many(land, 30)
    seen = catalogue.overview()
    near = catalogue.near("62.06", seen)
    assert [code for code, _km in near.districts] == ["62.06.01", "62.03.05"]
    found = walk(lambda after: catalogue.nearest(Filters(near_code="62.06"), near, seen, 5, after=after))
    assert len({one.id for one in found}) == 60
    assert [one.region_code[:5] for one in found] == ["62.06"] * 30 + ["62.03"] * 30
    assert (found[0].km, found[-1].km > 80) == (0, True)
    woven = walk(lambda after: catalogue.nearest(Filters(near_code="62.06", category="anyaman"), near, seen, 5, after=after))
    assert len(woven) == 30
    with pytest.raises(NotFound):
        catalogue.near("62", seen)


def test_without_measured_places_the_own_kabupaten_comes_first(house):
    many(house, 3)
    seen = catalogue.overview()
    near = catalogue.near("62.06", seen)
    assert not near.is_measured
    assert near.districts[0][0] == "62.06.01"


def test_unmeasured_districts_count_by_the_town_of_their_kabupaten(house):
    many(house, 2)
    Region.objects.filter(code="62.03").update(seat_latitude=-3.01, seat_longitude=114.39)
    Region.objects.filter(code="62.06").update(seat_latitude=-1.87, seat_longitude=113.4)
    near = catalogue.near("62.03.05", catalogue.overview())
    assert near.is_measured
    assert near.districts[0] == ("62.03.05", 0)
    assert 150 < near.districts[1][1] < 180


def test_a_suspended_site_sells_nothing_in_the_catalogue(house, client):
    many(house, 2)
    type(house.far_site).objects.filter(pk=house.far_site.pk).update(status=SiteStatus.SUSPENDED)
    body = client.get("/produk/", headers=PORTAL).content.decode()
    assert "62.03" in body
    assert "Barang 1 62.06" not in body
    assert catalogue.overview().total == 2
    assert client.get("/produk/nelayan-katingan/barang-1/", headers=PORTAL).status_code == 404


def test_the_goods_of_a_resting_site_wait_outside_the_catalogue_until_it_wakes(house):
    many(house, 2)
    sites = type(house.far_site).objects.filter(pk=house.far_site.pk)
    for rest in (Rest.READ_ONLY, Rest.ARCHIVED):
        sites.update(rest=rest, rested_on=date(2026, 5, 1))
        assert catalogue.overview().total == 2
        assert len(catalogue.newest_across(10)) == 2
    sites.update(rest=Rest.AWAKE, rested_on=None)
    assert catalogue.overview().total == 4


def test_the_season_calendar_counts_by_shelf_and_month(house, client):
    many(house, 8)
    assert catalogue.seasons()["makanan"][:3] == [4, 4, 0]
    assert "?kategori=makanan&amp;musim=1" in client.get("/produk/musim/", headers=PORTAL).content.decode()


def test_a_search_finds_goods_by_their_words(house, client):
    made.product(house)
    body = client.get("/produk/?q=kerupuk+gabus", headers=PORTAL).content.decode()
    assert made.SECRET in body
    assert made.SECRET not in client.get("/produk/?q=rotan", headers=PORTAL).content.decode()


@pytest.mark.parametrize(
    "path",
    ["/produk/", "/produk/?kategori=makanan", "/produk/?wilayah=62.03", "/produk/?dekat=62.03.05", "/produk/?musim=1", "/produk/?q=barang"],
)
def test_a_page_costs_eight_questions_however_much_there_is(land, client, django_assert_max_num_queries, path):
    many(land, 60)
    client.get(path, headers=PORTAL)
    with django_assert_max_num_queries(8):
        body = client.get(path, headers=PORTAL).content.decode()
    assert "?q=" in path or len(re.findall(r'class="ware"', body)) == catalogue.PAGE_SIZE


def test_a_groups_home_and_menu_name_goods_only_once_there_are_some(house, client):
    site = {"host": "batang-danum.localhost"}
    assert "/produk/" not in client.get("/", headers=site).content.decode()
    from betang.web import shell

    made.product(house)
    shell.forget()
    body = client.get("/", headers=site).content.decode()
    assert made.SECRET in body
    assert 'href="/produk/"' in body


def said_by(body: str) -> dict[str, str]:
    """What a page says of its own address, wherever it says it."""
    machine = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)[1])
    shared = re.search(r'wa\.me/\?text=([^"]+)', body)
    return {
        "canonical": re.search(r'rel="canonical" href="([^"]+)"', body)[1],
        "card": re.search(r'property="og:url" content="([^"]+)"', body)[1],
        "machine": machine["url"],
        "offer": machine["offers"]["url"],
        "share": unquote(shared[1]),
    }


def test_a_product_has_one_address_wherever_it_is_read_shared_or_listed(house, client):
    row = made.product(house)
    own = f"http://batang-danum.localhost:8000/produk/{row.slug}/"
    site = {"host": "batang-danum.localhost"}
    for host, path in ((site, f"/produk/{row.slug}/"), (PORTAL, f"/produk/batang-danum/{row.slug}/")):
        said = said_by(client.get(path, headers=host).content.decode())
        assert own in said.pop("share")
        assert set(said.values()) == {own}
    for host, path in ((PORTAL, "/produk/umpan.xml"), (PORTAL, "/produk/umpan.tsv"), (site, "/produk/umpan.xml"), (site, "/sitemap.xml")):
        body = client.get(path, headers=host).content.decode()
        assert own in body, path
        assert f"/produk/batang-danum/{row.slug}/" not in body, path
    hit = search.search("kerupuk gabus", kind="product").hits[0]
    assert (hit.path, hit.site_id) == (f"/produk/{row.slug}/", house.site.pk)
