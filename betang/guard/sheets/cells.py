"""What one cell means: amounts, days, targets, percentages, headings. Pure; a cell is what `reader` makes of it: text, int or float.

A day is a text that begins with `DAY` (the reader's mark for a real date cell). Nothing here guesses silently: every
function says whether what it made of the cell is what stood there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

Cell = str | int | float

DAY = "\x01"
"""Begins the text of a cell that was a date in the file: `\\x012024-01-31`."""

BLANK = frozenset({"", "-", "–", "—", "n/a", "nihil", "tidak ada", "…", "...", "--", ".", "#n/a"})


_WORD = re.compile(r"[a-z0-9]+")


def text_of(cell: Cell) -> str:
    """The cell as people would read it, on one line."""
    if isinstance(cell, str):
        return (" ".join(cell[1:11].split()) if cell.startswith(DAY) else " ".join(cell.split())) if cell else ""
    return str(cell)


@lru_cache(maxsize=20_000)
def normal(heading: str) -> str:
    """Small letters and digits, one space between words: `KODE\\nSUB-KEGIATAN *)` is `kode sub kegiatan`."""
    plain = unicodedata.normalize("NFKD", heading[:400]).casefold()
    plain = plain.replace("%", " persen ").replace("(rp)", " rp ").replace("(rp.)", " rp ").replace("no.", "no ")
    return " ".join(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))[:200]


# ---------- Amounts ----------

_GROUPED_ID = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,(\d*))?")
_GROUPED_EN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.(\d*))?")
_DECIMAL = re.compile(r"\d+[.,](\d{1,12})")
_RP = re.compile(r"^(?:idr|rp)\.?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole rupiah, or None for a blank cell. `flaw`: empty, `fraction` (was rounded) or `unclear` (cannot be read)."""

    idr: int | None
    flaw: str = ""


NOTHING = Amount(None)
UNCLEAR = Amount(None, "unclear")


def _rounded(value: Decimal) -> Amount:
    whole = int(value.to_integral_value(rounding=ROUND_HALF_UP))
    return Amount(whole, "" if value == whole else "fraction")


def amount(cell: Cell) -> Amount:
    """Rupiah from a number or from what people type: `1.500.000,00`, `1,500,000.00`, `Rp 1.500.000,-`, `(1.000)`, `-`.

    `1.500` is one thousand five hundred: rupiah have no thousandths. A fraction of a rupiah is rounded half up and said.
    """
    if isinstance(cell, int):
        return Amount(cell)
    if isinstance(cell, float):
        whole = int(cell)
        if whole == cell:
            return Amount(whole)
        # a spreadsheet's sum of whole numbers may miss by a billionth
        if abs(cell - round(cell)) < 1e-4:
            return Amount(round(cell))
        return _rounded(Decimal(repr(cell)))
    if cell.isascii() and cell.isdigit() and len(cell) < 20:
        return Amount(int(cell))
    body = cell.replace("\xa0", " ").strip().lower()
    if body in BLANK:
        return NOTHING
    if body.startswith(DAY):
        return UNCLEAR
    sign = 1
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1].strip()
    body = _RP.sub("", body)
    if body[:1] in "-−":
        sign, body = -sign, body[1:].strip()
    body = _RP.sub("", body).replace(" ", "")
    for tail in (",-", ".-", ",--"):
        body = body.removesuffix(tail)
    if body.endswith(("-", "−")):
        sign, body = -sign, body[:-1]
    if body in BLANK:
        return NOTHING
    found: Amount
    if body.isascii() and body.isdigit() and len(body) < 20:
        found = Amount(int(body))
    elif (match := _GROUPED_ID.fullmatch(body)) is not None:
        found = _with_tail(body.partition(",")[0].replace(".", ""), match[1])
    elif (match := _GROUPED_EN.fullmatch(body)) is not None:
        found = _with_tail(body.partition(".")[0].replace(",", ""), match[1])
    elif _DECIMAL.fullmatch(body) and len(body) < 32:
        found = _rounded(Decimal(body.replace(",", ".")))
    else:
        return UNCLEAR
    return Amount(sign * found.idr, found.flaw) if found.idr is not None else found


def _with_tail(whole: str, tail: str | None) -> Amount:
    if len(whole) > 19:
        return UNCLEAR
    return _rounded(Decimal(f"{whole}.{tail}")) if tail else Amount(int(whole))


# ---------- Days ----------

