"""What feeds carry: the newest articles with their text and the moment of their last change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from betang.hosting import addresses
from betang.hosting import queries as hosting
from betang.kernel import fence
from betang.publishing.queries.cards import PICTURE_COLUMNS, PictureCard, article_path, every_published, picture_card, published


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One article in a feed. `url` has scheme and host; `html` is safe and holds paths of the article's own host."""

    id: UUID
    title: str
    url: str
    summary: str
    html: str
    author: str
    group: str
    published_at: datetime
    updated_at: datetime
    categories: tuple[str, ...]
    picture: PictureCard | None
    host: str


_COLUMNS = (
    "id", "title", "slug", "summary", "html", "byline", "site__title", "published_at", "updated_at", "category__name", "tag_list",
    "site_id", *PICTURE_COLUMNS,
)  # fmt: skip


def _item(row: tuple[Any, ...], host: str) -> FeedItem:
    return FeedItem(
        id=row[0], title=row[1], url=addresses.site_url(host, article_path(row[2])), summary=row[3], html=row[4], author=row[5],
        group=row[6], published_at=row[7], updated_at=max(row[8], row[7]), picture=picture_card(row[12:18]), host=host,
        categories=((row[9],) if row[9] else ()) + tuple(name for name, _slug in row[10]),
    )  # fmt: skip


def site_feed(host: str, *, limit: int = 30) -> list[FeedItem]:
    """The newest articles of the open site, which answers at `host`. One query."""
    return [_item(row, host) for row in published().values_list(*_COLUMNS)[:limit]]


def portal_feed(*, region_code: str = "", limit: int = 50) -> list[FeedItem]:
    """The newest articles across all open sites, of one region where it is named. Two queries."""
    with fence.unfenced("newest published news across sites, for the portal's feeds"):
        rows = every_published()
        if region_code:
            rows = rows.filter(Q(region_code=region_code) | Q(region_code__startswith=region_code + "."))
        found = list(rows.values_list(*_COLUMNS)[:limit])
    hosts = hosting.hosts_of({row[11] for row in found})
    return [_item(row, hosts[row[11]]) for row in found if row[11] in hosts]
