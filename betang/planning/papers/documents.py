"""What search knows of a document: the document itself, and each page of the newest version that people can see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from betang.kernel import clock
from betang.planning.models import Document, DocumentPage, Version
from betang.planning.papers import queries, rules
from betang.regions.queries import place_line
from betang.search import index
from betang.search.models import Document as Found

KIND = "document"
SHORTEST_PAGE = 40
"""Letters below which a page is a cover or an empty sheet: nobody looks for it."""


def index_document(document: Document) -> None:
    """Make a document and its pages findable, or take them out where it is not public. In the action's own transaction."""
    Found.objects.filter(kind=KIND, key__startswith=str(document.pk)).delete()
    if document.status not in rules.PUBLIC:
        return
    rows = [index.prepare(**one) for one in _rows(document)]
    taken = set(Found.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    for row in rows:
        while row.id in taken:
            row.id += 1
        taken.add(row.id)
    index.put_many(rows)


def every_document() -> Iterator[dict[str, Any]]:
    """All public documents and their pages, for making the index anew."""
    for document in Document.objects.filter(status__in=rules.PUBLIC).select_related("government", "office").order_by("pk").iterator(100):
        yield from _rows(document)


def _rows(document: Document) -> Iterator[dict[str, Any]]:
    version = queries.newest_visible(document)
    day = (version.fixed_on if version is not None else None) or clock.today()
    at = datetime.combine(day, time(12), clock.zone())
    place = place_line(document.government.code)
    common = {"kind": KIND, "site_id": None, "region_code": document.government.code, "published_at": at, "place": place}
    path = f"/rencana/dokumen/{document.address}/"
    yield {**common, "key": str(document.pk), "title": document.title, "body": _body(document, version), "path": path}
    if version is None:
        return
    for number, text in DocumentPage.objects.filter(version=version).order_by("number").values_list("number", "text"):
        if len(text) >= SHORTEST_PAGE:
            yield {
                **common,
                "key": f"{document.pk}:{number}",
                "title": f"{document.title}, halaman {number}",
                "body": text,
                "path": f"{path}{version.number}/halaman/{number}/",
            }


def _body(document: Document, version: Version | None) -> str:
    parts = [str(document.get_kind_display()), document.government.full_name]
    if document.office is not None:
        parts.append(document.office.name)
    parts.append(f"{document.from_year}" if document.from_year == document.to_year else f"{document.from_year}-{document.to_year}")
    if version is not None:
        parts += [version.legal_basis, version.note]
    return " ".join(part for part in parts if part)
