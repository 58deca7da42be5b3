"""The fund sources that a cell names, by code, name or the short name that everybody uses."""

from __future__ import annotations

import difflib
import re
import tomllib
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


class Funds:
    """The fund cells of a file. What was seen once is looked up."""

    def __init__(self, lookup: Lookup, problems: Problems) -> None:
        self.lookup, self.problems = lookup, problems
        self._known: dict[str, tuple[tuple[str, ...], str, str]] = {}

    def of(self, cell: Cell, sheet: str, row: int, column: int) -> tuple[str, ...]:
        """The fund sources that a cell names; asked about where the list has none of that name."""
        text = cell if isinstance(cell, str) else text_of(cell)
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        codes, suggestion, suggested = known
        if suggestion or not codes:
            body = " ".join(text.split())
            if body.lower() in cells.BLANK:
                return ()
            answer = self.problems.add(
                "fund_unknown", body[:120], sheet, cells.place(row, column), suggestion=suggestion, suggested=suggested, text=body[:120]
            )
            if answer == ACCEPT and suggestion:
                return (suggestion,)
            return codes
        return codes

    def _read(self, text: str) -> tuple[tuple[str, ...], str, str]:
        """`(codes, suggestion, in words)`. What is not in the list keeps its code if it has one."""
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
                return (*found, kept), near, f"{near} {lookup.funds[near]}" if near else ""
        return tuple(dict.fromkeys(found)), "", ""
