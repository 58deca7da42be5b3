"""One product and one seller, as buyers see them, on the group's own site and on the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from betang.accounts.phones import shown_phone
from betang.hosting import addresses
from betang.hosting import queries as hosting
from betang.hosting.models import Site
from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import fence
from betang.market import photos, rules
from betang.market.models import DeliveryWay, OutsideLink, Permit, Product, ProductPhoto, Seller
from betang.market.queries.catalogue import COLUMNS, Card, card_of, portal_path, public_products, site_path, unit_words
from betang.market.terms import PictureState, ProductState
from betang.ui.pictures import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPermit:
    """A permit as a page shows it: never called verified."""

    label: str
    number: str
    expires_on: date | None
    standing: rules.Standing
    has_evidence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """All that a product's page shows."""

    row: Product
    seller: Seller
    unit: str
    by_measure: tuple[int, str] | None
    pictures: tuple[Picture, ...]
    plain: tuple[str, ...]
    months: tuple[int, ...]
    runs: tuple[tuple[int, int], ...]
    availability: rules.Availability
    permits: tuple[ShownPermit, ...]
    ways: tuple[DeliveryWay, ...]
    links: tuple[OutsideLink, ...]
    phone: str
    more: tuple[Card, ...]


def site_for(site_slug: str) -> Site | None:
    """An open site by its name, with group and region. One query."""
    return Site.objects.select_related("group__region").filter(slug=site_slug, status=SiteStatus.OPEN).first()


def gone_or_not(slug: str) -> str:
    """Why a product of the open site is not to be seen: `taken_down`, `hidden`, or nothing where there never was one. One query."""
    row = Product.objects.filter(slug=slug, shown_at__isnull=False).values_list("state", flat=True).first()
    return {None: "", ProductState.TAKEN_DOWN: "taken_down"}.get(row, "hidden")


def product_page(slug: str, today: date, *, for_portal: bool = False) -> ProductPage | None:
    """A public product of the open site, with everything that stands on its page. Six queries."""
    row: Product | None = Product.objects.select_related("seller", "site").filter(slug=slug, is_public=True).first()
    if row is None:
        return None
    seller, site_id = row.seller, row.site_id if for_portal else None
    ready = list(ProductPhoto.objects.filter(product=row, state=PictureState.READY))
    shown = [photos.as_picture(one.variants, one.alt, site_id=site_id) for one in ready]
    more = public_products().exclude(pk=row.pk).filter(seller=seller).values_list(*COLUMNS)[:4]
    return ProductPage(
        row=row,
        seller=seller,
        unit=unit_words(row.unit, row.content, row.content_measure),
        by_measure=rules.price_by_measure(row.price_idr, row.content, row.content_measure),
        pictures=tuple(one for one in shown if one),
        plain=tuple(photos.largest_plain(one.variants) for one in ready),
        months=rules.months_of(row.season),
        runs=tuple(rules.runs_of(rules.months_of(row.season))),
        availability=rules.availability(supply=row.supply, stock=row.stock, season=row.season, month=today.month),
        permits=shown_permits(seller, today, product=row),
        ways=tuple(seller.ways.all()),
        links=tuple(one for one in seller.links.all() if one.product_id in (None, row.pk)),
        phone=shown_phone(seller.phone) if seller.is_phone_public else "",
        more=tuple(
            card_of(one, today.month, url=portal_path(row.site.slug, one[2]) if for_portal else site_path(one[2]), from_portal=for_portal)
            for one in more
        ),
    )


def shown_permits(seller: Seller, today: date, *, product: Product | None = None) -> tuple[ShownPermit, ...]:
    """The seller's permits, and those of one product. One query."""
    rows = Permit.objects.filter(seller=seller)
    return tuple(
        ShownPermit(
            label=one.name or one.get_kind_display(),
            number=one.number,
            expires_on=one.expires_on,
            standing=rules.standing_of(one.expires_on, today),
            has_evidence=bool(one.evidence_path),
        )
        for one in rows
        if one.product_id is None or (product is not None and one.product_id == product.pk)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerPage:
    """A stall and what it sells."""

    row: Seller
    cards: tuple[Card, ...]
    permits: tuple[ShownPermit, ...]
    ways: tuple[DeliveryWay, ...]
    links: tuple[OutsideLink, ...]
    phone: str


def seller_page(slug: str, today: date) -> SellerPage | None:
    """An admitted seller of the open site. Five queries."""
    row: Seller | None = Seller.objects.filter(slug=slug, state="admitted").first()
    if row is None:
        return None
    goods = public_products().filter(seller=row).values_list(*COLUMNS)[:60]
    return SellerPage(
        row=row,
        cards=tuple(card_of(one, today.month, url=site_path(one[2]), from_portal=False) for one in goods),
        permits=shown_permits(row, today),
        ways=tuple(row.ways.all()),
        links=tuple(one for one in row.links.all() if one.product_id is None),
        phone=shown_phone(row.phone) if row.is_phone_public else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A product in the feed for shopping services."""

    id: UUID
    name: str
    words: str
    url: str
    image: str
    price_idr: int
    availability: rules.Availability
    category: str
    brand: str
    updated_at: datetime


def feed_items(month: int, origin: str, *, site: Site | None = None, limit: int = 2000) -> list[FeedItem]:
    """The newest public products for a feed: of one site where it is named, else of all. Each stands at its group's own address.

    Two queries. `origin` is where the photos are fetched from.
    """
    columns = (
        "id",
        "name",
        "words",
        "slug",
        "cover",
        "price_idr",
        "supply",
        "stock",
        "season",
        "category",
        "seller_name",
        "updated_at",
        "site_id",
    )

    def read() -> list[tuple[Any, ...]]:
        return list(
            public_products().filter(site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE).exclude(cover=[]).values_list(*columns)[:limit]
        )

    if site is None:
        with fence.unfenced("public products of all sites, for the shopping feed"):
            rows = read()
    else:
        rows = read()
    items = []
    hosts = hosting.hosts_of({row[12] for row in rows})
    for row in rows:
        if row[12] not in hosts:
            continue
        image = photos.largest_plain(row[4])
        items.append(
            FeedItem(
                id=row[0],
                name=row[1],
                words=row[2],
                url=addresses.site_url(hosts[row[12]], site_path(row[3])),
                image=origin + (photos.portal_path(row[12], image) if site is None else image),
                price_idr=row[5],
                availability=rules.availability(supply=row[6], stock=row[7], season=row[8], month=month),
                category=row[9],
                brand=row[10],
                updated_at=row[11],
            )
        )
    return items
