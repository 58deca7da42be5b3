"""Where a line is: the places that its cell names, and what is asked where there is no such place."""

from __future__ import annotations

from betang.guard.sheets.cells import Cell, normal, text_of
from betang.planning.importing.checking.reading import Item
from betang.planning.importing.checking.whole import Signs
from betang.planning.importing.lookup import Lookup
from betang.planning.importing.places import Found
from betang.planning.importing.problems import ACCEPT, SKIP, Problems


class Locations:
    """The place cells of a file."""

    def __init__(self, lookup: Lookup, problems: Problems, signs: Signs) -> None:
        self.places, self.problems, self.signs = lookup.places, problems, signs
        self.said: dict[str, str] = {}

    def give(self, item: Item, cell: Cell) -> Found | None:
        """Give an item the places that a cell names; what was found where something has to be asked."""
        text = cell if type(cell) is str else text_of(cell)
        item.location = self.said.setdefault(text, text)  # what thousands of rows say is held once
        found = self.places.resolve(item.location)
        item.spots = found.spots
        return found if found.misses or found.elsewhere else None

    def complain(self, item: Item, found: Found, sheet: str, cell: str) -> bool:
        """Ask about names that no place has, and follow the answers; whether the row is to be left out."""
        if found.elsewhere:
            name = found.elsewhere[0]
            self.signs.elsewhere[name] = self.signs.elsewhere.get(name, 0) + 1
            if self.problems.add("place_elsewhere", normal(name), sheet, cell, text=name) == SKIP:
                return True
        for name, near in found.misses:
            answer = self.problems.add(
                "place_unknown", f"{normal(name)}|{normal(item.location)}"[:200], sheet, cell,
                suggestion=near[0].code if near else "", suggested=", ".join(f"{one.name} ({one.code})" for one in near),
                text=name, where=item.location[:120],
            )  # fmt: skip
            if answer == ACCEPT and near:
                outer = tuple(spot for spot in item.spots if not near[0].code.startswith(spot.code + "."))
                item.spots = (*outer, near[0])
        return False
