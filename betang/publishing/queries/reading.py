"""Reading as readers do: one article with its thread, shelves, tags, standing pages, the menu. Only what is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, DateTimeField, QuerySet, UUIDField
from django.urls import get_script_prefix
from django.utils.translation import gettext
from markupsafe import Markup

from betang.kernel import fence
from betang.kernel.prepared import Prepared, Slot
from betang.publishing import rules
from betang.publishing.models import Article, Category, Comment, Page, Tag
from betang.publishing.queries.cards import (
    _CARD_COLUMNS,
    PICTURE_COLUMNS,
    ArticleCard,
    PictureCard,
    _card,
    older_than,
    picture_card,
    published,
)
from betang.publishing.terms import COMMENT_DEPTH, ArticleState, CommentState

THREAD_LIMIT = 300
"""Comments on one page; a village article has three."""


def _safe(html: str) -> Markup:
    """What `guard.html` made at saving is shown as it is; nothing else ever writes these columns."""
    return Markup(html)  # noqa: S704


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """A published or withdrawn article, ready to be shown. `html` is safe."""

    id: UUID
    title: str
    slug: str
    summary: str
    html: Markup
    byline: str
    state: str
    published_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None
    withdrawal_reason: str
    correction_note: str
    corrected_at: datetime | None
    comments_open: bool
    comment_count: int
    tags: tuple[tuple[str, str], ...]
    category: str
    category_slug: str
    group_id: UUID
    group: str
    site_title: str
    picture: PictureCard | None

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ArticleState.WITHDRAWN

    @property
    def path(self) -> str:
        return f"{get_script_prefix()}berita/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One comment in a thread, with what answers it; `paragraphs` are plain text."""

    id: UUID
    name: str
    paragraphs: tuple[str, ...]
    sent_at: datetime
    is_from_group: bool
    answers: list[Said]


_PAGE_COLUMNS = (
    "id", "title", "slug", "summary", "html", "byline", "state", "published_at", "updated_at", "withdrawn_at", "withdrawal_reason",
    "correction_note", "corrected_at", "comments_open", "comment_count", "tag_list", "category__name", "category__slug",
    "site__group_id", "site__group__name", "site__title", *PICTURE_COLUMNS,
)  # fmt: skip


_ARTICLE = Prepared(
    lambda: (
        Article.objects.filter(slug=Slot("slug", CharField()), state__in=(ArticleState.PUBLISHED, ArticleState.WITHDRAWN))
        .order_by()
        .values_list(*_PAGE_COLUMNS)[:1]
    )
)


def article_page(slug: str) -> ArticlePage | None:
    """The article of the open site at this address, if readers can or could see it. One query."""
    row = _ARTICLE.first(slug=slug)
    if row is None:
        return None
    return ArticlePage(
        id=row[0], title=row[1], slug=row[2], summary=row[3], html=_safe(row[4]), byline=row[5], state=row[6], published_at=row[7],
        updated_at=row[8], withdrawn_at=row[9], withdrawal_reason=row[10], correction_note=row[11], corrected_at=row[12],
        comments_open=row[13], comment_count=row[14], tags=tuple((name, tag) for name, tag in row[15]), category=row[16] or "",
        category_slug=row[17] or "", group_id=row[18], group=row[19], site_title=row[20], picture=picture_card(row[21:27]),
    )  # fmt: skip


_COMMENTS = Prepared(
    lambda: (
        Comment.objects.filter(article_id=Slot("article", UUIDField()), state=CommentState.SHOWN)
        .order_by("sent_at", "id")
        .values_list("id", "parent_id", "name", "text", "sent_at", "is_from_group")[:THREAD_LIMIT]
    )
)


def comments_of(article_id: UUID) -> list[Said]:
    """The shown comments in the order of reading. One query."""
    rows = _COMMENTS.rows(article=article_id)
    said = {
        row[0]: Said(id=row[0], name=row[2], paragraphs=paragraphs(row[3]), sent_at=row[4], is_from_group=row[5], answers=[])
        for row in rows
    }
    top: list[Said] = []
    levels: list[list[Said]] = [top]
    for placed in rules.thread(((row[0], row[1]) for row in rows), deepest=COMMENT_DEPTH):
        del levels[placed.depth + 1 :]
        levels[placed.depth].append(said[placed.key])
        levels.append(said[placed.key].answers)
    return top


def shown_comment(article_id: UUID, comment_id: UUID) -> Said | None:
    """One shown comment, to be answered. One query."""
    row = (
        Comment.objects.filter(article_id=article_id, pk=comment_id, state=CommentState.SHOWN)
        .values_list("id", "name", "text", "sent_at", "is_from_group")
        .first()
    )
    return Said(id=row[0], name=row[1], paragraphs=paragraphs(row[2]), sent_at=row[3], is_from_group=row[4], answers=[]) if row else None


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a plain text that hold something."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


_BEFORE = Prepared(
    lambda limit: older_than(published(), (Slot("at", DateTimeField()), Slot("key", UUIDField()))).values_list(*_CARD_COLUMNS)[:limit]
)


