"""One sheet, row by row, from below its header to its end. The hot loop of an import: about eight microseconds a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from betang.guard.sheets import cells
from betang.guard.sheets.cells import Cell, normal, text_of
from betang.guard.sheets.files import Rows, SheetIndex
from betang.planning.importing.checking.amounts import Amounts
from betang.planning.importing.checking.coding import Codes, Known
from betang.planning.importing.checking.details import Details
from betang.planning.importing.checking.funding import Funds
from betang.planning.importing.checking.locations import Locations
from betang.planning.importing.checking.offices import Offices
from betang.planning.importing.checking.reading import Item, Reading, SheetReading
from betang.planning.importing.checking.sums import Sums
from betang.planning.importing.checking.whole import YEAR, Signs
from betang.planning.importing.lookup import Lookup, OfficeEntry
from betang.planning.importing.problems import ACCEPT, TYPED, Problems
from betang.planning.terms import AMOUNT_LIMIT_IDR, FileKind, Scheme

_TOTAL = re.compile(r"^(?:sub[\s-]*)?(?:jumlah|total|grand\s*total|jml)\b(?!\s+(?:dokumen|laporan|orang|unit|paket))", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:dinas|badan|kantor|kecamatan|sekretariat|inspektorat|rumah sakit|rsud|satuan polisi|satpol|kelurahan|puskesmas|uptd?|bagian)\b",
    re.IGNORECASE,
)
MAX_LINES = 1_000_000
TOLD_EVERY = 20_000
"""Rows, a fifth of a second: whoever watches asks once a second, and telling writes a file."""
Progress = Callable[[int], None]
Row = list[Cell]
Stated = tuple[int | None, ...]


class Crew:
    """Who reads which cell; one for a whole file, so that what was seen on one sheet is known on the next."""

    def __init__(self, lookup: Lookup, problems: Problems, out: Reading, *, kind: str, fiscal_year: int) -> None:
        self.signs = Signs()
        self.codes = Codes(lookup, problems)
        self.funds = Funds(lookup, problems)
        self.offices = Offices(lookup, problems)
        self.amounts = Amounts(kind, problems, out.mended)
        self.details = Details(fiscal_year, problems, self.signs.years)
        self.locations = Locations(lookup, problems, self.signs)
        self.sums = Sums(out)
        self.without_sector: list[Item] = []
        answers: dict[str, Any] = problems.answers
        self.typed_codes = {
            key.partition(":")[2]: str(given["v"])
            for key, given in answers.items()
            if key.startswith("code_missing:") and given.get("a") in (TYPED, ACCEPT) and given.get("v")
        }


class SheetReader:
    """The reading of one sheet. `read` does it."""

    def __init__(
        self, crew: Crew, lookup: Lookup, out: Reading, rows: Rows, sheet: SheetIndex, index: int, *, kind: str, fiscal_year: int
    ) -> None:
        self.crew, self.lookup, self.out, self.rows, self.sheet, self.index = crew, lookup, out, rows, sheet, index
        self.kind, self.year, self.name = kind, fiscal_year, sheet.name
        self.problems, self.sums, self.codes = out.problems, crew.sums, crew.codes
        self.reading: SheetReading = out.sheets[index]
        self.table = self.reading.table
        columns = self.table.columns
        code_columns = columns.get("code", [])
        self.code_column = code_columns[0] if len(code_columns) == 1 else -1
        self.name_column, self.office_column, self.fund_column, self.location_column, self.year_column = (
            columns.get(one, [-1])[0] for one in ("name", "office", "fund", "location", "year")
        )
        self.detail_columns = [one for one in (self.fund_column, self.location_column) if one >= 0]
        self.amount_columns = [self.reading.amount_columns.get(slot, -1) for slot in range(len(out.slots))]
        self.single = self.amount_columns[0] if len(self.amount_columns) == 1 else -1
        self.heading: set[str] = set()
        self.office_said: Cell = ""
        self.default_office: OfficeEntry | None = None
        self.office: OfficeEntry | None = None
        self.last: Item | None = None
        self.has_details = False

    def read(self, progress: Progress | None = None) -> None:
        """Every row below the header: a line, a block's heading, a total, or something that is left out or asked about."""
        crew, out, table = self.crew, self.out, self.table
        self.codes.begin(self.rows, self.sheet, table)
        self.sums.begin(self.reading)
        self.has_details = crew.details.begin(table.columns)
        crew.amounts.empty_formulas = frozenset(self.rows.formulas.get(self.name, ()))
        self.default_office = self.office = self.lookup.office or crew.offices.named_in(self.rows, self.sheet, table)
        self.heading = {normal(text_of(cell)) for _n, row in self.rows.of(self.sheet, table.first_row, table.first_row) for cell in row}
        cell_of, known_as, single, plain = self.codes.cell_of, self.codes.of, self.single, crew.amounts.is_plain
        name_column, items = self.name_column, out.items
        for number, row in self.rows.of(self.sheet, table.last_row + 1):
            if not row:
                continue
            out.rows_read += 1
            if progress is not None and not out.rows_read % TOLD_EVERY:
                progress(out.rows_read)
            width = len(row)
            known = known_as(cell_of(row))
            name = row[name_column] if 0 <= name_column < width else ""
            if type(name) is not str:
                name = text_of(name)
            elif "\n" in name or "  " in name or name[:1] == " " or name[-1:] == " ":
                name = " ".join(name.split())
            if not name:
                name = known.name
            cell = row[single] if 0 <= single < width else ""
            if plain and type(cell) is int and 0 <= cell <= AMOUNT_LIMIT_IDR:
                amounts: Stated = (cell,)
            else:
                amounts = self._amounts(row, number, known.what)
            if known.what == "line":
                line: Known | None = known
            else:
                line = self._no_line(known, name, row, number, amounts)
            if line is not None:
                self._line(line, name, row, number, amounts)
                if len(items) > MAX_LINES:
                    break
        self.sums.end()

    def _amounts(self, row: Row, number: int, what: str) -> Stated:
        of, width = self.crew.amounts.of, len(row)
        return tuple(
            of(row[column] if column < width else "", self.name, number, column, what) if column >= 0 else None
            for column in self.amount_columns
        )

    # ---------- Rows that are no line at first sight ----------

    def _no_line(self, known: Known, name: str, row: Row, number: int, amounts: Stated) -> Known | None:
        """Open a block, check a total, go on with the line above; or the code that was said for a row without one."""
        if known.what == "group":
            self.sums.enter(known.rank, number, known.code, name, amounts)
            self.last = None
            return None
        if known.what == "office" or (not known.raw and name and _OFFICE.match(name) and not self._has_detail(row)):
            found = self.crew.offices.of(name or known.code, self.name, number, max(self.name_column, 0))
            self.office_said = ""
            self.office = found or self.default_office
            self.sums.enter(0, number, known.code, name, amounts)
            self.last = None
            return None
        text = name or known.raw
        if _TOTAL.match(text) or _TOTAL.match(known.raw):
            self.sums.total(amounts, number, text)
            self.last = None
            return None
        if not any(amounts) and not self._has_detail(row):
            if text and normal(text) not in self.heading:
                self.out.left_out += 1
            return None
        where = cells.place(number, max(self.code_column, 0))
        typed = self.crew.typed_codes.get(f"{self.name}!{where}")
        if typed:
            return self._as_line(typed)
        if not name and not known.raw and self.last is not None:
            self._continue(self.last, row, number, amounts)
            return None
        if normal(text) in self.heading or (known.what == "none" and not name):
            self.out.left_out += 1
            return None
        return self._without_code(known, name, where)

    def _without_code(self, known: Known, name: str, where: str) -> Known | None:
        """Ask for the code of a row that has amounts but no code, or none that can be read."""
        suggestion, suggested = self.codes.for_name(name, self.sums.above)
        kind, value = ("code_unclear", known.raw) if known.raw else ("code_missing", f"{self.name}!{where}")
        answer = self.problems.add(
            kind, value, self.name, where, suggestion=suggestion, suggested=suggested, name=name[:120], text=known.raw[:60]
        )
        said = self.problems.value(kind, value) if known.raw else ""
        if answer in (TYPED, ACCEPT) and said:
            return self._as_line(said)
        self.out.left_out += 1
        return None

    def _as_line(self, code: str) -> Known | None:
        known = self.codes.of(code)
        return known if known.what == "line" else None

    def _has_detail(self, row: Row) -> bool:
        """Does the row hold more than a heading of a block: a fund, a place?"""
        return any(column < len(row) and row[column] != "" for column in self.detail_columns)

    def _continue(self, last: Item, row: Row, number: int, amounts: Stated) -> None:
        """A row that goes on with the line above: another fund with its amount, another place, another indicator."""
        item = Item(self.index, number, last.code, last.name, last.entry, last.office, amounts)
        fund, location = self.fund_column, self.location_column
        if 0 <= fund < len(row) and row[fund] != "":
            item.funds = self.crew.funds.of(row[fund], self.name, number, fund)
        if 0 <= location < len(row) and row[location] != "":
            found = self.crew.locations.give(item, row[location])
            if found is not None:
                self.crew.locations.complain(item, found, self.name, cells.place(number, location))
        last.more = [*(last.more or []), item]
        self.sums.add(amounts, lines=0)

    # ---------- Lines ----------

    def _line(self, known: Known, name: str, row: Row, number: int, amounts: Stated) -> None:
        """A line of the plan, unless a person said that it is left out."""
        crew, width, code_column = self.crew, len(row), self.code_column
        if known.flaw and self.codes.complain(known, self.name, cells.place(number, max(code_column, 0)), name):
            return
        if self.office_column >= 0 and not self._office(row, number):
            return
        entry = known.entry
        is_official = entry is not None and (not name or name == entry.name)
        if entry is not None and is_official:
            name = entry.name  # the same text, held once for all rows that bear it
        item = Item(self.index, number, known.code, name, entry, self.office, amounts)
        if (
            entry is not None
            and not is_official
            and not self.codes.fits(known, name)
            and self.codes.complain_of_name(item, known, self.name, cells.place(number, max(self.name_column, 0)))
        ):
            return
        fund = self.fund_column
        if 0 <= fund < width and row[fund] != "":
            item.funds = crew.funds.of(row[fund], self.name, number, fund)
        location = self.location_column
        if 0 <= location < width and row[location] != "":
            crew.signs.located += 1
            found = crew.locations.give(item, row[location])
            if found is not None and crew.locations.complain(item, found, self.name, cells.place(number, location)):
                return
        if self.year_column >= 0 and self._is_of_strange_year(row, number):
            return
        if self.has_details:
            crew.details.add(item, row, self.name)
        if self.problems.skipped and self._is_skipped(number):
            self.out.left_out += 1
            return
        if self.kind != FileKind.REALISATION and all(one is None for one in amounts):
            self.problems.add("row_left_out", "no amount", self.name, cells.place(number, max(self.amount_columns[:1] or [0])))
            self.out.left_out += 1
            return
        sums = self.sums
        if sums.open and self.lookup.scheme == Scheme.REGIONAL:
            inner = sums.open[-1]
            if inner.rank and not known.code.startswith(inner.code) and known.code[:1] != "X" != inner.code[:1]:
                where = cells.place(number, max(code_column, 0))
                self.problems.add("code_misplaced", known.code, self.name, where, code=known.code, above=inner.code)
        sums.add(amounts)
        if known.code[:1] == "X":
            crew.without_sector.append(item)
        self.out.items.append(item)
        self.reading.lines += 1
        self.last = item

    def _office(self, row: Row, number: int) -> bool:
        """Take the office from the row's own cell; False where rows of an unknown office are to be left out."""
        column = self.office_column
        cell = row[column] if column < len(row) else ""
        if cell == "" or cell == self.office_said:
            return True
        said = text_of(cell)
        if not said:
            return True
        self.office_said = ""
        found = self.crew.offices.of(said, self.name, number, column)
        self.office = found or self.default_office
        if found is not None:
            self.office_said = cell
        return found is not None or not self.crew.offices.is_skipped(said)

    def _is_of_strange_year(self, row: Row, number: int) -> bool:
        """Does the row's own cell say another year? Such a row is no line of this plan."""
        column = self.year_column
        match = YEAR.search(text_of(row[column] if column < len(row) else ""))
        if match is None:
            return False
        year = int(match[1])
        years = self.crew.signs.years
        years[year] = years.get(year, 0) + 1
        if year == self.year or self.kind == FileKind.STRATEGY:
            return False
        self.problems.add("year_strange", str(year), self.name, cells.place(number, column), year=year, chosen=self.year)
        return True

    def _is_skipped(self, number: int) -> bool:
        at = (*self.amount_columns, self.code_column)
        return any(f"{self.name}!{cells.place(number, column)}" in self.problems.skipped for column in at if column >= 0)
