"""The demo world's orders: every state, sums that add up, buyers who do not exist, codes that can be read."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from betang.kernel import clock, fence
from betang.market.models import BuyerContact, Order, OrderLine, PaymentCode, Product, Receipt, Seller
from betang.market.ordering import placing
from betang.market.qris import emv
from betang.market.seeds import orders as seeds
from betang.market.terms import OrderState
from betang.market.tests import made, ordered


def test_half_a_year_of_orders_is_sown_and_who_orders_after_gets_the_next_number(house):
    product = made.product(house)
    now = clock.now()
    with fence.open_site(house.site.pk):
        Seller.objects.update(pay_ways=["cash", "qris"], is_sample=True)
        Product.objects.filter(pk=product.pk).update(stock=Decimal(50))
    assert seeds.sow([made.full(house.site)], now=now, showcase=80) == 80
    with fence.open_site(house.site.pk):
        rows = list(Order.objects.all())
        assert {one.state for one in rows} == set(OrderState.values)
        assert min(one.placed_at for one in rows) < now - timedelta(days=120)
        for row in rows:
            assert row.goods_idr == sum(one.amount_idr for one in OrderLine.objects.filter(order=row))
        assert all(one.total_idr == one.body["total_idr"] for one in Receipt.objects.all())
        assert Receipt.objects.exists()
        phones = [one.phone for one in BuyerContact.objects.filter(erased_at__isnull=True)]
        assert phones
        assert all(one.startswith("+62800") for one in phones)
        assert BuyerContact.objects.filter(erased_at__isnull=False).exists()
        assert not BuyerContact.objects.filter(erase_at__lte=now, erased_at__isnull=True).exists()
        for code in PaymentCode.objects.all():
            assert emv.read(code.payload).merchant_name == code.merchant_name
        assert PaymentCode.objects.filter(state="waiting").count() == 1
        product = Product.objects.select_related("seller").get(pk=product.pk)
    after = ordered.place(house, product)
    number = max(int(one.number.rpartition("/")[2]) for one in rows if f"/{clock.today().year}/" in one.number)
    assert after.number.endswith(f"{number + 1:04d}")
    assert placing.token_of(after)
