"""Amounts of money as cells state them, and as they were answered where they could not be."""

from __future__ import annotations

from typing import Any

from betang.guard.sheets import cells
from betang.guard.sheets.cells import Cell, text_of
from betang.planning.importing.problems import ACCEPT, TYPED, Problems
from betang.planning.terms import AMOUNT_LIMIT_IDR, FileKind


class Amounts:
    """The amount cells of a file. `answered` is what people said instead, by `sheet!cell`; `mended` lists what that replaced."""

    def __init__(self, kind: str, problems: Problems, mended: list[tuple[str, str, str, int]]) -> None:
        self.kind, self.problems, self.mended = kind, problems, mended
        self.answered = _answered(problems.answers)
        self.empty_formulas: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """On this sheet a whole number is what it is: nothing was answered, no formula lost its value."""
        return not self.answered and not self.empty_formulas

    def of(self, cell: Cell, sheet: str, row: int, column: int, what: str) -> int | None:
        """Whole rupiah, or None for a blank cell and for one that cannot be. `what` as of `Known`: sums are held to less than lines."""
        made = cells.amount(cell)
        empty_formulas = self.empty_formulas
        is_line = what in ("line", "none")
        if self.answered or empty_formulas:
            at = cells.place(row, column)
            where = f"{sheet}!{at}"
            if where in self.answered:
                answered = self.answered[where]
                self.mended.append((sheet, at, text_of(cell), answered))
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


def _answered(answers: dict[str, Any]) -> dict[str, int]:
    found = {}
    for key, given in answers.items():
        name, _colon, where = key.partition(":")
        if (
            name.startswith(("amount_", "formula_empty"))
            and given.get("a") in (TYPED, ACCEPT)
            and str(given.get("v", "")).lstrip("-").isdigit()
        ):
            found[where] = int(given["v"])
    return found
