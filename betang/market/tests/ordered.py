"""What tests of orders need made: an order, a paid one, one of another group, a payment code."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from betang.accounts.tokens import link_token
from betang.kernel import clock, fence
from betang.market.models import Order, PaymentCode, Product
from betang.market.ordering import handling, placing
from betang.market.ordering.placing import Buyer, Wish
from betang.market.qris import actions as qris
from betang.market.terms import StepKind
from betang.market.tests import made

ORDER = UUID("0193b000-0000-7000-8000-000000000011")
CODE = UUID("0193b000-0000-7000-8000-000000000012")
FAR_SELLER = UUID("0193b000-0000-7000-8000-000000000013")
FAR_PRODUCT = UUID("0193b000-0000-7000-8000-000000000014")
BUYER = "Wulan Pembeli"
PHONE = "0813 4567 8901"
NUMBER = "/P/2"


def token() -> str:
    return link_token(ORDER, placing.SERIAL)


def buyer(**more) -> Buyer:
    return Buyer(**{"name": BUYER, "phone": PHONE, "address": "Jalan Titian 3, Kuala Kurun", "region_code": "62.10", **more})


def wish(*products: Product, quantity: str | int = 2, **more) -> Wish:
    return Wish(**{"quantities": {one.pk: Decimal(quantity) for one in products}, "way": "ambil", **more})


def place(house, product: Product, *, quantity: str | int = 2, at=None, who=None, key="", has_consent=True, **more) -> Order:
    site = made.full(type(house.site).objects.get(pk=product.site_id))
    with fence.open_site(site.pk):
        return placing.place(
            site=site,
            seller=product.seller,
            wish=wish(product, quantity=quantity, **more),
            buyer=who or buyer(),
            has_consent=has_consent,
            sending_key=key,
            at=at or clock.now(),
        )


def order(house, *, product=None) -> Order:
    """An order at Budi's group, whose key is `ORDER`."""
    from unittest.mock import patch

    product = product or made.product(house)
    with patch("betang.market.ordering.placing.uuid7", return_value=ORDER):
        return place(house, product)


def far_order(house) -> Order:
    """An order at Fajar's group."""
    seller = made.seller(house, site=house.far_site, id=FAR_SELLER)
    return order(house, product=made.product(house, of=seller, id=FAR_PRODUCT))


def _paid(house, row: Order) -> Order:
    who = house.actor("fajar" if row.site_id == house.far_site.pk else "budi")
    site = made.full(type(house.site).objects.get(pk=row.site_id))
    with fence.open_site(row.site_id):
        handling.move_order(actor=who, site=site, order=row, step=StepKind.HANDED_OVER, at=clock.now())
        return handling.mark_paid(actor=who, site=site, order=row, way="cash", at=clock.now())


def paid_order(house) -> Order:
    """The same, handed over and paid: its receipt is given."""
    return _paid(house, order(house))


def far_paid_order(house) -> Order:
    """The same at Fajar's group."""
    return _paid(house, far_order(house))


def tlv(*fields: tuple[str, str]) -> str:
    """Tags and values as a payload has them: made here, not with the code that is tested."""
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields)


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE by a table of 256 entries."""
    table = []
    for byte in range(256):
        value = byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        table.append(value & 0xFFFF)
    value = 0xFFFF
    for byte in text.encode():
        value = ((value << 8) & 0xFFFF) ^ table[(value >> 8) ^ byte]
    return f"{value:04X}"


def payload(name: str = "SITI AMINAH", *, change=None, drop=(), nmid: str = "ID1020000000001", city: str = "KAPUAS") -> str:
    """A static code of a merchant who does not exist, built as banks build theirs."""
    fields = {
        "00": "01",
        "01": "11",
        "26": tlv(("00", "ID.CO.CONTOH.WWW"), ("01", "936009990000000001"), ("02", "000000000000001"), ("03", "UMI")),
        "51": tlv(("00", "ID.CO.QRIS.WWW"), ("02", nmid), ("03", "UMI")),
        "52": "5411",
        "53": "360",
        "58": "ID",
        "59": name,
        "60": city,
        "61": "73511",
        "62": tlv(("07", "A01")),
    }
    fields = {tag: value for tag, value in {**fields, **(change or {})}.items() if tag not in drop}
    body = tlv(*sorted(fields.items())) + "6304"
    return body + crc(body)


def code(house, *, text: str | None = None) -> PaymentCode:
    """A code of Budi's seller, whose key is `CODE`."""
    row = made.seller(house)
    with fence.open_site(row.site_id):
        kept = qris.add_code(
            actor=house.actor("budi"), site=made.full(house.site), seller=row, payload=text or payload(), source="text", at=clock.now()
        )
        PaymentCode.objects.filter(pk=kept.pk).update(id=CODE)
        return PaymentCode.objects.get(pk=CODE)
