"""What a reading would change: lines that are new, changed and gone, with old and new amounts. Reads the plan; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from betang.planning import rules
from betang.planning.importing import cells
from betang.planning.importing.checking import Item, Reading
from betang.planning.importing.headings import normal
from betang.planning.importing.lookup import Lookup, OfficeEntry
from betang.planning.importing.problems import KEEP, SKIP
from betang.planning.models import ImportRun
from betang.planning.rules import AMOUNT_COLUMNS
from betang.planning.terms import FileKind, Phase

Stated = dict[tuple[str, str], tuple[int, str, str]]
"""(phase, fund code) → (amount, sheet, cell)."""

PHASES = tuple(AMOUNT_COLUMNS)


def native(key: Any) -> Any:
    """A key as the database holds it: text without dashes on SQLite, a UUID on PostgreSQL."""
    return key.hex if connection.vendor == "sqlite" and key is not None else key


class Existing:
    """A line that is in the plan already. `amounts` in the order of `PHASES`."""

    __slots__ = (
        "amounts",
        "code",
        "ends",
        "id",
        "is_withdrawn",
        "key",
        "location",
        "name",
        "note",
        "number",
        "office",
        "seen",
        "starts",
        "year",
    )

    def __init__(self, row: tuple[Any, ...], year: int) -> None:
        (
            self.id,
            self.office,
            self.code,
            self.key,
            self.name,
            self.number,
            self.location,
            self.starts,
            self.ends,
            self.note,
            self.is_withdrawn,
        ) = row[:11]
        self.amounts: tuple[int | None, ...] = row[11:17]
        self.is_withdrawn = bool(self.is_withdrawn)
        self.year = year
        self.seen = False


@dataclass(slots=True)
class Change:
    """A line that the file says differently. `stated` where its amounts differ; `details`: columns of the line → new value."""

    item: Item
    line: Existing
    stated: Stated
    differs: bool
    before: dict[str, int | None]
    details: dict[str, Any]
    funds: bool = False
    places: bool = False
    measures: bool = False
    returns: bool = False


@dataclass(slots=True)
class Progressed:
    """What a realisation file says of a line that is in the plan."""

    item: Item
    line: Existing
    until: date
    spent: int | None
    is_latest: bool
    is_changed: bool
    before: int | None


@dataclass(slots=True)
class Comparison:
    """`added`: (row, year, key) of lines that are not in the plan yet."""

    added: list[tuple[Item, int, str]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Existing] = field(default_factory=list)
    progressed: list[Progressed] = field(default_factory=list)
    unchanged: int = 0
    old_figures: dict[Any, list[tuple[str, str, int, Any]]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Nothing would be written, whatever is chosen for what is gone."""
        return not (self.added or self.changed or any(one.is_changed for one in self.progressed))


def stated_by(item: Item, reading: Reading, year: int) -> Stated:
    """The amounts of a line in a year, by phase and, where the file divides them, by fund."""
    rows = item.all()
    slots = [(index, slot.phase.value) for index, slot in enumerate(reading.slots) if slot.year == year]
    if len(rows) == 1:
        return {
            (phase, ""): (amount, reading.sheets[item.sheet].name, reading.cell(item, index))
            for index, phase in slots
            if (amount := item.amounts[index]) is not None
        }
    is_divided = len({row.funds for row in rows}) > 1 and all(len(row.funds) == 1 for row in rows)
    found: Stated = {}
    for row in rows:
        for index, phase in slots:
            amount = row.amounts[index]
            if amount is None:
                continue
            key = (phase, row.funds[0] if is_divided else "")
            held = found.get(key)
            found[key] = (
                (held[0] + amount, held[1], held[2]) if held else (amount, reading.sheets[row.sheet].name, reading.cell(row, index))
            )
    return found


def funds_of(item: Item) -> tuple[str, ...]:
    """Every fund source of a line."""
    if item.more is None:
        return item.funds
    return tuple(dict.fromkeys(code for row in item.all() for code in row.funds))


def spots_of(item: Item) -> dict[str, Any]:
    """Every place of a line: code → key."""
    if item.more is None:
        return {spot.code: spot.id for spot in item.spots}
    return {spot.code: spot.id for row in item.all() for spot in row.spots}


