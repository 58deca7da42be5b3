"""Work for later: publishing what is due."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock, fence
from betang.kernel.jobs import job


@job()
def publish_due(*, article_id: str) -> None:
    """Publish one scheduled article, in its own site."""
    from betang.publishing.actions import publish_due_article

    publish_due_article(UUID(article_id))


@job()
def publish_all_due() -> None:
    """Publish whatever is due and was not published by its own job (a queue that was emptied, a restored backup)."""
    from betang.publishing.actions import publish_due_article
    from betang.publishing.models import Article
    from betang.publishing.terms import ArticleState

    with fence.unfenced("finding scheduled articles of all sites whose time has come"):
        due = list(
            Article.objects.filter(state=ArticleState.SCHEDULED, publish_at__lte=clock.now())
            .order_by("publish_at")
            .values_list("site_id", "id")[:500]
        )
    for site_id, article_id in due:
        with fence.open_site(site_id):
            publish_due_article(article_id)
