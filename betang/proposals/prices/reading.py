"""Reading a price dictionary out of a table: which row is the header, what each row says, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from betang.guard.sheets.cells import Cell, amount, column_letters, normal, text_of
from betang.proposals.rules import is_absurd
from betang.proposals.terms import Sector

LOOKED_AT = 40
"""Rows from the top in which a header is looked for."""
ROWS_MOST = 20_000

SPELLINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "nama", "nama kamus", "nama kamus usulan", "kamus usulan", "kamus", "pekerjaan", "nama pekerjaan", "jenis pekerjaan",
        "uraian pekerjaan", "uraian", "usulan", "nama usulan", "giat teks",
    ),
    "unit": ("satuan", "satuan volume", "unit"),
    "price": (
        "harga", "harga satuan", "harga satuan rp", "harga rp", "harga per satuan", "biaya satuan", "anggaran", "anggaran rp", "pagu",
        "standar harga",
    ),
    "code": ("id", "id kamus", "kode", "kode kamus", "kode usulan", "id usulan"),
    "sector": ("bidang urusan", "kode bidang urusan", "bidang", "kode bidang", "urusan"),
    "programme_code": ("kode program",),
    "programme_name": ("program", "nama program"),
    "office": ("skpd", "opd", "perangkat daerah", "nama skpd", "skpd tujuan", "nama opd", "dinas"),
    "output": ("output", "output teks", "keluaran"),
    "outcome": ("outcome", "outcome teks", "hasil"),
    "priority": ("prioritas", "prioritas teks", "prioritas pembangunan"),
    "locked": ("is locked", "terkunci", "dikunci"),
}  # fmt: skip
_MEANING = {spelling: name for name, some in SPELLINGS.items() for spelling in some}
NEEDED = ("name", "unit")
LENGTHS = {
    "name": 250,
    "unit": 60,
    "code": 40,
    "programme_code": 20,
    "programme_name": 250,
    "output": 2000,
    "outcome": 2000,
    "priority": 2000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a cell. A row that `stops` is left out of what is written; the others are kept as they are said to be."""

    row: int
    column: str
    text: str
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the dictionary. `office` is its name as typed."""

    row: int
    name: str
    unit: str
    price_idr: int | None
    code: str = ""
    sector: str = ""
    programme_code: str = ""
    programme_name: str = ""
    office: str = ""
    output: str = ""
    outcome: str = ""
    priority: str = ""
    is_locked: bool = False


@dataclass(slots=True, kw_only=True)
class Read:
    """What a table says. `header_row` is 0 where no header was found; `columns` field → column from 0."""

    sheet: str = ""
    header_row: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Rows that are not written."""
        return len({one.row for one in self.problems if one.stops})


def header_of(row: Iterable[Cell]) -> dict[str, int]:
    """Which column holds which field, if this row is a header; the first of two columns with one meaning counts."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        name = _MEANING.get(normal(text_of(cell)))
        if name is not None:
            found.setdefault(name, column)
    return found if all(name in found for name in NEEDED) else {}


def read(rows: Iterable[tuple[int, list[Cell]]], offices: Mapping[str, str], *, sheet: str = "") -> Read:
    """Read a sheet from its first row. `offices`: names of offices in normal form → their proper name."""
    found = Read(sheet=sheet)
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows:
        if not found.header_row:
            if number > LOOKED_AT:
                break
            found.columns = header_of(row)
            found.header_row = number if found.columns else 0
            continue
        if len(found.entries) >= ROWS_MOST:
            found.problems.append(Problem(row=number, column="A", text=gettext("The file is longer than can be read at once."), stops=True))
            break
        if any(text_of(cell).strip() for cell in row):
            _read_row(found, number, row, offices, seen)
    return found


def _read_row(found: Read, number: int, row: list[Cell], offices: Mapping[str, str], seen: dict[tuple[str, str], int]) -> None:
    at = found.columns

    def said(name: str) -> str:
        column = at.get(name)
        return "" if column is None or column >= len(row) else " ".join(text_of(row[column]).split())

    def wrong(name: str, text: str, *, stops: bool = False) -> None:
        found.problems.append(Problem(row=number, column=column_letters(at.get(name, 0)), text=text, stops=stops))

    if said("name").isdecimal() and said("unit").isdecimal():
        return  # the row of column numbers that stands below many headers
    before = len(found.problems)
    name, unit = said("name"), said("unit")
    if not name:
        wrong("name", gettext("The kind of work has no name."), stops=True)
    if not unit:
        wrong("unit", gettext("It is not said in what it is counted."), stops=True)
    for one, most in LENGTHS.items():
        if len(said(one)) > most:
            wrong(one, gettext("That is longer than %(most)d letters.") % {"most": most}, stops=True)
    price = _price(at, row, wrong)
    key = (name.casefold(), unit.casefold())
    if name and unit and key in seen:
        wrong("name", gettext("The same kind of work with the same unit stands in row %(row)d already.") % {"row": seen[key]}, stops=True)
    sector = said("sector")[:4] if said("sector")[:4] in Sector.values else ""
    if said("sector") and not sector:
        wrong("sector", gettext("“%(text)s” is no sector of this house; it is kept without one.") % {"text": said("sector")[:40]})
    office = offices.get(normal(said("office")), "")
    if said("office") and not office:
        wrong("office", gettext("“%(text)s” is no office of this government; it is kept without one.") % {"text": said("office")[:60]})
    if any(problem.stops for problem in found.problems[before:]):
        return
    seen[key] = number
    found.entries.append(
        Entry(
            row=number, name=name, unit=unit, price_idr=price, code=said("code"), sector=sector, programme_code=said("programme_code"),
            programme_name=said("programme_name"), office=office, output=said("output"), outcome=said("outcome"),
            priority=said("priority"), is_locked=normal(said("locked")) in ("1", "ya", "true", "terkunci"),
        )
    )  # fmt: skip


def _price(at: Mapping[str, int], row: list[Cell], wrong: object) -> int | None:
    assert callable(wrong)
    column = at.get("price")
    if column is None or column >= len(row):
        return None
    found = amount(row[column])
    if found.flaw == "unclear":
        wrong("price", gettext("“%(text)s” is not an amount in rupiah.") % {"text": text_of(row[column])[:40]}, stops=True)
    elif found.idr is not None and (found.idr < 0 or is_absurd(found.idr)):
        wrong("price", gettext("That amount cannot be right. Look at the zeros."), stops=True)
    elif found.flaw == "fraction":
        wrong("price", gettext("It was rounded to whole rupiah."))
    elif found.idr in (None, 0):
        wrong("price", gettext("There is no price: nothing can be computed from it."))
        return None
    return found.idr