def location_of(item: Item) -> str:
    """The places as the file names them."""
    if item.more is None:
        return item.location
    return "; ".join(dict.fromkeys(row.location for row in item.all() if row.location))


class Comparer:
    """Holds a reading against the plan of its government."""

    def __init__(self, run: ImportRun, reading: Reading, lookup: Lookup) -> None:
        self.run, self.reading, self.lookup = run, reading, lookup
        self.has = {name.partition(":")[0] for sheet in reading.sheets if sheet.is_used for name in sheet.table.columns}
        self.offices = {item.office.id if item.office else None for item in reading.items}
        self.lines: dict[int, list[Existing]] = {}
        self.index: dict[tuple[int, Any, str], list[Existing]] = {}
        self.by_code: dict[tuple[int, str], list[Existing]] = {}
        self.out = Comparison()

    def compare(self) -> Comparison:
        """Asks the database four times a year of the file, less where the plan is still empty."""
        years = sorted({slot.year for slot in self.reading.slots} or {self.run.fiscal_year})
        for year in years:
            self._load(year)
        if self.run.kind == FileKind.REALISATION:
            self._realisation()
            return self.out
        phases = sorted({slot.phase.value for slot in self.reading.slots})
        for year in years:
            if self.lines[year]:
                self._load_figures(year, phases)
        held = {year: self._held(year) if self.lines[year] else {} for year in years}
        dropped: set[int] = set()
        for year in years:
            slots = [index for index, slot in enumerate(self.reading.slots) if slot.year == year]
            is_empty = not self.lines[year]
            for item in self.reading.items:
                if all(row.amounts[index] is None for row in item.all() for index in slots):
                    continue
                if is_empty:
                    self.out.added.append((item, year, item.key))
                    continue
                line, key = self._match(item, year)
                if line is None:
                    self.out.added.append((item, year, key))
                    continue
                line.seen = True
                if self._slipped(item, line, slots):
                    dropped.add(id(item))
                    continue
                self._one(item, line, year, held[year])
        if dropped:
            self.reading.items = [item for item in self.reading.items if id(item) not in dropped]
        self._gone(years, phases)
        return self.out

    # ---------- What is in the plan ----------

    def _scope(self) -> tuple[str, list[Any]]:
        if self.run.office_id is None:
            return "", []
        return " AND l.office_id = %s", [native(self.run.office_id)]

    def _load(self, year: int) -> None:
        where, params = self._scope()
        amounts = ", ".join(f"l.{column}" for column in AMOUNT_COLUMNS.values())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.id, l.office_id, l.code, l.key, l.name, l.number, l.location_text, l.starts_on, l.ends_on, l.note, l.is_withdrawn, "  # noqa: S608
                f"{amounts} FROM planning_line l WHERE l.fiscal_year = %s AND l.government_code = %s AND l.scheme = %s{where}",
                [year, self.run.government.code, self.lookup.scheme, *params],
            )
            self.lines[year] = [Existing(row, year) for row in _rows(cursor)]
        for line in self.lines[year]:
            self.index.setdefault((year, line.office, line.code), []).append(line)
            if self.run.kind == FileKind.REALISATION:
                self.by_code.setdefault((year, line.code), []).append(line)

    def _load_figures(self, year: int, phases: list[str]) -> None:
        where, params = self._scope()
        marks = ", ".join(["%s"] * len(phases))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT f.line_id, f.phase, f.fund_code, f.amount_idr, f.id FROM planning_figure f JOIN planning_line l ON l.id = f.line_id "  # noqa: S608
                f"WHERE f.is_current AND l.fiscal_year = %s AND l.government_code = %s AND f.phase IN ({marks}){where}",
                [year, self.run.government.code, *phases, *params],
            )
            for line, phase, fund, amount, key in _rows(cursor):
                self.out.old_figures.setdefault(line, []).append((phase, fund, amount, key))

    def _held(self, year: int) -> dict[Any, tuple[set[str], set[str], set[tuple[str, str, int, str]]]]:
        """Line → its fund codes, place codes, indicators; only what the file speaks of."""
        where, params = self._scope()
        found: dict[Any, tuple[set[str], set[str], set[tuple[str, str, int, str]]]] = {}
        asked: list[tuple[int, str]] = []
        if "fund" in self.has:
            asked.append((0, "SELECT x.line_id, x.code FROM planning_linefund x"))
        if "location" in self.has:
            asked.append((1, "SELECT x.line_id, x.region_code FROM planning_lineplace x"))
        if any(item.measures for item in self.reading.items[:2000]):
            asked.append((2, "SELECT x.line_id, x.kind, x.text, x.year, x.target_text FROM planning_indicator x"))
        for place, sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"{sql} JOIN planning_line l ON l.id = x.line_id WHERE l.fiscal_year = %s AND l.government_code = %s{where}",
                    [year, self.run.government.code, *params],
                )
                for line, *value in _rows(cursor):
                    sets = found.setdefault(line, (set(), set(), set()))
                    sets[place].add(value[0] if place < 2 else tuple(value))  # type: ignore[arg-type]
        return found

    # ---------- One line ----------

    def _match(self, item: Item, year: int) -> tuple[Existing | None, str]:
        """The line of the plan that a row means, or None and the key for a new one."""
        office = native(item.office.id) if item.office else None
        some = self.index.get((year, office, item.code))
        if not some:
            return None, item.key
        free = [line for line in some if not line.seen]
        if not item.key and len(some) == 1 and free:
            return free[0], ""
        key = item.key or rules.line_key(item.name)
        said = normal(item.name)
        for line in free:
            if line.key == key or (not line.key and normal(line.name) == said):
                return line, ""
        return None, key

    def _slipped(self, item: Item, line: Existing, slots: list[int]) -> bool:
        """Point at amounts a thousand times away from the line's own in other phases; whether the row is left out for it."""
        if item.more is not None:
            return False
        for index in slots:
            amount = item.amounts[index]
            if not amount:
                continue
            place = PHASES.index(self.reading.slots[index].phase)
            others = [one for at, one in enumerate(line.amounts) if at != place and one]
            if not others:
                continue
            meant = rules.looks_slipped(amount, None, same=others)
            if meant is None:
                continue
            sheet, cell = self.reading.sheets[item.sheet].name, self.reading.cell(item, index)
            answer = self.reading.problems.add(
                "amount_slipped", f"{sheet}!{cell}", sheet, cell, suggestion=str(meant), suggested=str(meant), value=amount, meant=meant, why="phases",
                name=item.name[:120], other=others[-1],
            )  # fmt: skip
            if answer == SKIP:
                return True
        return False

    def _one(
        self, item: Item, line: Existing, year: int, held: dict[Any, tuple[set[str], set[str], set[tuple[str, str, int, str]]]]
    ) -> None:
        stated = stated_by(item, self.reading, year)
        phases = {phase for phase, _fund in stated}
        old = {(phase, fund): amount for phase, fund, amount, _key in self.out.old_figures.get(line.id, ()) if phase in phases}
        differs = old != {key: value[0] for key, value in stated.items()}
        details: dict[str, Any] = {}
        if item.name and item.name != line.name:
            details["name"] = item.name
        if "location" in self.has and (location := location_of(item)) != line.location:
            details["location_text"] = location
        for name, column, now in (("starts", "starts_on", line.starts), ("ends", "ends_on", line.ends)):
            value = getattr(item, name)
            if name in self.has and value is not None and value != _day(now):
                details[column] = value
        if "note" in self.has and item.note and item.note != line.note:
            details["note"] = item.note
        funds, places, measures = held.get(line.id, (set(), set(), set()))
        new_funds = "fund" in self.has and set(funds_of(item)) != funds
        new_places = "location" in self.has and set(spots_of(item)) != places
        new_measures = bool(item.measures) and {(one[0], one[1], one[2], one[4]) for one in item.measures if one[2] == year} != measures
        if not (differs or details or new_funds or new_places or new_measures or line.is_withdrawn):
            self.out.unchanged += 1
            return
        before = {phase: line.amounts[PHASES.index(Phase(phase))] for phase in phases}
        self.out.changed.append(
            Change(item, line, stated, differs, before, details, new_funds, new_places, new_measures, returns=line.is_withdrawn)
        )

    def _gone(self, years: list[int], phases: list[str]) -> None:
        """Lines of the offices of the file that the same phase named before and this file does not."""
        offices = {native(one) for one in self.offices}
        columns = [PHASES.index(Phase(phase)) for phase in phases]
        for year in years:
            self.out.gone += [
                line
                for line in self.lines[year]
                if not line.seen
                and not line.is_withdrawn
                and line.office in offices
                and any(line.amounts[one] is not None for one in columns)
            ]

    # ---------- Realisation ----------

    def _realisation(self) -> None:
        year = self.run.fiscal_year
        default = self.run.choices.get("until_on")
        run_day = date.fromisoformat(default) if default else None
        known = self._realised(year)
        for item in self.reading.items:
            until = item.until or run_day
            line = self._line_of(item, year)
            sheet = self.reading.sheets[item.sheet].name
            where = cells.place(item.row, 0)
            if line is None:
                self.reading.problems.add(
                    "line_unknown", f"{item.code}|{normal(item.name)}"[:200], sheet, where, code=item.code, name=item.name[:120]
                )
                continue
            if until is None:
                self.reading.problems.add("until_missing", "file", sheet, where)
                continue
            amounts = [row.amounts[0] for row in item.all() if row.amounts and row.amounts[0] is not None]
            spent = sum(one for one in amounts if one is not None) if amounts else None
            if self._odd_realisation(item, line, spent, until, known, sheet):
                continue
            line.seen = True
            earlier = known.get(line.id, [])
            same = next((one for one in earlier if one[0] == until), None)
            latest = max((one[0] for one in earlier if one[1] is not None), default=None)
            self.out.progressed.append(
                Progressed(
                    item,
                    line,
                    until,
                    spent,
                    is_latest=latest is None or until >= latest,
                    is_changed=same is None or same[1] != spent or (item.percent is not None and same[2] != item.percent),
                    before=line.amounts[-1],
                )
            )
        self.out.unchanged = sum(1 for one in self.out.progressed if not one.is_changed)

    def _realised(self, year: int) -> dict[Any, list[tuple[date, int | None, Any]]]:
        where, params = self._scope()
        found: dict[Any, list[tuple[date, int | None, Any]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT r.line_id, r.until_on, r.spent_idr, r.percent FROM planning_realisation r JOIN planning_line l ON l.id = r.line_id "  # noqa: S608
                f"WHERE l.fiscal_year = %s AND l.government_code = %s{where}",
                [year, self.run.government.code, *params],
            )
            for line, until, spent, percent in _rows(cursor):
                day = _day(until)
                if day is not None:
                    found.setdefault(line, []).append((day, spent, _percent(percent)))
        return found

    def _line_of(self, item: Item, year: int) -> Existing | None:
        if item.office is not None:
            line, _key = self._match(item, year)
            return line
        some = self.by_code.get((year, item.code), [])
        if len(some) == 1:
            return some[0]
        key = rules.line_key(item.name)
        fitting = [line for line in some if line.key == key or rules.line_key(line.name) == key]
        return fitting[0] if len(fitting) == 1 else None

    def _odd_realisation(
        self, item: Item, line: Existing, spent: int | None, until: date, known: dict[Any, list[tuple[date, int | None, Any]]], sheet: str
    ) -> bool:
        """Note spending above the budget or below what was spent before; whether the row is left out."""
        if spent is None or 0 not in self.reading.sheets[item.sheet].amount_columns:
            return False
        cell = self.reading.cell(item, 0)
        budget = next(
            (
                line.amounts[PHASES.index(phase)]
                for phase in (Phase.REVISED, Phase.BUDGETED)
                if line.amounts[PHASES.index(phase)] is not None
            ),
            None,
        )
        add = self.reading.problems.add
        answer = KEEP
        if budget is not None and spent > budget:
            meant = rules.looks_slipped(spent, None, same=[budget])
            answer = add("over_budget", f"{sheet}!{cell}", sheet, cell, spent=spent, budget=budget, name=item.name[:120], meant=meant or 0)
            if answer == SKIP:
                return True
        before = max((one[1] for one in known.get(line.id, []) if one[1] is not None and one[0] < until), default=None)
        if before is not None and spent < before:
            answer = add("spent_fell", f"{sheet}!{cell}", sheet, cell, spent=spent, before=before, name=item.name[:120])
        return answer == SKIP


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(2000):
        yield from some


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _percent(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(str(value)).quantize(Decimal("0.01")) if value is not None else None


def office_key(office: OfficeEntry | None) -> Any:
    """An office's key as the database holds it."""
    return native(office.id) if office is not None else None
