"""What search knows of publishing: one document for each published article and page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from betang.guard.html import plain_text
from betang.hosting.terms import SiteStatus
from betang.kernel import fence
from betang.publishing.models import Article, Page
from betang.publishing.terms import ArticleState
from betang.regions import queries as regions
from betang.search import index

ARTICLE = "article"
PAGE = "page"


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


def every_document() -> Iterator[dict[str, Any]]:
    """All documents of publishing, for making the index anew."""
    with fence.unfenced("making the search index anew from everything that is public"):
        articles = Article.objects.filter(state=ArticleState.PUBLISHED, site__status=SiteStatus.OPEN)
        codes = set(articles.values_list("region_code", flat=True).distinct())
        pages = Page.objects.filter(is_published=True, site__status=SiteStatus.OPEN)
        codes |= set(pages.values_list("site__group__region__code", flat=True).distinct())
        places = regions.place_lines(codes)
        for article in articles.iterator(chunk_size=500):
            yield article_document(article, place=places.get(article.region_code, ""))
        for page in pages.select_related("site__group__region").iterator(chunk_size=500):
            code = page.site.group.region.code
            yield page_document(page, region_code=code, place=places.get(code, ""))
