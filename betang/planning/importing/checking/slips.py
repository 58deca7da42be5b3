"""Amounts that are probably a thousand times too large or too small."""

from __future__ import annotations

from betang.planning import rules
from betang.planning.importing.checking.reading import Item, Reading
from betang.planning.importing.checking.sums import complain_of_slip
from betang.planning.importing.lookup import OfficeEntry

SMALLEST_IDR = 1000
"""A line of less than a thousand rupiah is no line: house rule."""


def find_slips(out: Reading, agreed: list[tuple[int, int, int]]) -> None:
    """Amounts a thousand times too large or too small, held against the lines of the same activity."""
    by_activity: dict[tuple[int, OfficeEntry | None, str], list[tuple[int, Item]]] = {}
    for slot in range(len(out.slots)):
        by_activity.clear()
        sure = {number for of, start, end in agreed if of == slot for number in range(start, end)}
        for number, item in enumerate(out.items):
            amount = item.amounts[slot]
            if amount and number not in sure:  # what adds up to a stated total did not slip
                key = (item.sheet, item.office, item.code.rpartition(".")[0])
                by_activity.setdefault(key, []).append((amount, item))
                if amount < SMALLEST_IDR:
                    complain_of_slip(out, item, slot, amount * rules.SLIP, "small")
        for some in by_activity.values():
            if len(some) < 4:
                continue
            some.sort(key=lambda one: one[0])
            for at in (0, len(some) - 1):
                amount, item = some[at]
                others = (
                    [one for number, (one, _item) in enumerate(some) if number != at]
                    if len(some) < 60
                    else [some[1][0], some[len(some) // 2][0], some[-2][0]]
                )
                meant = rules.looks_slipped(amount, others)
                if meant is not None and amount >= SMALLEST_IDR:
                    complain_of_slip(out, item, slot, meant, "siblings")
