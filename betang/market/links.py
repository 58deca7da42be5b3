"""Where else something is sold: only known shops, by their own host names."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from betang.kernel.errors import InvalidInput
from betang.market.terms import LinkKind

HOSTS: dict[str, tuple[str, ...]] = {
    LinkKind.EKATALOG: ("katalog.inaproc.id", "e-katalog.lkpp.go.id"),
    LinkKind.PADI: ("padiumkm.id",),
    LinkKind.TOKOPEDIA: ("tokopedia.com", "tokopedia.link"),
    LinkKind.SHOPEE: ("shopee.co.id", "shp.ee"),
    LinkKind.LAZADA: ("lazada.co.id",),
    LinkKind.BLIBLI: ("blibli.com",),
    LinkKind.BUKALAPAK: ("bukalapak.com",),
    LinkKind.INSTAGRAM: ("instagram.com",),
    LinkKind.FACEBOOK: ("facebook.com",),
    LinkKind.TIKTOK: ("tiktok.com", "shop-id.tokopedia.com"),
}
"""A link under a shop's name leads to that shop and nowhere else."""


def checked_link(text: str) -> tuple[str, str]:
    """`(kind, address)` of a typed address: https, of a known shop. Raises `InvalidInput`."""
    typed = text.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    host = (parts.hostname or "").removeprefix("www.")
    for kind, hosts in HOSTS.items():
        if any(host == one or host.endswith(f".{one}") for one in hosts) and len(parts.path) > 1 and parts.scheme in ("http", "https"):
            query = f"?{parts.query}" if parts.query else ""
            return kind, f"https://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"[:300]
    message = _(
        "Paste the address of your shop or product there: e-Katalog, PaDi, Tokopedia, Shopee, Lazada, Blibli, Bukalapak, Instagram …"
    )
    raise InvalidInput(message, fields={"url": message})
