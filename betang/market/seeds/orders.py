"""Orders of the demo world: in every state, over half a year, from buyers who do not exist at numbers that nobody can call."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from betang.accounts.actors import SYSTEM
from betang.accounts.tokens import link_token, token_hash
from betang.audit import trail
from betang.communities.models import Sequence as Numbers
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel import clock, fence
from betang.kernel.ids import uuid7
from betang.market.models import BuyerContact, Order, OrderLine, OrderStep, PaymentCode, Product, Receipt, Seller
from betang.market.ordering import placing, receipts, rules
from betang.market.ordering.placing import NUMBER_PATTERN, SERIAL, SERIES
from betang.market.qris import emv
from betang.market.qris.actions import add_code
from betang.market.queries.catalogue import unit_words
from betang.market.rules import amount_of, is_in_season
from betang.market.seeds.disputes import keeper_of
from betang.market.terms import CancelReason, CodeSource, CodeState, OrderState, PayWay, SellerState, StepKind, WayKind

SEED = 6203
MOST_SITES = 40
NAMES = ("Wulan", "Hendra", "Maria", "Rizal", "Yuliana", "Agus", "Lina", "Theo", "Nadia", "Samuel", "Fitri", "Markus")
SURNAMES = ("Sampit", "Kahayan", "Barito", "Katingan", "Mentaya", "Arut", "Lamandau", "Seruyan")
PLACES = ("Jalan Titian 4, dekat dermaga", "Jalan Padat Karya 12, seberang sekolah", "RT 03, rumah panggung cat hijau", "Gang Rotan 7")
KABUPATEN = ("62.01", "62.02", "62.03", "62.04", "62.06", "62.71", "62.10", "")
STATES: tuple[tuple[str, int], ...] = (
    (OrderState.HANDED_OVER, 26),
    (OrderState.CANCELLED, 8),
    (OrderState.NEW, 26),
    (OrderState.CONFIRMED, 22),
    (OrderState.READY, 18),
)
"""Where the orders of the last nine days stand, in parts of a hundred."""
NOTES = ("", "", "", "Tolong dibungkus rapat, dibawa dengan klotok.", "Untuk acara hari Minggu.", "Saya ambil sore.")
WHY = (CancelReason.SOLD_OUT, CancelReason.NO_ANSWER, CancelReason.BUYER_WISH, CancelReason.NO_WAY)


def demo_payload(name: str, city: str, number: int) -> str:
    """A static code that is right in its form and belongs to nobody: the acquirer and the numbers in it do not exist."""

    def field(tag: str, value: str) -> str:
        return emv.Field(tag, value).text()

    account = field("00", "ID.CO.CONTOH.WWW") + field("01", f"93600000{number:010d}") + field("02", f"{number:015d}") + field("03", "UMI")
    central = field("00", emv.QRIS) + field("02", f"ID00{number:011d}") + field("03", "UMI")
    parts = (
        ("00", "01"), ("01", emv.STATIC), ("26", account), ("51", central), ("52", "5499"), ("53", emv.CURRENCY), ("58", emv.COUNTRY),
        ("59", name.upper()[:25].strip()), ("60", city.upper()[:15].strip()),
    )  # fmt: skip
    body = "".join(field(tag, value) for tag, value in parts) + "6304"
    return body + emv.crc(body)


class _Ledger:
    """Rows that are written at once at the end of a site."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.lines: list[OrderLine] = []
        self.steps: list[OrderStep] = []
        self.buyers: list[BuyerContact] = []
        self.receipts: list[Receipt] = []

    def write(self) -> None:
        """In the order in which they point to each other."""
        Order.objects.bulk_create(self.orders)
        OrderLine.objects.bulk_create(self.lines)
        OrderStep.objects.bulk_create(self.steps)
        BuyerContact.objects.bulk_create(self.buyers)
        Receipt.objects.bulk_create(self.receipts)


