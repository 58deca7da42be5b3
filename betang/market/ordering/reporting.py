"""The sales of a seller or a group: what was handed over, by month, product, way and whether it is paid. The business evidence of a KIM.

Every figure is a sum over the same ledger lines, so that each table adds up to the same rupiah. Nothing of the buyer is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betang.kernel import clock
from betang.market.models import Order, OrderLine, Seller
from betang.market.ordering.placing import amount_words
from betang.market.terms import CancelReason, OrderState, PayWay, WayKind


def safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula is made a text again: names of goods come from anybody."""
    return f"'{text}" if text.lstrip(" \t\r\n\0")[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r") else text


def month_words(month: date) -> str:
    """`November 2026`."""
    return date_format(month, "F Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger: a product of an order that was handed over, or its delivery."""

    on: date
    number: str
    seller: str
    what: str
    unit: str
    quantity: Decimal
    amount_idr: int
    way: str
    paid_way: str
    is_delivery: bool = False
    place: str = ""

    @property
    def is_paid(self) -> bool:
        return bool(self.paid_way)

    @property
    def month(self) -> date:
        return self.on.replace(day=1)


@dataclass(slots=True)
class Sum:
    """Rupiah of one row of a table, and of how many orders."""

    label: str
    amount_idr: int = 0
    paid_idr: int = 0
    quantity: Decimal = Decimal(0)
    orders: set[str] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        """One more ledger line."""
        self.amount_idr += entry.amount_idr
        self.paid_idr += entry.amount_idr if entry.is_paid else 0
        self.quantity += entry.quantity
        self.orders.add(entry.number)

    @property
    def unpaid_idr(self) -> int:
        return self.amount_idr - self.paid_idr

    @property
    def count(self) -> int:
        return len(self.orders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report over some months. All tables are sums over `entries`."""

    entries: tuple[Entry, ...]
    total: Sum
    months: tuple[Sum, ...]
    products: tuple[Sum, ...]
    ways: tuple[Sum, ...]
    pay_ways: tuple[Sum, ...]
    sellers: tuple[Sum, ...]
    places: tuple[tuple[str, int], ...]
    open_count: int = 0
    cancelled: tuple[tuple[str, int], ...] = ()


def of_entries(entries: Sequence[Entry], *, open_count: int = 0, cancelled: Iterable[tuple[str, int]] = ()) -> Report:
    """The report of ledger lines. Pure."""
    total = Sum(_("All"))
    by: dict[str, dict[object, Sum]] = {name: {} for name in ("month", "product", "way", "pay", "seller")}
    where: dict[str, set[str]] = {}
    for one in entries:
        total.add(one)
        for name, key, label in (
            ("month", one.month, month_words(one.month)),
            ("product", (one.is_delivery, one.what, one.unit), f"{one.what} ({one.unit})" if one.unit else one.what),
            ("way", one.way, str(WayKind(one.way).label)),
            ("pay", one.paid_way, str(PayWay(one.paid_way).label) if one.paid_way else _("not paid yet")),
            ("seller", one.seller, one.seller),
        ):
            by[name].setdefault(key, Sum(label)).add(one)
        if one.place:
            where.setdefault(one.place, set()).add(one.number)

    def largest(name: str) -> tuple[Sum, ...]:
        return tuple(sorted(by[name].values(), key=lambda row: (-row.amount_idr, row.label)))

    return Report(
        entries=tuple(entries),
        total=total,
        months=tuple(by["month"][key] for key in sorted(by["month"], reverse=True)),  # type: ignore[type-var]
        products=largest("product"),
        ways=largest("way"),
        pay_ways=largest("pay"),
        sellers=largest("seller"),
        places=tuple(sorted(((code, len(numbers)) for code, numbers in where.items()), key=lambda one: (-one[1], one[0]))),
        open_count=open_count,
        cancelled=tuple(cancelled),
    )


def entries_of(*, since: date, until: date, seller: Seller | None = None) -> list[Entry]:
    """Ledger lines of orders of the open site handed over from `since` to the day `until`. Two queries."""
    begin = datetime(since.year, since.month, since.day, tzinfo=clock.zone())
    after = until.toordinal() + 1
    end_day = date.fromordinal(after)
    end = datetime(end_day.year, end_day.month, end_day.day, tzinfo=clock.zone())
    rows = Order.objects.filter(state=OrderState.HANDED_OVER, handed_over_at__gte=begin, handed_over_at__lt=end)
    if seller is not None:
        rows = rows.filter(seller=seller)
    found: list[Entry] = []
    orders = {one.pk: one for one in rows.select_related("seller").order_by("handed_over_at", "id")}
    lines: dict[object, list[OrderLine]] = {}
    keys = list(orders)
    for start in range(0, len(keys), 500):
        for line in OrderLine.objects.filter(order__in=keys[start : start + 500]):
            lines.setdefault(line.order_id, []).append(line)
    for key, order in orders.items():
        assert order.handed_over_at is not None
        about = {
            "on": order.handed_over_at.astimezone(clock.zone()).date(),
            "number": order.number,
            "seller": order.seller.name,
            "way": order.way,
            "paid_way": order.paid_way if order.paid_at else "",
            "place": order.region_code,
        }
        found += [
            Entry(what=one.name, unit=one.unit, quantity=one.quantity, amount_idr=one.amount_idr, **about) for one in lines.get(key, ())
        ]
        if order.delivery_idr:
            found.append(Entry(what=_("Delivery"), unit="", quantity=Decimal(0), amount_idr=order.delivery_idr, is_delivery=True, **about))
    return found


def report(*, since: date, until: date, seller: Seller | None = None) -> Report:
    """The report of the open site, or of one of its sellers. Four queries."""
    from django.db.models import Count

    rows = Order.objects.filter(seller=seller) if seller is not None else Order.objects.all()
    begin = datetime(since.year, since.month, since.day, tzinfo=clock.zone())
    open_count = rows.filter(state__in=[OrderState.NEW, OrderState.CONFIRMED, OrderState.READY]).count()
    cancelled = (
        rows.filter(state=OrderState.CANCELLED, placed_at__gte=begin)
        .order_by()
        .values_list("cancel_reason")
        .annotate(n=Count("id"))
        .order_by("-n", "cancel_reason")
    )
    return of_entries(
        entries_of(since=since, until=until, seller=seller),
        open_count=open_count,
        cancelled=[(str(CancelReason(reason).label), count) for reason, count in cancelled],
    )


HEADERS = ("tanggal", "pesanan", "penjual", "barang", "satuan", "jumlah", "rupiah", "cara_sampai", "cara_bayar", "kabupaten_pembeli")


def _cells(one: Entry) -> tuple[str | int, ...]:
    return (
        one.on.isoformat(),
        one.number,
        one.seller,
        one.what,
        one.unit,
        "" if one.is_delivery else amount_words(one.quantity),
        one.amount_idr,
        str(WayKind(one.way).label),
        str(PayWay(one.paid_way).label) if one.paid_way else "",
        one.place,
    )


def as_csv(found: Report) -> bytes:
    """The ledger lines as CSV, with a mark that spreadsheets understand. There is no buyer in it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([[safe(cell) if isinstance(cell, str) else cell for cell in _cells(one)] for one in found.entries])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(found: Report) -> bytes:
    """The ledger lines and the sums by month and product as a workbook."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("penjualan")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(HEADERS):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, 18)
        for at, one in enumerate(found.entries, 1):
            for column, cell in enumerate(_cells(one)):
                if isinstance(cell, str):
                    sheet.write_string(at, column, safe(cell))
                else:
                    sheet.write_number(at, column, cell, money)
        for title, rows in (("per bulan", found.months), ("per barang", found.products)):
            sheet = book.add_worksheet(title)
            for column, name in enumerate(("", "pesanan", "rupiah", "sudah_dibayar", "belum_dibayar")):
                sheet.write_string(0, column, name, bold)
                sheet.set_column(column, column, 24 if not column else 16)
            for at, row in enumerate([*rows, found.total], 1):
                sheet.write_string(at, 0, safe(row.label))
                for column, value in enumerate((row.count, row.amount_idr, row.paid_idr, row.unpaid_idr), 1):
                    sheet.write_number(at, column, value, money)
    return held.getvalue()