def before_this(article: ArticlePage, limit: int = 4) -> list[ArticleCard]:
    """What was published on the site before this article, newest first. One query."""
    return [_card(row) for row in _BEFORE.rows(limit, at=article.published_at, key=article.id)]


def _news(limit: int, on_shelf: bool, has_tag: bool, is_onward: bool) -> QuerySet[Article]:
    rows = published()
    if on_shelf:
        rows = rows.filter(category__slug=Slot("category", CharField()))
    if has_tag:
        rows = rows.filter(taggings__tag__slug=Slot("tag", CharField()))
    if is_onward:
        rows = older_than(rows, (Slot("at", DateTimeField()), Slot("key", UUIDField())))
    return rows.values_list(*_CARD_COLUMNS)[:limit]


_NEWS = Prepared(_news)


def news_page(*, category: str = "", tag: str = "", before: tuple[datetime, UUID] | None = None, limit: int = 20) -> list[ArticleCard]:
    """Published articles of the open site, on a shelf or with a tag where one is named. One query."""
    at, key = before or (None, None)
    found = _NEWS.rows(limit, bool(category), bool(tag), before is not None, category=category, tag=tag, at=at, key=key)
    return [_card(row) for row in found]


_SHELVES = Prepared(
    lambda: (
        Category.objects.filter(articles__state=ArticleState.PUBLISHED)
        .distinct()
        .order_by("position", "name")
        .values_list("slug", "name", "position")
    )
)


def filled_categories() -> list[tuple[str, str]]:
    """`(slug, name)` of the shelves on which something published stands. One query."""
    return [(slug, name) for slug, name, _position in _SHELVES.rows()]


def category_name(slug: str) -> str:
    """The name of a shelf, or nothing. One query."""
    return Category.objects.filter(slug=slug).values_list("name", flat=True).first() or ""


def tag_name(slug: str) -> str:
    """The name of a tag that a published article carries, or nothing. One query."""
    rows = Tag.objects.filter(slug=slug, taggings__article__state=ArticleState.PUBLISHED)
    return rows.values_list("name", flat=True).first() or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage:
    """A page that readers can see. `html` is safe; `below` are `(title, path)` of the pages under it."""

    id: UUID
    title: str
    slug: str
    html: Markup
    updated_at: datetime
    parent: tuple[str, str] | None
    below: Sequence[tuple[str, str]]


def page_path(slug: str) -> str:
    """The address of a standing page, in the language of this request."""
    return f"{get_script_prefix()}halaman/{slug}/"


def standing_page(slug: str) -> StandingPage | None:
    """The page of the open site at this address, if readers can see it. Two queries."""
    row = (
        Page.objects.filter(slug=slug, is_published=True)
        .values_list("id", "title", "slug", "html", "updated_at", "parent__title", "parent__slug", "parent__is_published")
        .first()
    )
    if row is None:
        return None
    below = Page.objects.filter(parent_id=row[0], is_published=True).order_by("position", "title").values_list("title", "slug")
    return StandingPage(
        id=row[0], title=row[1], slug=row[2], html=_safe(row[3]), updated_at=row[4],
        parent=(row[5], page_path(row[6])) if row[7] else None, below=[(title, page_path(one)) for title, one in below],
    )  # fmt: skip


_ANY_NEWS = Prepared(lambda: published().order_by().values_list("id")[:1])
_MENU = Prepared(
    lambda: (
        Page.objects.filter(is_published=True, in_menu=True, parent__isnull=True)
        .order_by("position", "title", "id")
        .values_list("title", "slug")[:12]
    )
)


def menu_for_site(site_id: UUID) -> list[tuple[str, str]]:
    """`(label, path)` of what publishing adds to a site's menu: news where there is some, then the pages. Two queries.

    Paths are without a language's prefix, as they stand in the menu's own links.
    """
    with fence.open_site(site_id):
        menu = [(gettext("News"), "/berita/")] if _ANY_NEWS.rows() else []
        return menu + [(title, f"/halaman/{slug}/") for title, slug in _MENU.rows()]


def has_content(site_id: UUID) -> bool:
    """Whether readers find anything on the site yet. At most two queries."""
    with fence.open_site(site_id):
        return published().exists() or Page.objects.filter(is_published=True).exists()


def sections(site_id: UUID) -> set[str]:
    """Which sections of a site's home have something to show: `news`, `pages`. Two queries."""
    with fence.open_site(site_id):
        filled = {"news"} if published().exists() else set()
        return filled | ({"pages"} if Page.objects.filter(is_published=True).exists() else set())


def site_addresses(*, limit: int, offset: int = 0) -> list[tuple[str, datetime]]:
    """`(path, last change)` of everything public on the open site, for its site map. Two queries."""
    pages = [(f"/halaman/{slug}/", at) for slug, at in Page.objects.filter(is_published=True).values_list("slug", "updated_at")]
    rows = published().values_list("slug", "updated_at")
    start = max(0, offset - len(pages))
    room = max(0, limit - max(0, len(pages) - offset))
    return pages[offset : offset + limit] + [(f"/berita/{slug}/", at) for slug, at in rows[start : start + room]]
