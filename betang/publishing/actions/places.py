"""News lies where its group sits: when that place has a new code, so has the news."""

from __future__ import annotations

from uuid import UUID

from betang.hosting.models import Site
from betang.kernel import fence
from betang.publishing.models import Article


def name_new_place(*, group_id: UUID, region_code: str) -> None:
    """All published news of a group's sites, open or not, lies in `region_code` from now on. The register's own entry tells of it."""
    for site_id in Site.objects.filter(group_id=group_id).values_list("pk", flat=True):
        with fence.open_site(site_id):
            Article.objects.exclude(region_code__in=("", region_code)).update(region_code=region_code)
