"""One reading of one file, from its sheets to the lines and to what only shows when all is read."""

from __future__ import annotations

from typing import Any

from betang.guard.sheets.files import Rows
from betang.planning.importing.checking import tables, whole
from betang.planning.importing.checking.doubles import put_together
from betang.planning.importing.checking.reading import Reading
from betang.planning.importing.checking.sheet import Crew, Progress, SheetReader
from betang.planning.importing.checking.slips import find_slips
from betang.planning.importing.lookup import Lookup
from betang.planning.importing.problems import Problems
from betang.planning.terms import FileKind, Phase


def read(
    rows: Rows,
    lookup: Lookup,
    *,
    kind: str,
    fiscal_year: int,
    phase: str,
    choices: dict[str, Any],
    file_name: str = "",
    progress: Progress | None = None,
) -> Reading:
    """Every used sheet from its header to its end. `choices`: what people said of columns and problems (`ImportRun.choices`)."""
    problems = Problems(choices.get("answers", {}))
    out = Reading([], problems)
    out.sheets = tables.sheets_of(rows, kind, choices.get("sheets", {}), lookup.memory)
    out.slots = tables.slots_of(out.sheets, kind=kind, fiscal_year=fiscal_year, phase=Phase(phase))
    out.sums = [0] * len(out.slots)
    crew = Crew(lookup, problems, out, kind=kind, fiscal_year=fiscal_year)
    whole.check_file(out, rows, lookup)
    for index, (sheet, reading) in enumerate(zip(rows.sheets, out.sheets, strict=True)):
        if reading.is_used and not reading.missing:
            SheetReader(crew, lookup, out, rows, sheet, index, kind=kind, fiscal_year=fiscal_year).read(progress)
    banner = whole.banner_of(out, rows)
    whole.check_place(out, lookup, crew.signs, banner=banner, file_name=file_name)
    whole.check_year(out, crew.signs, kind=kind, fiscal_year=fiscal_year, banner=banner, file_name=file_name)
    whole.fill_sector(out, lookup, crew.without_sector)
    out.lines_read = len(out.items)
    if kind != FileKind.REALISATION:
        find_slips(out, crew.sums.agreed)
    put_together(out, kind)
    if not out.items and not any(one in problems.of_kind for one in ("no_table", "columns_missing")):
        problems.add("no_lines", "file", "", "")
    return out
