"""Prices as rows for open data: by place, day, commodity and side. Nobody's single report is told with who sent it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, Q

from betang.market.models import OfficialPrice
from betang.market.prices.board import counted
from betang.market.prices.rules import middle_of

PIECE = 2000


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Every month from one day to another, as (first day, first day of the next)."""
    start = first.replace(day=1)
    while start <= last:
        after = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        yield start, after
        start = after


def by_day(where: Q, year: int = 0) -> Iterator[Sequence[Any]]:
    """A row for each place, day, commodity and side: median, lowest, highest, number. One query for each month."""
    rows = counted().filter(where)
    if year:
        rows = rows.filter(on__year=year)
    span = rows.aggregate(first=Min("on"), last=Max("on"))
    if span["first"] is None:
        return
    columns = ("region_code", "on", "commodity__slug", "commodity__name", "commodity__unit", "level", "price_idr", "is_sample")
    for start, after in _months(span["first"], span["last"]):
        some = rows.filter(on__gte=start, on__lt=after).order_by("on", "region_code", "commodity__slug", "level")
        for key, group in groupby(some.values_list(*columns).iterator(chunk_size=PIECE), key=lambda row: row[:6]):
            found = list(group)
            prices = [row[6] for row in found]
            code, on, slug, name, unit, level = key
            yield (
                code, on.isoformat(), slug, name, unit, level, middle_of(prices), min(prices), max(prices), len(prices),
                any(row[7] for row in found),
            )  # fmt: skip


def official(where: Q, year: int = 0) -> Iterator[Sequence[Any]]:
    """A row for each official figure. One query."""
    rows = OfficialPrice.objects.filter(where).order_by("on", "region_code", "commodity__slug", "series__key")
    if year:
        rows = rows.filter(on__year=year)
    columns = (
        "region_code", "on", "commodity__slug", "commodity__name", "commodity__unit", "series__level", "price_idr", "series__name",
        "series__publisher", "series__url", "series__is_sample",
    )  # fmt: skip
    for code, on, *rest in rows.values_list(*columns).iterator(chunk_size=PIECE):
        yield code, on.isoformat(), *rest
