"""Reading at the desk: lists of a site's own texts and comments, one article with what surrounds it, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting
from betang.publishing.models import Article, Category, Comment, Page, Revision, WorkingCopy
from betang.publishing.terms import ArticleState, CommentState, RevisionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One line of the desk's list."""

    id: UUID
    title: str
    state: str
    byline: str
    updated_at: datetime
    publish_at: datetime | None
    published_at: datetime | None
    comment_count: int
    returned_note: str

    @property
    def state_label(self) -> str:
        return str(ArticleState(self.state).label)


def desk_articles(*, state: str = "", q: str = "", before: tuple[datetime, UUID] | None = None, limit: int = 30) -> list[ArticleRow]:
    """Articles of the open site, last touched first; a draft without a saved title shows the title that is being written."""
    rows: QuerySet[Article] = Article.objects.order_by("-updated_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(byline__icontains=q) | Q(working_copies__title__icontains=q)).distinct()
    if before is not None:
        at, key = before
        rows = rows.filter(updated_at__lte=at).filter(Q(updated_at__lt=at) | Q(id__lt=key))
    written = WorkingCopy.objects.filter(article=OuterRef("pk")).order_by("-saved_at").values("title")[:1]
    columns = ("id", "title", "written", "state", "byline", "updated_at", "publish_at", "published_at", "comment_count", "returned_note")
    return [
        ArticleRow(
            id=row[0], title=row[1] or row[2] or "", state=row[3], byline=row[4], updated_at=row[5], publish_at=row[6],
            published_at=row[7], comment_count=row[8], returned_note=row[9],
        )
        for row in rows.annotate(written=Subquery(written)).values_list(*columns)[:limit]
    ]  # fmt: skip


def state_counts() -> Mapping[str, int]:
    """How many articles of the open site stand in each state. One query."""
    return dict(Article.objects.values_list("state").annotate(n=Count("id")).order_by())


def article_for_desk(site: Site, article_id: UUID) -> Article:
    """One article of the open site; raises `NotFound`, whether it is elsewhere or nowhere. One query."""
    found: Article | None = Article.objects.select_related("category", "lead_picture").filter(pk=article_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    found.site = site
    return found


def working_copies(article: Article) -> list[WorkingCopy]:
    """What people are writing in the article and have not saved, newest first. One query."""
    return list(WorkingCopy.objects.filter(article=article).order_by("-saved_at"))


def revisions(article: Article, *, limit: int = 100) -> list[Revision]:
    """The history of the article's texts, newest first, without the texts themselves. One query."""
    return list(Revision.objects.filter(article=article).defer("body").order_by("-saved_at", "-id")[:limit])


def newest_revision(article: Article) -> Revision | None:
    """The text that was saved last, by whomever; what was set aside beside it is not meant. One query."""
    found: Revision | None = Revision.objects.filter(article=article).exclude(kind=RevisionKind.SET_ASIDE).first()
    return found


def revision_of(article: Article, revision_id: UUID) -> Revision:
    """One text of the history; raises `NotFound`."""
    found: Revision | None = Revision.objects.filter(article=article, pk=revision_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def categories() -> list[Category]:
    """The shelves of the open site. One query."""
    return list(Category.objects.order_by("position", "name"))


def categories_with_counts() -> list[tuple[Category, int]]:
    """The shelves with the number of articles on each, whatever their state. One query."""
    return [(row, row.n) for row in Category.objects.annotate(n=Count("articles")).order_by("position", "name")]


def desk_pages() -> list[Page]:
    """All standing pages of the open site, in the order of their menu. One query."""
    return list(Page.objects.defer("body", "html").order_by("position", "title", "id"))


def page_for_desk(page_id: UUID) -> Page:
    """One standing page of the open site; raises `NotFound`."""
    found: Page | None = Page.objects.filter(pk=page_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def desk_comments(*, state: str = CommentState.HELD, before: tuple[datetime, UUID] | None = None, limit: int = 30) -> list[Comment]:
    """Comments of the open site in one state, newest first, each with its article. One query."""
    rows = Comment.objects.filter(state=state).select_related("article").order_by("-sent_at", "-id")
    rows = rows.defer("article__body", "article__html")
    if before is not None:
        at, key = before
        rows = rows.filter(sent_at__lte=at).filter(Q(sent_at__lt=at) | Q(id__lt=key))
    return list(rows[:limit])


def comment_counts() -> Mapping[str, int]:
    """How many comments of the open site stand in each state. One query."""
    return dict(Comment.objects.values_list("state").annotate(n=Count("id")).order_by())


def comment_for_desk(comment_id: UUID) -> Comment:
    """One comment of the open site with its article; raises `NotFound`."""
    found: Comment | None = Comment.objects.select_related("article", "parent").filter(pk=comment_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits at the desks of the actor's groups: articles to decide on, texts sent back, comments. At most four queries."""
    sites = {
        site.pk: site
        for site in Site.objects.filter(group_id__in=actor.group_ids).only("id", "slug", "title", "group_id")
    } if actor.group_ids else {}  # fmt: skip
    if not sites:
        return []
    decides = {pk for pk, site in sites.items() if actor.holds_in_group(site.group_id, Post.CHAIR, Post.EDITOR)}
    found: list[Waiting] = []
    with fence.unfenced("what waits at the desks of one person's groups"):
        submitted = Article.objects.filter(site_id__in=decides, state=ArticleState.SUBMITTED).order_by("submitted_at")
        for site_id, pk, title, byline in submitted.values_list("site_id", "id", "title", "byline")[:20]:
            found.append(
                Waiting(
                    title=gettext("“%(title)s” waits for your yes") % {"title": title},
                    url=reverse("publishing_desk:article", kwargs={"site_slug": sites[site_id].slug, "article_id": pk}),
                    detail=gettext("%(byline)s, for %(site)s") % {"byline": byline, "site": sites[site_id].title},
                    weight=20,
                )
            )
        returned = Article.objects.filter(site_id__in=sites, author_id=actor.id, state=ArticleState.DRAFT).exclude(returned_note="")
        for site_id, pk, title, words in returned.order_by("-updated_at").values_list("site_id", "id", "title", "returned_note")[:20]:
            found.append(
                Waiting(
                    title=gettext("“%(title)s” came back to you") % {"title": title},
                    url=reverse("publishing_desk:article", kwargs={"site_slug": sites[site_id].slug, "article_id": pk}),
                    detail=words[:160],
                    weight=15,
                )
            )
        held = Comment.objects.filter(site_id__in=sites, state=CommentState.HELD).values_list("site_id").annotate(n=Count("id"))
        for site_id, count in held:
            found.append(
                Waiting(
                    title=ngettext("%(count)s comment waits to be shown", "%(count)s comments wait to be shown", count) % {"count": count},
                    url=reverse("publishing_desk:comments", kwargs={"site_slug": sites[site_id].slug}),
                    detail=sites[site_id].title,
                    weight=10,
                )
            )
    return found
