"""Stated sums held against what stands under them: rows of programmes and activities, rows «JUMLAH», the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from betang.guard.sheets import cells
from betang.planning.importing.checking.reading import Item, Reading, SheetReading, Total
from betang.planning.importing.problems import KEEP

SHOWN_TOTALS = 1000
Amounts = tuple[int | None, ...]


@dataclass(slots=True)
class Group:
    """A row above lines that is open: its rank, where it stands, what it states, what came under it."""

    rank: int
    row: int
    code: str
    name: str
    stated: Amounts
    sums: list[int]
    start: int
    lines: int = 0


def add_up(sums: list[int], amounts: Sequence[int | None]) -> None:
    """Add a row's amounts to running sums."""
    for slot, one in enumerate(amounts):
        if one:
            sums[slot] += one


def complain_of_slip(out: Reading, item: Item, slot: int, meant: int, why: str) -> str:
    """Say that an amount is probably a thousand times too large or too small; the answer, if there is one."""
    sheet, cell = out.sheets[item.sheet].name, out.cell(item, slot)
    return out.problems.add(
        "amount_slipped", f"{sheet}!{cell}", sheet, cell, suggestion=str(meant), suggested=str(meant), value=item.amounts[slot],
        meant=meant,
        why=why, name=item.name[:120],
    )  # fmt: skip


class Sums:
    """The open blocks of a sheet, and what was added up since the last row «JUMLAH». `agreed`: (slot, from, to) of items that fit."""

    def __init__(self, out: Reading) -> None:
        self.out = out
        self.agreed: list[tuple[int, int, int]] = []
        self.open: list[Group] = []
        self.since: list[int] = []
        self.sheet: SheetReading

    def begin(self, sheet: SheetReading) -> None:
        """Make ready for a sheet."""
        self.sheet, self.open, self.since = sheet, [], [0] * len(self.out.slots)

    def enter(self, rank: int, row: int, code: str, name: str, stated: Amounts) -> None:
        """A block begins: blocks of its rank and below end."""
        while self.open and self.open[-1].rank >= rank:
            self.close()
        self.open.append(Group(rank, row, code, name, stated, [0] * len(self.out.slots), len(self.out.items)))

    def end(self) -> None:
        """The sheet ends, and every block with it."""
        while self.open:
            self.close()

    @property
    def above(self) -> str:
        """The code of the innermost block that has one."""
        return next((group.code for group in reversed(self.open) if group.rank), "")

    def add(self, amounts: Amounts, lines: int = 1) -> None:
        """A row with its amounts, in the block where it stands."""
        if self.open:
            inner = self.open[-1]
            inner.lines += lines
            add_up(inner.sums, amounts)
        else:
            add_up(self.out.sums, amounts)
        add_up(self.since, amounts)

    def close(self) -> None:
        """The innermost open block ends: what it states is held against what came under it."""
        open_groups, reading = self.open, self.sheet
        group = open_groups.pop()
        if open_groups:
            parent = open_groups[-1]
            add_up(parent.sums, group.sums)
            parent.lines += group.lines
        else:
            add_up(self.out.sums, group.sums)
        for slot, stated in enumerate(group.stated):
            if stated is None or slot not in reading.amount_columns:
                continue
            added = group.sums[slot]
            where = cells.place(group.row, reading.amount_columns[slot])
            if not group.lines:
                if stated:
                    self.out.problems.add("group_without_lines", "file", reading.name, where, name=group.name[:120])
                continue
            if stated == added:
                self.out.totals_agreeing += 1
                if group.rank >= 3:
                    self.agreed.append((slot, group.start, len(self.out.items)))
                continue
            self._differs(Total(reading.name, where, group.code, group.name[:160], slot, stated, added), group.start)

    def _differs(self, total: Total, start: int) -> None:
        if len(self.out.totals) < SHOWN_TOTALS:
            self.out.totals.append(total)
        difference = total.difference
        for item in self.out.items[start : start + 2000]:
            amount = item.amounts[total.slot]
            if amount and (difference == 999 * amount or (difference * 1000 == -999 * amount and amount % 1000 == 0)):
                meant = amount * 1000 if difference > 0 else amount // 1000
                if complain_of_slip(self.out, item, total.slot, meant, "total") != KEEP:
                    return
        self.out.problems.add(
            "total_differs", f"{total.sheet}!{total.cell}", total.sheet, total.cell, name=total.name or total.code, stated=total.stated,
            added=total.added, difference=difference,
        )  # fmt: skip

    def total(self, amounts: Amounts, row: int, text: str) -> None:
        """A row «JUMLAH»: it closes the block whose sum it states, the lines since the last such row, or the whole."""
        open_groups, since, reading = self.open, self.since, self.sheet
        for slot, stated in enumerate(amounts):
            if stated is None or slot not in reading.amount_columns:
                continue
            running, candidates = 0, [since[slot]]
            for group in reversed(open_groups):
                running += group.sums[slot]
                candidates.append(running)
            candidates.append(running + self.out.sums[slot])
            if stated in candidates:
                self.out.totals_agreeing += 1
                continue
            if not any(candidates) and not stated:
                continue
            added = min(candidates, key=lambda one: abs(one - stated))
            self._differs(Total(reading.name, cells.place(row, reading.amount_columns[slot]), "", text[:160], slot, stated, added), 0)
        self.since = [0] * len(since)
