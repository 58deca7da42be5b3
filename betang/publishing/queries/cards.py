"""Teasers: the newest of one site and of all sites, as plain values from a fixed number of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, DateTimeField, Q, QuerySet, UUIDField
from django.urls import get_script_prefix
from django.utils.translation import gettext

from betang.hosting import addresses
from betang.hosting.terms import HostKind, SiteStatus
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, Slot
from betang.publishing.models import Article
from betang.publishing.terms import ArticleState
from betang.regions import queries as regions


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCard:
    """A picture as a template shows it. `variants` is `[{"path", "width", "height", "media_type"}]`, smallest first."""

    alt: str
    caption: str
    credit: str
    width: int
    height: int
    variants: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCard:
    """A published article as a teaser. `path` is on its own site; `url` carries scheme and host where it was asked for."""

    id: UUID
    title: str
    path: str
    summary: str
    byline: str
    published_at: datetime
    comment_count: int
    category: str = ""
    category_slug: str = ""
    picture: PictureCard | None = None
    site_id: UUID | None = None
    url: str = ""
    group: str = ""
    site_title: str = ""
    region_code: str = ""
    place: str = ""


PICTURE_COLUMNS = (
    "lead_picture__alt", "lead_picture__caption", "lead_picture__credit", "lead_picture__width", "lead_picture__height",
    "lead_picture__variants",
)  # fmt: skip
_CARD_COLUMNS = (
    "id", "title", "slug", "summary", "byline", "published_at", "comment_count", "category__name", "category__slug", *PICTURE_COLUMNS,
)  # fmt: skip
_N = len(_CARD_COLUMNS)


def article_path(slug: str) -> str:
    """The address of an article on its own site, in the language of this request (no reversing: each teaser asks)."""
    return f"{get_script_prefix()}berita/{slug}/"


def picture_card(row: tuple[Any, ...]) -> PictureCard | None:
    """The picture in the `PICTURE_COLUMNS` of a row; None where there is none or its sizes are not made yet."""
    alt, caption, credit, width, height, variants = row
    if not variants:
        return None
    return PictureCard(alt=alt, caption=caption, credit=credit, width=width, height=height, variants=tuple(variants))


def _card(row: tuple[Any, ...], **more: Any) -> ArticleCard:
    return ArticleCard(
        id=row[0], title=row[1], path=article_path(row[2]), summary=row[3], byline=row[4], published_at=row[5], comment_count=row[6],
        category=row[7] or "", category_slug=row[8] or "", picture=picture_card(row[9:15]), **more,
    )  # fmt: skip


def published() -> QuerySet[Article]:
    """Published articles of the open site, newest first."""
    return Article.objects.filter(state=ArticleState.PUBLISHED).order_by("-published_at", "-id")


_LATEST = Prepared(lambda limit: published().values_list(*_CARD_COLUMNS)[:limit])


def latest_on_site(limit: int = 10) -> list[ArticleCard]:
    """The newest published articles of the open site. One query."""
    return [_card(row) for row in _LATEST.rows(limit)]


def every_published() -> QuerySet[Article]:
    """Published articles of all open sites, newest first; only while the fence is down."""
    return published().filter(site__status=SiteStatus.OPEN)


def _from_afar(picture: PictureCard | None, host: str) -> PictureCard | None:
    """The smallest sizes of a picture with their whole address, for a page on another host; None for a site with a domain of its own.

    The policy of our pages lets pictures in from the sites' own domain and from nowhere else.
    """
    if picture is None or not host.endswith(f".{settings.SITES_DOMAIN}"):
        return None
    least = min(int(one["width"]) for one in picture.variants)
    sizes = tuple({**one, "path": addresses.site_url(host, str(one["path"]))} for one in picture.variants if int(one["width"]) == least)
    return replace(picture, variants=sizes)


PlaceLines = Callable[[Iterable[str]], Mapping[str, str]]


def _cards_with_sites(found: list[tuple[Any, ...]], places_of: PlaceLines) -> list[ArticleCard]:
    places = places_of({row[_N + 3] for row in found})
    cards = []
    for row in found:
        site_id, site_title, group, code, host = row[_N : _N + 5]
        card = _card(
            row[:_N], site_id=site_id, url=addresses.site_url(host, article_path(row[2])), group=group, site_title=site_title,
            region_code=code, place=places.get(code, ""),
        )  # fmt: skip
        cards.append(replace(card, picture=_from_afar(card.picture, host)) if card.picture else card)
    return cards


_SITE_COLUMNS = ("site_id", "site__title", "site__group__name", "region_code", "site__host_names__host")


def _across_sites(limit: int, in_region: bool, is_onward: bool) -> QuerySet[Article]:
    rows = published().filter(site__status=SiteStatus.OPEN, site__host_names__kind=HostKind.PRIMARY)
    if in_region:
        rows = rows.filter(Q(region_code=Slot("region", CharField())) | Q(region_code__startswith=Slot("below", CharField())))
    if is_onward:
        rows = older_than(rows, (Slot("at", DateTimeField()), Slot("key", UUIDField())))
    return rows.values_list(*_CARD_COLUMNS, *_SITE_COLUMNS)[:limit]


_ACROSS_SITES = Prepared(_across_sites)


def latest_for_portal(
    region_code: str = "", limit: int = 10, before: tuple[datetime, UUID] | None = None, *, places_of: PlaceLines = regions.place_lines
) -> list[ArticleCard]:
    """The newest published articles across all open sites, with group, place and full address. Two queries.

    `region_code` keeps those of groups seated in the region or below it; `before` is the last one of the page before. Who has
    the names of places at hand gives them with `places_of`: one query then.
    """
    with fence.unfenced("newest published news across sites, for the portal"):
        at, key = before or (None, None)
        rows = _ACROSS_SITES.rows(limit, bool(region_code), before is not None, region=region_code, below=region_code + ".", at=at, key=key)
        return _cards_with_sites(rows, places_of)


def older_than(rows: QuerySet[Article], before: tuple[datetime | Slot, UUID | Slot] | None) -> QuerySet[Article]:
    """Those that come after `before` in the order newest first."""
    if before is None:
        return rows
    at, key = before
    return rows.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(id__lt=key))


def cursor_of(at: datetime, key: UUID) -> str:
    """The place in a list after which the next page begins, for an address."""
    return f"{int(at.timestamp() * 1_000_000):x}-{key.hex}"


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """The place that `cursor_of` wrote; None for an empty text. Raises `NotFound` for anything else."""
    if not text:
        return None
    moment, _dash, key = text.partition("-")
    try:
        return datetime.fromtimestamp(int(moment, 16) / 1_000_000, UTC), UUID(hex=key)
    except (ValueError, OverflowError, OSError):
        raise NotFound(gettext("This page does not exist.")) from None
