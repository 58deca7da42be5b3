"""The fund sources that a cell names, by code, name or the short name that everybody uses."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from betang.guard.sheets import cells
from betang.guard.sheets.cells import Cell, normal, text_of
from betang.planning.importing.lookup import Lookup
from betang.planning.importing.problems import ACCEPT, Problems

_FUND_CODE = re.compile(r"\d(?:\.\d{1,2}){1,6}")
_FUND_BETWEEN = re.compile(r"[;\n+&]|\s/\s|,\s+(?=[A-Z])")


@lru_cache(maxsize=1)
def short_names() -> dict[str, str]:
    """Short names of funds → names in the official list."""
    with (Path(__file__).parents[1] / "data" / "funds.toml").open("rb") as file:
        return {str(short): str(name) for short, name in tomllib.load(file).items()}


@dataclass(frozen=True, slots=True)
class FundCell:
    """What a fund cell names; where the list has none of that name, what was probably meant, as a code and in words."""

    codes: tuple[str, ...]
    is_known: bool
    suggestion: str = ""
    suggested: str = ""


class Funds:
    """The fund cells of a file. What was seen once is looked up."""

    def __init__(self, lookup: Lookup, problems: Problems) -> None:
        self.lookup, self.problems = lookup, problems
        self._known: dict[str, FundCell] = {}

    def of(self, cell: Cell, sheet: str, row: int, column: int) -> tuple[str, ...]:
        """The fund sources that a cell names; asked about where the list has none of that name."""
        text = cell if isinstance(cell, str) else text_of(cell)
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        if known.is_known:
            return known.codes
        body = " ".join(text.split())
        if body.lower() in cells.BLANK:
            return ()
        answer = self.problems.add(
            "fund_unknown", body[:120], sheet, cells.place(row, column), suggestion=known.suggestion, suggested=known.suggested,
            text=body[:120],
        )  # fmt: skip
        return (known.suggestion,) if answer == ACCEPT and known.suggestion else known.codes

    def _read(self, text: str) -> FundCell:
        """What is not in the list keeps its code if it has one, else its words."""
        lookup = self.lookup
        found: list[str] = []
        for part in _FUND_BETWEEN.split(text):
            body = " ".join(part.split())
            if not body:
                continue
            match = _FUND_CODE.search(body)
            if match is not None and (match[0] in lookup.funds or not lookup.funds):
                found.append(match[0][:30])
                continue
            name = normal(_FUND_CODE.sub(" ", body))
            code = lookup.funds_by_name.get(name)
            if code is None:
                name = short_names().get(name, name)
                code = lookup.funds_by_name.get(name)
            if code is None and name:
                code = next(
                    (one for known, one in lookup.funds_by_name.items() if known.startswith(name + " ") or known.endswith(" " + name)), None
                )
            if code is not None:
                found.append(code)
            elif not lookup.funds:
                found.append((match[0] if match else body)[:30])
            else:
                close = difflib.get_close_matches(name, lookup.funds_by_name, n=1, cutoff=0.6)
                near = lookup.funds_by_name[close[0]] if close else ""
                if not near and match is not None:
                    near = next(
                        (match[0][: len(match[0]) - cut] for cut in range(1, 9) if match[0][: len(match[0]) - cut] in lookup.funds), ""
                    )
                kept = (match[0] if match else body)[:30]
                return FundCell((*found, kept), False, near, f"{near} {lookup.funds[near]}" if near else "")
        return FundCell(tuple(dict.fromkeys(found)), bool(found))
