"""Reading a plan row by row: every cell understood or complained about, every stated total held against its children.

Nothing is written here. The same rows, look-up and choices always give the same reading, so that what was shown is what is
written. Costs about eight microseconds a row; what was seen once (a code, a place, a fund) is looked up, not read again.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from betang.guard.sheets import cells
from betang.guard.sheets.cells import Cell, normal, text_of
from betang.guard.sheets.files import Rows, SheetIndex
from betang.planning import rules
from betang.planning.importing import codes, headings
from betang.planning.importing.checking.reading import Item, Measured, Reading, SheetReading, Slot, Total
from betang.planning.importing.headings import Table
from betang.planning.importing.lookup import Entry, Lookup, OfficeEntry
from betang.planning.importing.problems import ACCEPT, KEEP, SKIP, TYPED, Problems
from betang.planning.terms import AMOUNT_LIMIT_IDR, FileKind, IndicatorKind, Phase, Scheme

_TOTAL = re.compile(r"^(?:sub[\s-]*)?(?:jumlah|total|grand\s*total|jml)\b(?!\s+(?:dokumen|laporan|orang|unit|paket))", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:dinas|badan|kantor|kecamatan|sekretariat|inspektorat|rumah sakit|rsud|satuan polisi|satpol|kelurahan|puskesmas|uptd?|bagian)\b",
    re.IGNORECASE,
)
_PLACE_WORD = re.compile(r"\b(?:pemerintah\s+)?(provinsi|kabupaten|kab\.|kota|desa)\s+([A-Za-z][A-Za-z' ]{2,40})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_FUND_CODE = re.compile(r"\d(?:\.\d{1,2}){1,6}")
_FUND_BETWEEN = re.compile(r"[;\n+&]|\s/\s|,\s+(?=[A-Z])")
WRONG_SHARE = 0.5
"""From this share of rows on, a foreign place or another year is taken for a sign that the whole file is another's: house rule."""
SMALLEST_IDR = 1000
"""A line of less than a thousand rupiah is no line: house rule."""
SHOWN_TOTALS = 1000
MAX_LINES = 1_000_000
PREFIXES = {
    "amount_proposed": Phase.PROPOSED,
    "amount_ceiling": Phase.CEILING,
    "amount_budgeted": Phase.BUDGETED,
    "amount_revised": Phase.REVISED,
}
MEASURES = (
    ("achievement", IndicatorKind.ACHIEVEMENT),
    ("output", IndicatorKind.OUTPUT),
    ("outcome", IndicatorKind.OUTCOME),
)


@dataclass(slots=True)
class _Group:
    """A row above lines that is open: its rank, where it stands, what it states, what came under it."""

    rank: int
    row: int
    code: str
    name: str
    stated: tuple[int | None, ...]
    sums: list[int]
    start: int
    lines: int = 0


@dataclass(slots=True)
class _Known:
    """What a code cell means. `what`: line, group, office, text, none."""

    what: str
    code: str = ""
    name: str = ""
    rank: int = 0
    entry: Entry | None = None
    flaw: str = ""
    raw: str = ""
    suggestion: str = ""
    suggested: str = ""
    skip: bool = False


RANKS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
Progress = Callable[[int], None]


