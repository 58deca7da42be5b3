"""A site's articles, pictures, comments and pages for the demo world: the real shapes, rendered and indexed, written in bulk."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.ids import uuid7
from betang.publishing.actions.articles import render
from betang.publishing.documents import article_document, page_document
from betang.publishing.models import Article, Category, Comment, Page, Picture, Tag, Tagging
from betang.publishing.pictures import files
from betang.publishing.terms import ArticleState, BodyFormat, CommentState, PictureState
from betang.publishing.words import free_slug, slug_of
from betang.search import index
from betang.search.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentSeed:
    """`answers` is the place in the list of the comment that this one answers."""

    name: str
    text: str
    at: datetime
    answers: int | None = None
    is_from_group: bool = False
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSeed:
    """One article; `drawing` names one of the drawings that are handed to `seed_site`."""

    title: str
    summary: str
    body: str
    category: str
    tags: Sequence[str]
    byline: str
    at: datetime
    state: str = ArticleState.PUBLISHED
    drawing: str = ""
    comments: Sequence[CommentSeed] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture whose sizes were made already: `folder` holds them, `sizes` lists name, width, height and media type."""

    folder: Path
    sizes: Sequence[tuple[str, int, int, str]]
    alt: str
    sha256: str


@dataclass(slots=True)
class _Rows:
    articles: list[Article] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


def seed_site(
    site: Site,
    *,
    articles: Iterable[ArticleSeed],
    pages: Iterable[tuple[str, str]],
    drawings: Mapping[str, Drawing],
    region_code: str,
    place: str,
    at: datetime,
) -> int:
    """Fill one site, in the transaction that is open; returns the number of articles. About fifteen queries."""
    with fence.open_site(site.pk):
        told = list(articles)
        pictures = _pictures(site, {one.drawing for one in told if one.drawing}, drawings, at)
        shelves = _shelves(site, [one.category for one in told])
        tags = _tags(site, [tag for one in told for tag in one.tags])
        rows = _Rows()
        taken: set[str] = set()
        for one in told:
            _article(rows, one, site, pictures, shelves, tags, taken, region_code, place)
        Article.objects.bulk_create(rows.articles)
        Tagging.objects.bulk_create(rows.taggings)
        Comment.objects.bulk_create(rows.comments)
        made = [
            Page(
                site_id=site.pk, title=title, slug=slug_of(title, fallback=f"halaman-{position}"), body=body,
                html=render(body, BodyFormat.MARKDOWN), position=position, is_published=True, created_at=at, updated_at=at,
            )
            for position, (title, body) in enumerate(pages)
        ]  # fmt: skip
        Page.objects.bulk_create(made)
        rows.documents += [index.prepare(**page_document(page, region_code=region_code, place=place)) for page in made]
        index.put_many(rows.documents)
        trail.record(
            "publishing.site.seeded", site, actor=SYSTEM, at=at, data={"articles": len(told), "pages": len(made)}, site_id=site.pk, public=True
        )
    return len(told)


def _article(
    rows: _Rows,
    one: ArticleSeed,
    site: Site,
    pictures: Mapping[str, Picture],
    shelves: Mapping[str, Category],
    tags: Mapping[str, Tag],
    taken: set[str],
    region_code: str,
    place: str,
) -> None:
    slug = free_slug(slug_of(one.title, fallback="tulisan"), lambda wanted: wanted in taken)
    taken.add(slug)
    is_out = one.state == ArticleState.PUBLISHED
    article = Article(
        id=uuid7(), site_id=site.pk, title=one.title, slug=slug, summary=one.summary, body=one.body,
        html=render(one.body, BodyFormat.MARKDOWN), lead_picture=pictures.get(one.drawing), category=shelves[one.category],
        tag_list=[[tags[tag].name, tags[tag].slug] for tag in one.tags], byline=one.byline, state=one.state,
        published_at=one.at if is_out else None, submitted_at=one.at if one.state == ArticleState.SUBMITTED else None,
        region_code=region_code, comment_count=sum(not said.is_held for said in one.comments), version=1, created_at=one.at, updated_at=one.at,
    )  # fmt: skip
    rows.articles.append(article)
    rows.taggings += [Tagging(site_id=site.pk, article=article, tag=tags[tag]) for tag in dict.fromkeys(one.tags)]
    written: list[Comment] = []
    for said in one.comments:
        written.append(
            Comment(
                site_id=site.pk, article=article, parent=written[said.answers] if said.answers is not None else None, name=said.name,
                text=said.text, state=CommentState.HELD if said.is_held else CommentState.SHOWN, is_from_group=said.is_from_group,
                sent_at=said.at, decided_at=None if said.is_held else said.at,
            )
        )  # fmt: skip
    rows.comments += written
    if is_out:
        rows.documents.append(index.prepare(**article_document(article, place=place)))


def _shelves(site: Site, names: Sequence[str]) -> dict[str, Category]:
    made = [
        Category(site_id=site.pk, name=name, slug=slug_of(name, fallback="rak"), position=position)
        for position, name in enumerate(dict.fromkeys(names))
    ]
    Category.objects.bulk_create(made)
    return {one.name: one for one in made}


def _tags(site: Site, names: Sequence[str]) -> dict[str, Tag]:
    made = [Tag(site_id=site.pk, name=name, slug=slug_of(name, fallback="tag")) for name in dict.fromkeys(names)]
    Tag.objects.bulk_create(made)
    return {one.name: one for one in made}


def _pictures(site: Site, wanted: set[str], drawings: Mapping[str, Drawing], at: datetime) -> dict[str, Picture]:
    made: dict[str, Picture] = {}
    for name in sorted(wanted):
        drawing, key = drawings[name], uuid7()
        folder = files.folder_of(site.pk, key)
        folder.mkdir(parents=True, exist_ok=True)
        for size, _width, _height, _type in drawing.sizes:
            _place(drawing.folder / size, folder / size)
        made[name] = Picture(
            id=key, site_id=site.pk, alt=drawing.alt, path="", sha256=drawing.sha256, media_type="image/jpeg", width=drawing.sizes[-1][1],
            height=drawing.sizes[-1][2], state=PictureState.READY, added_at=at,
            variants=[
                {"path": files.public_path(key, size), "width": width, "height": height, "media_type": media_type}
                for size, width, height, media_type in drawing.sizes
            ],
        )  # fmt: skip
    Picture.objects.bulk_create(made.values())
    return made


def _place(source: Path, target: Path) -> None:
    """The same file under another name, without a second copy where the disk can do that."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)


def fingerprint(data: bytes) -> str:
    """SHA-256 of a drawing, as pictures keep it."""
    return hashlib.sha256(data).hexdigest()
