"""Reading imports: the runs of a site, one run, its items."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from betang.kernel.errors import NotFound
from betang.publishing.models import ImportItem, ImportRun
from betang.publishing.terms import ImportOutcome, ImportState

PAGE_SIZE = 50


def runs(limit: int = 20) -> list[ImportRun]:
    """The newest imports of the open site. One query."""
    return list(ImportRun.objects.select_related("started_by")[:limit])


def run(run_id: UUID) -> ImportRun:
    """One import of the open site; raises `NotFound`."""
    found: ImportRun | None = ImportRun.objects.select_related("started_by").filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def outcome_counts(found: ImportRun) -> dict[tuple[str, str], int]:
    """`(kind, outcome)` → how many items of the run. One query."""
    rows = ImportItem.objects.filter(run=found).order_by().values_list("kind", "outcome").annotate(count=Count("id"))
    return {(kind, outcome): count for kind, outcome, count in rows}


def items(found: ImportRun, *, outcome: str = "", with_reason: bool = False, page: int = 1) -> tuple[list[ImportItem], bool]:
    """One page of the run's items, and whether there are more. One query."""
    rows = ImportItem.objects.filter(run=found).order_by("outcome", "kind", "title", "id")
    if outcome in ImportOutcome.values:
        rows = rows.filter(outcome=outcome)
    if with_reason:
        rows = rows.exclude(reason="")
    start = (max(1, page) - 1) * PAGE_SIZE
    taken = list(rows[start : start + PAGE_SIZE + 1])
    return taken[:PAGE_SIZE], len(taken) > PAGE_SIZE


def running() -> ImportRun | None:
    """An import that is under way on the open site, if there is one."""
    found: ImportRun | None = ImportRun.objects.filter(state=ImportState.RUNNING).first()
    return found
