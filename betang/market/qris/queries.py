"""Reading payment codes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from betang.kernel.money import rupiah
from betang.market.models import Order, PaymentCode, Seller
from betang.market.ordering.receipts import in_words
from betang.market.qris import drawing, emv
from betang.market.terms import CodeState, OrderState


def shown_code(seller: Seller) -> PaymentCode | None:
    """The code that buyers see. One query."""
    found: PaymentCode | None = PaymentCode.objects.filter(seller=seller, state=CodeState.SHOWN).first()
    return found


def history(seller: Seller) -> list[PaymentCode]:
    """Every code of a stall, newest first. One query."""
    return list(PaymentCode.objects.filter(seller=seller).select_related("seller", "added_by", "decided_by")[:50])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An order's own code, as its buyer sees it."""

    payload: str
    drawing: Markup
    merchant_name: str
    merchant_city: str
    amount_idr: int
    in_words: str


def bill_for(order: Order) -> Bill | None:
    """The seller's code filled with the order's sum; nothing while the sum is not agreed, once it is paid or cancelled. One query."""
    if order.paid_at is not None or order.delivery_idr is None or not order.total_idr:
        return None
    if order.state in (OrderState.NEW, OrderState.CANCELLED):
        return None
    code = shown_code(order.seller)
    if code is None:
        return None
    payload = emv.with_amount(code.payload, order.total_idr)
    label = _("QRIS code of %(name)s for %(sum)s") % {"name": code.merchant_name, "sum": rupiah(order.total_idr)}
    return Bill(
        payload=payload,
        drawing=drawing.qr_svg(payload, label),
        merchant_name=code.merchant_name,
        merchant_city=code.merchant_city,
        amount_idr=order.total_idr,
        in_words=in_words(order.total_idr),
    )
