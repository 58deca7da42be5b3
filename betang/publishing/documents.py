"""What search knows of publishing: one document for each published article and page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from betang.guard.html import plain_text
from betang.hosting.terms import SiteStatus
from betang.kernel import fence
from betang.publishing.models import Article, Page
from betang.publishing.terms import ArticleState
from betang.regions import queries as regions
from betang.search import index

ARTICLE = "article"
PAGE = "page"
BUNDLE = 500


def article_document(article: Article, *, place: str) -> dict[str, Any]:
    """The document of a published article."""
    tags = " ".join(name for name, _slug in article.tag_list)
    return {
        "kind": ARTICLE,
        "key": str(article.pk),
        "title": article.title,
        "body": "\n".join(part for part in (article.summary, plain_text(article.html), tags) if part),
        "path": f"/berita/{article.slug}/",
        "site_id": article.site_id,
        "region_code": article.region_code,
        "published_at": article.published_at,
        "place": place,
    }


def page_document(page: Page, *, region_code: str, place: str) -> dict[str, Any]:
    """The document of a page that readers can see."""
    return {
        "kind": PAGE,
        "key": str(page.pk),
        "title": page.title,
        "body": plain_text(page.html),
        "path": f"/halaman/{page.slug}/",
        "site_id": page.site_id,
        "region_code": region_code,
        "published_at": page.updated_at,
        "place": place,
    }


def put_article(article: Article) -> None:
    """Make a published article findable, in the transaction that is open."""
    index.put(**article_document(article, place=regions.place_line(article.region_code)))


def put_page(page: Page, *, region_code: str) -> None:
    """Make a page findable, in the transaction that is open."""
    index.put(**page_document(page, region_code=region_code, place=regions.place_line(region_code)))


def every_document(site_id: UUID | None = None) -> Iterator[dict[str, Any]]:
    """All documents of publishing (of one site, where it is named), for making the index anew.

    Read in bundles, so that the fence is down only while a bundle is read and never while somebody else's code runs.
    """
    for model, make in ((Article, _of_articles), (Page, _of_pages)):
        last: UUID | None = None
        while True:
            with fence.unfenced("making the search index anew from everything that is public"):
                rows = model.objects.filter(site__status=SiteStatus.OPEN).order_by("id")
                if site_id is not None:
                    rows = rows.filter(site_id=site_id)
                if last is not None:
                    rows = rows.filter(id__gt=last)
                bundle, last = make(rows)
            if last is None:
                break
            yield from bundle


def _of_articles(rows: QuerySet[Any]) -> tuple[list[dict[str, Any]], UUID | None]:
    found = list(rows.filter(state=ArticleState.PUBLISHED)[:BUNDLE])
    places = regions.place_lines({one.region_code for one in found})
    made = [article_document(one, place=places.get(one.region_code, "")) for one in found]
    return made, found[-1].pk if found else None


def _of_pages(rows: QuerySet[Any]) -> tuple[list[dict[str, Any]], UUID | None]:
    found = list(rows.filter(is_published=True).select_related("site__group__region")[:BUNDLE])
    places = regions.place_lines({one.site.group.region.code for one in found})
    made = []
    for one in found:
        code = one.site.group.region.code
        made.append(page_document(one, region_code=code, place=places.get(code, "")))
    return made, found[-1].pk if found else None
