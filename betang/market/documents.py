"""What search knows of the market: one document for each product that buyers see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from betang.guard.html import plain_text
from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import fence
from betang.market.models import Product
from betang.market.terms import Category
from betang.regions import queries as regions
from betang.search import index

PRODUCT = "product"
BUNDLE = 500


def product_document(product: Product, *, place: str) -> dict[str, Any]:
    """The document of a product."""
    return {
        "kind": PRODUCT,
        "key": str(product.pk),
        "title": product.name,
        "body": "\n".join((product.seller_name, str(Category(product.category).label), plain_text(product.html))),
        "path": f"/produk/{product.slug}/",
        "site_id": product.site_id,
        "region_code": product.region_code,
        "published_at": product.shown_at,
        "place": place,
    }


def put_products(products: Sequence[Product]) -> None:
    """Make products findable, in the transaction that is open."""
    places = regions.place_lines({one.region_code for one in products}) if products else {}
    for one in products:
        index.put(**product_document(one, place=places.get(one.region_code, "")))


def remove_products(keys: Iterable[UUID]) -> None:
    """Take products out of the search."""
    for key in keys:
        index.remove(PRODUCT, str(key))


def every_document(site_id: UUID | None = None) -> Iterator[dict[str, Any]]:
    """All documents of the market (of one site, where it is named), read in bundles, for making the index anew."""
    last: UUID | None = None
    while True:
        with fence.unfenced("making the search index anew from every product that is public"):
            rows = Product.objects.filter(is_public=True, site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE).order_by("id")
            if site_id is not None:
                rows = rows.filter(site_id=site_id)
            if last is not None:
                rows = rows.filter(id__gt=last)
            bundle = list(rows[:BUNDLE])
        if not bundle:
            return
        places = regions.place_lines({one.region_code for one in bundle})
        yield from (product_document(one, place=places.get(one.region_code, "")) for one in bundle)
        last = bundle[-1].pk
