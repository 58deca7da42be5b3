from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from betang.audit.models import Entry


class PublishingConfig(AppConfig):
    name = "betang.publishing"
    label = "publishing"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.kernel import schedule
        from betang.publishing import documents, jobs
        from betang.search import sources

        trail.subscribe("hosting.site.suspended", _forget_site, name="publishing.site_suspended", inline=True)
        trail.subscribe("hosting.site.archived", _forget_site, name="publishing.site_archived", inline=True)
        trail.subscribe("hosting.site.reopened", _find_site_again, name="publishing.site_reopened", inline=True)
        trail.subscribe("communities.group.followed", _name_new_place, name="publishing.group_followed", inline=True)
        # after the commit: it is much work where a whole kabupaten has a new code
        trail.subscribe("communities.group.followed", _find_site_again, name="publishing.group_refound")
        trail.subscribe("communities.group.followed", _name_new_place, name="publishing.group_followed", inline=True)
        # after the commit: it is much work where a whole kabupaten has a new code
        trail.subscribe("communities.group.followed", _find_site_again, name="publishing.group_found_again")
        schedule.every(60, jobs.publish_all_due)
        sources.register(("article", "page"), documents.every_document)


def _forget_site(entry: Entry) -> None:
    """What a closed site published is not found any more."""
    from betang.search import index

    if entry.site_id is not None:
        index.remove_site(entry.site_id)


def _name_new_place(entry: Entry) -> None:
    """A group's place has a new code: its news is in that region from now on, on whatever site of the group, open or not."""
    from betang.publishing.actions import name_new_place

    name_new_place(group_id=entry.data["group_id"], region_code=entry.data["to_code"])


def _find_site_again(entry: Entry) -> None:
    """An opened site's articles and pages are found again."""
    from betang.publishing import documents
    from betang.search import index

    if entry.site_id is None:
        return
    index.remove_site(entry.site_id)
    for document in documents.every_document(entry.site_id):
        index.put(**document)
