"""The official code in a cell, whatever a spreadsheet did to it. Pure; nothing is guessed silently: what was mended is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from betang.guard.sheets.cells import DAY, Cell

REGIONAL_WIDTHS = (1, 2, 2, 1, 2, 4)
"""Digits of the parts of `1.03.10.2.01.0032`. Source: DOMAIN 2.2, checked on all rows of the official list."""
VILLAGE_WIDTHS = (2, 2, 2)
"""Digits of the parts of `02.03.10`. Law: Permendagri 20/2018"""

_CODE = re.compile(r"[0-9X]{1,4}(?:\.[0-9X]{1,4})*")
_CODE_AND_NAME = re.compile(r"([0-9Xx]{1,4}(?:\.[0-9Xx]{1,4})+)\.?\s*[-–:]?\s+(\S.*)", re.DOTALL)
_ORGANISATION = re.compile(r"[0-9X](?:\.[0-9X]{1,2}){5}\.\d{1,2}(?:\.\d{1,4})?|[0-9X](?:\.[0-9X]{1,2}){1,5}\.\d{2}\.\d{4}")
_SOLID = {12: (1, 2, 2, 1, 2, 4), 8: (1, 2, 2, 1, 2), 5: (1, 2, 2)}


@dataclass(frozen=True, slots=True)
class CodeCell:
    """`code` in official form, empty if there is none. `name` where the cell held code and name.

    `flaw`: empty, `padded` (1.3 read as 1.03), `number` (Excel made a number of it), `date` (Excel made a day of it),
    `unclear`. `others`: further readings of a day. `parts` is the count of parts. `is_organisation`: an office's own code.
    """

    code: str = ""
    name: str = ""
    flaw: str = ""
    others: tuple[str, ...] = ()
    parts: int = 0
    is_organisation: bool = False


def widths_of(scheme: str) -> tuple[int, ...]:
    """How many digits each part of a code has."""
    return VILLAGE_WIDTHS if scheme == "village_activity" else REGIONAL_WIDTHS


def padded(code: str, widths: tuple[int, ...]) -> str:
    """`1.3.2` in official form: `1.03.02`. Parts that are too long already stay as they are."""
    return ".".join(part.rjust(width, "X" if "X" in part else "0") for part, width in zip(code.split("."), widths, strict=False))


def code(cell: Cell, widths: tuple[int, ...] = REGIONAL_WIDTHS) -> CodeCell:
    """The official code in a cell, whatever a spreadsheet did to it."""
    if isinstance(cell, (int, float)):
        text = repr(cell) if isinstance(cell, float) else str(cell)
        if not _CODE.fullmatch(text):
            solid = _solid(text, widths)
            return solid or CodeCell(flaw="unclear")
        found = _from_parts(text, widths)
        # a number has lost its zeros: 1.10 and 1.1 are one number, so 1.1 may have been 1.01 or 1.10
        whole, _dot, rest = text.partition(".")
        other = padded(f"{whole}.{rest}0", widths) if len(rest) == 1 and len(widths) > 1 and widths[1] == 2 else ""
        return CodeCell(found.code, flaw="number", others=(other,) if other else (), parts=found.parts)
    if cell.startswith(DAY):
        return _from_day(cell, widths)
    text = "".join(cell.split()).upper().replace(",", ".").strip(".")
    if not text or text in {"-", "–"}:
        return CodeCell()
    if _ORGANISATION.fullmatch(text) and text.count(".") >= 6:
        return CodeCell(text, parts=text.count(".") + 1, is_organisation=True)
    if _CODE.fullmatch(text):
        return _from_parts(text, widths)
    match = _CODE_AND_NAME.match(cell.strip())
    if match is not None:
        inner = code(match[1], widths)
        return CodeCell(inner.code, " ".join(match[2].split()), inner.flaw, inner.others, inner.parts, inner.is_organisation)
    return _solid(text, widths) or CodeCell(flaw="unclear")


def _solid(text: str, widths: tuple[int, ...]) -> CodeCell | None:
    """`103102010032`: the dots were eaten."""
    if widths is not REGIONAL_WIDTHS or not (text.isascii() and text.isdigit()) or len(text) not in _SOLID:
        return None
    parts, at = [], 0
    for width in _SOLID[len(text)]:
        parts.append(text[at : at + width])
        at += width
    return CodeCell(".".join(parts), flaw="number", parts=len(parts))


def _from_parts(text: str, widths: tuple[int, ...]) -> CodeCell:
    parts = text.count(".") + 1
    if parts > len(widths):
        return CodeCell(text, flaw="unclear", parts=parts)
    made = padded(text, widths)
    return CodeCell(made, flaw="" if made == text else "padded", parts=parts)


def _from_day(cell: str, widths: tuple[int, ...]) -> CodeCell:
    """1.03.02 became 1 March 2002. Day-month-year first, as Indonesian spreadsheets read it; then month-day-year."""
    try:
        day = date.fromisoformat(cell[1:11])
    except ValueError:
        return CodeCell(flaw="unclear")
    tail = f"{day.year % 100:02}"
    readings = [padded(f"{day.day}.{day.month}.{tail}", widths), padded(f"{day.month}.{day.day}.{tail}", widths)]
    readings += [padded(f"{day.day}.{day.month}", widths), padded(f"{day.month}.{day.day}", widths)]
    others = tuple(dict.fromkeys(readings[1:]))
    return CodeCell(readings[0], flaw="date", others=others, parts=3)
