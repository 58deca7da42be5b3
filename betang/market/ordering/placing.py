"""Placing an order: checked against what is really there, reserved, numbered, written down once. WhatsApp comes after."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from betang.accounts.actors import NOBODY
from betang.accounts.phones import normal_phone
from betang.accounts.tokens import link_token, token_hash
from betang.audit import trail
from betang.communities.actions.numbers import next_number
from betang.guard.text import check_fields, refused
from betang.guard.words import tidy_line
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused, TooMany
from betang.kernel.ids import uuid7
from betang.kernel.money import rupiah
from betang.market.models import BuyerContact, DeliveryWay, Order, OrderLine, OrderStep, Product, Seller
from betang.market.ordering import rules, telling
from betang.market.ordering.rules import Offer, Trouble
from betang.market.queries.catalogue import unit_words
from betang.market.rules import amount_of, months_of
from betang.market.terms import NOTE_LENGTH, OrderState, SellerState, StepKind, WayKind
from betang.ui.formats import number as shown_number

NUMBER_PATTERN = "{kode}/P/{tahun}/{nomor}"
SERIES = "market.order"
SERIAL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who orders, as typed."""

    name: str
    phone: str
    address: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is ordered, as typed. `way` is a key of one of the seller's ways; `quantities` are by product."""

    quantities: Mapping[UUID, Decimal]
    way: str = ""
    note: str = ""
    wanted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it would stand in the ledger."""

    product: Product
    name: str
    unit: str
    quantity: Decimal
    price_idr: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A checked order, not written yet: this is what the buyer looks at before sending."""

    lines: tuple[Line, ...]
    way: str
    way_note: str
    goods_idr: int
    delivery_idr: int | None
    total_idr: int
    buyer: Buyer
    note: str
    wanted_on: date | None


class ChangedMeanwhile(Refused):
    """A price, a way or the stock is not what the buyer saw."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("A price has changed since you looked. Look at the sum again before you send."))
        self.draft = draft


def field_of(product_id: UUID) -> str:
    """The name of a product's field in the form."""
    return f"n-{product_id.hex}"


def offer_of(row: Product) -> Offer:
    """A product as the rules see it."""
    return Offer(
        unit=row.unit,
        supply=row.supply,
        stock=row.stock,
        season=row.season,
        min_order=row.min_order,
        capacity=row.capacity,
        price_idr=row.price_idr,
        is_public=row.is_public,
    )


def amount_words(value: Decimal) -> str:
    """`2`, `0,5`, `1.250`."""
    whole = value == value.to_integral_value()
    return shown_number(int(value)) if whole else f"{value.normalize():f}".replace(".", ",")


def _why(trouble: Trouble, row: Product) -> str:
    months = ", ".join(str(MONTHS[one]) for one in months_of(row.season))
    unit = row.get_unit_display()
    return {
        Trouble.GONE: _("This product is not sold any more."),
        Trouble.LATER: _("It is not its season. It comes in: %(months)s.") % {"months": months},
        Trouble.SOLD_OUT: _("It is sold out just now."),
        Trouble.WHOLE: _("Only whole numbers: %(unit)s cannot be divided.") % {"unit": unit},
        Trouble.LEAST: _("At least %(count)s %(unit)s.") % {"count": amount_words(row.min_order), "unit": unit},
        Trouble.STOCK: _("Only %(count)s left.") % {"count": amount_words(row.stock or Decimal(0))},
        Trouble.CAPACITY: _("At most %(count)s %(unit)s can be made in a month.")
        % {"count": amount_words(row.capacity or Decimal(0)), "unit": unit},
        Trouble.LARGE: _("This number is too large."),
    }[trouble]


def ways_of(seller: Seller) -> list[DeliveryWay]:
    """How the seller's goods reach a buyer. A seller that noted nothing hands over at its own place. One query."""
    return list(seller.ways.all()) or [DeliveryWay(id=None, seller=seller, kind=WayKind.PICK_UP, where="", fee_idr=0)]


def way_key(way: DeliveryWay) -> str:
    """What the form sends for a way."""
    return way.pk.hex if way.pk else WayKind.PICK_UP.value


def way_words(way: DeliveryWay) -> str:
    """A way in words: `By boat: to Kuala Kapuas`."""
    return f"{way.get_kind_display()}: {way.where}" if way.where else str(way.get_kind_display())


def mobile(text: str) -> str:
    """An Indonesian mobile number in E.164; raises `InvalidInput`. A landline has no WhatsApp, and sends no word when the boat leaves."""
    number = normal_phone(text)
    if not number.startswith("+628"):
        message = _("This is not an Indonesian mobile number. Type it like 0812 3456 7890.")
        raise InvalidInput(message, fields={"phone": message})
    return number


