"""What a file says, as it was understood: its lines, its sums, its sheets and what is odd about it. Plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from betang.guard.sheets import cells
from betang.planning.importing.headings import Table
from betang.planning.importing.lookup import Entry, OfficeEntry
from betang.planning.importing.places import Spot
from betang.planning.importing.problems import Problems
from betang.planning.terms import Phase

Measured = tuple[str, str, int, Decimal | None, str, str]
"""Kind, text, year, target, target as text, unit."""


class Item:
    """A row that is a line of the plan. `amounts` in the order of `Reading.slots`; `more`: rows that belong to the same line."""

    __slots__ = (
        "amounts", "code", "ends", "entry", "funds", "key", "location", "measures", "more", "name", "note", "office", "percent", "row",
        "sheet", "spots", "starts", "until",
    )  # fmt: skip

    def __init__(
        self, sheet: int, row: int, code: str, name: str, entry: Entry | None, office: OfficeEntry | None, amounts: tuple[int | None, ...]
    ) -> None:
        self.sheet, self.row, self.code, self.name, self.entry, self.office, self.amounts = sheet, row, code, name, entry, office, amounts
        self.funds: tuple[str, ...] = ()
        self.location = ""
        self.spots: tuple[Spot, ...] = ()
        self.starts: date | None = None
        self.ends: date | None = None
        self.measures: tuple[Measured, ...] = ()
        self.note = ""
        self.percent: Decimal | None = None
        self.until: date | None = None
        self.key = ""
        self.more: list[Item] | None = None

    def all(self) -> tuple[Item, ...]:
        """This row and those that belong to it."""
        return (self, *self.more) if self.more else (self,)


@dataclass(frozen=True, slots=True)
class Slot:
    """One amount that a row may state: of which year, in which phase."""

    year: int
    phase: Phase


@dataclass(slots=True)
class Total:
    """A stated sum and what its children add up to."""

    sheet: str
    cell: str
    code: str
    name: str
    slot: int
    stated: int
    added: int

    @property
    def difference(self) -> int:
        """What the file states beyond its lines."""
        return self.stated - self.added


@dataclass(slots=True)
class SheetReading:
    """A sheet as it was understood. `amount_columns`: column of each slot."""

    name: str
    table: Table
    is_used: bool
    rows: int
    lines: int = 0
    amount_columns: dict[int, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a file says. `items` are the lines, doubles put together; `totals` those stated sums that were held against lines."""

    slots: list[Slot]
    problems: Problems
    sheets: list[SheetReading] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    totals_agreeing: int = 0
    sums: list[int] = field(default_factory=list)
    mended: list[tuple[str, str, str, int]] = field(default_factory=list)
    rows_read: int = 0
    lines_read: int = 0
    left_out: int = 0

    def cell(self, item: Item, slot: int) -> str:
        """Where an amount of a row stands."""
        return cells.place(item.row, self.sheets[item.sheet].amount_columns[slot])


def all_rows(items: Iterable[Item]) -> Iterable[Item]:
    """Every row of every line."""
    for item in items:
        yield from item.all()
