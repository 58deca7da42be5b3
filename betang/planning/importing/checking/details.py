"""What a row says besides its code, place and amounts: days, indicators with their targets, progress, a note."""

from __future__ import annotations

from datetime import date

from betang.guard.sheets import cells
from betang.guard.sheets.cells import Cell, text_of
from betang.planning.importing.checking.reading import Item, Measured
from betang.planning.importing.problems import Problems
from betang.planning.terms import IndicatorKind

MEASURES = (
    ("achievement", IndicatorKind.ACHIEVEMENT),
    ("output", IndicatorKind.OUTPUT),
    ("outcome", IndicatorKind.OUTCOME),
)


class Details:
    """The further cells of a file's rows. `years_seen` counts the years of the days, by which a file of another year is told."""

    def __init__(self, year: int, problems: Problems, years_seen: dict[int, int]) -> None:
        self.year, self.problems, self.years_seen = year, problems, years_seen
        self.columns: dict[str, int] = {}
        self._days: dict[Cell, date | None] = {}

    def begin(self, columns: dict[str, list[int]]) -> bool:
        """Make ready for a sheet; whether it has any such column."""
        wanted = {
            "starts",
            "ends",
            "note",
            "unit",
            "percent",
            "until",
            *(name for name, _kind in MEASURES),
            *(f"{name}_target" for name, _kind in MEASURES),
        }
        self.columns = {name: some[0] for name, some in columns.items() if name in wanted or name.startswith("target_year")}
        return bool(self.columns)

    def add(self, item: Item, row: list[Cell], sheet: str) -> None:
        """Give an item what its row says besides."""
        extras = self.columns
        width = len(row)

        def said(name: str) -> Cell:
            column = extras.get(name, -1)
            return row[column] if 0 <= column < width else ""

        for name in ("starts", "ends"):
            cell = said(name)
            if cell != "":
                day = self._day(cell, name == "ends", sheet, cells.place(item.row, extras[name]))
                if name == "starts":
                    item.starts = day
                    if day is not None:
                        self.years_seen[day.year] = self.years_seen.get(day.year, 0) + 1
                else:
                    item.ends = day
        if item.starts is not None and item.ends is not None and item.ends < item.starts:
            item.starts, item.ends = item.ends, item.starts
        if "note" in extras:
            item.note = text_of(said("note"))[:500]
        unit = text_of(said("unit"))[:120]
        unit = "" if unit in {"0", "-"} else unit
        measures: list[Measured] = []
        for name, kind in MEASURES:
            text, cell = text_of(said(name)), said(f"{name}_target")
            text = "" if text in {"0", "-"} else text
            if not text and (cell == "" or cell == 0):
                continue
            value, own, words = cells.target(cell, measure=text)
            if text or value is not None:
                measures.append((kind.value, text or item.name, self.year, value, words, own or unit))
        text = text_of(said("output"))
        for name in extras:
            head, _colon, number = name.partition(":")
            if head == "target_year":
                cell = said(name)
                value, own, words = cells.target(cell, measure=text)
                if value is not None or words:
                    year = int(number) if len(number) == 4 else self.year + int(number) - 1
                    measures.append((IndicatorKind.OUTPUT.value, text or item.name, year, value, words, own or unit))
        if any(name.startswith("target_year") for name in extras):
            measures = [one for one in measures if one[3] is not None or one[4]]
        item.measures = tuple(measures)
        if "percent" in extras:
            item.percent, is_clear = cells.percent(said("percent"))
            if not is_clear:
                self.problems.add(
                    "percent_unclear", f"{sheet}!{cells.place(item.row, extras['percent'])}", sheet,
                    cells.place(item.row, extras["percent"]),
                    text=text_of(said("percent"))[:40],
                )  # fmt: skip
        if "until" in extras and said("until") != "":
            item.until = self._day(said("until"), True, sheet, cells.place(item.row, extras["until"]))

    def _day(self, cell: Cell, ends: bool, sheet: str, where: str) -> date | None:
        key = cell if not ends else f"<{cell}"
        if key in self._days:
            return self._days[key]
        day, is_clear = cells.day(cell, ends=ends)
        if not is_clear:
            self.problems.add("day_unclear", text_of(cell)[:60], sheet, where, text=text_of(cell)[:60])
        self._days[key] = day
        return day