class _Counter:
    """Numbers in sequence by series, kabupaten and year, kept for those who order after."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, str, int], int] = {}

    def next(self, series: str, pattern: str, region: str, year: int) -> str:
        key = (series, region, year)
        self.last[key] = self.last.get(key, 0) + 1
        return pattern.replace("{kode}", region).replace("{tahun}", str(year)).replace("{nomor}", f"{self.last[key]:04d}")

    def keep(self) -> None:
        """Whoever orders after gets the number after."""
        for (series, region, year), last in self.last.items():
            Numbers.objects.update_or_create(series=series, region_code=region, year=year, defaults={"last": last})


def sow(sites: Sequence[Site], *, now: datetime, showcase: int = 14, each: int = 3) -> int:
    """Orders and payment codes for stalls that stand; returns how many orders. The first site gets `showcase`, every other `each`."""
    rng = random.Random(SEED)
    numbers = _Counter()
    entries: list[tuple[Any, Mapping[str, Any], Any]] = []
    total = 0
    for place, site in enumerate(sites):
        with fence.open_site(site.pk):
            sellers = list(Seller.objects.filter(state=SellerState.ADMITTED).prefetch_related("ways").order_by("name", "id"))
            goods: dict[Any, list[Product]] = {}
            for one in Product.objects.filter(is_public=True).order_by("slug"):
                goods.setdefault(one.seller_id, []).append(one)
            sellers = [one for one in sellers if goods.get(one.pk)]
            if not sellers:
                continue
            ledger = _Ledger()
            days = sorted((rng.uniform(0, 9 if at % 3 == 2 else 180) for at in range(each if place else showcase)), reverse=True)
            for at, back in enumerate(days):
                seller = sellers[at % len(sellers)]
                entries.append(_order(rng, numbers, ledger, site, seller, goods[seller.pk], back, now))
            ledger.write()
            total += len(ledger.orders)
            _codes(rng, site, sellers, now, has_waiting=not place)
    numbers.keep()
    trail.record_first("market.order.placed", entries, actor=SYSTEM, at=now)
    return total


def _codes(rng: random.Random, site: Site, sellers: Sequence[Seller], now: datetime, *, has_waiting: bool) -> None:
    rows = []
    city = site.group.region.name
    for at, seller in enumerate(sellers):
        if PayWay.QRIS not in seller.pay_ways and not (has_waiting and not at):
            continue
        since = now - timedelta(days=rng.randint(190, 300))
        rows.append(_code(seller, demo_payload(seller.owner, city, rng.randint(1, 9_999_999)), CodeState.SHOWN, since))
    PaymentCode.objects.bulk_create(rows)
    keeper = keeper_of(site, now) if has_waiting else None
    if keeper is not None:
        changed = demo_payload(f"Toko {sellers[0].owner.split()[-1]} Baru", city, rng.randint(1, 9_999_999))
        add_code(actor=keeper, site=site, seller=sellers[0], payload=changed, source=CodeSource.PICTURE, at=now - timedelta(hours=5))


def _code(seller: Seller, payload: str, state: str, at: datetime) -> PaymentCode:
    read = emv.read(payload)
    return PaymentCode(
        site_id=seller.site_id, seller=seller, payload=payload, payload_sha256=hashlib.sha256(payload.encode()).hexdigest(),
        merchant_name=read.merchant_name, merchant_city=read.merchant_city, merchant_id=read.merchant_id, source=CodeSource.PICTURE,
        state=state, is_name_alike=True, added_at=at, decided_at=at if state == CodeState.SHOWN else None, told_at=at,
    )  # fmt: skip


def _order(
    rng: random.Random, numbers: _Counter, ledger: _Ledger, site: Site, seller: Seller, goods: Sequence[Product], back: float, now: datetime
) -> tuple[Any, Mapping[str, Any], Any]:
    placed = min(_by_day(now - timedelta(days=back), rng), now - timedelta(minutes=20))
    state = rng.choices([one for one, _share in STATES], [share for _one, share in STATES])[0] if back < 9 else (
        OrderState.CANCELLED if rng.random() < 0.14 else OrderState.HANDED_OVER
    )  # fmt: skip
    way = rng.choice(placing.ways_of(seller))
    there = [one for one in goods if is_in_season(one.season, placed.month)] or list(goods)
    chosen = rng.sample(there, min(len(there), rng.choice((1, 1, 1, 2, 3))))
    key, region, year = uuid7(), ".".join(site.group.region.code.split(".")[:2]), placed.astimezone(clock.zone()).year
    lines = []
    for position, product in enumerate(chosen):
        quantity = max(product.min_order, Decimal(rng.choice((1, 2, 2, 3, 5))))
        lines.append(
            OrderLine(
                site_id=site.pk, order_id=key, product=product, position=position, name=product.name, quantity=quantity,
                unit=unit_words(product.unit, product.content, product.content_measure)[:40], price_idr=product.price_idr,
                amount_idr=amount_of(quantity, product.price_idr),
            )
        )  # fmt: skip
    sum_idr = sum(one.amount_idr for one in lines)
    fee = way.fee_idr
    if fee is None and state not in (OrderState.NEW, OrderState.CANCELLED):
        fee = rng.choice((18_000, 22_000, 35_000, 48_000))
    steps, moment = [(StepKind.PLACED, placed, "", "")], placed

    def then(kind: str, most_days: float, words: str = "", reason: str = "") -> datetime:
        nonlocal moment
        moment = min(now - timedelta(minutes=1), _by_day(moment + timedelta(hours=rng.uniform(4, most_days * 24)), rng, after=moment))
        steps.append((StepKind(kind), moment, words, reason))
        return moment

    handed = paid = None
    paid_way, reason = "", ""
    if state == OrderState.CANCELLED:
        reason = rng.choice(WHY).value
        then(StepKind.CANCELLED, 4, reason=reason)
    elif state != OrderState.NEW:
        then(StepKind.CONFIRMED, 1.5)
        if state in (OrderState.READY, OrderState.HANDED_OVER):
            then(StepKind.READY, 3)
        if state == OrderState.HANDED_OVER:
            handed = then(StepKind.HANDED_OVER, 3)
            if rng.random() < 0.88:
                paid_way = rng.choice([one for one in seller.pay_ways if one in PayWay.values] or [PayWay.CASH.value])
                paid = then(StepKind.PAID, 1, words=str(PayWay(paid_way).label))
    order = Order(
        id=key, site_id=site.pk, seller=seller, number=numbers.next(SERIES, NUMBER_PATTERN, region, year),
        token_hash=token_hash(link_token(key, SERIAL)), state=state, way=way.kind, way_note=way.where, goods_idr=sum_idr, delivery_idr=fee,
        total_idr=sum_idr + (fee or 0), note=rng.choice(NOTES), placed_at=placed, changed_at=moment, handed_over_at=handed, paid_at=paid,
        closed_at=moment if rules.is_closed(state, is_paid=paid is not None) else None, paid_way=paid_way, cancel_reason=reason,
        region_code=_from_where(rng, way.kind, region), is_sample=True,
    )  # fmt: skip
    ledger.orders.append(order)
    ledger.lines += lines
    ledger.steps += [
        OrderStep(site_id=site.pk, order=order, kind=kind, at=at, words=words, reason=why, is_by_buyer=kind == StepKind.PLACED)
        for kind, at, words, why in steps
    ]
    ledger.buyers.append(_buyer(rng, site, order, now))
    if paid is not None and handed is not None:
        ledger.receipts.append(_receipt(numbers, site, order, lines, moment, region, year))
    return order, {"group_id": str(site.group_id), "seller": str(seller.pk), "number": order.number, "total_idr": order.total_idr}, site.pk


def _by_day(moment: datetime, rng: random.Random, *, after: datetime | None = None) -> datetime:
    """The same day at an hour at which people order and answer, and not before `after`."""
    local = moment.astimezone(clock.zone())
    if not 6 <= local.hour <= 20:
        local = local.replace(hour=rng.randint(7, 19), minute=rng.randint(0, 59))
    return max(local, after + timedelta(minutes=rng.randint(5, 90))) if after else local


def _from_where(rng: random.Random, way: str, home: str) -> str:
    """A buyer's kabupaten, as far as the way there can reach: who fetches it lives near, the mail goes everywhere."""
    if way == WayKind.TRAVEL:
        return "62.71"
    return rng.choice(KABUPATEN) if way == WayKind.POST else home


