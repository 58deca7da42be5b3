"""The demo's goods: a stall sells what its name says, in packs that fit their price, in words that the market itself lets pass."""

from __future__ import annotations

from decimal import Decimal

import pytest

from betang.market import seeds, wording
from betang.market.seeds import Variant
from betang.market.terms import Category, Measure, Supply, Unit

KINDS = ("women", "farmer", "fisher", "youth", "culture", "environment", "small_business", "tourism", "general")


def test_every_ware_is_written_in_the_words_of_the_market():
    for ware in seeds.wares():
        assert (ware.category in Category.values, ware.unit in Unit.values, ware.supply in Supply.values) == (True, True, True), ware
        assert ware.trade in seeds.TRADES
        assert not ware.months or ware.supply == Supply.SEASON, "what is kept all year has no season"
        for one in ware.variants:
            assert one.unit in ("", *Unit.values), ware
            assert one.measure in ("", *Measure.values), ware
        assert not wording.refused(wording.look({"name": ware.name, "words": ware.words})), ware


def test_a_variant_may_bring_its_own_pack():
    assert Variant.read("karung 25 kg +2250@karung,25,kg") == Variant("karung 25 kg", 2250, "karung", Decimal(25), "kg")
    assert Variant.read("kecil -30") == Variant("kecil", -30)
    assert Variant.read("6 orang") == Variant("6 orang")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stall_does_one_thing_and_the_next_one_something_else(kind):
    stock = seeds.wares()
    fitting = [one for one in stock if kind in one.kinds] or [one for one in stock if "general" in one.kinds]
    stalls = [seeds._of_one_trade(fitting, stock, number) for number in range(2)]
    assert [len({one.trade for one in wares}) for wares in stalls] == [1, 1]
    assert all(wares for wares in stalls)
    assert stalls[0] != stalls[1] or len({one.trade for one in fitting}) == 1
    assert fitting[0] in stalls[0], "the first stall begins with what the group itself is about"


def test_a_pack_costs_about_what_its_content_does():
    for ware in seeds.wares():
        for one in ware.variants:
            if one.content and one.measure in (Measure.PIECES, Measure.KILOGRAM) and not ware.content:
                apiece = ware.price_idr * (100 + one.percent) / 100 / float(one.content)
                assert 0.7 <= apiece / ware.price_idr <= 1.05, (ware.name, one.label)
