"""The file as a whole: does it hold a table, is it this government's, of this year, and which sector is its `X.XX`?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from betang.guard.sheets import cells
from betang.guard.sheets.cells import normal, text_of
from betang.guard.sheets.files import Rows
from betang.planning.importing import codes
from betang.planning.importing.checking.reading import Item, Reading
from betang.planning.importing.lookup import Lookup
from betang.planning.terms import FileKind

_PLACE_WORD = re.compile(r"\b(?:pemerintah\s+)?(provinsi|kabupaten|kab\.|kota|desa)\s+([A-Za-z][A-Za-z' ]{2,40})", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
WRONG_SHARE = 0.5
"""From this share of rows on, a foreign place or another year is taken for a sign that the whole file is another's: house rule."""


@dataclass(slots=True)
class Signs:
    """What the rows say of the whole: years of their days, names of places elsewhere with their counts, rows that name a place."""

    years: dict[int, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    located: int = 0


def check_file(out: Reading, rows: Rows, lookup: Lookup) -> None:
    """What can be said before any row is read."""
    add = out.problems.add
    if not any(reading.table.is_found for reading in out.sheets):
        add("no_table", "file", "", "")
    for sheet, reading in zip(rows.sheets, out.sheets, strict=True):
        if reading.is_used and reading.missing:
            add("columns_missing", sheet.name, sheet.name, "", fields=reading.missing)
        if sheet.is_hidden and sheet.rows > 1 and reading.table.is_found:
            add("hidden_sheet", sheet.name, sheet.name, "", sheet=sheet.name)
    if not lookup.codes:
        add("no_nomenclature", "file", "", "")
    if rows.path.with_suffix(".xlsm").exists():
        add("macros", "file", "", "")
    for sheet in rows.sheets:
        for row, column, text in sheet.long:
            add("personal", f"{sheet.name}!{cells.place(row, column)}", sheet.name, cells.place(row, column), text=text[:60])


def banner_of(out: Reading, rows: Rows) -> str:
    """What stands above the headers of the sheets that are read."""
    said = []
    for sheet, reading in zip(rows.sheets, out.sheets, strict=True):
        if reading.is_used and reading.table.is_found:
            for _number, row in rows.of(sheet, 1, reading.table.first_row - 1):
                said += [text_of(cell) for cell in row if cell != ""]
    return "\n".join(said)


def check_place(out: Reading, lookup: Lookup, signs: Signs, *, banner: str, file_name: str) -> None:
    """Another region's file is stopped with a question: told from its banner, its name and the places of its rows."""
    told: list[str] = []
    named = _place_in_banner(lookup, banner)
    if named:
        told.append(named)
    own = normal(lookup.government.name)
    stem = f" {normal(file_name.rpartition('.')[0])} "
    other = next((one for one in sorted(lookup.others, key=len, reverse=True) if len(one) > 3 and f" {normal(one)} " in stem), "")
    if other and f" {own} " not in stem:
        told.append(file_name)
    foreign = sum(signs.elsewhere.values())
    if signs.located and foreign >= WRONG_SHARE * signs.located:
        told.append(max(signs.elsewhere, key=lambda one: signs.elsewhere[one]))
    if not told:
        return
    out.problems.add(
        "wrong_place", "file", "", "", signs=list(dict.fromkeys(told))[:4], rows=foreign, government=lookup.government.full_name
    )
    for key in [key for key, one in out.problems.found.items() if one.kind == "place_elsewhere"]:
        del out.problems.found[key]


def _place_in_banner(lookup: Lookup, banner: str) -> str:
    """The first government in the banner that is neither this one nor one that it lies in or that lies in it."""
    government, own = lookup.government, normal(lookup.government.name)
    inner = lookup.places.by_level["regency"] if government.level == "province" else {}
    for match in _PLACE_WORD.finditer(banner):
        name = normal(match[2])
        if (match[1].lower() == "desa") != (government.level == "village") or not name or name == "tahun" or name.startswith(own):
            continue
        if any(name.startswith(normal(one)) for one in lookup.above) or any(name.startswith(one) for one in inner):
            continue
        return match[0].strip()
    return ""


def check_year(out: Reading, signs: Signs, *, kind: str, fiscal_year: int, banner: str, file_name: str) -> None:
    """The years of days, banner and file name are held against the year that was chosen."""
    span = range(fiscal_year, fiscal_year + 5) if kind == FileKind.STRATEGY else range(fiscal_year, fiscal_year + 1)
    total = sum(signs.years.values())
    wrong = {year: count for year, count in signs.years.items() if year not in span}
    if total and sum(wrong.values()) >= WRONG_SHARE * total:
        year = max(wrong, key=lambda one: wrong[one])
        out.problems.add("wrong_year", "file", "", "", found=year, chosen=fiscal_year, rows=wrong[year])
        return
    above = [int(one) for one in YEAR.findall(banner)]
    if above and not set(above) & set(span) and not (min(above) <= fiscal_year <= max(above)):
        out.problems.add("wrong_year", "file", "", "", found=above[0], chosen=fiscal_year, rows=0)
        return
    named = [int(one) for one in YEAR.findall(file_name)]
    if named and not set(named) & set(span) and not (min(named) <= fiscal_year <= max(named)) and not total and not above:
        out.problems.add("year_in_name", "file", "", "", found=named[0], chosen=fiscal_year, name=file_name)


def fill_sector(out: Reading, lookup: Lookup, unsaid: list[Item]) -> None:
    """`X.XX.01…` is every office's support programme: its sector is the office's own, or that of the file's other lines."""
    if not unsaid:
        return
    told = str(out.problems.value("field_unknown", "file")) or lookup.field_code
    if not told:
        seen: dict[str, int] = {}
        for item in out.items:
            head = ".".join(item.code.split(".")[:2])
            if "X" not in head:
                seen[head] = seen.get(head, 0) + 1
        told = max(seen, key=lambda one: seen[one], default="")
    made = codes.code(told, codes.widths_of(lookup.scheme)).code if told else ""
    first = unsaid[0]
    sheet, where = out.sheets[first.sheet].name, f"A{first.row}"
    if not re.fullmatch(r"\d\.\d\d", made):
        out.problems.add("field_unknown", "file", sheet, where, rows=len(unsaid))
        return
    out.problems.add("field_filled", "file", sheet, where, field=made, rows=len(unsaid))
    for item in unsaid:
        item.code = made + item.code[4:]
