"""Reading the price dictionary: pages of it, and the governments and years that have one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from betang.proposals.models import PriceEntry

PAGE_SIZE = 50
LAST_PAGE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A dictionary: of a government for a year."""

    code: str
    name: str
    year: int
    entries: int


def shelves(code: str = "") -> list[Shelf]:
    """The dictionaries that there are, the newest first; of one government where one is named. One query."""
    from betang.regions.terms import Kind

    rows = PriceEntry.objects.filter(region__code=code) if code else PriceEntry.objects.all()
    found = rows.order_by().values_list("region__code", "region__kind", "region__name", "fiscal_year").annotate(Count("pk"))
    shelves = [Shelf(code=code, name=f"{Kind(kind).label} {name}", year=year, entries=count) for code, kind, name, year, count in found]
    return sorted(shelves, key=lambda shelf: (-shelf.year, shelf.code))


def page(
    code: str, year: int, *, q: str = "", sector: str = "", number: int = 1, with_locked: bool = False
) -> tuple[list[PriceEntry], bool]:
    """One page by name, and whether there is more. One query."""
    rows = PriceEntry.objects.filter(region__code=code, fiscal_year=year).select_related("office")
    if not with_locked:
        rows = rows.filter(is_locked=False)
    if sector:
        rows = rows.filter(field_code=sector)
    for word in q.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(programme_name__icontains=word))
    start = (number - 1) * PAGE_SIZE
    found = list(rows.order_by("name", "unit", "channel", "pk")[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE
