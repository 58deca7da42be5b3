"""What is written into WhatsApp for the buyer: short, whole, and without what the seller finds in the order anyway."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from betang.accounts.tokens import whatsapp_url
from betang.kernel.money import rupiah

LONGEST = 700
"""Letters of the text: it must be read at one look, and old phones cut longer addresses."""


def order_text(*, number: str, stall: str, lines: Sequence[str], total_idr: int, way: str, buyer: str, has_open_delivery: bool) -> str:
    """The message to the seller. Lines that do not fit are counted, not cut in two."""
    head = _("Hello %(stall)s, I ordered on your page:") % {"stall": stall}
    tail = [
        _("Sum: %(sum)s, delivery as agreed") % {"sum": rupiah(total_idr)}
        if has_open_delivery
        else _("Sum: %(sum)s") % {"sum": rupiah(total_idr)},
        way,
        _("Order %(number)s, %(buyer)s") % {"number": number, "buyer": buyer},
    ]
    room = LONGEST - len("\n".join([head, *tail])) - 40
    shown: list[str] = []
    for line in lines:
        if len("\n".join([*shown, line])) > room:
            break
        shown.append(line)
    if len(shown) < len(lines):
        shown.append(_("and %(count)d more") % {"count": len(lines) - len(shown)})
    return "\n".join([head, *shown, *(one for one in tail if one)])[:LONGEST]


def order_link(text: str, phone: str) -> str:
    """The address that opens WhatsApp at the seller's number with the text typed already."""
    return whatsapp_url(text, phone)
