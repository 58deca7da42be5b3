"""Filling a site fast with what the demo world's writers give: through the real rendering, tables, search and trail.

`seed_site` writes one site in about a dozen statements; it asks no policy, because only code calls it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from betang.accounts.actors import SYSTEM
from betang.accounts.models import Person
from betang.audit import trail
from betang.guard import text as guard
from betang.guard.words import free_slug, slug_of, tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel import clock, fence
from betang.kernel.ids import uuid7
from betang.publishing import documents
from betang.publishing.actions.articles import render
from betang.publishing.actions.guarding import fields_of
from betang.publishing.actions.shelves import default_shelves
from betang.publishing.models import Article, Category, Comment, Page, Picture, Revision, Tag, Tagging
from betang.publishing.terms import BYLINE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, ArticleState, CommentState, RevisionKind
from betang.regions import queries as regions
from betang.search import index


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentSeed:
    """A comment; `answer` is what the group says to it. A held one waits at the desk."""

    name: str
    text: str
    answer: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSeed:
    """An article as its writer gives it. `at` is when it was published (or last touched); None: some time in the last year."""

    title: str
    body: str
    summary: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    byline: str = ""
    at: datetime | None = None
    state: str = ArticleState.PUBLISHED
    publish_at: datetime | None = None
    picture: Picture | None = None
    comments: tuple[CommentSeed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeed:
    """A standing page."""

    title: str
    body: str
    in_menu: bool = True


@dataclass(slots=True)
class _Rows:
    articles: list[Article] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def seed_site(
    site: Site,
    author: Person | None,
    articles: Sequence[ArticleSeed],
    rng: random.Random,
    *,
    pages: Sequence[PageSeed] = (),
    now: datetime | None = None,
) -> list[Article]:
    """Give a site its articles, comments and pages; returns the articles. What the guard refuses raises `ValueError`.

    A title that the site has already is left out, so that a second run changes nothing. `category` is the slug or the
    name of a shelf. Costs about 2 ms an article.
    """
    moment = now or clock.now()
    with transaction.atomic(), fence.open_site(site.pk):
        site_region = site.group.region.code
        place = regions.place_line(site_region)
        shelves = _shelves(site, {one.category for one in articles})
        tags = _tags(site, [name for one in articles for name in one.tags])
        taken = set(Article.objects.values_list("slug", flat=True))
        known = set(Article.objects.values_list("title", flat=True))
        rows = _Rows()
        for seed in articles:
            if tidy_line(seed.title) in known:
                continue
            at = seed.at or moment - timedelta(days=rng.randrange(2, 360), minutes=rng.randrange(0, 900))
            article = _article(site, author, seed, at, shelves, tags, taken, site_region)
            rows.articles.append(article)
            rows.revisions.append(_revision(article, author))
            rows.taggings += [Tagging(site_id=site.pk, article=article, tag=tags[slug]) for _name, slug in article.tag_list]
            rows.comments += _comments(site, author, article, seed, at, moment, rng)
        Article.objects.bulk_create(rows.articles, batch_size=200)
        Revision.objects.bulk_create(rows.revisions, batch_size=200)
        Tagging.objects.bulk_create(rows.taggings, batch_size=500)
        Comment.objects.bulk_create(rows.comments, batch_size=200)
        made_pages = _pages(site, author, pages, moment)
        shown = [article for article in rows.articles if article.is_public]
        index.put_many(index.prepare(**documents.article_document(article, place=place)) for article in shown)
        index.put_many(index.prepare(**documents.page_document(page, region_code=site_region, place=place)) for page in made_pages)
        if rows.articles or made_pages:
            data: dict[str, Any] = {"group_id": str(site.group_id), "articles": len(rows.articles), "pages": len(made_pages)}
            trail.record("publishing.site.filled", site, actor=SYSTEM, at=moment, data=data, site_id=site.pk)
        _record_published(site, shown, site_region)
        return rows.articles


def _record_published(site: Site, shown: Sequence[Article], region_code: str) -> None:
    """The first entry of each article with the head of its chain; the last one goes the usual way, so that subscribers hear once."""
    for article in shown:
        data = {"group_id": str(site.group_id), "title": article.title, "slug": article.slug, "region_code": region_code}
        verb = "publishing.article.published"
        if article is shown[-1]:
            trail.record(verb, article, actor=SYSTEM, at=article.published_at, public=True, data=data)
            break
        trail.record_first(verb, [(article, data, site.pk)], actor=SYSTEM, at=article.published_at or article.created_at, public=True)


def _check(**texts: str) -> None:
    findings = guard.check_fields(fields_of(**texts))
    if guard.refused(findings):
        raise ValueError(f"the guard refuses this seed: {findings[0].excerpt!r}")


def _article(
    site: Site, author: Person | None, seed: ArticleSeed, at: datetime, shelves: dict[str, Category], tags: dict[str, Tag],
    taken: set[str], region_code: str,
) -> Article:  # fmt: skip
    title = tidy_line(seed.title)[:TITLE_LENGTH]
    body = tidy_text(seed.body)
    _check(title=title, summary=seed.summary, body=body)
    key = uuid7()
    slug = free_slug(slug_of(title, fallback=f"tulisan-{key.hex[-6:]}"), taken.__contains__)
    taken.add(slug)
    is_shown = seed.state in (ArticleState.PUBLISHED, ArticleState.WITHDRAWN)
    slugs = list(dict.fromkeys(slug_of(name, fallback="")[:80] for name in seed.tags))
    return Article(
        id=key, site=site, title=title, slug=slug, summary=tidy_line(seed.summary)[:SUMMARY_LENGTH], body=body,
        html=render(body, "markdown"), lead_picture=seed.picture, category=shelves.get(seed.category) if seed.category else None,
        tag_list=[[tags[one].name, one] for one in slugs if one in tags],
        byline=(seed.byline or (author.name if author else ""))[:BYLINE_LENGTH], author=author, state=seed.state,
        publish_at=seed.publish_at, submitted_at=at if seed.state == ArticleState.SUBMITTED else None,
        published_at=at if is_shown else None, region_code=region_code if is_shown else "", version=1,
        comment_count=sum(1 + bool(one.answer) for one in seed.comments if not one.is_held) if is_shown else 0,
        created_at=at, updated_at=at,
    )  # fmt: skip


def _revision(article: Article, author: Person | None) -> Revision:
    return Revision(
        site_id=article.site_id, article=article, kind=RevisionKind.PUBLISHED if article.is_public else RevisionKind.SAVED,
        title=article.title, summary=article.summary, body=article.body, version=1, saved_by=author,
        saved_by_name=author.name if author else "", saved_at=article.updated_at,
    )  # fmt: skip


def _comments(
    site: Site, author: Person | None, article: Article, seed: ArticleSeed, at: datetime, now: datetime, rng: random.Random
) -> list[Comment]:
    made: list[Comment] = []
    for one in seed.comments:
        sent = min(at + timedelta(minutes=rng.randrange(20, 4000)), now)
        state = CommentState.HELD if one.is_held else CommentState.SHOWN
        comment = Comment(
            id=uuid7(), site=site, article=article, name=tidy_line(one.name)[:80], text=tidy_text(one.text), state=state, sent_at=sent
        )
        if not one.is_held:
            comment.decided_by, comment.decided_at = author, sent
        made.append(comment)
        if one.answer and not one.is_held:
            later = min(sent + timedelta(minutes=rng.randrange(10, 900)), now)
            made.append(
                Comment(
                    id=uuid7(), site=site, article=article, parent=comment, name=site.title[:80], text=tidy_text(one.answer),
                    state=CommentState.SHOWN, is_from_group=True, sent_at=later, decided_by=author, decided_at=later,
                )
            )  # fmt: skip
    return made


def _shelves(site: Site, wanted: set[str]) -> dict[str, Category]:
    """Slug or name as it was written → the shelf, made where it is missing."""
    there = {row.slug: row for row in Category.objects.all()}
    offered = dict(default_shelves())
    names = {name.casefold(): slug for slug, name in offered.items()}
    order = list(offered)
    found: dict[str, Category] = {}
    for name in sorted(one for one in wanted if one):
        slug = name if name in there or name in offered else names.get(name.casefold()) or slug_of(name, fallback="rak")
        if slug not in there:
            position = order.index(slug) if slug in offered else 10
            there[slug] = Category.objects.create(site=site, slug=slug, name=offered.get(slug, name), position=position)
        found[name] = there[slug]
    return found


def _tags(site: Site, names: Sequence[str]) -> dict[str, Tag]:
    wanted = {slug_of(name, fallback="")[:80]: tidy_line(name)[:60] for name in names}
    wanted.pop("", None)
    there = {row.slug: row for row in Tag.objects.filter(slug__in=wanted)}
    missing = [Tag(site=site, slug=slug, name=name) for slug, name in wanted.items() if slug not in there]
    Tag.objects.bulk_create(missing)
    return there | {row.slug: row for row in missing}


def _pages(site: Site, author: Person | None, seeds: Sequence[PageSeed], now: datetime) -> list[Page]:
    taken = set(Page.objects.values_list("slug", flat=True))
    made: list[Page] = []
    for position, seed in enumerate(seeds):
        slug = slug_of(seed.title, fallback=f"halaman-{position}")
        if slug in taken:
            continue
        taken.add(slug)
        _check(title=seed.title, body=seed.body)
        made.append(
            Page(
                site=site, title=tidy_line(seed.title)[:TITLE_LENGTH], slug=slug, body=tidy_text(seed.body),
                html=render(seed.body, "markdown"), position=position, in_menu=seed.in_menu, is_published=True, version=1,
                edited_by=author, created_at=now, updated_at=now,
            )
        )  # fmt: skip
    Page.objects.bulk_create(made)
    return made
