"""Writing what was compared: large sets in few statements, inside the transaction that the caller has opened.

New rows go in by `loading`. Keys are counted up from one UUIDv7, so that rows of one import lie side by side in every index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection

from betang.kernel.ids import uuid7
from betang.planning import rules
from betang.planning.importing.checking.reading import Item, Reading, all_rows
from betang.planning.importing.comparing import (
    Change,
    Comparison,
    Existing,
    Progressed,
    figures_of,
    funds_of,
    location_of,
    native,
    spots_of,
    stated_by,
)
from betang.planning.importing.loading import FROM_ROWS, insert, with_parents, without_indexes
from betang.planning.importing.lookup import Lookup
from betang.planning.models import ImportRun
from betang.planning.rules import AMOUNT_COLUMNS
from betang.planning.terms import Phase

BATCH = 4000
STEP = 20_000
"""How many lines are written before the progress is told again."""
Progress = Callable[[int], None]

LINE_COLUMNS = (
    "id", "government_id", "government_code", "fiscal_year", "office_id", "scheme", "code", "code_entry_id", "field_code", "programme_code",
    "activity_code", "name", "key", "number", *AMOUNT_COLUMNS.values(), "location_text", "starts_on", "ends_on", "note", "is_sample",
    "is_withdrawn", "changed_at",
)  # fmt: skip
FIGURE_COLUMNS = ("id", "line_id", "phase", "fund_code", "amount_idr", "run_id", "sheet", "cell", "is_current", "stated_at")
FUND_COLUMNS = ("id", "line_id", "code", "amount_idr")
PLACE_COLUMNS = ("id", "line_id", "region_id", "region_code", "detail")
INDICATOR_COLUMNS = ("id", "line_id", "kind", "text", "year", "target", "target_text", "unit")


def keys() -> Iterator[Any]:
    """Keys that rise by one from a UUIDv7 whose lowest 32 bits are cleared: 42 of its random bits remain, and all sort by time."""
    at = uuid7().int >> 32 << 32
    if connection.vendor == "sqlite":
        while True:
            at += 1
            yield f"{at:032x}"
    while True:
        at += 1
        yield UUID(int=at)


def _day(value: date | None) -> Any:
    return connection.ops.adapt_datefield_value(value) if value is not None else None


def _decimal(value: Decimal | None) -> Any:
    return str(value) if value is not None else None


def _each(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        for some in batched(rows, BATCH):
            cursor.executemany(sql, some)


class Writer:
    """One writing of one run. `meanwhile` is called when the rows are in and the database begins to build its indexes."""

    def __init__(
        self,
        run: ImportRun,
        reading: Reading,
        lookup: Lookup,
        comparison: Comparison,
        *,
        at: datetime,
        progress: Progress | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.run, self.reading, self.lookup, self.comparison = run, reading, lookup, comparison
        self.at = connection.ops.adapt_datetimefield_value(at)
        self.keys = keys()
        self.run_id = native(run.pk)
        self.progress = progress
        self.meanwhile = meanwhile
        self.done = 0
        self.is_sample = run.file.is_sample
        self.parts: dict[str, rules.CodeParts] = {}

    def write(self) -> None:
        """New lines, changed lines, realisation. Touches only what differs."""
        if self.comparison.added:
            self._add()
        if self.comparison.changed:
            self._change()
        if self.comparison.progressed:
            self._progressed([one for one in self.comparison.progressed if one.is_changed])

    def _step(self, count: int) -> None:
        self.done += count
        if self.progress is not None and self.done % STEP < count:
            self.progress(self.done)

    # ---------- New lines ----------

    def _add(self) -> None:
        count = len(self.comparison.added)
        with without_indexes(count, meanwhile=self.meanwhile), with_parents(self._parents) if count >= FROM_ROWS else nullcontext():
            self._add_rows()

    def _parents(self) -> dict[str, set[Any]]:
        """What rows of other transactions the new rows point at."""
        items = [item for item, _year, _key in self.comparison.added]
        regions = {spot.id for spots in {id(row.spots): row.spots for row in all_rows(items)}.values() for spot in spots}
        return {
            "regions_region": {self.run.government_id, *regions},
            "regions_office": {office.id for office in {item.office for item in items} if office is not None},
            "planning_code": {item.entry.id for item in items if item.entry is not None},
            "planning_importrun": {self.run.pk},
        }

    def _add_rows(self) -> None:
        added = self.comparison.added
        ahead = len(added) >= FROM_ROWS
        ids = [next(self.keys) for _one in added]
        items = [item for item, _year, _key in added]
        insert("planning_line", LINE_COLUMNS, self._lines(ids), told=self._step, ahead=ahead)
        insert("planning_figure", FIGURE_COLUMNS, self._figures(ids), ahead=ahead)
        insert("planning_linefund", FUND_COLUMNS, self._funds(zip(ids, items, strict=True)), ahead=ahead)
        insert("planning_lineplace", PLACE_COLUMNS, self._places(zip(ids, items, strict=True)), ahead=ahead)
        if any(item.measures for item in items):
            rows = self._measures((key, item, year) for key, (item, year, _k) in zip(ids, added, strict=True))
            insert("planning_indicator", INDICATOR_COLUMNS, rows, ahead=ahead)

    def _lines(self, ids: list[Any]) -> Iterator[tuple[Any, ...]]:
        government, scheme = self.run.government, str(self.lookup.scheme)
        government_id, government_code = native(government.pk), government.code
        places: dict[int, list[tuple[int, int]]] = {}
        order = list(AMOUNT_COLUMNS)
        for index, slot in enumerate(self.reading.slots):
            places.setdefault(slot.year, []).append((index, order.index(slot.phase)))
        width = len(order)
        offices: dict[Any, Any] = {}
        entries: dict[Any, Any] = {}
        is_sample, at = self.is_sample, self.at
        for key, (item, year, line_key) in zip(ids, self.comparison.added, strict=True):
            parts = self.parts.get(item.code)
            if parts is None:
                parts = self.parts[item.code] = rules.parts(item.code, scheme)
            office = item.office
            office_id = None
            if office is not None:
                office_id = offices.get(office)
                if office_id is None:
                    office_id = offices[office] = native(office.id)
            entry_id = None
            if item.entry is not None:
                entry_id = entries.get(item.code)
                if entry_id is None:
                    entry_id = entries[item.code] = native(item.entry.id)
            amounts: list[int | None] = [None] * width
            if item.more is None:
                for index, column in places[year]:
                    amounts[column] = item.amounts[index]
            else:
                for row in item.all():
                    for index, column in places[year]:
                        amount = row.amounts[index]
                        if amount is not None:
                            amounts[column] = (amounts[column] or 0) + amount
            number = rules.line_number(government_code, year, item.code, office.id if office is not None else None, line_key)
            yield (
                key, government_id, government_code, year, office_id, scheme, item.code,
                entry_id, parts.field, parts.programme, parts.activity, item.name, line_key, number, *amounts,
                item.location if item.more is None else location_of(item), _day(item.starts) if item.starts else None,
                _day(item.ends) if item.ends else None, item.note, is_sample, False, at,
            )  # fmt: skip

    def _figures(self, ids: list[Any]) -> Iterator[tuple[Any, ...]]:
        reading, keys_, run_id, at = self.reading, self.keys, self.run_id, self.at
        names = [sheet.name for sheet in reading.sheets]
        by_year: dict[int, list[tuple[int, str]]] = {}
        for index, slot in enumerate(reading.slots):
            by_year.setdefault(slot.year, []).append((index, slot.phase.value))
        from betang.guard.sheets.cells import column_letters

        letters = [{slot: column_letters(column) for slot, column in sheet.amount_columns.items()} for sheet in reading.sheets]
        for key, (item, year, _key) in zip(ids, self.comparison.added, strict=True):
            if item.more is None:
                sheet = item.sheet
                for index, phase in by_year[year]:
                    amount = item.amounts[index]
                    if amount is not None:
                        yield next(keys_), key, phase, "", amount, run_id, names[sheet], f"{letters[sheet][index]}{item.row}", True, at
            else:
                for (phase, fund), (amount, name, cell) in stated_by(item, reading, year).items():
                    yield next(keys_), key, phase, fund, amount, run_id, name, cell, True, at

    def _funds(self, rows: Iterable[tuple[Any, Item]]) -> Iterator[tuple[Any, ...]]:
        keys_ = self.keys
        for key, item in rows:
            for code in item.funds if item.more is None else funds_of(item):
                yield next(keys_), key, code[:30], None

    def _places(self, rows: Iterable[tuple[Any, Item]]) -> Iterator[tuple[Any, ...]]:
        keys_ = self.keys
        known: dict[int, list[tuple[Any, str]]] = {}  # rows of one place text share their spots
        for key, item in rows:
            places = known.get(id(item.spots)) if item.more is None else None
            if places is None:
                places = [(native(region), code) for code, region in spots_of(item).items()]
                if item.more is None:
                    known[id(item.spots)] = places
            for region_id, code in places:
                yield next(keys_), key, region_id, code, ""

    def _measures(self, rows: Iterable[tuple[Any, Item, int]]) -> Iterator[tuple[Any, ...]]:
        for key, item, year in rows:
            for kind, text, of, target, words, unit in item.measures:
                if of == year:
                    yield next(self.keys), key, kind, text, of, _decimal(target), words, unit

    # ---------- Changed lines ----------

    def _change(self) -> None:
        changed = self.comparison.changed
        moved = [one for one in changed if one.differs]
        self._replace_figures([(one.line, one.stated) for one in moved])
        for phase, column in AMOUNT_COLUMNS.items():
            rows = [
                (sum(value[0] for key, value in one.stated.items() if key[0] == phase.value), one.line.id)
                for one in moved
                if any(key[0] == phase.value for key in one.stated)
            ]
            if rows:
                _each(f"UPDATE planning_line SET {column} = %s WHERE id = %s", rows)  # noqa: S608
        for column in ("name", "location_text", "starts_on", "ends_on", "note"):
            said = [(one.details[column], one.line.id) for one in changed if column in one.details]
            if said:
                values = [(_day(value), key) for value, key in said] if column.endswith("_on") else said
                _each(f"UPDATE planning_line SET {column} = %s WHERE id = %s", values)  # noqa: S608
        _each(
            "UPDATE planning_line SET changed_at = %s, is_withdrawn = %s WHERE id = %s", ((self.at, False, one.line.id) for one in changed)
        )
        self._replace_parts(changed)
        self._step(len(changed))

    def _replace_figures(self, rows: list[tuple[Existing, dict[tuple[str, str], tuple[int, str, str]]]]) -> None:
        """What a phase states for a line now takes the place of what it stated; the old figures stay, no longer current."""
        current = figures_of([line.id for line, _stated in rows])
        old = [
            (False, key)
            for line, stated in rows
            for phase, _fund, _amount, key in current.get(line.id, ())
            if any(one[0] == phase for one in stated)
        ]
        if old:
            _each("UPDATE planning_figure SET is_current = %s WHERE id = %s", old)
        insert(
            "planning_figure",
            FIGURE_COLUMNS,
            (
                (next(self.keys), line.id, phase, fund, amount, self.run_id, sheet, cell, True, self.at)
                for line, stated in rows
                for (phase, fund), (amount, sheet, cell) in stated.items()
            ),
        )

    def _replace_parts(self, changed: list[Change]) -> None:
        funds = [one for one in changed if one.funds]
        if funds:
            _each("DELETE FROM planning_linefund WHERE line_id = %s", ((one.line.id,) for one in funds))
            insert("planning_linefund", FUND_COLUMNS, self._funds((one.line.id, one.item) for one in funds))
        places = [one for one in changed if one.places]
        if places:
            _each("DELETE FROM planning_lineplace WHERE line_id = %s", ((one.line.id,) for one in places))
            insert("planning_lineplace", PLACE_COLUMNS, self._places((one.line.id, one.item) for one in places))
        measures = [one for one in changed if one.measures]
        if measures:
            _each("DELETE FROM planning_indicator WHERE line_id = %s AND reached IS NULL", ((one.line.id,) for one in measures))
            insert("planning_indicator", INDICATOR_COLUMNS, self._measures((one.line.id, one.item, one.line.year) for one in measures))

    # ---------- Realisation ----------

    def _progressed(self, rows: list[Progressed]) -> None:
        _each("DELETE FROM planning_realisation WHERE line_id = %s AND until_on = %s", ((one.line.id, _day(one.until)) for one in rows))
        names = [sheet.name for sheet in self.reading.sheets]
        by = native(self.run.by_id)
        insert(
            "planning_realisation",
            ("id", "line_id", "until_on", "spent_idr", "percent", "words", "run_id", "sheet", "cell", "by_id", "stated_at"),
            (
                (
                    next(self.keys),
                    one.line.id,
                    _day(one.until),
                    one.spent,
                    _decimal(one.item.percent),
                    one.item.note,
                    self.run_id,
                    names[one.item.sheet],
                    self._where(one),
                    by,
                    self.at,
                )
                for one in rows
            ),
        )
        latest = [one for one in rows if one.is_latest]
        spent = [one for one in latest if one.spent is not None]
        _each(
            "UPDATE planning_figure SET is_current = %s WHERE line_id = %s AND phase = %s AND is_current",
            ((False, one.line.id, Phase.REALISED.value) for one in spent),
        )
        insert(
            "planning_figure",
            FIGURE_COLUMNS,
            (
                (
                    next(self.keys),
                    one.line.id,
                    Phase.REALISED.value,
                    "",
                    one.spent,
                    self.run_id,
                    names[one.item.sheet],
                    self._where(one),
                    True,
                    self.at,
                )
                for one in spent
            ),
        )
        _each(
            "UPDATE planning_line SET realised_idr = %s, changed_at = %s WHERE id = %s",
            ((one.spent, self.at, one.line.id) for one in spent),
        )
        _each(
            "UPDATE planning_line SET physical_percent = %s WHERE id = %s",
            ((_decimal(one.item.percent), one.line.id) for one in latest if one.item.percent is not None),
        )
        self._step(len(rows))

    def _where(self, one: Progressed) -> str:
        return self.reading.cell(one.item, 0) if 0 in self.reading.sheets[one.item.sheet].amount_columns else ""


def withdraw(ids: list[Any], at: datetime) -> None:
    """Take lines out of the plan; they are kept."""
    moment = connection.ops.adapt_datetimefield_value(at)
    _each("UPDATE planning_line SET is_withdrawn = %s, changed_at = %s WHERE id = %s", ((True, moment, key) for key in ids))