class Reader:
    """One reading of one file. `read` does it."""

    def __init__(
        self,
        rows: Rows,
        lookup: Lookup,
        *,
        kind: str,
        fiscal_year: int,
        phase: str,
        choices: dict[str, Any],
        file_name: str = "",
        progress: Progress | None = None,
    ) -> None:
        self.rows, self.lookup, self.kind, self.year, self.phase = rows, lookup, kind, fiscal_year, Phase(phase)
        self.choices, self.file_name, self.progress = choices, file_name, progress
        answers: dict[str, Any] = choices.get("answers", {})
        self.problems = Problems(answers)
        self.widths = codes.widths_of(lookup.scheme)
        self.leaf = len(self.widths)
        self.mended: dict[str, int] = {}
        for key, given in answers.items():
            name, _colon, where = key.partition(":")
            if (
                name.startswith(("amount_", "formula_empty"))
                and given.get("a") in (TYPED, ACCEPT)
                and str(given.get("v", "")).lstrip("-").isdigit()
            ):
                self.mended[where] = int(given["v"])
        self.row_codes = {
            key.partition(":")[2]: str(given["v"])
            for key, given in answers.items()
            if key.startswith("code_missing:") and given.get("a") in (TYPED, ACCEPT) and given.get("v")
        }
        self.skipped = {key.partition(":")[2] for key, given in answers.items() if given.get("a") == SKIP}
        self.codes: dict[Cell, _Known] = {}
        self.funds: dict[str, tuple[tuple[str, ...], str, str]] = {}
        self.offices: dict[str, OfficeEntry | None] = {}
        self.names: dict[tuple[str, str], tuple[bool, str, str]] = {}
        self.days: dict[Cell, date | None] = {}
        self.x_items: list[Item] = []
        self.agreed: list[tuple[int, int, int]] = []
        self.years_seen: dict[int, int] = {}
        self.elsewhere: dict[str, int] = {}
        self.located = 0
        self.out = Reading([], self.problems)

    # ---------- The whole ----------

    def read(self) -> Reading:
        """Every used sheet from its header to its end, then what only shows when all is read."""
        tables = self._tables()
        self.out.slots = self._slots(tables)
        self.out.sums = [0] * len(self.out.slots)
        self._about_file(tables)
        for index, (sheet, table) in enumerate(tables):
            reading = self.out.sheets[index]
            if reading.is_used and not reading.missing:
                reading.amount_columns = self._amount_columns(table)
                self._sheet(index, sheet, reading)
        self._place_of_file()
        self._year_of_file()
        self._fill_fields()
        self.out.lines_read = len(self.out.items)
        self._slips()
        self._put_together()
        if not self.out.items and not any(one in self.problems.of_kind for one in ("no_table", "columns_missing")):
            self.problems.add("no_lines", "file", "", "")
        return self.out

    def _tables(self) -> list[tuple[SheetIndex, Table]]:
        chosen: dict[str, Any] = self.choices.get("sheets", {})
        found: list[tuple[SheetIndex, Table]] = []
        for sheet in self.rows.sheets:
            top = list(self.rows.of(sheet, 1, headings.LOOKED_AT + headings.HEADER_ROWS + 1))
            said = chosen.get(sheet.name, {})
            if said.get("last"):
                table = headings.at(
                    top, sheet.merged, said.get("first") or said["last"], said["last"], kind=self.kind, memory=self.lookup.memory
                )
            else:
                table = headings.find(top, sheet.merged, kind=self.kind, memory=self.lookup.memory)
            if "columns" in said:
                table.columns = {name: [int(one) for one in some] for name, some in said["columns"].items() if some}
            lacking = headings.missing(table, self.kind) if table.is_found else []
            use = bool(said.get("use", table.is_found and not sheet.is_hidden and not lacking))
            found.append((sheet, table))
            self.out.sheets.append(SheetReading(sheet.name, table, use, sheet.rows, missing=lacking))
        if not any(one.is_used for one in self.out.sheets):
            best = max(range(len(found)), key=lambda one: (found[one][1].score, found[one][0].rows), default=None)
            if best is not None and found[best][1].is_found:
                self.out.sheets[best].is_used = True
        return found

    def _slots(self, tables: list[tuple[SheetIndex, Table]]) -> list[Slot]:
        slots: list[Slot] = []
        for (_sheet, table), reading in zip(tables, self.out.sheets, strict=True):
            if reading.is_used:
                for slot in self._columns_of(table):
                    if slot not in slots:
                        slots.append(slot)
        return sorted(slots, key=lambda one: (one.year, list(Phase).index(one.phase)))

    def _columns_of(self, table: Table) -> dict[Slot, int]:
        found: dict[Slot, int] = {}
        if self.kind == FileKind.REALISATION:
            if "spent" in table.columns:
                found[Slot(self.year, Phase.REALISED)] = table.columns["spent"][0]
            return found
        for name, columns in table.columns.items():
            head, _colon, number = name.partition(":")
            if head == "amount_year":
                year = int(number) if len(number) == 4 else self.year + int(number) - 1
                found[Slot(year, Phase.INDICATIVE)] = columns[0]
            elif head in PREFIXES:
                found[Slot(self.year, PREFIXES[head])] = columns[0]
        if "amount" in table.columns and self.kind != FileKind.STRATEGY:
            found.setdefault(Slot(self.year, self.phase), table.columns["amount"][0])
        return found

    def _amount_columns(self, table: Table) -> dict[int, int]:
        columns = self._columns_of(table)
        return {index: columns[slot] for index, slot in enumerate(self.out.slots) if slot in columns}

    # ---------- The file as a whole ----------

    def _about_file(self, tables: list[tuple[SheetIndex, Table]]) -> None:
        add = self.problems.add
        if not any(table.is_found for _sheet, table in tables):
            add("no_table", "file", "", "")
        for (sheet, table), reading in zip(tables, self.out.sheets, strict=True):
            if reading.is_used and reading.missing:
                add("columns_missing", sheet.name, sheet.name, "", fields=reading.missing)
            if sheet.is_hidden and sheet.rows > 1 and table.is_found:
                add("hidden_sheet", sheet.name, sheet.name, "", sheet=sheet.name)
        if not self.lookup.codes:
            add("no_nomenclature", "file", "", "")
        if self.rows.path.with_suffix(".xlsm").exists():
            add("macros", "file", "", "")
        for sheet in self.rows.sheets:
            for row, column, text in sheet.long:
                add("personal", f"{sheet.name}!{cells.place(row, column)}", sheet.name, cells.place(row, column), text=text[:60])

    def _banner(self) -> str:
        """What stands above the headers, and the names of the sheets."""
        said = []
        for sheet, reading in zip(self.rows.sheets, self.out.sheets, strict=True):
            if reading.is_used and reading.table.is_found:
                for _number, row in self.rows.of(sheet, 1, reading.table.first_row - 1):
                    said += [text_of(cell) for cell in row if cell != ""]
        return "\n".join(said)

    def _place_of_file(self) -> None:
        """Another region's file is stopped with a question: told from its banner, its name and the places of its rows."""
        own = normal(self.lookup.government.name)
        signs: list[str] = []
        for match in _PLACE_WORD.finditer(self._banner()):
            name = normal(match[2])
            level = match[1].lower()
            if (level == "desa") != (self.lookup.government.level == "village"):
                continue
            if (
                name
                and not name.startswith(own)
                and not any(name.startswith(normal(one)) for one in self.lookup.above)
                and name not in {"tahun"}
            ):
                inner = self.lookup.places.by_level["regency"] if self.lookup.government.level == "province" else {}
                if not any(name.startswith(one) for one in inner):
                    signs.append(match[0].strip())
                    break
        stem = f" {normal(self.file_name.rpartition('.')[0])} "
        named = next((one for one in sorted(self.lookup.others, key=len, reverse=True) if len(one) > 3 and f" {normal(one)} " in stem), "")
        if named and f" {own} " not in stem:
            signs.append(self.file_name)
        foreign = sum(self.elsewhere.values())
        if self.located and foreign >= WRONG_SHARE * self.located:
            signs.append(max(self.elsewhere, key=lambda one: self.elsewhere[one]))
        if not signs:
            return
        self.problems.add(
            "wrong_place", "file", "", "", signs=list(dict.fromkeys(signs))[:4], rows=foreign, government=self.lookup.government.full_name
        )
        for key in [key for key, one in self.problems.found.items() if one.kind == "place_elsewhere"]:
            del self.problems.found[key]

    def _year_of_file(self) -> None:
        """The years of banner, file name and days are held against the year that was chosen."""
        span = range(self.year, self.year + 5) if self.kind == FileKind.STRATEGY else range(self.year, self.year + 1)
        total = sum(self.years_seen.values())
        wrong = {year: count for year, count in self.years_seen.items() if year not in span}
        if total and sum(wrong.values()) >= WRONG_SHARE * total:
            year = max(wrong, key=lambda one: wrong[one])
            self.problems.add("wrong_year", "file", "", "", found=year, chosen=self.year, rows=wrong[year])
            return
        banner = [int(one) for one in _YEAR.findall(self._banner())]
        if banner and not set(banner) & set(span) and not (min(banner) <= self.year <= max(banner)):
            self.problems.add("wrong_year", "file", "", "", found=banner[0], chosen=self.year, rows=0)
            return
        named = [int(one) for one in _YEAR.findall(self.file_name)]
        if named and not set(named) & set(span) and not (min(named) <= self.year <= max(named)) and not total and not banner:
            self.problems.add("year_in_name", "file", "", "", found=named[0], chosen=self.year, name=self.file_name)

    # ---------- One sheet ----------

    def _sheet(self, index: int, sheet: SheetIndex, reading: SheetReading) -> None:
        table, out, slots = reading.table, self.out, len(self.out.slots)
        columns = table.columns
        code_columns = columns.get("code", [])
        code_column = code_columns[0] if len(code_columns) == 1 else -1
        name_column = columns.get("name", [-1])[0]
        amount_columns = [reading.amount_columns.get(slot, -1) for slot in range(slots)]
        single = amount_columns[0] if slots == 1 else -1
        office_column = columns.get("office", [-1])[0]
        fund_column = columns.get("fund", [-1])[0]
        location_column = columns.get("location", [-1])[0]
        extras = self._extras(columns)
        year_column = columns.get("year", [-1])[0]
        sheet_name = sheet.name
        empty_formulas = frozenset(self.rows.formulas.get(sheet_name, ()))
        mended = bool(self.mended) or bool(empty_formulas)
        default_office = self.lookup.office or self._office_named_in(sheet_name, table, sheet)
        office = default_office
        heading = [normal(text_of(cell)) for _n, row in self.rows.of(sheet, table.first_row, table.first_row) for cell in row]
        open_groups: list[_Group] = []
        since = [0] * slots
        items = out.items
        known_codes, places, progress = self.codes, self.lookup.places, self.progress
        self._leaf_of(sheet, table, code_columns)
        last: Item | None = None
        skipped = self.skipped
        for number, row in self.rows.of(sheet, table.last_row + 1):
            if not row:
                continue
            out.rows_read += 1
            if progress is not None and not out.rows_read % 5000:
                progress(out.rows_read)
            width = len(row)
            if code_column >= 0:
                raw = row[code_column] if code_column < width else ""
            else:
                raw = self._joined(row, code_columns)
            known = known_codes.get(raw)
            if known is None:
                known = known_codes[raw] = self._code(raw)
            name = row[name_column] if 0 <= name_column < width else ""
            if type(name) is not str:
                name = text_of(name)
            elif "\n" in name or "  " in name or name[:1] == " " or name[-1:] == " ":
                name = " ".join(name.split())
            if not name:
                name = known.name
            what = known.what
            # amounts
            if single >= 0:
                cell = row[single] if single < width else ""
                if type(cell) is int and 0 <= cell <= AMOUNT_LIMIT_IDR and not mended:
                    amounts: tuple[int | None, ...] = (cell,)
                else:
                    amounts = (self._amount(cell, sheet_name, number, single, what, empty_formulas),)
            else:
                amounts = tuple(
                    self._amount(row[column] if column < width else "", sheet_name, number, column, what, empty_formulas)
                    if column >= 0
                    else None
                    for column in amount_columns
                )
            if what == "line":
                pass
            elif what == "group":
                while open_groups and open_groups[-1].rank >= known.rank:
                    self._close(open_groups, index, reading)
                open_groups.append(_Group(known.rank, number, known.code, name, amounts, [0] * slots, len(items)))
                last = None
                continue
            elif what == "office" or (
                what != "line" and not known.raw and name and _OFFICE.match(name) and not self._has_detail(row, columns)
            ):
                while open_groups:
                    self._close(open_groups, index, reading)
                found_office = self._office(name or known.code, sheet_name, cells.place(number, max(name_column, 0)))
                office = found_office or default_office
                open_groups.append(_Group(0, number, known.code, name, amounts, [0] * slots, len(items)))
                last = None
                continue
            else:
                text = name or known.raw
                if _TOTAL.match(text) or _TOTAL.match(known.raw):
                    self._total(open_groups, since, amounts, reading, number, text)
                    since = [0] * slots
                    last = None
                    continue
                if not any(amounts) and not self._has_detail(row, columns):
                    if text and normal(text) not in heading:
                        out.left_out += 1
                    continue
                where = f"{sheet_name}!{cells.place(number, max(code_column, 0))}"
                typed = self.row_codes.get(where)
                if typed:
                    known = self._code(typed)
                    if known.what != "line":
                        continue
                elif not name and not known.raw and last is not None:
                    self._continue(last, row, columns, amounts, index, number, sheet_name, open_groups, since)
                    continue
                elif normal(text) in heading or (what == "none" and not name):
                    out.left_out += 1
                    continue
                else:
                    suggestion, suggested = self._code_for_name(name, open_groups)
                    answer = self.problems.add(
                        "code_missing" if not known.raw else "code_unclear",
                        where if not known.raw else known.raw,
                        sheet_name,
                        where.rpartition("!")[2],
                        suggestion=suggestion,
                        suggested=suggested,
                        name=name[:120],
                        text=known.raw[:60],
                    )
                    value = self.problems.value("code_unclear", known.raw) if known.raw else ""
                    if answer in (TYPED, ACCEPT) and value:
                        known = self._code(value)
                        if known.what != "line":
                            continue
                    else:
                        out.left_out += 1
                        continue
            wrong = known.flaw or known.skip
            if wrong and self._complain_of_code(known, sheet_name, cells.place(number, max(code_column, 0)), name):
                continue
            if office_column >= 0:
                said = row[office_column] if office_column < width else ""
                if said != "":
                    office = self._office(text_of(said), sheet_name, cells.place(number, office_column))
                    if office is None:
                        if f"office_unknown:{normal(text_of(said))}" in self.problems.answers and normal(text_of(said)) in skipped:
                            continue
                        office = default_office
            item = Item(index, number, known.code, name or (known.entry.name if known.entry else ""), known.entry, office, amounts)
            if known.entry is not None and name:
                seen = self.names.get((known.code, name))
                if seen is None:
                    seen = self.names[known.code, name] = self._name(known, name)
                if not seen[0] and self._complain_of_name(item, seen, sheet_name, cells.place(number, max(name_column, 0))):
                    continue
            if fund_column >= 0 and fund_column < width and row[fund_column] != "":
                item.funds = self._fund(row[fund_column], sheet_name, number, fund_column)
            if location_column >= 0 and location_column < width:
                said = row[location_column]
                if said != "":
                    item.location = said if type(said) is str else text_of(said)
                    self.located += 1
                    found = places.resolve(item.location)
                    item.spots = found.spots
                    if (found.misses or found.elsewhere) and self._complain_of_place(
                        item, sheet_name, cells.place(number, location_column)
                    ):
                        continue
            if year_column >= 0 and self._strange_year(row, year_column, sheet_name, number):
                continue
            if extras:
                self._extra(item, row, extras, sheet_name)
            if skipped and self._is_skipped(item, sheet_name, amount_columns, code_column):
                out.left_out += 1
                continue
            if self.kind != FileKind.REALISATION and (slots == 0 or all(one is None for one in amounts)):
                self.problems.add("row_left_out", "no amount", sheet_name, cells.place(number, max(amount_columns[:1] or [0])))
                out.left_out += 1
                continue
            if open_groups:
                inner = open_groups[-1]
                self._add_up(inner.sums, amounts)
                inner.lines += 1
                if (
                    inner.rank
                    and self.lookup.scheme == Scheme.REGIONAL
                    and not known.code.startswith(inner.code)
                    and known.code[:1] != "X" != inner.code[:1]
                ):
                    self.problems.add(
                        "code_misplaced",
                        known.code,
                        sheet_name,
                        cells.place(number, max(code_column, 0)),
                        code=known.code,
                        above=inner.code,
                    )
            else:
                self._add_up(out.sums, amounts)
            self._add_up(since, amounts)
            if known.code[:1] == "X":
                self.x_items.append(item)
            items.append(item)
            reading.lines += 1
            last = item
            if len(items) > MAX_LINES:
                break
        while open_groups:
            self._close(open_groups, index, reading)

    @staticmethod
    def _add_up(sums: list[int], amounts: Sequence[int | None]) -> None:
        for slot, one in enumerate(amounts):
            if one:
                sums[slot] += one

    def _joined(self, row: list[Cell], columns: list[int]) -> Cell:
        """A code whose parts stand in cells of their own."""
        parts = [text_of(row[column]).strip(".") if column < len(row) else "" for column in columns]
        some = [part for part in parts if part]
        if not some:
            return ""
        if all("." not in part for part in some):
            return ".".join(some)
        # a village prints `02.03.10` in one cell and the account `5.3.4` in the next: the activity is in the first
        return parts[0] or ("" if len(some) == 1 and self.lookup.scheme == Scheme.VILLAGE_ACTIVITY else some[0])

    def _has_detail(self, row: list[Cell], columns: dict[str, list[int]]) -> bool:
        """Does the row hold more than a heading of a block: a fund, a place?"""
        return any(columns[name][0] < len(row) and row[columns[name][0]] != "" for name in ("fund", "location") if name in columns)

    def _leaf_of(self, sheet: SheetIndex, table: Table, columns: list[int]) -> None:
        """A plan that ends at activities has its lines there."""
        if self.lookup.scheme != Scheme.REGIONAL or not columns:
            return
        deepest = 0
        for _number, row in self.rows.of(sheet, table.last_row + 1, table.last_row + 3000):
            raw = self._joined(row, columns) if len(columns) > 1 else (row[columns[0]] if columns[0] < len(row) else "")
            if raw != "":
                made = codes.code(raw, self.widths)
                if not made.is_organisation and made.parts <= len(self.widths):
                    deepest = max(deepest, made.parts)
                    if deepest == len(self.widths):
                        break
        self.leaf = 5 if deepest == 5 else len(self.widths)
        self.codes.clear()

    # ---------- Cells ----------

    def _amount(self, cell: Cell, sheet: str, row: int, column: int, what: str, empty_formulas: frozenset[str]) -> int | None:
        made = cells.amount(cell)
        is_line = what in ("line", "none")
        if self.mended or empty_formulas:
            at = cells.place(row, column)
            where = f"{sheet}!{at}"
            if where in self.mended:
                answered = self.mended[where]
                self.out.mended.append((sheet, at, text_of(cell), answered))
                return answered
            if made.idr is None and at in empty_formulas and what == "line":
                self.problems.add("formula_empty", where, sheet, at)
                return None
        if made.flaw == "unclear":
            if is_line:
                at = cells.place(row, column)
                self.problems.add("amount_unclear", f"{sheet}!{at}", sheet, at, text=text_of(cell)[:60])
            return None
        value = made.idr
        if value is None:
            return None
        if made.flaw == "fraction" and is_line:
            self.problems.add("amount_fraction", "file", sheet, cells.place(row, column), text=text_of(cell)[:30], value=value)
        if value < 0 or value > AMOUNT_LIMIT_IDR:
            if is_line:
                at = cells.place(row, column)
                kind = "amount_negative" if value < 0 else "amount_absurd"
                self.problems.add(kind, f"{sheet}!{at}", sheet, at, value=value)
                return None
        elif value == 0 and is_line and what == "line" and self.kind != FileKind.REALISATION:
            self.problems.add("amount_zero", "file", sheet, cells.place(row, column))
        return value

    def _code(self, raw: Cell) -> _Known:
        """What a code cell means; asked once for each different cell."""
        made = codes.code(raw, self.widths)
        text = text_of(raw)
        if made.is_organisation:
            return _Known("office", made.code, made.name, raw=text)
        if not made.code:
            return _Known("text" if text else "none", raw=text)
        known = self.lookup.codes
        code = made.code
        if made.others and known and not rules.listed_code(code, known):
            code = next((one for one in made.others if rules.listed_code(one, known)), code)
        parts = code.count(".") + 1
        if made.flaw == "unclear" or parts > len(self.widths):
            return _Known("text", raw=text, name=made.name)
        if parts < self.leaf:
            return _Known("group", code, made.name, rank=RANKS.get(parts, 4), raw=text)
        result = _Known("line", code, made.name, raw=text, flaw=made.flaw)
        listed = rules.listed_code(code, known)
        if listed:
            result.entry = known[listed]
        elif known:
            answer = self.problems.answers.get(f"code_unknown:{code}", {})
            if answer.get("a") in (ACCEPT, TYPED) and answer.get("v"):
                mended = codes.code(str(answer["v"]), self.widths).code
                again = rules.listed_code(mended, known)
                if again:
                    return _Known("line", mended, made.name, raw=text, entry=known[again])
            result.flaw = "unknown"
        if made.flaw == "date":
            answer = self.problems.answers.get(f"code_from_date:{text}", {})
            if answer.get("a") == TYPED and answer.get("v"):
                return self._code(str(answer["v"]))
        return result

    def _complain_of_code(self, known: _Known, sheet: str, cell: str, name: str) -> bool:
        """Note what is odd about a code; whether its row is to be left out."""
        add = self.problems.add
        if known.flaw == "padded":
            add("code_padded", "file", sheet, cell, text=known.raw, code=known.code)
        elif known.flaw == "number":
            add("code_from_number", "file", sheet, cell, text=known.raw, code=known.code)
        elif known.flaw == "date":
            answer = add("code_from_date", known.raw, sheet, cell, suggestion=known.code, suggested=known.code, text=known.raw)
            return answer == SKIP
        elif known.flaw == "unknown":
            if not known.suggestion:
                known.suggestion, known.suggested = self._near_code(known.code, name)
            answer = add(
                "code_unknown",
                known.code,
                sheet,
                cell,
                suggestion=known.suggestion,
                suggested=known.suggested,
                code=known.code,
                name=name[:160],
            )
            return answer == SKIP
        return False

    def _near_code(self, code: str, name: str) -> tuple[str, str]:
        """The code that was probably meant: of the same name nearby, then of the nearest name in the same programme."""
        lookup = self.lookup
        head = ".".join(code.split(".")[:3]) if lookup.scheme == Scheme.REGIONAL else code.partition(".")[0]
        support = rules.support_code(code)
        heads = (head + ".", *((".".join(support.split(".")[:3]) + ".",) if support else ()))
        exact = [one for one in lookup.codes_by_name.get(normal(name), []) if one != code]
        near = next((one for one in exact if one.startswith(heads)), exact[0] if exact else "")
        if not near and name:
            inner = {
                normal(entry.name): one for one, entry in lookup.codes.items() if one.startswith(heads) and one.count(".") + 1 == self.leaf
            }
            close = difflib.get_close_matches(normal(name), inner, n=1, cutoff=0.6)
            near = inner[close[0]] if close else ""
        if not near:
            digits = [one for one in lookup.codes if one.startswith(heads) and one.count(".") + 1 == self.leaf]
            close = difflib.get_close_matches(code, digits, n=1, cutoff=0.9)
            near = close[0] if close else ""
            said, listed = set(normal(name).split()), set(normal(lookup.codes[near].name).split()) if near else set()
            if said and 2 * len(said & listed) < min(len(said), len(listed)):
                near = ""  # a number beside it that means something else is no help
        if not near:
            return "", ""
        told = lookup.codes[near].name
        if near.startswith("X."):
            near = ".".join([*code.split(".")[:2], *near.split(".")[2:]])
        return near, f"{near} {told}"

    def _code_for_name(self, name: str, open_groups: list[_Group]) -> tuple[str, str]:
        """A code for a row that has none, by its name: among the entries of the block in which it stands."""
        above = next((group.code for group in reversed(open_groups) if group.rank), "")
        codes = self.lookup.codes_by_name.get(normal(name), [])
        near = next((one for one in codes if above and one.startswith(above)), codes[0] if len(codes) == 1 else "")
        if not near and above:
            inner = {
                normal(entry.name): one
                for one, entry in self.lookup.codes.items()
                if one.startswith(above + ".") and one.count(".") + 1 == self.leaf
            }
            close = difflib.get_close_matches(normal(name), inner, n=1, cutoff=0.55)
            near = inner[close[0]] if close else ""
        return (near, f"{near} {self.lookup.codes[near].name}") if near else ("", "")

    def _name(self, known: _Known, name: str) -> tuple[bool, str, str]:
        """`(fits, suggested code, in words)`: does the name belong to the code?"""
        entry = known.entry
        if entry is None or self.lookup.scheme == Scheme.VILLAGE_ACTIVITY:
            return True, "", ""
        said, official = normal(name), normal(entry.name)
        if said == official or said.startswith(official) or official.startswith(said):
            return True, "", ""
        one, other = set(said.split()), set(official.split())
        if 2 * len(one & other) >= min(len(one), len(other)):
            return True, "", ""
        if difflib.SequenceMatcher(None, said, official).ratio() > 0.7:
            return True, "", ""
        codes = self.lookup.codes_by_name.get(said, [])
        head = known.code[:7]
        near = next((code for code in codes if code.startswith(head)), codes[0] if len(codes) == 1 else "")
        if near.startswith("X."):
            near = known.code[:5] + near[5:] if len(known.code) > 5 else near
        return False, near, f"{near} {name}" if near else ""

    def _complain_of_name(self, item: Item, seen: tuple[bool, str, str], sheet: str, cell: str) -> bool:
        assert item.entry is not None
        answer = self.problems.add(
            "name_differs",
            f"{item.code}|{normal(item.name)}"[:200],
            sheet,
            cell,
            suggestion=seen[1],
            suggested=seen[2],
            code=item.code,
            name=item.name[:160],
            official=item.entry.name[:160],
        )
        if answer == ACCEPT and seen[1]:
            known = self._code(seen[1])
            item.code, item.entry = known.code, known.entry
        return answer == SKIP

    def _fund(self, cell: Cell, sheet: str, row: int, column: int) -> tuple[str, ...]:
        text = cell if isinstance(cell, str) else text_of(cell)
        known = self.funds.get(text)
        if known is None:
            known = self.funds[text] = self._read_fund(text)
        codes, suggestion, suggested = known
        if suggestion or not codes:
            body = " ".join(text.split())
            if body.lower() in cells.BLANK:
                return ()
            answer = self.problems.add(
                "fund_unknown", body[:120], sheet, cells.place(row, column), suggestion=suggestion, suggested=suggested, text=body[:120]
            )
            if answer == ACCEPT and suggestion:
                return (suggestion,)
            return codes
        return codes

    def _read_fund(self, text: str) -> tuple[tuple[str, ...], str, str]:
        """`(codes, suggestion, in words)`. What is not in the list keeps its code if it has one."""
        lookup = self.lookup
        found: list[str] = []
        for part in _FUND_BETWEEN.split(text):
            body = " ".join(part.split())
            if not body:
                continue
            match = _FUND_CODE.search(body)
            if match is not None and (match[0] in lookup.funds or not lookup.funds):
                found.append(match[0][:30])
                continue
            name = normal(_FUND_CODE.sub(" ", body))
            code = lookup.funds_by_name.get(name)
            if code is None:
                name = fund_names().get(name, name)
                code = lookup.funds_by_name.get(name)
            if code is None and name:
                code = next(
                    (one for known, one in lookup.funds_by_name.items() if known.startswith(name + " ") or known.endswith(" " + name)), None
                )
            if code is not None:
                found.append(code)
            elif not lookup.funds:
                found.append((match[0] if match else body)[:30])
            else:
                close = difflib.get_close_matches(name, lookup.funds_by_name, n=1, cutoff=0.6)
                near = lookup.funds_by_name[close[0]] if close else ""
                if not near and match is not None:
                    near = next(
                        (match[0][: len(match[0]) - cut] for cut in range(1, 9) if match[0][: len(match[0]) - cut] in lookup.funds), ""
                    )
                kept = (match[0] if match else body)[:30]
                return (*found, kept), near, f"{near} {lookup.funds[near]}" if near else ""
        return tuple(dict.fromkeys(found)), "", ""

    def _office(self, text: str, sheet: str, cell: str) -> OfficeEntry | None:
        """The office of a name, short name or code; asked when there is none."""
        name = normal(text)
        if name in self.offices:
            found = self.offices[name]
            if found is not None:
                return found
        else:
            found = self.lookup.offices_by_name.get(name)
            if found is None and len(name) > 6:
                found = next(
                    (
                        office
                        for known, office in self.lookup.offices_by_name.items()
                        if len(known) > 6 and (known in name or name in known)
                    ),
                    None,
                )
            self.offices[name] = found
            if found is not None:
                return found
        close = difflib.get_close_matches(name, self.lookup.offices_by_name, n=1, cutoff=0.5)
        near = self.lookup.offices_by_name[close[0]] if close else None
        answer = self.problems.add(
            "office_unknown",
            name[:200],
            sheet,
            cell,
            suggestion=str(near.id) if near else "",
            suggested=near.name if near else "",
            text=text[:120],
        )
        return near if answer == ACCEPT else None

    def _office_named_in(self, sheet_name: str, table: Table, sheet: SheetIndex) -> OfficeEntry | None:
        """The one office that the banner or the sheet's name names."""
        texts = [normal(sheet_name)]
        for _number, row in self.rows.of(sheet, 1, max(0, table.first_row - 1)):
            texts += [normal(text_of(cell)) for cell in row if cell != ""]
        found = {
            office.id: office
            for name, office in self.lookup.offices_by_name.items()
            if len(name) > 2 and any(f" {name} " in f" {text} " for text in texts if text)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _complain_of_place(self, item: Item, sheet: str, cell: str) -> bool:
        found = self.lookup.places.resolve(item.location)
        if found.elsewhere:
            name = found.elsewhere[0]
            self.elsewhere[name] = self.elsewhere.get(name, 0) + 1
            answer = self.problems.add("place_elsewhere", normal(name), sheet, cell, text=name)
            if answer == SKIP:
                return True
        for name, near in found.misses:
            answer = self.problems.add(
                "place_unknown",
                f"{normal(name)}|{normal(item.location)}"[:200],
                sheet,
                cell,
                suggestion=near[0].code if near else "",
                suggested=", ".join(f"{one.name} ({one.code})" for one in near),
                text=name,
                where=item.location[:120],
            )
            if answer == ACCEPT and near:
                outer = tuple(spot for spot in item.spots if not near[0].code.startswith(spot.code + "."))
                item.spots = (*outer, near[0])
        return False

    def _strange_year(self, row: list[Cell], column: int, sheet: str, number: int) -> bool:
        cell = row[column] if column < len(row) else ""
        match = _YEAR.search(text_of(cell))
        if match is None:
            return False
        year = int(match[1])
        self.years_seen[year] = self.years_seen.get(year, 0) + 1
        if year == self.year or self.kind == FileKind.STRATEGY:
            return False
        self.problems.add("year_strange", str(year), sheet, cells.place(number, column), year=year, chosen=self.year)
        return True

    # ---------- What a row says besides ----------

    def _extras(self, columns: dict[str, list[int]]) -> dict[str, int]:
        wanted = {
            "starts",
            "ends",
            "note",
            "unit",
            "percent",
            "until",
            *(name for name, _kind in MEASURES),
            *(f"{name}_target" for name, _kind in MEASURES),
        }
        return {name: some[0] for name, some in columns.items() if name in wanted or name.startswith("target_year")}

    def _extra(self, item: Item, row: list[Cell], extras: dict[str, int], sheet: str) -> None:
        width = len(row)

        def said(name: str) -> Cell:
            column = extras.get(name, -1)
            return row[column] if 0 <= column < width else ""

        for name in ("starts", "ends"):
            cell = said(name)
            if cell != "":
                day = self._day(cell, name == "ends", sheet, cells.place(item.row, extras[name]))
                if name == "starts":
                    item.starts = day
                    if day is not None:
                        self.years_seen[day.year] = self.years_seen.get(day.year, 0) + 1
                else:
                    item.ends = day
        if item.starts is not None and item.ends is not None and item.ends < item.starts:
            item.starts, item.ends = item.ends, item.starts
        if "note" in extras:
            item.note = text_of(said("note"))[:500]
        unit = text_of(said("unit"))[:120]
        unit = "" if unit in {"0", "-"} else unit
        measures: list[Measured] = []
        for name, kind in MEASURES:
            text, cell = text_of(said(name)), said(f"{name}_target")
            text = "" if text in {"0", "-"} else text
            if not text and (cell == "" or cell == 0):
                continue
            value, own, words = cells.target(cell, measure=text)
            if text or value is not None:
                measures.append((kind.value, text or item.name, self.year, value, words, own or unit))
        text = text_of(said("output"))
        for name in extras:
            head, _colon, number = name.partition(":")
            if head == "target_year":
                cell = said(name)
                value, own, words = cells.target(cell, measure=text)
                if value is not None or words:
                    year = int(number) if len(number) == 4 else self.year + int(number) - 1
                    measures.append((IndicatorKind.OUTPUT.value, text or item.name, year, value, words, own or unit))
        if any(name.startswith("target_year") for name in extras):
            measures = [one for one in measures if one[3] is not None or one[4]]
        item.measures = tuple(measures)
        if "percent" in extras:
            item.percent, is_clear = cells.percent(said("percent"))
            if not is_clear:
                self.problems.add(
                    "percent_unclear", f"{sheet}!{cells.place(item.row, extras['percent'])}", sheet,
                    cells.place(item.row, extras["percent"]),
                    text=text_of(said("percent"))[:40],
                )  # fmt: skip
        if "until" in extras and said("until") != "":
            item.until = self._day(said("until"), True, sheet, cells.place(item.row, extras["until"]))

    def _day(self, cell: Cell, ends: bool, sheet: str, where: str) -> date | None:
        key = cell if not ends else f"<{cell}"
        if key in self.days:
            return self.days[key]
        day, is_clear = cells.day(cell, ends=ends)
        if not is_clear:
            self.problems.add("day_unclear", text_of(cell)[:60], sheet, where, text=text_of(cell)[:60])
        self.days[key] = day
        return day

    def _continue(
        self, last: Item, row: list[Cell], columns: dict[str, list[int]], amounts: tuple[int | None, ...], index: int, number: int,
        sheet: str,
        open_groups: list[_Group], since: list[int],
    ) -> None:  # fmt: skip
        """A row that goes on with the line above: another fund with its amount, another place, another indicator."""
        item = Item(index, number, last.code, last.name, last.entry, last.office, amounts)
        fund, location = columns.get("fund", [-1])[0], columns.get("location", [-1])[0]
        if 0 <= fund < len(row) and row[fund] != "":
            item.funds = self._fund(row[fund], sheet, number, fund)
        if 0 <= location < len(row) and row[location] != "":
            item.location = text_of(row[location])
            found = self.lookup.places.resolve(item.location)
            item.spots = found.spots
            if found.misses or found.elsewhere:
                self._complain_of_place(item, sheet, cells.place(number, location))
        last.more = [*(last.more or []), item]
        self._add_up(open_groups[-1].sums if open_groups else self.out.sums, amounts)
        self._add_up(since, amounts)

    def _is_skipped(self, item: Item, sheet: str, amount_columns: list[int], code_column: int) -> bool:
        at = (*amount_columns, code_column)
        return any(f"{sheet}!{cells.place(item.row, column)}" in self.skipped for column in at if column >= 0)

    # ---------- Sums ----------

    def _close(self, open_groups: list[_Group], index: int, reading: SheetReading) -> None:
        group = open_groups.pop()
        if open_groups:
            parent = open_groups[-1]
            self._add_up(parent.sums, group.sums)
            parent.lines += group.lines
        else:
            self._add_up(self.out.sums, group.sums)
        for slot, stated in enumerate(group.stated):
            if stated is None or slot not in reading.amount_columns:
                continue
            added = group.sums[slot]
            where = cells.place(group.row, reading.amount_columns[slot])
            if not group.lines:
                if stated:
                    self.problems.add("group_without_lines", "file", reading.name, where, name=group.name[:120])
                continue
            if stated == added:
                self.out.totals_agreeing += 1
                if group.rank >= 3:
                    self.agreed.append((slot, group.start, len(self.out.items)))
                continue
            self._differs(Total(reading.name, where, group.code, group.name[:160], slot, stated, added), group.start, reading)

    def _differs(self, total: Total, start: int, reading: SheetReading) -> None:
        if len(self.out.totals) < SHOWN_TOTALS:
            self.out.totals.append(total)
        difference = total.difference
        for item in self.out.items[start : start + 2000]:
            amount = item.amounts[total.slot]
            if amount and (difference == 999 * amount or (difference * 1000 == -999 * amount and amount % 1000 == 0)):
                meant = amount * 1000 if difference > 0 else amount // 1000
                if self._slipped(item, total.slot, meant, "total") != KEEP:
                    return
        self.problems.add(
            "total_differs", f"{total.sheet}!{total.cell}", total.sheet, total.cell, name=total.name or total.code, stated=total.stated,
            added=total.added, difference=difference,
        )  # fmt: skip

    def _total(
        self, open_groups: list[_Group], since: list[int], amounts: tuple[int | None, ...], reading: SheetReading, row: int, text: str
    ) -> None:
        """A row «JUMLAH»: it closes the block whose sum it states, the lines since the last such row, or the whole."""
        for slot, stated in enumerate(amounts):
            if stated is None or slot not in reading.amount_columns:
                continue
            running, candidates = 0, [since[slot]]
            for group in reversed(open_groups):
                running += group.sums[slot]
                candidates.append(running)
            candidates.append(running + self.out.sums[slot])
            if stated in candidates:
                self.out.totals_agreeing += 1
                continue
            if not any(candidates) and not stated:
                continue
            added = min(candidates, key=lambda one: abs(one - stated))
            self._differs(
                Total(reading.name, cells.place(row, reading.amount_columns[slot]), "", text[:160], slot, stated, added), 0, reading
            )

    def _slipped(self, item: Item, slot: int, meant: int, why: str) -> str:
        sheet, cell = self.out.sheets[item.sheet].name, self.out.cell(item, slot)
        return self.problems.add(
            "amount_slipped", f"{sheet}!{cell}", sheet, cell, suggestion=str(meant), suggested=str(meant), value=item.amounts[slot],
            meant=meant,
            why=why, name=item.name[:120],
        )  # fmt: skip

    def _slips(self) -> None:
        """Amounts a thousand times too large or too small, held against the lines of the same activity."""
        if self.kind == FileKind.REALISATION:
            return
        by_activity: dict[tuple[int, OfficeEntry | None, str], list[tuple[int, Item]]] = {}
        for slot in range(len(self.out.slots)):
            by_activity.clear()
            sure = {number for of, start, end in self.agreed if of == slot for number in range(start, end)}
            for number, item in enumerate(self.out.items):
                amount = item.amounts[slot]
                if amount and number not in sure:  # what adds up to a stated total did not slip
                    key = (item.sheet, item.office, item.code.rpartition(".")[0])
                    by_activity.setdefault(key, []).append((amount, item))
                    if amount < SMALLEST_IDR:
                        self._slipped(item, slot, amount * rules.SLIP, "small")
            for some in by_activity.values():
                if len(some) < 4:
                    continue
                some.sort(key=lambda one: one[0])
                for at in (0, len(some) - 1):
                    amount, item = some[at]
                    others = (
                        [one for number, (one, _item) in enumerate(some) if number != at]
                        if len(some) < 60
                        else [some[1][0], some[len(some) // 2][0], some[-2][0]]
                    )
                    meant = rules.looks_slipped(amount, others)
                    if meant is not None and amount >= SMALLEST_IDR:
                        self._slipped(item, slot, meant, "siblings")

    def _fill_fields(self) -> None:
        """`X.XX.01…` is every office's support programme: its sector is the office's own, or that of the file's other lines."""
        if not self.x_items:
            return
        told = str(self.problems.value("field_unknown", "file")) or self.lookup.field_code
        if not told:
            seen: dict[str, int] = {}
            for item in self.out.items:
                head = ".".join(item.code.split(".")[:2])
                if "X" not in head:
                    seen[head] = seen.get(head, 0) + 1
            told = max(seen, key=lambda one: seen[one], default="")
        made = codes.code(told, self.widths).code if told else ""
        first = self.x_items[0]
        sheet, where = self.out.sheets[first.sheet].name, f"A{first.row}"
        if not re.fullmatch(r"\d\.\d\d", made):
            self.problems.add("field_unknown", "file", sheet, where, rows=len(self.x_items))
            return
        self.problems.add("field_filled", "file", sheet, where, field=made, rows=len(self.x_items))
        for item in self.x_items:
            item.code = made + item.code[4:]

    # ---------- Putting together ----------

    def _put_together(self) -> None:
        """Rows of one line become one: divided by fund, or said twice. Lines of one code are told apart by their names."""
        groups: dict[tuple[OfficeEntry | None, str], Item | list[Item]] = {}
        for item in self.out.items:
            key = (item.office, item.code)
            held = groups.get(key)
            if held is None:
                groups[key] = item
            elif type(held) is list:
                held.append(item)
            else:
                groups[key] = [held, item]  # type: ignore[list-item]
        lines: list[Item] = []
        for held in groups.values():
            if isinstance(held, Item):
                lines.append(held)
                continue
            by_name: dict[str, Item] = {}
            for item in held:
                first = by_name.get(item.name)
                if first is None:
                    by_name[item.name] = item
                elif self._twin(first, item):
                    continue
                else:
                    first.more = [*(first.more or []), item, *(item.more or [])]
            if len(by_name) == 1:
                lines += by_name.values()
                continue
            by_key: dict[str, Item] = {}
            for name, item in by_name.items():
                item.key = rules.line_key(name)
                if item.key in by_key:  # only case or signs differ
                    if not self._twin(by_key[item.key], item):
                        by_key[item.key].more = [*(by_key[item.key].more or []), item, *(item.more or [])]
                else:
                    by_key[item.key] = item
            lines += by_key.values()
        self.out.items = lines

    def _twin(self, first: Item, item: Item) -> bool:
        """Whether a row only says again what an earlier one said and is left out. Rows of other funds belong together."""
        if self.kind == FileKind.REALISATION and item.until != first.until:
            return False
        for other in first.all():
            if other.funds == item.funds:
                sheet = self.out.sheets[item.sheet].name
                cell = cells.place(item.row, 0)
                same = other.amounts == item.amounts
                answer = self.problems.add(
                    "row_twice", f"{sheet}!{cell}", sheet, cell, suggestion="leave out" if same else "add up", suggested="",
                    name=item.name[:120],
                    code=item.code, first=f"{self.out.sheets[other.sheet].name}!{cells.place(other.row, 0)}", same=same,
                )  # fmt: skip
                if answer == ACCEPT:
                    return same
                return answer == SKIP
        return False


_FUND_NAMES: dict[str, str] = {}


def fund_names() -> dict[str, str]:
    """Short names of funds → names in the official list."""
    if not _FUND_NAMES:
        import tomllib
        from pathlib import Path

        with (Path(__file__).parents[1] / "data" / "funds.toml").open("rb") as file:
            _FUND_NAMES.update(tomllib.load(file))
    return _FUND_NAMES
