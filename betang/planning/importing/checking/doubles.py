"""Rows that belong to one line: divided by fund, or said twice."""

from __future__ import annotations

from betang.guard.sheets import cells
from betang.planning import rules
from betang.planning.importing.checking.reading import Item, Reading
from betang.planning.importing.lookup import OfficeEntry
from betang.planning.importing.problems import ACCEPT, SKIP
from betang.planning.terms import FileKind


def put_together(out: Reading, kind: str) -> None:
    """Rows of one line become one: divided by fund, or said twice. Lines of one code are told apart by their names."""
    groups: dict[tuple[OfficeEntry | None, str], Item | list[Item]] = {}
    for item in out.items:
        key = (item.office, item.code)
        held = groups.get(key)
        if held is None:
            groups[key] = item
        elif type(held) is list:
            held.append(item)
        else:
            groups[key] = [held, item]  # type: ignore[list-item]
    lines: list[Item] = []
    for held in groups.values():
        if isinstance(held, Item):
            lines.append(held)
            continue
        by_name: dict[str, Item] = {}
        for item in held:
            first = by_name.get(item.name)
            if first is None:
                by_name[item.name] = item
            elif _is_twin(out, kind, first, item):
                continue
            else:
                first.more = [*(first.more or []), item, *(item.more or [])]
        if len(by_name) == 1:
            lines += by_name.values()
            continue
        by_key: dict[str, Item] = {}
        for name, item in by_name.items():
            item.key = rules.line_key(name)
            if item.key in by_key:  # only case or signs differ
                if not _is_twin(out, kind, by_key[item.key], item):
                    by_key[item.key].more = [*(by_key[item.key].more or []), item, *(item.more or [])]
            else:
                by_key[item.key] = item
        lines += by_key.values()
    out.items = lines


def _is_twin(out: Reading, kind: str, first: Item, item: Item) -> bool:
    """Whether a row only says again what an earlier one said and is left out. Rows of other funds belong together."""
    if kind == FileKind.REALISATION and item.until != first.until:
        return False
    for other in first.all():
        if other.funds == item.funds:
            sheet = out.sheets[item.sheet].name
            cell = cells.place(item.row, 0)
            same = other.amounts == item.amounts
            answer = out.problems.add(
                "row_twice", f"{sheet}!{cell}", sheet, cell, suggestion="leave out" if same else "add up", suggested="",
                name=item.name[:120],
                code=item.code, first=f"{out.sheets[other.sheet].name}!{cells.place(other.row, 0)}", same=same,
            )  # fmt: skip
            if answer == ACCEPT:
                return same
            return answer == SKIP
    return False