MONTHS = {
    "januari": 1, "jan": 1, "january": 1, "februari": 2, "pebruari": 2, "feb": 2, "maret": 3, "mar": 3, "march": 3, "april": 4, "apr": 4,
    "mei": 5, "may": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "agustus": 8, "agu": 8, "agt": 8, "ags": 8, "aug": 8, "september": 9,
    "sep": 9, "sept": 9, "oktober": 10, "okt": 10, "oct": 10, "november": 11, "nopember": 11, "nov": 11, "nop": 11, "desember": 12,
    "des": 12, "dec": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DMY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s.*)?")
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([a-z]+)\.?\s+(\d{4})")
_EXCEL_EPOCH = date(1899, 12, 30)


def day(cell: Cell, *, ends: bool = False) -> tuple[date | None, bool]:
    """The day in a cell, and whether the cell could be read. A month alone is its first day, or its last if `ends`."""
    if isinstance(cell, (int, float)):
        if 30_000 <= cell <= 80_000:  # Excel's count of days, 1982 to 2119
            return _EXCEL_EPOCH + timedelta(days=int(cell)), True
        return None, False
    body = cell.removeprefix(DAY).strip().lower()
    if body in BLANK:
        return None, True
    try:
        if (match := _ISO.fullmatch(body)) is not None:
            return date(int(match[1]), int(match[2]), int(match[3])), True
        if (match := _DMY.fullmatch(body)) is not None:
            return date(int(match[3]), int(match[2]), int(match[1])), True
        if (match := _WORDS.fullmatch(body)) is not None and match[2] in MONTHS:
            month, year = MONTHS[match[2]], int(match[3])
            if match[1]:
                return date(year, month, int(match[1])), True
            return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) if ends else date(year, month, 1)), True
    except ValueError:
        return None, False
    if body.isdigit() and len(body) == 5:
        return day(int(body), ends=ends)
    return None, False


# ---------- Targets and percentages ----------

_TARGET = re.compile(r"([\d.,]+)\s*(%|[^\d\s].{0,100})?", re.DOTALL)
_LIMIT = Decimal(10) ** 15


def number(text: str) -> Decimal | None:
    """A plain number with Indonesian or English separators: `1.500`, `0,96`, `12.5`."""
    body = text.strip()
    if _GROUPED_ID.fullmatch(body):
        body = body.replace(".", "").replace(",", ".")
    elif _GROUPED_EN.fullmatch(body):
        body = body.replace(",", "")
    else:
        body = body.replace(",", ".")
    try:
        value = Decimal(body)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < _LIMIT else None


def target(cell: Cell, *, measure: str = "") -> tuple[Decimal | None, str, str]:
    """`(number, unit, text)` of a target: `200 Org` is 200 of Org. A share of 1 (`0.96`) of a percentage is 96 %."""
    if isinstance(cell, str):
        text = text_of(cell)
        if text.lower() in BLANK:
            return None, "", ""
        match = _TARGET.fullmatch(text)
        value = number(match[1]) if match is not None else None
        unit = " ".join((match[2] or "").split()) if match is not None and value is not None else ""
    else:
        value = Decimal(repr(cell))
        if not value.is_finite() or abs(value) >= _LIMIT:
            return None, "", text_of(cell)
        unit, text = "", f"{cell}".replace(".", ",")
    if (
        value is not None
        and not unit
        and 0 < value <= 1
        and value != 1
        and measure.lower().startswith(("persen", "prosen", "rasio", "tingkat"))
    ):
        value, unit = value * 100, "%"
    return (value.quantize(Decimal("0.0001")) if value is not None else None), unit[:120], text[:120]


def percent(cell: Cell) -> tuple[Decimal | None, bool]:
    """Physical progress, 0 to 100, and whether the cell could be read. `85,5 %`, `85.5`; a float up to 1 is a share."""
    if isinstance(cell, str):
        body = cell.strip().removesuffix("%").strip()
        if body.lower() in BLANK:
            return None, True
        value = number(body) if re.fullmatch(r"[\d.,]+", body) else None
    else:
        value = Decimal(repr(cell))
        if isinstance(cell, float) and 0 < cell <= 1:
            value *= 100
    if value is None or not 0 <= value <= 100:
        return None, False
    return value.quantize(Decimal("0.01")), True


# ---------- Where a cell is ----------


def column_letters(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The other way round: `AA` is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def place(row: int, column: int) -> str:
    """`D17` from a row counted from 1 and a column counted from 0."""
    return f"{column_letters(column)}{row}"
