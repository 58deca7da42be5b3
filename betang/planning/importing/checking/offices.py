"""The offices that a file names: in a column, above a block, in its banner or as a sheet's name."""

from __future__ import annotations

import difflib

from betang.guard.sheets import cells
from betang.guard.sheets.cells import normal, text_of
from betang.guard.sheets.files import Rows, SheetIndex
from betang.planning.importing.headings import Table
from betang.planning.importing.lookup import Lookup, OfficeEntry
from betang.planning.importing.problems import ACCEPT, SKIP, Problems


class Offices:
    """The offices that a file names. What was seen once is looked up."""

    def __init__(self, lookup: Lookup, problems: Problems) -> None:
        self.lookup, self.problems = lookup, problems
        self._known: dict[str, OfficeEntry | None] = {}

    def of(self, text: str, sheet: str, row: int, column: int) -> OfficeEntry | None:
        """The office of a name, short name or code; asked when there is none."""
        found = self._known.get(text)
        if found is None and text not in self._known:
            found = self._known[text] = self._find(normal(text))
        return found if found is not None else self._complain(text, sheet, cells.place(row, column))

    def _find(self, name: str) -> OfficeEntry | None:
        """By the very name, else by the one that holds it or that it holds."""
        offices = self.lookup.offices_by_name
        found = offices.get(name)
        if found is None and len(name) > 6:
            found = next((one for known, one in offices.items() if len(known) > 6 and (known in name or name in known)), None)
        return found

    def _complain(self, text: str, sheet: str, cell: str) -> OfficeEntry | None:
        """Ask about a name that no office has; the office that was said to be meant."""
        name = normal(text)
        close = difflib.get_close_matches(name, self.lookup.offices_by_name, n=1, cutoff=0.5)
        near = self.lookup.offices_by_name[close[0]] if close else None
        answer = self.problems.add(
            "office_unknown", name[:200], sheet, cell, suggestion=str(near.id) if near else "", suggested=near.name if near else "",
            text=text[:120],
        )  # fmt: skip
        return near if answer == ACCEPT else None

    def named_in(self, rows: Rows, sheet: SheetIndex, table: Table) -> OfficeEntry | None:
        """The one office that the banner or the sheet's name names."""
        texts = [normal(sheet.name)]
        for _number, row in rows.of(sheet, 1, max(0, table.first_row - 1)):
            texts += [normal(text_of(cell)) for cell in row if cell != ""]
        found = {
            office.id: office
            for name, office in self.lookup.offices_by_name.items()
            if len(name) > 2 and any(f" {name} " in f" {text} " for text in texts if text)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def is_skipped(self, text: str) -> bool:
        """Was it said that rows of this unknown office are left out?"""
        given = self.problems.answers.get(f"office_unknown:{normal(text)}"[:300], {})
        return bool(given.get("a") == SKIP)