def phone_mark(phone: str) -> str:
    """A keyed hash by which orders of one number are counted without reading it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"market.buyer\0{phone}".encode(), sha256).hexdigest()


def check(*, seller: Seller, wish: Wish, buyer: Buyer, products: Sequence[Product], at: datetime) -> Draft:
    """The order as it would be written, or `InvalidInput` with a word for each field. Reads the ways: one query."""
    wrong: dict[str, str] = {}
    by_id = {one.pk: one for one in products}
    local = at.astimezone(clock.zone())
    lines: list[Line] = []
    for key, quantity in wish.quantities.items():
        row = by_id.get(key)
        if row is None:
            wrong[field_of(key)] = _("This product is not sold any more.")
            continue
        trouble = rules.trouble_of(offer_of(row), quantity, local.month)
        if trouble is not None:
            wrong[field_of(key)] = _why(trouble, row)
            continue
        lines.append(
            Line(
                product=row,
                name=row.name,
                unit=unit_words(row.unit, row.content, row.content_measure)[:40],
                quantity=quantity,
                price_idr=row.price_idr,
                amount_idr=amount_of(quantity, row.price_idr),
            )
        )
    if not wish.quantities:
        wrong["quantities"] = _("Say how many you want of at least one product.")
    elif len(lines) > rules.LINES_MAX:
        wrong["quantities"] = _("At most %(count)d different products in one order.") % {"count": rules.LINES_MAX}
    goods = sum(one.amount_idr for one in lines)
    if lines and not wrong and goods < seller.min_order_idr:
        wrong["quantities"] = _("This seller takes orders from %(sum)s on. Yours is %(yours)s.") % {
            "sum": rupiah(seller.min_order_idr),
            "yours": rupiah(goods),
        }
    way = next((one for one in ways_of(seller) if way_key(one) == wish.way), None)
    if way is None:
        wrong["way"] = _("Choose how the goods come to you.")
    tidy = _tidy_buyer(buyer, is_brought=way is not None and rules.is_brought(way.kind), wrong=wrong)
    note = tidy_line(wish.note)
    if len(note) > NOTE_LENGTH:
        wrong["note"] = _("At most %(limit)s letters.") % {"limit": NOTE_LENGTH}
    if refused(check_fields({"note": note, "name": tidy.name, "address": tidy.address})):
        wrong["note"] = _("This reads like an advertisement. Write only what the seller needs to know.")
    if wish.wanted_on is not None and not rules.is_wanted_on(wish.wanted_on, local.date()):
        wrong["wanted_on"] = _("Choose a day from today on.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    assert way is not None
    return Draft(
        lines=tuple(lines),
        way=way.kind,
        way_note=_way_note(way),
        goods_idr=goods,
        delivery_idr=way.fee_idr,
        total_idr=goods + (way.fee_idr or 0),
        buyer=tidy,
        note=note,
        wanted_on=wish.wanted_on,
    )


def _way_note(way: DeliveryWay) -> str:
    return str(way.where)[:NOTE_LENGTH]


def _tidy_buyer(buyer: Buyer, *, is_brought: bool, wrong: dict[str, str]) -> Buyer:
    name, address, phone = tidy_line(buyer.name), tidy_line(buyer.address), ""
    if not 2 <= len(name) <= 120:
        wrong["name"] = _("Write your name, so that the seller knows whom to ask for.")
    try:
        phone = mobile(buyer.phone)
    except InvalidInput as error:
        wrong["phone"] = error.message
    if is_brought and len(address) < 8:
        wrong["address"] = _("Where to? Village, RT, and what one sees from the road or the river.")
    if len(address) > NOTE_LENGTH:
        wrong["address"] = _("At most %(limit)s letters.") % {"limit": NOTE_LENGTH}
    return Buyer(name=name, phone=phone, address=address, region_code=buyer.region_code[:13])


def goods_of(seller: Seller, *, limit: int = 60) -> list[Product]:
    """What can be ordered of a seller at this moment, newest first. One query."""
    return list(Product.objects.filter(seller=seller, is_public=True).order_by("-shown_at", "-id")[:limit])


def token_of(order: Order) -> str:
    """The secret of the buyer's link. Made from the row's key and the installation's secret: nobody keeps it."""
    return link_token(order.pk, SERIAL)


