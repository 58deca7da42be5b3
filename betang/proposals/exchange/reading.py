"""Reading a file of the national system: which row is the header, what each row says, and what is wrong in which cell. Pure.

Formulas are never evaluated: a cell is the value that was saved with it; a formula without one is said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext

from betang.guard.sheets.cells import Cell, amount, column_letters, normal, number, text_of
from betang.kernel.errors import InvalidInput
from betang.proposals import rules
from betang.proposals.exchange import fields
from betang.proposals.terms import TEXT_LENGTH, TITLE_LENGTH, Channel, Sector

LOOKED_AT = 40
ROWS_MOST = 5_000
_MEANING = {normal(column.replace("_", " ")): (name, rank) for name, some in fields.READS.items() for rank, column in enumerate(some)}
_KIND = re.compile(r"^(desa|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota)\.?\s+", re.IGNORECASE)
_YES = {"1", "ya", "true", "y"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a level recommended in the national system."""

    amount_idr: int | None
    volume: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a cell. The row is left out."""

    cell: str
    text: str


@dataclass(slots=True, kw_only=True)
class Record:
    """One row, read. `problems` keep it out; `cells` says where each thing stood."""

    row: int
    text: dict[str, str]
    cells: dict[str, str]
    year: int | None = None
    channel: str = Channel.RESIDENT
    latitude: float | None = None
    longitude: float | None = None
    volume: Decimal | None = None
    amount_idr: int | None = None
    sector: str = ""
    said: dict[str, Said] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, text: str) -> None:
        """Point out a cell, by what stands in it."""
        self.problems.append(Problem(self.cells.get(name, str(self.row)), text))

    def flag(self, name: str) -> bool:
        """A yes or no of the national system."""
        return self.text.get(name, "").lower() in _YES


def plain_name(name: str) -> str:
    """`Desa Mantangai Hilir` and `MANTANGAI HILIR` alike."""
    return normal(_KIND.sub("", " ".join(name.split())))


def find_header(rows: Iterable[tuple[int, list[Cell]]]) -> tuple[int, dict[str, list[int]]] | None:
    """The header's row and the columns of each thing. None where no row has enough of the national system's names."""
    for at, cells in rows:
        found: dict[str, list[tuple[int, int]]] = {}
        for column, cell in enumerate(cells):
            meaning = _MEANING.get(normal(text_of(cell).replace("_", " ")))
            if meaning is not None:
                found.setdefault(meaning[0], []).append((meaning[1], column))
        if ("national_id" in found or "number" in found) and "title" in found and len(found) >= 4:
            return at, {name: [column for _rank, column in sorted(some)] for name, some in found.items()}
    return None


def read_rows(rows: Iterable[tuple[int, list[Cell]]], columns: Mapping[str, list[int]], *, unsaved: frozenset[str]) -> list[Record]:
    """Every row below the header that says anything. `unsaved` are cells with a formula that has no saved value."""
    found: list[Record] = []
    for at, cells in rows:
        if not any(text_of(cell).strip() for cell in cells):
            continue
        if len(found) == ROWS_MOST:
            raise InvalidInput(
                gettext("The file has more than %(limit)d rows.") % {"limit": ROWS_MOST}, hint=gettext("Bring it in several parts.")
            )
        found.append(_record(at, cells, columns, unsaved))
    return found


def _record(at: int, cells: list[Cell], columns: Mapping[str, list[int]], unsaved: frozenset[str]) -> Record:
    raw: dict[str, Cell] = {}
    made = Record(row=at, text={}, cells={})
    for name, places in columns.items():
        column = next((one for one in places if one < len(cells) and text_of(cells[one]).strip()), places[0])
        cell = cells[column] if column < len(cells) else ""
        raw[name], made.cells[name], made.text[name] = cell, f"{column_letters(column)}{at}", _text(cell)
        if made.cells[name] in unsaved:
            made.wrong(
                name, gettext("A formula without a saved value. Formulas are not calculated here: open the file, save it, bring it again.")
            )
    _amounts(made, raw)
    _place(made)
    _kind(made)
    for name, limit in (("title", TITLE_LENGTH), ("problem", TEXT_LENGTH), ("idea", TEXT_LENGTH), ("detail", 200), ("unit", 60)):
        if len(made.text.get(name, "")) > limit:
            made.wrong(name, gettext("That is longer than %(limit)d letters.") % {"limit": limit})
    if not made.text.get("national_id") and not made.text.get("number"):
        made.wrong("national_id", gettext("The number in the national system is missing, so the row could not be known again."))
    return made


def _text(cell: Cell) -> str:
    text = text_of(cell).strip()
    return text[:-2] if isinstance(cell, float) and text.endswith(".0") else text


def _money(made: Record, name: str, raw: Mapping[str, Cell]) -> int | None:
    if name not in raw:
        return None
    got = amount(raw[name])
    if got.flaw == "unclear":
        made.wrong(name, gettext("“%(text)s” is not an amount in rupiah.") % {"text": made.text[name][:30]})
        return None
    if rules.is_absurd(got.idr):
        made.wrong(name, gettext("That amount cannot be right. Look at the zeros."))
        return None
    return got.idr


def _volume(text: str) -> tuple[Decimal | None, str]:
    """`2 Unit` is 2 of unit; what is no number is none."""
    match = re.match(r"\s*([\d.,]+)\s*(\D.{0,59})?$", text)
    value = number(match[1]) if match else None
    return (value.quantize(Decimal("0.01")) if value is not None and 0 < value < 10**13 else None), (
        match[2] or ""
    ).strip() if match else ""


def _amounts(made: Record, raw: Mapping[str, Cell]) -> None:
    made.amount_idr = _money(made, "amount", raw) or None
    for name in ("volume", "coefficient"):
        if made.volume is None and made.text.get(name, "") not in ("", "0", "-"):
            made.volume, unit = _volume(made.text[name])
            if made.volume is None:
                made.wrong(name, gettext("“%(text)s” is not a volume.") % {"text": made.text[name][:30]})
            elif unit and not made.text.get("unit"):
                made.text["unit"] = unit
    for name, level in fields.LEVELS.items():
        money, words = _money(made, f"amount_{name}", raw) or None, made.text.get(f"words_{name}", "")
        volume, _unit = _volume(made.text.get(f"volume_{name}", ""))
        if money is not None or volume is not None or words not in ("", "-"):
            made.said[level] = Said(money, volume, "" if words == "-" else words)


def _place(made: Record) -> None:
    there = [made.text.get(name, "") for name in ("latitude", "longitude")]
    if not all(there) or set(there) <= {"0", "-"}:
        return
    try:
        latitude, longitude = (round(float(one.replace(",", ".")), 6) for one in there)
    except ValueError:
        made.wrong("latitude", gettext("That is no point on the map."))
        return
    if -11.5 <= latitude <= 6.5 and 94.5 <= longitude <= 141.5:
        made.latitude, made.longitude = latitude, longitude
    else:
        made.wrong("latitude", gettext("That point does not lie in Indonesia."))


def _kind(made: Record) -> None:
    year = made.text.get("year", "")
    made.year = int(year) if re.fullmatch(r"20\d\d", year) else None
    if year and made.year is None:
        made.wrong("year", gettext("“%(text)s” is not a year.") % {"text": year[:10]})
    kind = made.text.get("channel", "").lower()
    if made.text.get("party") or "pokir" in kind or "reses" in kind or "pokok pikiran" in kind:
        made.channel = Channel.COUNCIL
    elif "musrenbang" in kind or "musyawarah" in kind:
        made.channel = Channel.MEETING
    told = (re.match(r"\s*(\d\.\d{2})\b", made.text.get(name, "")) for name in ("sector", "office_code"))
    made.sector = next((match[1] for match in told if match and match[1] in Sector.values), "")
    if not made.sector and not made.text.get("number"):
        made.wrong("sector", gettext("“%(text)s” names no sector by its code, like 1.03.") % {"text": made.text.get("sector", "")[:30]})
