"""What buyers see. The one place where products of several sites are read at once, and only those with `is_public`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, CharField, Count, DateTimeField, Exists, F, IntegerField, Q, QuerySet, UUIDField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import clock, fence, keyset
from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, Slot
from betang.market import photos, rules
from betang.market.models import Product
from betang.market.terms import Category, Measure, Unit
from betang.regions import queries as regions
from betang.regions.queries import Place
from betang.regions.terms import Level
from betang.search import queries as search
from betang.ui.formats import number
from betang.ui.pictures import Picture

PAGE_SIZE = 24
NEAR_KM = 400
EARTH_KM = 6371.0
LIST_WIDTH = 480
"""Lists show photos no wider than this: a page of two dozen has to fit a village's line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product in a list. `url` leads to it on this page's own host."""

    id: UUID
    name: str
    url: str
    price_idr: int
    unit: str
    seller: str
    category: str
    shown_at: datetime
    picture: Picture | None
    availability: rules.Availability
    group: str = ""
    region_code: str = ""
    place: str = ""
    km: int | None = None


def unit_words(unit: str, content: Decimal | None, measure: str) -> str:
    """What one is, in words: `bungkus 250 g`."""
    name = str(Unit(unit).label)
    if not content:
        return name
    amount = number(int(content)) if content == content.to_integral() else f"{content.normalize():f}".replace(".", ",")
    return (
        f"{name} {amount} {Measure(measure).label}"
        if measure != Measure.PIECES
        else _("%(unit)s of %(count)s") % {"unit": name, "count": amount}
    )


COLUMNS = (
    "id",
    "name",
    "slug",
    "price_idr",
    "unit",
    "content",
    "content_measure",
    "seller_name",
    "category",
    "shown_at",
    "cover",
    "cover_alt",
    "supply",
    "stock",
    "season",
    "region_code",
    "site_id",
)
_N = len(COLUMNS)


def site_path(slug: str) -> str:
    """A product's address on its group's own site."""
    return reverse("market:product", urlconf=settings.SITE_URLCONF, kwargs={"slug": slug})


def portal_path(site_slug: str, slug: str) -> str:
    """A product's address on the portal."""
    return reverse("market:product", urlconf=settings.ROOT_URLCONF, kwargs={"site_slug": site_slug, "slug": slug})


def card_of(row: tuple[Any, ...], month: int, *, url: str, from_portal: bool, **more: Any) -> Card:
    return Card(
        id=row[0],
        name=row[1],
        url=url,
        price_idr=row[3],
        unit=unit_words(row[4], row[5], row[6]),
        seller=row[7],
        category=row[8],
        shown_at=row[9],
        picture=photos.as_picture(row[10], row[11], site_id=row[16] if from_portal else None, widest=LIST_WIDTH),
        availability=rules.availability(supply=row[12], stock=row[13], season=row[14], month=month),
        region_code=row[15],
        **more,
    )


def public_products() -> QuerySet[Product]:
    return Product.objects.filter(is_public=True).order_by("-shown_at", "-id")