def place(
    *,
    site: Site,
    seller: Seller,
    wish: Wish,
    buyer: Buyer,
    has_consent: bool,
    seen_idr: int | None = None,
    sending_key: str = "",
    at: datetime,
) -> Order:
    """Write an order down: number, secret link, lines at the price of the moment, stock reserved, seller told. Sent twice, it is one order.

    `seen_idr` is the sum that the buyer looked at; where it is another by now `ChangedMeanwhile` shows the new one. Counted stock is taken
    under a lock, so that of two buyers of the last one the second is told. Law: UU 27/2022 art. 20(2)(a), 20(2)(b), 22
    """
    try:
        return _place(
            site=site, seller=seller, wish=wish, buyer=buyer, has_consent=has_consent, seen_idr=seen_idr, sending_key=sending_key, at=at
        )
    except IntegrityError:
        there = _sent_before(seller, sending_key)
        if there is None:
            raise
        return there


def _sent_before(seller: Seller, sending_key: str) -> Order | None:
    return Order.objects.filter(seller=seller, sending_key=sending_key).first() if sending_key else None


@transaction.atomic
def _place(
    *, site: Site, seller: Seller, wish: Wish, buyer: Buyer, has_consent: bool, seen_idr: int | None, sending_key: str, at: datetime
) -> Order:
    sending_key = sending_key[:80]
    there = _sent_before(seller, sending_key)
    if there is not None:
        return there
    row: Seller = Seller.objects.get(pk=seller.pk)
    if row.state != SellerState.ADMITTED:
        raise Refused(_("This stall takes no orders just now."))
    if not has_consent:
        message = _("Tick this, so that the seller may see your name and number.")
        raise InvalidInput(_("Something is not right yet."), fields={"consent": message})
    products = list(
        Product.objects.select_for_update(of=("self",)).filter(seller=row, pk__in=list(wish.quantities), is_public=True).order_by("pk")
    )
    draft = check(seller=row, wish=wish, buyer=buyer, products=products, at=at)
    if seen_idr is not None and seen_idr != draft.total_idr:
        raise ChangedMeanwhile(draft)
    mark = phone_mark(draft.buyer.phone)
    if BuyerContact.objects.filter(phone_mark=mark, order__seller=row, order__state=OrderState.NEW).count() >= rules.OPEN_ORDERS_MAX:
        raise TooMany(
            _("This number has several orders here that the seller has not answered yet."),
            retry_after_s=86_400,
            hint=_("Wait for the answer, or ask the seller about them in WhatsApp."),
        )
    year = at.astimezone(clock.zone()).year
    region = ".".join(site.group.region.code.split(".")[:2])
    key = uuid7()
    order: Order = Order.objects.create(
        id=key,
        seller=row,
        number=next_number(SERIES, region, year, pattern=NUMBER_PATTERN),
        token_hash=token_hash(link_token(key, SERIAL)),
        sending_key=sending_key,
        way=draft.way,
        way_note=draft.way_note,
        goods_idr=draft.goods_idr,
        delivery_idr=draft.delivery_idr,
        total_idr=draft.total_idr,
        note=draft.note,
        placed_at=at,
        wanted_on=draft.wanted_on,
        changed_at=at,
        region_code=draft.buyer.region_code,
    )
    reserved = {one.product.pk for one in draft.lines if _reserve(one, at)}
    OrderLine.objects.bulk_create(
        OrderLine(
            site_id=site.pk,
            order=order,
            product=one.product,
            position=position,
            name=one.name,
            unit=one.unit,
            quantity=one.quantity,
            price_idr=one.price_idr,
            amount_idr=one.amount_idr,
            is_reserved=one.product.pk in reserved,
        )
        for position, one in enumerate(draft.lines)
    )
    BuyerContact.objects.create(
        order=order,
        name=draft.buyer.name,
        phone=draft.buyer.phone,
        address=draft.buyer.address,
        phone_mark=mark,
        consent_at=at,
        erase_at=rules.erase_at(at),
    )
    OrderStep.objects.create(order=order, kind=StepKind.PLACED, at=at, is_by_buyer=True)
    trail.record("market.order.placed", order, actor=NOBODY, at=at, data=entry_data(site, order, lines=len(draft.lines), consent=True))
    telling.new_order(site, order, row, at=at)
    return order


def _reserve(line: Line, at: datetime) -> bool:
    """Take a line from a counted stock. The condition holds where a lock does not; on SQLite one writes at a time anyway."""
    if not offer_of(line.product).is_counted:
        return False
    taken = Product.objects.filter(pk=line.product.pk, stock__gte=line.quantity).update(stock=F("stock") - line.quantity, updated_at=at)
    if not taken:
        message = _("Somebody was quicker: there are not so many left.")
        raise InvalidInput(_("Something is not right yet."), fields={field_of(line.product.pk): message})
    return True


def entry_data(site: Site, order: Order, **more: Any) -> dict[str, Any]:
    """What an entry says of an order: nothing of the buyer, for entries are never erased."""
    return {
        "group_id": str(site.group_id),
        "seller": str(order.seller_id),
        "number": order.number,
        "state": order.state,
        "total_idr": order.total_idr,
        **more,
    }