def _buyer(rng: random.Random, site: Site, order: Order, now: datetime) -> BuyerContact:
    erase = rules.erase_at(order.changed_at)
    if erase <= now:
        order.note = ""
        return BuyerContact(site_id=site.pk, order=order, consent_at=order.placed_at, erase_at=erase, erased_at=erase)
    name = f"{rng.choice(NAMES)} {rng.choice(SURNAMES)}"
    phone = f"+62800{rng.randint(1000000, 9999999)}"
    needs_place = rules.is_brought(WayKind(order.way))
    return BuyerContact(
        site_id=site.pk, order=order, name=name, phone=phone, address=rng.choice(PLACES) if needs_place else "",
        phone_mark=placing.phone_mark(phone), consent_at=order.placed_at, erase_at=erase,
    )  # fmt: skip


def _receipt(numbers: _Counter, site: Site, order: Order, lines: Sequence[OrderLine], at: datetime, region: str, year: int) -> Receipt:
    return Receipt(
        site_id=site.pk, order=order, number=numbers.next(receipts.SERIES, receipts.NUMBER_PATTERN, region, year), given_at=at,
        total_idr=order.total_idr, body=receipts.body_of(site, order, lines),
    )  # fmt: skip


def sow_all(now: datetime) -> int:
    """`sow` over the stalls of the demo world, the showcase first."""
    with fence.unfenced("which sites of the demo world have stalls"):
        keys = set(Seller.objects.filter(is_sample=True).values_list("site_id", flat=True))
    rows = Site.objects.select_related("group__region").filter(status=SiteStatus.OPEN, pk__in=keys).order_by("slug")
    sites = sorted(rows, key=lambda one: (one.slug != "batang-danum", hashlib.sha256(one.slug.encode()).hexdigest()))
    return sow(sites[:MOST_SITES], now=now)
