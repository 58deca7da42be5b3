"""Where documents come from: each package names its kinds and how to list them, so that the index can be made anew.

The index is derived; `betang search rebuild` makes it again from its sources, as often as one likes, with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connection, transaction

from betang.search import index
from betang.search.models import Document

BATCH = 500
Listing = Callable[[], Iterable[Mapping[str, Any] | Document]]


@dataclass(frozen=True, slots=True)
class Source:
    """Documents of some kinds: `listing` yields what `index.put` takes, or rows that `index.prepare` made."""

    kinds: tuple[str, ...]
    listing: Listing


_sources: dict[tuple[str, ...], Source] = {}


def register(kinds: str | tuple[str, ...], listing: Listing) -> None:
    """Say that everything public of `kinds` is what `listing()` yields; called from `AppConfig.ready`."""
    named = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    _sources[named] = Source(named, listing)


def sources() -> tuple[Source, ...]:
    """All sources, in the order in which they were registered."""
    return tuple(_sources.values())


def rebuild(source: Source) -> int:
    """Make the documents of one source anew, in one transaction; searches see the old ones until it commits.

    Nobody else writes to the index meanwhile: what is withdrawn during the rebuild waits, and is then taken out; it
    cannot come back. About a second for each thousand documents. Returns how many there are.
    """
    made = 0
    with transaction.atomic():  # on SQLite this is the write lock already
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE search_document IN SHARE ROW EXCLUSIVE MODE")
        Document.objects.filter(kind__in=source.kinds).delete()
        taken = set(Document.objects.values_list("id", flat=True))
        for some in batched(_rows(source), BATCH):
            for row in some:
                while row.id in taken:
                    row.id += 1
                taken.add(row.id)
            made += index.put_many(some)
    return made


def _rows(source: Source) -> Iterator[Document]:
    for one in source.listing():
        row = one if isinstance(one, Document) else index.prepare(**one)
        if row.kind not in source.kinds:
            raise ValueError(f"a source of {source.kinds} gave a document of kind {row.kind}")
        yield row
