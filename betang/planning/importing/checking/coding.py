"""What a code cell means, whether its name belongs to it, and which code was probably meant."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from betang.guard.sheets.cells import Cell, normal, text_of
from betang.guard.sheets.files import Rows, SheetIndex
from betang.planning import rules
from betang.planning.importing import codes
from betang.planning.importing.checking.reading import Item
from betang.planning.importing.headings import Table
from betang.planning.importing.lookup import Entry, Lookup
from betang.planning.importing.problems import ACCEPT, SKIP, TYPED, Problems
from betang.planning.terms import Scheme

RANKS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
Fit = tuple[bool, str, str]
"""Does a name belong to its code; the code that it does belong to; that in words."""


@dataclass(slots=True)
class Known:
    """What a code cell means. `what`: line, group, office, text, none. `flaw`: what is odd about it."""

    what: str
    code: str = ""
    name: str = ""
    rank: int = 0
    entry: Entry | None = None
    flaw: str = ""
    raw: str = ""
    suggestion: str = ""
    suggested: str = ""


class Codes:
    """The code cells of a file. What was seen once is looked up."""

    def __init__(self, lookup: Lookup, problems: Problems) -> None:
        self.lookup, self.problems = lookup, problems
        self.widths = codes.widths_of(lookup.scheme)
        self.leaf = len(self.widths)
        self.columns: list[int] = []
        self._known: dict[Cell, Known] = {}
        self._names: dict[tuple[str, str], Fit] = {}

    def begin(self, rows: Rows, sheet: SheetIndex, table: Table) -> None:
        """Make ready for a sheet: a plan that ends at activities has its lines there."""
        self.columns = columns = table.columns.get("code", [])
        if self.lookup.scheme != Scheme.REGIONAL or not columns:
            return
        deepest = 0
        for _number, row in rows.of(sheet, table.last_row + 1, table.last_row + 3000):
            raw = self.cell_of(row)
            if raw != "":
                made = codes.code(raw, self.widths)
                if not made.is_organisation and made.parts <= len(self.widths):
                    deepest = max(deepest, made.parts)
                    if deepest == len(self.widths):
                        break
        self.leaf = 5 if deepest == 5 else len(self.widths)
        self._known.clear()

    def cell_of(self, row: list[Cell]) -> Cell:
        """The code cell of a row, put together where its parts stand in cells of their own."""
        columns = self.columns
        if len(columns) == 1:
            return row[columns[0]] if columns[0] < len(row) else ""
        parts = [text_of(row[column]).strip(".") if column < len(row) else "" for column in columns]
        some = [part for part in parts if part]
        if not some:
            return ""
        if all("." not in part for part in some):
            return ".".join(some)
        # a village prints `02.03.10` in one cell and the account `5.3.4` in the next: the activity is in the first
        return parts[0] or ("" if len(some) == 1 and self.lookup.scheme == Scheme.VILLAGE_ACTIVITY else some[0])

    def of(self, raw: Cell) -> Known:
        """What a code cell means; asked once for each different cell."""
        known = self._known.get(raw)
        if known is None:
            known = self._known[raw] = self._read(raw)
        return known

    def _read(self, raw: Cell) -> Known:
        made = codes.code(raw, self.widths)
        text = text_of(raw)
        if made.is_organisation:
            return Known("office", made.code, made.name, raw=text)
        if not made.code:
            return Known("text" if text else "none", raw=text)
        known = self.lookup.codes
        code = made.code
        if made.others and known and not rules.listed_code(code, known):
            code = next((one for one in made.others if rules.listed_code(one, known)), code)
        parts = code.count(".") + 1
        if made.flaw == "unclear" or parts > len(self.widths):
            return Known("text", raw=text, name=made.name)
        if parts < self.leaf:
            return Known("group", code, made.name, rank=RANKS.get(parts, 4), raw=text)
        result = Known("line", code, made.name, raw=text, flaw=made.flaw)
        listed = rules.listed_code(code, known)
        if listed:
            result.entry = known[listed]
        elif known:
            answer = self.problems.answers.get(f"code_unknown:{code}", {})
            if answer.get("a") in (ACCEPT, TYPED) and answer.get("v"):
                mended = codes.code(str(answer["v"]), self.widths).code
                again = rules.listed_code(mended, known)
                if again:
                    return Known("line", mended, made.name, raw=text, entry=known[again])
            result.flaw = "unknown"
        if made.flaw == "date":
            answer = self.problems.answers.get(f"code_from_date:{text}", {})
            if answer.get("a") == TYPED and answer.get("v"):
                return self._read(str(answer["v"]))
        return result

    def complain(self, known: Known, sheet: str, cell: str, name: str) -> bool:
        """Note what is odd about a code; whether its row is to be left out."""
        add = self.problems.add
        if known.flaw == "padded":
            add("code_padded", "file", sheet, cell, text=known.raw, code=known.code)
        elif known.flaw == "number":
            add("code_from_number", "file", sheet, cell, text=known.raw, code=known.code)
        elif known.flaw == "date":
            answer = add("code_from_date", known.raw, sheet, cell, suggestion=known.code, suggested=known.code, text=known.raw)
            return answer == SKIP
        elif known.flaw == "unknown":
            if not known.suggestion:
                known.suggestion, known.suggested = self._near_code(known.code, name)
            answer = add(
                "code_unknown",
                known.code,
                sheet,
                cell,
                suggestion=known.suggestion,
                suggested=known.suggested,
                code=known.code,
                name=name[:160],
            )
            return answer == SKIP
        return False

    def _near_code(self, code: str, name: str) -> tuple[str, str]:
        """The code that was probably meant: of the same name nearby, then of the nearest name in the same programme."""
        lookup = self.lookup
        head = ".".join(code.split(".")[:3]) if lookup.scheme == Scheme.REGIONAL else code.partition(".")[0]
        support = rules.support_code(code)
        heads = (head + ".", *((".".join(support.split(".")[:3]) + ".",) if support else ()))
        exact = [one for one in lookup.codes_by_name.get(normal(name), []) if one != code]
        near = next((one for one in exact if one.startswith(heads)), exact[0] if exact else "")
        if not near and name:
            inner = {
                normal(entry.name): one for one, entry in lookup.codes.items() if one.startswith(heads) and one.count(".") + 1 == self.leaf
            }
            close = difflib.get_close_matches(normal(name), inner, n=1, cutoff=0.6)
            near = inner[close[0]] if close else ""
        if not near:
            digits = [one for one in lookup.codes if one.startswith(heads) and one.count(".") + 1 == self.leaf]
            close = difflib.get_close_matches(code, digits, n=1, cutoff=0.9)
            near = close[0] if close else ""
            said, listed = set(normal(name).split()), set(normal(lookup.codes[near].name).split()) if near else set()
            if said and 2 * len(said & listed) < min(len(said), len(listed)):
                near = ""  # a number beside it that means something else is no help
        if not near:
            return "", ""
        told = lookup.codes[near].name
        if near.startswith("X."):
            near = ".".join([*code.split(".")[:2], *near.split(".")[2:]])
        return near, f"{near} {told}"

    def for_name(self, name: str, above: str) -> tuple[str, str]:
        """A code for a row that has none, by its name: among the entries of the block `above` it."""
        named = self.lookup.codes_by_name.get(normal(name), [])
        near = next((one for one in named if above and one.startswith(above)), named[0] if len(named) == 1 else "")
        if not near and above:
            inner = {
                normal(entry.name): one
                for one, entry in self.lookup.codes.items()
                if one.startswith(above + ".") and one.count(".") + 1 == self.leaf
            }
            close = difflib.get_close_matches(normal(name), inner, n=1, cutoff=0.55)
            near = inner[close[0]] if close else ""
        return (near, f"{near} {self.lookup.codes[near].name}") if near else ("", "")

    def _fit(self, known: Known, name: str) -> Fit:
        entry = known.entry
        if entry is None or self.lookup.scheme == Scheme.VILLAGE_ACTIVITY:
            return True, "", ""
        said, official = normal(name), normal(entry.name)
        if said == official or said.startswith(official) or official.startswith(said):
            return True, "", ""
        one, other = set(said.split()), set(official.split())
        if 2 * len(one & other) >= min(len(one), len(other)):
            return True, "", ""
        if difflib.SequenceMatcher(None, said, official).ratio() > 0.7:
            return True, "", ""
        named = self.lookup.codes_by_name.get(said, [])
        head = known.code[:7]
        near = next((code for code in named if code.startswith(head)), named[0] if len(named) == 1 else "")
        if near.startswith("X."):
            near = known.code[:5] + near[5:] if len(known.code) > 5 else near
        return False, near, f"{near} {name}" if near else ""

    def fits(self, known: Known, name: str) -> bool:
        """Does the name belong to the code?"""
        return self._fit_of(known, name)[0]

    def _fit_of(self, known: Known, name: str) -> Fit:
        fit = self._names.get((known.code, name))
        if fit is None:
            fit = self._names[known.code, name] = self._fit(known, name)
        return fit

    def complain_of_name(self, item: Item, known: Known, sheet: str, cell: str) -> bool:
        """Say that the name is not that of its code, and follow the answer; whether the row is to be left out."""
        _fits, suggestion, suggested = self._fit_of(known, item.name)
        answer = self.problems.add(
            "name_differs", f"{item.code}|{normal(item.name)}"[:200], sheet, cell, suggestion=suggestion, suggested=suggested,
            code=item.code, name=item.name[:160], official=known.entry.name[:160] if known.entry is not None else "",
        )  # fmt: skip
        if answer == ACCEPT and suggestion:
            meant = self.of(suggestion)
            item.code, item.entry = meant.code, meant.entry
        return answer == SKIP
