"""What a reading would change: lines that are new, changed and gone, with old and new amounts. Reads the plan; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection

from betang.guard.sheets import cells
from betang.guard.sheets.cells import normal
from betang.planning import rules
from betang.planning.importing.checking.reading import Item, Reading
from betang.planning.importing.lookup import Lookup, OfficeEntry
from betang.planning.importing.problems import KEEP, SKIP
from betang.planning.models import ImportRun, Line
from betang.planning.rules import AMOUNT_COLUMNS
from betang.planning.terms import FileKind, Phase, RunState

Stated = dict[tuple[str, str], tuple[int, str, str]]
"""(phase, fund code) → (amount, sheet, cell)."""

PHASES = tuple(AMOUNT_COLUMNS)
_PLACE = {phase.value: place for place, phase in enumerate(PHASES)}


def native(key: Any) -> Any:
    """A key as the database holds it: text without dashes on SQLite, a UUID on PostgreSQL."""
    return key.hex if connection.vendor == "sqlite" and key is not None else key


class Existing:
    """A line that is in the plan already. `amounts` in the order of `PHASES`; `funds`, `places`: a code, or several in a set."""

    __slots__ = (
        "amounts", "code", "ends", "funds", "id", "is_withdrawn", "key", "location", "measures", "name", "note", "office", "places", "seen",
        "starts", "year",
    )  # fmt: skip

    def __init__(self, row: tuple[Any, ...], year: int, known: dict[Any, Any]) -> None:
        self.id = row[0]
        # what many lines share (an office, a place, no note) is held once
        shared = [known.setdefault(one, one) for one in row[1:9]]
        self.office, self.code, self.key, self.name, self.location, self.starts, self.ends, self.note = shared
        self.is_withdrawn = bool(row[9])
        self.amounts: tuple[int | None, ...] = row[10:16]
        self.year = year
        self.seen = False
        self.funds: str | set[str] = ""
        self.places: str | set[str] = ""
        self.measures: set[tuple[str, str, int, str]] | None = None


def _says(item: Item, slots: list[int]) -> bool:
    """Does a line state any of these amounts?"""
    for index in slots:
        if item.amounts[index] is not None:
            return True
    return item.more is not None and any(row.amounts[index] is not None for row in item.more for index in slots)


def _gather(held: str | set[str], code: str) -> str | set[str]:
    """One more code to what a line holds."""
    if not held:
        return code
    return {held, code} if isinstance(held, str) else held | {code}


def _is_same(held: str | set[str], said: set[str]) -> bool:
    return said == (({held} if held else set()) if isinstance(held, str) else held)


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
    numbers: dict[Any, str] = field(default_factory=dict)
    empty_years: set[int] = field(default_factory=set)

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


def figures_of(lines: list[Any]) -> dict[Any, list[tuple[str, str, int, Any]]]:
    """Line → its current figures: (phase, fund code, amount, key)."""
    found: dict[Any, list[tuple[str, str, int, Any]]] = {}
    for some in batched(lines, 400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT f.line_id, f.phase, f.fund_code, f.amount_idr, f.id FROM planning_figure f "  # noqa: S608
                f"WHERE f.is_current AND f.line_id IN ({', '.join(['%s'] * len(some))})",
                list(some),
            )
            for line, phase, fund, amount, key in cursor.fetchall():
                found.setdefault(line, []).append((phase, fund, amount, key))
    return found


class Comparer:
    """Holds a reading against the plan of its government."""

    def __init__(self, run: ImportRun, reading: Reading, lookup: Lookup) -> None:
        self.run, self.reading, self.lookup = run, reading, lookup
        self.has = {name.partition(":")[0] for sheet in reading.sheets if sheet.is_used for name in sheet.table.columns}
        self.offices = {office.id if office else None for office in {item.office for item in reading.items}}
        self.office_keys: dict[OfficeEntry, Any] = {}
        self.lines: dict[int, list[Existing]] = {}
        self.index: dict[tuple[int, Any, str], Existing | list[Existing]] = {}
        self.by_code: dict[tuple[int, str], list[Existing]] = {}
        self.out = Comparison()

    def compare(self) -> Comparison:
        """Asks the database four times a year of the file, less where the plan is still empty."""
        years = sorted({slot.year for slot in self.reading.slots} or {self.run.fiscal_year})
        if self._is_known(years):
            return self.out
        for year in years:
            self._load(year)
            if not self.lines[year] and not self._has_lines(year):
                self.out.empty_years.add(year)
        if self.run.kind == FileKind.REALISATION:
            self._realisation()
            return self.out
        phases = sorted({slot.phase.value for slot in self.reading.slots})
        for year in years:
            if self.lines[year]:
                self._load_parts(year)
        dropped: set[int] = set()
        doubtful: list[tuple[Item, Existing, int]] = []
        for year in years:
            slots = [index for index, slot in enumerate(self.reading.slots) if slot.year == year]
            if not self.lines[year]:
                self.out.added += [(item, year, item.key) for item in self.reading.items if _says(item, slots)]
                continue
            for item in self.reading.items:
                if not _says(item, slots):
                    continue
                line, key = self._match(item, year)
                if line is None:
                    self.out.added.append((item, year, key))
                    continue
                line.seen = True
                if self._slipped(item, line, slots):
                    dropped.add(id(item))
                    continue
                self._one(item, line, year, doubtful)
        self._divided(doubtful)
        if dropped:
            self.reading.items = [item for item in self.reading.items if id(item) not in dropped]
        self._gone(years, phases)
        self._number([*(one.line for one in self.out.changed), *self.out.gone])
        return self.out

    def _is_known(self, years: list[int]) -> bool:
        """The same file with the same answers was written before, and nothing was written since: then nothing can differ."""
        run = self.run
        if run.kind == FileKind.REALISATION:
            return False
        lines = Line.objects.filter(government_code=run.government.code, fiscal_year__in=years)
        last = ImportRun.objects.filter(government=run.government, state=RunState.DONE).order_by("-done_at").first()
        if last is None or last.done_at is None or last.file_id != run.file_id:
            return False
        same = (last.office_id, last.kind, last.fiscal_year, last.phase) == (run.office_id, run.kind, run.fiscal_year, run.phase)
        if not same or last.choices.get("answers") != run.choices.get("answers") or not self._is_read_alike(last):
            return False
        if last.report.get("gone", 0) != last.report.get("counts", {}).get("withdrawn", 0):
            return False  # lines that the file no longer names may be chosen again
        if lines.filter(changed_at__gt=last.done_at).exists():
            return False
        self.out.unchanged = sum(
            _says(item, slots)
            for slots in ([index for index, slot in enumerate(self.reading.slots) if slot.year == year] for year in years)
            for item in self.reading.items
        )
        return True

    def _is_read_alike(self, run: ImportRun) -> bool:
        """Were sheets and columns the same?"""
        said = run.choices.get("sheets", {})
        return all(
            sheet.name in said
            and said[sheet.name]["use"] == sheet.is_used
            and (not sheet.is_used or said[sheet.name]["columns"] == sheet.table.columns)
            for sheet in self.reading.sheets
        )

    def _has_lines(self, year: int) -> bool:
        """Whether the government has any line in the year, whatever the office."""
        return Line.objects.filter(government_code=self.run.government.code, fiscal_year=year).exists()

    # ---------- What is in the plan ----------

    def _scope(self) -> tuple[str, list[Any]]:
        if self.run.office_id is None:
            return "", []
        return " AND l.office_id = %s", [native(self.run.office_id)]

    def _load(self, year: int) -> None:
        where, params = self._scope()
        amounts = ", ".join(f"l.{column}" for column in AMOUNT_COLUMNS.values())
        known: dict[Any, Any] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.id, l.office_id, l.code, l.key, l.name, l.location_text, l.starts_on, l.ends_on, l.note, l.is_withdrawn, "  # noqa: S608
                f"{amounts} FROM planning_line l WHERE l.fiscal_year = %s AND l.government_code = %s AND l.scheme = %s{where}",
                [year, self.run.government.code, self.lookup.scheme, *params],
            )
            self.lines[year] = [Existing(row, year, known) for row in _rows(cursor)]
        for line in self.lines[year]:
            at = (year, line.office, line.code)
            held = self.index.get(at)
            if held is None:
                self.index[at] = line
            elif isinstance(held, list):
                held.append(line)
            else:
                self.index[at] = [held, line]
            if self.run.kind == FileKind.REALISATION:
                self.by_code.setdefault((year, line.code), []).append(line)

    def _load_parts(self, year: int) -> None:
        """Fund codes, place codes and indicators of the lines; only what the file speaks of."""
        where, params = self._scope()
        by_id = {line.id: line for line in self.lines[year]}
        asked: list[tuple[str, str]] = []
        if "fund" in self.has:
            asked.append(("funds", "SELECT x.line_id, x.code FROM planning_linefund x"))
        if "location" in self.has:
            asked.append(("places", "SELECT x.line_id, x.region_code FROM planning_lineplace x"))
        if any(item.measures for item in self.reading.items):
            asked.append(("measures", "SELECT x.line_id, x.kind, x.text, x.year, x.target_text FROM planning_indicator x"))
        known: dict[str, str] = {}
        for name, sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"{sql} JOIN planning_line l ON l.id = x.line_id WHERE l.fiscal_year = %s AND l.government_code = %s{where}",
                    [year, self.run.government.code, *params],
                )
                for key, *value in _rows(cursor):
                    line = by_id.get(key)
                    if line is None:
                        continue
                    if name == "measures":
                        if line.measures is None:
                            line.measures = set()
                        line.measures.add((value[0], value[1], value[2], value[3]))
                    else:
                        setattr(line, name, _gather(getattr(line, name), known.setdefault(value[0], value[0])))

    def _divided(self, doubtful: list[tuple[Item, Existing, int]]) -> None:
        """Lines that the file divides by fund and whose sums agree: only the division can differ."""
        current = figures_of([line.id for _item, line, _year in doubtful])
        for item, line, year in doubtful:
            stated = stated_by(item, self.reading, year)
            phases = {phase for phase, _fund in stated}
            old = {(phase, fund): amount for phase, fund, amount, _key in current.get(line.id, ()) if phase in phases}
            self._change(item, line, year, stated, old != {key: value[0] for key, value in stated.items()})

    def _number(self, lines: list[Existing]) -> None:
        """The readable numbers of lines that are shown."""
        for some in batched([line.id for line in lines], 400):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT id, number FROM planning_line WHERE id IN ({', '.join(['%s'] * len(some))})", list(some))  # noqa: S608
                self.out.numbers.update(cursor.fetchall())

    # ---------- One line ----------

    def _match(self, item: Item, year: int) -> tuple[Existing | None, str]:
        """The line of the plan that a row means, or None and the key for a new one."""
        office = None
        if item.office is not None:
            office = self.office_keys.get(item.office)
            if office is None:
                office = self.office_keys[item.office] = native(item.office.id)
        held = self.index.get((year, office, item.code))
        if held is None:
            return None, item.key
        some = held if isinstance(held, list) else [held]
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
                "amount_slipped", f"{sheet}!{cell}", sheet, cell, suggestion=str(meant), suggested=str(meant), value=amount,
                meant=meant, why="phases",
                name=item.name[:120], other=others[-1],
            )  # fmt: skip
            if answer == SKIP:
                return True
        return False

    def _one(self, item: Item, line: Existing, year: int, doubtful: list[tuple[Item, Existing, int]]) -> None:
        stated = stated_by(item, self.reading, year)
        sums: dict[str, int] = {}
        for (phase, _fund), value in stated.items():
            sums[phase] = sums.get(phase, 0) + value[0]
        differs = any(line.amounts[_PLACE[phase]] != amount for phase, amount in sums.items())
        if not differs and any(fund for _phase, fund in stated):
            doubtful.append((item, line, year))
            return
        self._change(item, line, year, stated, differs)

    def _change(self, item: Item, line: Existing, year: int, stated: Stated, differs: bool) -> None:
        details: dict[str, Any] = {}
        if item.name and item.name != line.name:
            details["name"] = item.name
        location, funds = location_of(item), set(funds_of(item))
        if location and location != line.location:  # an empty cell says nothing: it takes nothing away
            details["location_text"] = location
        for name, column, now in (("starts", "starts_on", line.starts), ("ends", "ends_on", line.ends)):
            value = getattr(item, name)
            if name in self.has and value is not None and value != _day(now):
                details[column] = value
        if "note" in self.has and item.note and item.note != line.note:
            details["note"] = item.note
        new_funds = bool(funds) and not _is_same(line.funds, funds)
        new_places = bool(location) and not _is_same(line.places, set(spots_of(item)))
        said = {(one[0], one[1], one[2], one[4]) for one in item.measures if one[2] == year}
        new_measures = bool(said) and said != (line.measures or set())
        if not (differs or details or new_funds or new_places or new_measures or line.is_withdrawn):
            self.out.unchanged += 1
            return
        before = {phase: line.amounts[_PLACE[phase]] for phase, _fund in stated}
        change = Change(item, line, stated, differs, before, details, new_funds, new_places, new_measures, returns=line.is_withdrawn)
        self.out.changed.append(change)

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
        self._number([one.line for one in self.out.progressed if one.is_changed])

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
