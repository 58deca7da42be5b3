"""Receipts: figures as they were when it was given. The page and the PDF read this row and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from lokal.terbilang import terbilang

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.communities.actions.numbers import next_number
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import NotFound, Refused
from betang.market.models import Order, OrderLine, Receipt
from betang.planning import paper
from betang.regions import queries as regions

NUMBER_PATTERN = "{kode}/KW/{tahun}/{nomor}"
SERIES = "market.receipt"


def in_words(amount_idr: int) -> str:
    """`seratus dua puluh ribu rupiah`: a receipt says its sum twice, and forged figures betray themselves."""
    return str(terbilang(amount_idr, currency=True))


def of(order: Order) -> Receipt | None:
    """The receipt of an order, if one was given. One query."""
    found: Receipt | None = Receipt.objects.filter(order=order).first()
    return found


def read(order: Order) -> Receipt:
    """The same; raises `NotFound`."""
    found = of(order)
    if found is None:
        raise NotFound(_("There is no receipt for this order yet."), hint=_("The seller gives it once the order is paid."))
    return found


@transaction.atomic
def give(*, site: Site, order: Order, at: datetime) -> Receipt:
    """Give the receipt of a paid order once; asked for again it is the same one. The caller has asked its own policy."""
    there = of(order)
    if there is not None:
        return there
    if order.paid_at is None or order.delivery_idr is None:
        raise Refused(_("A receipt is given for a paid order."))
    year = at.astimezone(clock.zone()).year
    region = ".".join(site.group.region.code.split(".")[:2])
    row: Receipt = Receipt.objects.create(
        order=order,
        number=next_number(SERIES, region, year, pattern=NUMBER_PATTERN),
        given_at=at,
        total_idr=order.total_idr,
        body=body_of(site, order, order.lines.all()),
    )
    trail.record(
        "market.receipt.given",
        row,
        actor=SYSTEM,
        at=at,
        data={"group_id": str(site.group_id), "order": order.number, "number": row.number, "total_idr": row.total_idr},
    )
    return row


def body_of(site: Site, order: Order, lines: Iterable[OrderLine]) -> dict[str, Any]:
    """What a receipt says: seller, lines, sums, how it was paid; nothing of the buyer."""
    assert order.paid_at is not None
    seller = order.seller
    return {
        "order": order.number,
        "seller": seller.name,
        "place": regions.place_line(seller.region_code) or "",
        "group": site.title,
        "placed_on": order.placed_at.astimezone(clock.zone()).date().isoformat(),
        "paid_on": order.paid_at.astimezone(clock.zone()).date().isoformat(),
        "paid_way": order.paid_way,
        "way": order.way,
        "lines": [
            {"name": one.name, "unit": one.unit, "quantity": str(one.quantity), "price_idr": one.price_idr, "amount_idr": one.amount_idr}
            for one in lines
        ],
        "goods_idr": order.goods_idr,
        "delivery_idr": order.delivery_idr,
        "total_idr": order.total_idr,
        "in_words": in_words(order.total_idr),
    }


def shown(row: Receipt) -> dict[str, Any]:
    """A receipt for a template: days as days, quantities as numbers, terms in words."""
    from datetime import date
    from decimal import Decimal

    from betang.market.ordering.placing import amount_words
    from betang.market.terms import PayWay, WayKind

    body = dict(row.body)
    return {
        **body,
        "number": row.number,
        "given_at": row.given_at,
        "placed_on": date.fromisoformat(body["placed_on"]),
        "paid_on": date.fromisoformat(body["paid_on"]),
        "paid_way": str(PayWay(body["paid_way"]).label),
        "way": str(WayKind(body["way"]).label),
        "lines": [{**one, "quantity": amount_words(Decimal(one["quantity"]))} for one in body["lines"]],
    }


def pdf(row: Receipt) -> bytes:
    """The receipt on paper, in Indonesian. Raises `Unavailable` where PDF files cannot be made."""
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string("market/ordering/receipt_paper.html", {"receipt": shown(row)})
        return paper.pdf_of(
            html, instead=_("Print the receipt's page from your browser."), stylesheet=Path(paper.__file__).with_name("paper.css")
        )
