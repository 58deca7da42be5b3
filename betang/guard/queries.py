"""Reading what was refused."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from betang.guard.models import Report


def reports(site_ids: Iterable[UUID] | None = None, *, unseen_only: bool = False) -> QuerySet[Report]:
    """Notes of what was refused, newest first; of these sites, or of all. One query when read.

    Call `actions.collect_reports` before showing them at the desk: the newest may still wait in their folder.
    """
    rows = Report.objects.all()
    if site_ids is not None:
        rows = rows.filter(site_id__in=list(site_ids))
    return rows.filter(seen_at__isnull=True) if unseen_only else rows
