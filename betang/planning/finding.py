"""What search knows of plans: one document for each line that is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from betang.audit.models import Entry
from betang.planning import indexes
from betang.planning.models import ImportRun, Line
from betang.regions import queries as regions
from betang.search import index
from betang.search.models import Document as Found

KIND = "plan"
BUNDLE = 500


def every_document() -> Iterator[dict[str, Any]]:
    """All planned lines, for making the index anew."""
    yield from _documents(Line.objects.filter(is_withdrawn=False))


def _documents(lines: QuerySet[Line]) -> Iterator[dict[str, Any]]:
    columns = ("number", "name", "code", "fiscal_year", "government_code", "office__name", "location_text", "changed_at")
    for bundle in batched(lines.order_by("pk").values_list(*columns).iterator(BUNDLE), BUNDLE):
        places = regions.place_lines({row[4] for row in bundle})
        for number, name, code, year, government, office, location, changed_at in bundle:
            place = places.get(government, "")
            yield {
                "kind": KIND,
                "key": number,
                "title": f"{name}, {year}"[:300],
                "body": "\n".join(part for part in (office, location, place, code) if part),
                "path": f"/rencana/baris/{number}/",
                "site_id": None,
                "region_code": government,
                "published_at": changed_at,
                "place": place,
            }


def put_lines(lines: QuerySet[Line]) -> None:
    """Bring the documents of some lines up to date, in bundles of their own transactions; withdrawn ones are taken out."""
    for bundle in batched(lines.order_by("pk").values_list("pk", flat=True).iterator(BUNDLE), BUNDLE):
        _put(bundle)


@transaction.atomic
def _put(keys: Iterable[UUID]) -> None:
    lines = Line.objects.filter(pk__in=list(keys))
    Found.objects.filter(kind=KIND, key__in=list(lines.values_list("number", flat=True))).delete()
    rows = [index.prepare(**one) for one in _documents(lines.filter(is_withdrawn=False))]
    taken = set(Found.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    for row in rows:
        while row.id in taken or Found.objects.filter(pk=row.id).exists():
            row.id += 1
        taken.add(row.id)
    index.put_many(rows)


def on_line(entry: Entry) -> None:
    """A line was written, restated, withdrawn or put back at the desk: found, or no longer, in the same transaction."""
    put_lines(Line.objects.filter(pk=entry.subject_id))


def on_import(entry: Entry) -> None:
    """An import has written lines: they are made findable by a job, bundle by bundle."""
    from betang.planning.jobs import find_imported

    find_imported.enqueue(run_id=str(entry.subject_id))


def imported(run_id: UUID) -> None:
    """Make findable what an import has written: every line of its government and year that was touched since it began.

    In the plans' own list they are found at once; the engine is told of them first, so that it does so on the shortest way.
    """
    indexes.count_anew()
    run = ImportRun.objects.select_related("government").filter(pk=run_id).first()
    if run is not None:
        put_lines(Line.objects.filter(government_code=run.government.code, fiscal_year=run.fiscal_year, changed_at__gte=run.created_at))
