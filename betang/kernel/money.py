"""Money is whole rupiah in an int. A float never holds money."""

from __future__ import annotations

import re

from betang.kernel.errors import InvalidInput


def rupiah(amount_idr: int) -> str:
    """`1500000` becomes `Rp1.500.000`; a negative amount carries a real minus sign."""
    sign = "−" if amount_idr < 0 else ""
    return f"{sign}Rp{abs(amount_idr):,}".replace(",", ".")


_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")


def parse_rupiah(text: str) -> int:
    """Whole rupiah from what people type: `1500000`, `1.500.000`, `Rp 1.500.000,00`.

    Raises `InvalidInput` for anything with a fraction of a rupiah or that could be read in two ways (`1.5`).
    """
    from django.utils.translation import gettext

    body = text.strip().lower().removeprefix("rp").strip().removesuffix(",-").removesuffix(",00")
    if _PLAIN.fullmatch(body):
        return int(body)
    if _GROUPED.fullmatch(body):
        return int(body.replace(".", ""))
    raise InvalidInput(gettext("“%(text)s” is not an amount in rupiah. Type it like 1.500.000.") % {"text": text})
