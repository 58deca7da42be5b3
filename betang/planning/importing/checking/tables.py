"""The tables of a file: which sheets are read, where their header stands, and which column states which amount."""

from __future__ import annotations

from typing import Any

from betang.guard.sheets.files import Rows
from betang.planning.importing import headings
from betang.planning.importing.checking.reading import SheetReading, Slot
from betang.planning.importing.headings import Table
from betang.planning.terms import FileKind, Phase

PHASES = {
    "amount_proposed": Phase.PROPOSED,
    "amount_ceiling": Phase.CEILING,
    "amount_budgeted": Phase.BUDGETED,
    "amount_revised": Phase.REVISED,
}


def sheets_of(rows: Rows, kind: str, chosen: dict[str, Any], memory: dict[str, str]) -> list[SheetReading]:
    """Every sheet with its table, as it was `chosen` by a person or as it is found. Where none qualifies, the best one is used."""
    found: list[SheetReading] = []
    for sheet in rows.sheets:
        top = list(rows.of(sheet, 1, headings.LOOKED_AT + headings.HEADER_ROWS + 1))
        said = chosen.get(sheet.name, {})
        if said.get("last"):
            table = headings.at(top, sheet.merged, said.get("first") or said["last"], said["last"], kind=kind, memory=memory)
        else:
            table = headings.find(top, sheet.merged, kind=kind, memory=memory)
        if "columns" in said:
            table.columns = {name: [int(one) for one in some] for name, some in said["columns"].items() if some}
        lacking = headings.missing(table, kind) if table.is_found else []
        use = bool(said.get("use", table.is_found and not sheet.is_hidden and not lacking))
        found.append(SheetReading(sheet.name, table, use, sheet.rows, missing=lacking))
    if not any(one.is_used for one in found):
        best = max(found, key=lambda one: (one.table.score, one.rows), default=None)
        if best is not None and best.table.is_found:
            best.is_used = True
    return found


def slots_of(sheets: list[SheetReading], *, kind: str, fiscal_year: int, phase: Phase) -> list[Slot]:
    """Every amount that a row of this file may state; each sheet learns in which column it states which."""
    columns = [columns_of(one.table, kind=kind, fiscal_year=fiscal_year, phase=phase) if one.is_used else {} for one in sheets]
    slots = sorted({slot for some in columns for slot in some}, key=lambda one: (one.year, list(Phase).index(one.phase)))
    for sheet, some in zip(sheets, columns, strict=True):
        sheet.amount_columns = {index: some[slot] for index, slot in enumerate(slots) if slot in some}
    return slots


def columns_of(table: Table, *, kind: str, fiscal_year: int, phase: Phase) -> dict[Slot, int]:
    """Amount → column of one table. `phase` is that of a column which does not say which amount it states."""
    found: dict[Slot, int] = {}
    if kind == FileKind.REALISATION:
        if "spent" in table.columns:
            found[Slot(fiscal_year, Phase.REALISED)] = table.columns["spent"][0]
        return found
    for name, columns in table.columns.items():
        head, _colon, number = name.partition(":")
        if head == "amount_year":
            year = int(number) if len(number) == 4 else fiscal_year + int(number) - 1
            found[Slot(year, Phase.INDICATIVE)] = columns[0]
        elif head in PHASES:
            found[Slot(fiscal_year, PHASES[head])] = columns[0]
    if "amount" in table.columns and kind != FileKind.STRATEGY:
        found.setdefault(Slot(fiscal_year, phase), table.columns["amount"][0])
    return found