def _after(rows: QuerySet[Product], at: Any, key: Any) -> QuerySet[Product]:
    return rows.filter(shown_at__lte=at).filter(Q(shown_at__lt=at) | Q(id__lt=key))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` is where the next begins, empty at the end."""

    cards: tuple[Card, ...]
    after: str = ""


def _paged(cards: list[Card], limit: int = PAGE_SIZE) -> Page:
    shown = cards[:limit]
    return Page(tuple(shown), keyset.mark(shown[-1].shown_at, shown[-1].id) if len(cards) > limit and shown else "")


def read_after(text: str) -> tuple[datetime, UUID] | None:
    """Where a page begins; None for the first. Raises `NotFound` for what we never wrote."""
    if not text:
        return None
    read = keyset.read_mark(text)
    if read is None:
        raise NotFound(_("This page does not exist."))
    return read


def _on_site(limit: int, in_category: bool, is_onward: bool) -> QuerySet[Product]:
    rows = public_products()
    if in_category:
        rows = rows.filter(category=Slot("category", CharField()))
    if is_onward:
        rows = _after(rows, Slot("at", DateTimeField()), Slot("key", UUIDField()))
    return rows.values_list(*COLUMNS)[:limit]


_ON_SITE = Prepared(_on_site)


def on_site(month: int, *, category: str = "", after: tuple[datetime, UUID] | None = None, limit: int = PAGE_SIZE) -> Page:
    """Products of the open site, newest first. One query."""
    at, key = after or (None, None)
    rows = _ON_SITE.rows(limit + 1, bool(category), after is not None, category=category, at=at, key=key)
    return _paged([card_of(row, month, url=site_path(row[2]), from_portal=False) for row in rows], limit)


def shelves_on_site() -> list[tuple[str, int]]:
    """The open site's filled shelves with their numbers, in the order of `Category`. One query."""
    counts = dict(_SHELVES.rows())
    return [(one, counts[one]) for one in Category.values if counts.get(one)]


_SHELVES = Prepared(
    lambda: Product.objects.filter(is_public=True).order_by().values("category").annotate(n=Count("id")).values_list("category", "n")
)


def count_on_site() -> int:
    """How many products the open site shows. One query."""
    return sum(count for _category, count in _SHELVES.rows())


def goods_exist() -> Exists:
    """Whether the open site shows any goods, as a part of somebody else's question."""
    return Exists(Product.objects.filter(is_public=True))


def menu_for_site(*, has_goods: bool) -> list[tuple[str, str]]:
    """What a site's menu says of goods: nothing while there are none. No query."""
    return [(_("Products"), reverse("market:catalogue", urlconf=settings.SITE_URLCONF))] if has_goods else []


def newest_on_site(limit: int) -> list[Card]:
    """The open site's newest products, for its home. One query."""
    return list(on_site(clock.today().month, limit=limit).cards)


def site_addresses(limit: int = 5000) -> list[tuple[str, datetime | None]]:
    """The open site's pages of goods for its site map, with when each changed; nothing while there are none. One query."""
    rows = list(public_products().values_list("slug", "updated_at")[:limit])
    return [("/produk/", None), *((f"/produk/{slug}/", at) for slug, at in rows)] if rows else []


# ---------- across all sites ----------


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a buyer asks the catalogue for."""

    q: str = ""
    category: str = ""
    region_code: str = ""
    near_code: str = ""
    month: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.category or self.region_code or self.near_code or self.month)

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Filters:
        """From an address; what is not understood is left out."""
        month = params.get("musim", "")
        code = {
            name: value if len(value) <= 13 and value.replace(".", "").isdecimal() else ""
            for name in ("wilayah", "dekat")
            for value in [params.get(name, "")]
        }
        return cls(
            q=" ".join(params.get("q", "").split())[:100],
            category=params.get("kategori", "") if params.get("kategori", "") in Category.values else "",
            region_code="" if code["dekat"] else code["wilayah"],
            near_code=code["dekat"],
            month=int(month) if month.isascii() and month.isdecimal() and 1 <= int(month) <= 12 else 0,
        )

    def params(self) -> dict[str, str]:
        """The address again, without what is empty."""
        named = {
            "q": self.q,
            "kategori": self.category,
            "wilayah": self.region_code,
            "dekat": self.near_code,
            "musim": str(self.month or ""),
        }
        return {name: value for name, value in named.items() if value}


def _across(limit: int, in_category: bool, in_region: bool, in_season: bool, is_onward: bool) -> QuerySet[Product]:
    rows = public_products().filter(site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE)
    if in_category:
        rows = rows.filter(category=Slot("category", CharField()))
    if in_region:
        rows = rows.filter(Q(region_code=Slot("region", CharField())) | Q(region_code__startswith=Slot("below", CharField())))
    if in_season:
        rows = rows.annotate(bit=F("season").bitand(Slot("month", IntegerField()))).filter(bit__gt=0)  # type: ignore[arg-type]
    if is_onward:
        rows = _after(rows, Slot("at", DateTimeField()), Slot("key", UUIDField()))
    return rows.values_list(*COLUMNS, "site__slug", "site__title")[:limit]


_ACROSS = Prepared(_across)


def _across_cards(rows: Iterable[tuple[Any, ...]], month: int, km: Mapping[str, int | None] | None = None) -> list[Card]:
    found = list(rows)
    places = regions.place_lines({row[15] for row in found})
    return [
        card_of(
            row,
            month,
            url=portal_path(row[_N], row[2]),
            from_portal=True,
            group=row[_N + 1],
            place=places.get(row[15], ""),
            km=km.get(_district_of(row[15])) if km else None,
        )
        for row in found
    ]


def across(filters: Filters, month: int, *, after: str = "", limit: int = PAGE_SIZE) -> Page:
    """Products of all open sites, newest first. Two queries."""
    at, key = read_after(after) or (None, None)
    with fence.unfenced("public products across sites, for the catalogue"):
        rows = _ACROSS.rows(
            limit + 1,
            bool(filters.category),
            bool(filters.region_code),
            bool(filters.month),
            at is not None,
            category=filters.category,
            region=filters.region_code,
            below=filters.region_code + ".",
            month=1 << (filters.month - 1) if filters.month else 0,
            at=at,
            key=key,
        )
        return _paged(_across_cards(rows, month), limit)


def newest_across(limit: int) -> list[Card]:
    """The newest goods of all sites, for the portal's first page. One query, two with places."""
    return list(across(Filters(), clock.today().month, limit=limit).cards)


def found(filters: Filters, month: int, *, number_of_page: int = 1, limit: int = PAGE_SIZE) -> tuple[Page, int]:
    """What a search finds, best first, and how many in all. Five queries."""
    results = search.search(
        filters.q, region_code=filters.region_code, kind="product", limit=limit + 1, offset=(number_of_page - 1) * limit
    )
    order = {UUID(hit.key): at for at, hit in enumerate(results.hits)}
    with fence.unfenced("public products that a search found, for the catalogue"):
        rows = public_products().filter(pk__in=list(order), site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE)
        if filters.category:
            rows = rows.filter(category=filters.category)
        cards = _across_cards(rows.values_list(*COLUMNS, "site__slug", "site__title"), month)
    cards.sort(key=lambda one: order[one.id])
    return Page(tuple(cards[:limit]), str(number_of_page + 1) if len(results.hits) > limit else ""), results.total


@dataclass(frozen=True, slots=True)
class Overview:
    """How many products stand where: by (region code, shelf)."""

    counts: Mapping[tuple[str, str], int]

    def shelves(self) -> list[tuple[str, int]]:
        """Filled shelves in their order."""
        there: Counter[str] = Counter()
        for (_code, category), count in self.counts.items():
            there[category] += count
        return [(one, there[one]) for one in Category.values if there[one]]

    def by_prefix(self, parts: int) -> dict[str, int]:
        """By the first `parts` parts of the code: 2 for kabupaten, 3 for kecamatan."""
        there: Counter[str] = Counter()
        for (code, _category), count in self.counts.items():
            there[".".join(code.split(".")[:parts])] += count
        return dict(there)

    def villages(self) -> dict[str, int]:
        """By village."""
        there: Counter[str] = Counter()
        for (code, _category), count in self.counts.items():
            there[code] += count
        return dict(there)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


_OVERVIEW = Prepared(
    lambda: (
        Product.objects.filter(is_public=True, site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE)
        .order_by()
        .values("region_code", "category")
        .annotate(n=Count("id"))
        .values_list("region_code", "category", "n")
    )
)


def overview() -> Overview:
    """What there is in the whole province. One query."""
    with fence.unfenced("how many public products there are, by place and shelf"):
        return Overview({(code, category): count for code, category, count in _OVERVIEW.rows()})


def seasons() -> dict[str, list[int]]:
    """For each shelf how many products come in each month (twelve numbers), of those that have a season. One query."""
    with fence.unfenced("the seasons of public products across sites"):
        rows = list(
            Product.objects.filter(is_public=True, site__status=SiteStatus.OPEN, site__rest=Rest.AWAKE)
            .exclude(season=0)
            .order_by()
            .values_list("category", "season")
            .annotate(n=Count("id"))
        )
    made: dict[str, list[int]] = {}
    for category, mask, count in rows:
        line = made.setdefault(category, [0] * 12)
        for month in rules.months_of(mask):
            line[month - 1] += count
    return {one: made[one] for one in Category.values if one in made}


# ---------- near ----------


def _district_of(code: str) -> str:
    return ".".join(code.split(".")[:3])


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres as the crow flies between two points (latitude, longitude): haversine on a sphere."""
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    part = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, part)))


def _middles(places: Sequence[Place]) -> dict[str, tuple[float, float]]:
    """A point for each district and regency: its own, or the middle of its villages'."""
    own = {place.code: (place.latitude, place.longitude) for place in places if place.latitude is not None and place.longitude is not None}
    made: dict[str, tuple[float, float]] = {}
    inside: dict[str, list[tuple[float, float]]] = {}
    for code, point in own.items():
        parts = code.split(".")
        for depth in range(2, len(parts)):
            inside.setdefault(".".join(parts[:depth]), []).append(point)
    for code in {place.code for place in places if place.level in (Level.DISTRICT, Level.REGENCY)}:
        below = inside.get(code)
        if code in own:
            made[code] = own[code]
        elif below:
            made[code] = (sum(one[0] for one in below) / len(below), sum(one[1] for one in below) / len(below))
    return made


@dataclass(frozen=True, slots=True)
class Near:
    """A place to be near, and the districts that sell something, nearest first."""

    place: Place
    districts: tuple[tuple[str, int | None], ...] = field(default=())
    is_measured: bool = True


def near(code: str, seen: Overview) -> Near:
    """Districts with products by their distance from a place; unmeasured places count by the town of their kabupaten. Two queries."""
    places = regions.places_within(settings.PROVINCE_CODE)
    place = next((one for one in places if one.code == code and one.level in (Level.DISTRICT, Level.REGENCY)), None)
    if place is None:
        raise NotFound(_("There is no region with this code."))
    middles = {**_seats(), **_middles(places)}
    own = ".".join(code.split(".")[:2])
    is_measured = code in middles or own in middles
    start = middles.get(code) or middles.get(own)
    lines: list[tuple[bool, int, str, int | None]] = []
    for one in set(seen.by_prefix(3)):
        regency = ".".join(one.split(".")[:2])
        is_inside = one == code or one.startswith(code + ".")
        point = middles.get(one) or middles.get(regency)
        km = round(km_between(start, point)) if start and point else NEAR_KM
        is_guessed = regency == own and not (code in middles and one in middles)
        lines.append((not is_inside, 0 if is_inside or is_guessed else km, one, None if is_guessed else km))
    lines.sort(key=lambda line: line[:3] if is_measured else (line[0], int(not line[2].startswith(own)), line[2]))
    return Near(place, tuple((one, km if is_far else 0) for is_far, _rank, one, km in lines), is_measured=is_measured)


def _seats() -> dict[str, tuple[float, float]]:
    """The towns in which kabupaten sit, for places that nobody has measured. One query."""
    rows = regions.regencies(settings.PROVINCE_CODE).exclude(seat_latitude=None).values_list("code", "seat_latitude", "seat_longitude")
    return {code: (float(latitude or 0), float(longitude or 0)) for code, latitude, longitude in rows}


def _in_district(code: str) -> Q:
    """Goods of a district; those of a group that is seated in a whole kabupaten are that kabupaten's alone."""
    return Q(region_code=code) | Q(region_code__startswith=code + ".") if code.count(".") == 2 else Q(region_code=code)


def nearest(filters: Filters, places: Near, seen: Overview, month: int, *, after: str = "", limit: int = PAGE_SIZE) -> Page:
    """Products by the distance of their district, then newest first. Two queries, whatever the number of products."""
    rank, _dot, mark = after.partition("~")
    start = int(rank) if rank.isascii() and rank.isdecimal() and len(rank) < 6 else 0
    cursor = read_after(mark)
    by_district = seen.by_prefix(3)
    chosen: list[tuple[int, str]] = []
    enough = 0
    for at, (code, _km) in enumerate(places.districts):
        if at < start:
            continue
        chosen.append((at, code))
        if filters.category or filters.month:
            enough += sum(
                count
                for (one, category), count in seen.counts.items()
                if _district_of(one) == code and category == (filters.category or category)
            )
            if enough > limit * (6 if filters.month else 1) + by_district[chosen[0][1]] or len(chosen) > 60:
                break
        else:
            enough += by_district[code]
            if enough > limit + by_district[chosen[0][1]]:
                break
    if not chosen:
        return Page(())
    with fence.unfenced("public products near a place, for the catalogue"):
        within = Q()
        for _at, code in chosen:
            within |= _in_district(code)
        rows = Product.objects.filter(within, is_public=True, site__status=SiteStatus.OPEN).annotate(
            rank=Case(
                *(When(_in_district(code), then=Value(at)) for at, code in chosen),
                default=Value(99_999),
                output_field=IntegerField(),
            )
        )
        if filters.category:
            rows = rows.filter(category=filters.category)
        if filters.month:
            rows = rows.annotate(bit=F("season").bitand(1 << (filters.month - 1))).filter(bit__gt=0)
        if cursor is not None:
            at_moment, key = cursor
            rows = rows.filter(Q(rank__gt=start) | Q(rank=start, shown_at__lt=at_moment) | Q(rank=start, shown_at=at_moment, id__lt=key))
        got = list(rows.order_by("rank", "-shown_at", "-id").values_list(*COLUMNS, "site__slug", "site__title", "rank")[: limit + 1])
        cards = _across_cards((row[:-1] for row in got), month, dict(places.districts) if places.is_measured else None)
    shown = cards[:limit]
    if len(cards) > limit:
        return Page(tuple(shown), f"{got[limit - 1][-1]}~{keyset.mark(shown[-1].shown_at, shown[-1].id)}")
    last = chosen[-1][0] + 1
    return Page(tuple(shown), f"{last}~" if last < len(places.districts) else "")
