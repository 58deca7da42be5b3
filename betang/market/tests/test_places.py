"""Regions change: stalls, goods, prices and wishes are found where their land is now."""

from __future__ import annotations

from datetime import date

import pytest

from betang.audit.models import Entry
from betang.kernel import clock, fence
from betang.market.models import Commodity, OfficialPrice, OfficialSeries, PriceAlert, PriceReport, Product, Seller
from betang.market.prices.commodities import ensure
from betang.market.tests import made
from betang.notices import kinds
from betang.regions.actions.history import NewRegion, merge_regions, move_region, split_region
from betang.regions.models import Region
from betang.search.models import Document

ON, AT = date(2026, 11, 1), clock.now()
LAW = {"on": ON, "basis": "Perda 3/2026", "at": AT}


@pytest.fixture
def priced(house):
    """A stall in Mantangai's village, and prices that people and an office told of district and village."""
    ensure()
    rice = Commodity.objects.get(slug="beras-siam")
    series = OfficialSeries.objects.create(key="mingguan", name="Mingguan", publisher="Dinas")
    for code in (house.mantangai.code, house.village.code):
        for mark in ("a", "b"):
            PriceReport.objects.create(
                commodity=rice, level="consumer", region_code=code, on=ON, price_idr=16_000, source_kind="trader", at=AT, reporter_mark=mark
            )
        OfficialPrice.objects.create(series=series, commodity=rice, region_code=code, on=ON, price_idr=16_100)
        PriceAlert.objects.create(
            email="a@contoh.test",
            token_hash=code,
            commodity=rice,
            level="consumer",
            region_code=code,
            way="above",
            price_idr=17_000,
            set_at=AT,
        )
    product = made.product(house)
    with fence.open_site(house.site.pk):
        Seller.objects.update(region_code=house.village.code)
        Product.objects.update(region_code=house.village.code)
    return product


def place_of(house, product) -> set[str]:
    with fence.open_site(house.site.pk):
        found = {Seller.objects.get(pk=product.seller_id).region_code, Product.objects.get(pk=product.pk).region_code}
    return found | {Document.objects.get(kind="product", key=str(product.pk)).region_code}


def beside(house) -> Region:
    village = house.village
    return Region.objects.create(
        code=f"{house.mantangai.code}.2099", name="Mantangai Baru", level=village.level, kind=village.kind, parent=village.parent
    )


def test_what_stood_in_a_merged_village_is_found_in_the_other_and_no_voice_is_lost(house, priced):
    into, old = beside(house), house.village.code
    PriceReport.objects.create(
        commodity=Commodity.objects.get(slug="beras-siam"), level="consumer", region_code=into.code, on=ON, price_idr=15_500,
        source_kind="farmer", at=AT, reporter_mark="a",
    )  # fmt: skip
    merge_regions(actor=house.actor("eka"), regions=[house.village], into=into, **LAW)
    assert place_of(house, priced) == {into.code}
    assert not PriceReport.objects.filter(region_code=old).exists()
    assert sorted(PriceReport.objects.filter(region_code=into.code).values_list("reporter_mark", flat=True)) == ["", "a", "b"]
    assert PriceAlert.objects.filter(region_code=into.code).count() == 1
    assert OfficialPrice.objects.filter(region_code=old).count() == 1, "an office said it of the village that was"


def test_a_district_under_a_new_code_takes_everything_along(house, priced):
    move_region(actor=house.actor("eka"), region=house.mantangai, new_code="62.06.15", **LAW)
    village = "62.06.15." + house.village.code.rpartition(".")[2]
    assert place_of(house, priced) == {village}
    for model, count in ((PriceReport, 2), (PriceAlert, 1), (OfficialPrice, 1)):
        assert [model.objects.filter(region_code=code).count() for code in ("62.06.15", village)] == [count, count]


def test_a_stall_away_from_its_group_follows_its_own_village_and_the_pages_are_made_anew(house, priced):
    into = beside(house)
    with fence.open_site(house.site.pk):
        Seller.objects.update(region_code=into.code)
    last = Region.objects.create(
        code=f"{house.mantangai.code}.2098", name="Mantangai Ujung", level=into.level, kind=into.kind, parent=into.parent
    )
    merge_regions(actor=house.actor("eka"), regions=[into], into=last, **LAW)
    assert place_of(house, priced) == {last.code}
    entry = Entry.objects.get(verb="market.seller.followed")
    assert (entry.site_id, entry.data["from_code"], entry.reason) == (house.site.pk, into.code, LAW["basis"])


def test_a_split_moves_what_has_one_place_to_go_and_leaves_the_rest_as_history(house, priced):
    old = house.village.code
    parts = [NewRegion(code=f"{house.mantangai.code}.20{n}", name=f"Pecahan {n}", kind=house.village.kind) for n in (97, 98)]
    split_region(actor=house.actor("eka"), region=house.village, parts=parts, continues=False, **LAW)
    assert place_of(house, priced) == {old}
    assert PriceReport.objects.filter(region_code=old).count() == 2


@pytest.mark.parametrize(("kind", "topic"), [("market.order", "orders"), ("market.code", "codes"), ("market.permit", "market")])
def test_people_choose_apart_how_they_are_told_of_orders_codes_and_the_rest(kind, topic):
    assert kinds.topic_of(kind) == topic
    assert topic in dict(kinds.topics())


@pytest.mark.django_db
def test_what_the_product_brings_waits_for_its_table(monkeypatch, django_assert_num_queries):
    """Who migrates another package alone is not stopped by a table of the market that is not there yet."""
    from django.db import connection

    from betang.market.apps import _know_commodities

    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["search_document"])
    with django_assert_num_queries(0):
        _know_commodities()
