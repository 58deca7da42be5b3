"""What product pages and feeds say to machines: schema.org, and the feed of shopping services. Pure functions from values to text.

Source of the feed's fields: Google Merchant Center, product data specification (RSS 2.0 with the `g:` names, and tab-separated text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from betang.market.queries.product import FeedItem, ProductPage
from betang.market.rules import Availability
from betang.market.terms import Category, Measure

AVAILABILITY = {
    Availability.THERE: "InStock",
    Availability.MADE: "MadeToOrder",
    Availability.LATER: "OutOfStock",
    Availability.SOLD_OUT: "SoldOut",
}
FEED_AVAILABILITY = {
    Availability.THERE: "in_stock",
    Availability.MADE: "in_stock",
    Availability.LATER: "out_of_stock",
    Availability.SOLD_OUT: "out_of_stock",
}
_UNECE = {Measure.GRAM: "GRM", Measure.KILOGRAM: "KGM", Measure.MILLILITRE: "MLT", Measure.LITRE: "LTR"}


def product(page: ProductPage, *, url: str, place: str, group: str, full: Callable[[str], str]) -> dict[str, Any]:
    """The product in the words of schema.org. It claims no rating, no brand that is not the stall's, no permit."""
    row = page.row
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": row.name,
        "url": url,
        "sku": row.pk.hex[-12:],
        "category": str(Category(row.category).label),
        "brand": {"@type": "Brand", "name": row.seller_name},
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": str(row.price_idr),
            "priceCurrency": "IDR",
            "availability": f"https://schema.org/{AVAILABILITY[page.availability]}",
            "itemCondition": "https://schema.org/NewCondition",
            "seller": {"@type": "Organization", "name": row.seller_name, "parentOrganization": {"@type": "Organization", "name": group}},
            "areaServed": place,
        },
    }
    if row.words:
        made["description"] = row.words[:5000]
    if page.plain:
        made["image"] = [full(path) for path in page.plain]
    if row.content and row.content_measure in _UNECE:
        made["weight"] = {
            "@type": "QuantitativeValue",
            "value": f"{row.content.normalize():f}",
            "unitCode": _UNECE[Measure(row.content_measure)],
        }
    if row.min_order != 1:
        made["offers"]["eligibleQuantity"] = {"@type": "QuantitativeValue", "minValue": f"{row.min_order.normalize():f}"}
    return made


def rss(items: Iterable[FeedItem], *, title: str, home: str, about: str) -> str:
    """The feed as RSS 2.0."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>',
        f"<title>{_text(title)}</title><link>{_text(home)}</link><description>{_text(about)}</description>",
    ]
    for one in items:
        fields = "".join(f"<g:{name}>{_text(value)}</g:{name}>" for name, value in _fields(one) if value)
        lines.append(f"<item>{fields}</item>")
    return "\n".join([*lines, "</channel></rss>", ""])


def tsv(items: Iterable[FeedItem]) -> str:
    """The feed as tab-separated text, its first line the names."""
    rows = [_fields(one) for one in items]
    names = [
        "id",
        "title",
        "description",
        "link",
        "image_link",
        "price",
        "availability",
        "condition",
        "brand",
        "product_type",
        "identifier_exists",
    ]
    lines = ["\t".join(names)]
    lines += ["\t".join(" ".join(value.split()) for _name, value in row) for row in rows]
    return "\n".join(lines) + "\n"


def _fields(one: FeedItem) -> list[tuple[str, str]]:
    return [
        ("id", one.id.hex),
        ("title", one.name[:150]),
        ("description", (one.words or one.name)[:5000]),
        ("link", one.url),
        ("image_link", one.image),
        ("price", f"{one.price_idr} IDR"),
        ("availability", FEED_AVAILABILITY[one.availability]),
        ("condition", "new"),
        ("brand", one.brand[:70]),
        ("product_type", str(Category(one.category).label)),
        ("identifier_exists", "no"),
    ]


def _text(value: str) -> str:
    return escape("".join(char for char in value if char in "\t\n\r" or char >= " "), {'"': "&quot;"})
