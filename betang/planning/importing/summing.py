"""The kept sums of a plan that was empty: counted from the rows in memory while they are there, by the rules of `rollups`.

A plan that had lines before is counted by `rollups.rebuild`, which reads them all. Both must agree with `rollups.recount`.
"""

from __future__ import annotations

from typing import Any

from betang.planning import rollups, rules
from betang.planning.importing.checking.reading import Item, Reading
from betang.planning.importing.comparing import Comparison, funds_of, spots_of
from betang.planning.models import Rollup
from betang.planning.rules import AMOUNT_COLUMNS, WEIGHT_ORDER
from betang.planning.terms import Dimension, Scheme

_COLUMNS = list(AMOUNT_COLUMNS)
_WEIGHT = [_COLUMNS.index(phase) for phase in WEIGHT_ORDER]
WIDTH = len(_COLUMNS)
COUNT, WORTH = WIDTH, WIDTH + 1

Amounts = list[int | None]


class Sums:
    """Sums by some key: the amounts of the phases, then the count of lines, then what they are worth now."""

    def __init__(self) -> None:
        self.held: dict[Any, list[int]] = {}

    def add(self, key: Any, amounts: Amounts) -> None:
        """One more line in a sum."""
        held = self.held.get(key)
        if held is None:
            held = self.held[key] = [0] * (WIDTH + 2)
        held[COUNT] += 1
        for column, amount in enumerate(amounts):
            if amount:
                held[column] += amount
        for column in _WEIGHT:
            worth = amounts[column]
            if worth is not None:
                held[WORTH] += worth
                return

    def merge(self, key: Any, other: list[int]) -> None:
        """All lines of another sum."""
        held = self.held.get(key)
        if held is None:
            self.held[key] = list(other)
        else:
            for column, amount in enumerate(other):
                held[column] += amount


class Quick:
    """Sums by some key of rows that state one amount each, as most files do."""

    __slots__ = ("counts", "totals")

    def __init__(self) -> None:
        self.counts: dict[Any, int] = {}
        self.totals: dict[Any, int] = {}

    def add(self, key: Any, amount: int) -> None:
        """One more line in a sum."""
        totals = self.totals
        if key in totals:
            totals[key] += amount
            self.counts[key] += 1
        else:
            totals[key] = amount
            self.counts[key] = 1

    def pour_into(self, sums: Sums, column: int) -> None:
        """Add them to sums of all phases: the amounts are those of `column`."""
        for key, total in self.totals.items():
            held = [0] * (WIDTH + 2)
            held[column], held[COUNT], held[WORTH] = total, self.counts[key], total if column in _WEIGHT else 0
            sums.merge(key, held)


def sums_of(government_code: str, year: int, reading: Reading, comparison: Comparison) -> Sums:
    """Every sum of a government's year whose lines are all in `comparison.added`, by (dimension, key). Asks the database nothing.

    First by what lines have in common (code, office, fund, set of places), of which there are few; then these by dimension.
    """
    slots = [(index, _COLUMNS.index(slot.phase)) for index, slot in enumerate(reading.slots) if slot.year == year]
    by_code, by_office, by_fund, by_places = Sums(), Sums(), Sums(), Sums()
    only = slots[0] if len(slots) == 1 else None
    quick = (Quick(), Quick(), Quick(), Quick())
    spots: dict[Any, Any] = {}
    for item, of, _key in comparison.added:
        if of != year:
            continue
        if only is not None and item.more is None:
            amount = item.amounts[only[0]]
            if amount is not None:
                quick[0].add(item.code, amount)
                quick[1].add(item.office, amount)
                for fund in item.funds:
                    quick[2].add(fund, amount)
                where = id(item.spots)
                if where not in spots:
                    spots[where] = tuple(spots_of(item))
                quick[3].add(where, amount)
                continue
        amounts = _amounts(item.all(), slots)
        by_code.add(item.code, amounts)
        by_office.add(item.office, amounts)
        funds = funds_of(item)
        is_divided = len(funds) > 1 and item.more is not None and all(len(row.funds) == 1 for row in item.all())
        for fund in funds:
            by_fund.add(fund, _amounts([row for row in item.all() if row.funds == (fund,)], slots) if is_divided else amounts)
        there = id(item.spots) if item.more is None else tuple(spots_of(item))  # rows of one place text share their spots
        if there not in spots:
            spots[there] = tuple(spots_of(item))
        by_places.add(there, amounts)
    if only is not None:
        for one, all_of in zip(quick, (by_code, by_office, by_fund, by_places), strict=True):
            one.pour_into(all_of, only[1])
    sums = Sums()
    scheme = Scheme.VILLAGE_ACTIVITY if government_code.count(".") == 3 else Scheme.REGIONAL
    for code, held in by_code.held.items():
        above = rules.parts(code, scheme)
        sums.merge((Dimension.TOTAL, ""), held)
        for dimension, key in (
            (Dimension.FIELD, above.field),
            (Dimension.PROGRAMME, above.programme),
            (Dimension.ACTIVITY, above.activity),
        ):
            if key:
                sums.merge((dimension, key), held)
    for office, held in by_office.held.items():
        if office is not None:
            sums.merge((Dimension.OFFICE, str(office.id)), held)
    for fund, held in by_fund.held.items():
        sums.merge((Dimension.FUND, fund), held)
    for where, held in by_places.held.items():
        for place in {up for code in spots[where] for up in rollups.places_above(code, government_code)}:
            sums.merge((Dimension.PLACE, place), held)
    return sums


def write_sums(government_code: str, year: int, sums: Sums) -> None:
    """Put these in the place of the sums that the government's year has."""
    Rollup.objects.filter(government_code=government_code, fiscal_year=year).delete()
    Rollup.objects.bulk_create(
        (_row(government_code, year, dimension, key, held) for (dimension, key), held in sums.held.items()), batch_size=2000
    )


def _amounts(rows: tuple[Item, ...] | list[Item], slots: list[tuple[int, int]]) -> Amounts:
    amounts: Amounts = [None] * WIDTH
    for row in rows:
        for index, column in slots:
            amount = row.amounts[index]
            if amount is not None:
                amounts[column] = (amounts[column] or 0) + amount
    return amounts


def _row(government_code: str, year: int, dimension: Dimension, key: str, held: list[int]) -> Rollup:
    columns: dict[str, Any] = {AMOUNT_COLUMNS[phase]: held[column] for column, phase in enumerate(_COLUMNS)}
    return Rollup(
        government_code=government_code,
        fiscal_year=year,
        dimension=dimension,
        key=key,
        line_count=held[COUNT],
        effective_idr=held[WORTH],
        **columns,
    )
