"""Two at once: the last one is sold once, one sending is one order, whichever database it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from time import sleep

import pytest
from django.db import OperationalError, connection

from betang.kernel import fence
from betang.kernel.errors import InvalidInput
from betang.market.models import BuyerContact, Order, OrderStep, Product
from betang.market.tests import made, ordered


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Each act in a thread and connection of its own; who finds SQLite busy asks again, as a request would wait."""

    def run(act: Callable[[], str]) -> str:
        try:
            for _try in range(400):
                try:
                    return act()
                except OperationalError:
                    sleep(0.02)
            raise AssertionError("never had a turn")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_buyers_take_the_last_one_and_one_sending_comes_twice(house):
    product = made.product(house, stock=Decimal(1))

    def buy(key: str, phone: str) -> Callable[[], str]:
        def act() -> str:
            try:
                return ordered.place(house, product, quantity=1, key=key, who=ordered.buyer(phone=phone)).number
            except InvalidInput as error:
                return ",".join(error.fields)

        return act

    said = at_once(buy("a", "081345678901"), buy("b", "082145678901"))
    assert sum("/P/" in one for one in said) == 1
    assert sum(one.startswith("n-") for one in said) == 1
    with fence.open_site(house.site.pk):
        assert Order.objects.count() == BuyerContact.objects.count() == OrderStep.objects.count() == 1
        assert Product.objects.get(pk=product.pk).stock == 0
        Product.objects.filter(pk=product.pk).update(stock=Decimal(9))

    said = at_once(buy("c", "081345678901"), buy("c", "081345678901"))
    assert said[0] == said[1]
    with fence.open_site(house.site.pk):
        assert Order.objects.count() == 2
        assert Product.objects.get(pk=product.pk).stock == 8
