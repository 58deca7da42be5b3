"""What public pages say of the land: a region, what lies in it, its past, its offices, its drawn map.

None of it changes but by an action of `regions`, and each of those moves the generation of the whole house. So a process remembers a
land under that generation, which the request has read before anything else (as `faces` does for sites). Before the first
region was loaded the generation is 0: then nothing is remembered.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language

from betang.regions import maps
from betang.regions import queries as regions
from betang.regions.models import MapSheet, Region, Succession
from betang.regions.queries import Place
from betang.regions.terms import Level
from betang.ui.fragments import Store

REMEMBERED = 300
"""Lands that one process remembers: a province has 14 kabupaten, 136 kecamatan and one page a village that few ask for."""

DRAWINGS = 4
"""Drawings that a land remembers: two languages, before and after a change."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A land with figures on it. `store` keeps the parts of pages that are drawn from the land and these figures alone."""

    map: maps.MapDrawing | None
    store: Store = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Land:
    """One region. `below` is what lies in it, for a village what lies in its kecamatan; `way` leads there from the province.

    `children` lie directly in it. All lists are by code.
    """

    region: Region
    way: list[Place]
    below: list[Place]
    children: list[Place]
    history: list[Succession]
    offices: list[tuple[str, str]]
    places: dict[str, Place]
    drawings: OrderedDict[tuple[Any, ...], Drawing] = field(default_factory=OrderedDict)

    @property
    def sheet(self) -> MapSheet | None:
        """Its drawn outlines, where the operator has brought them."""
        return getattr(self.region, "map_sheet", None)

    def places_of(self, codes: Iterable[str]) -> dict[str, str]:
        """`regions.place_lines` without a question where everything is known here; else one query."""
        lines: dict[str, str] = {}
        unknown: list[str] = []
        for code in codes:
            parts = [self.places.get(part) for part in regions.prefixes(code)] if code else []
            if parts and all(parts):
                lines[code] = ", ".join([one.full_name for one in reversed(parts[1:]) if one] or [parts[0].full_name if parts[0] else ""])
            elif code:
                unknown.append(code)
        return {**lines, **regions.place_lines(unknown)} if unknown else lines

    def drawn(self, use: str, figures: Counter[str] | dict[str, int], draw: Callable[[], maps.MapDrawing | None]) -> Drawing:
        """The drawing for `use` (a page's own name) with these figures, in the language and under the prefix of this request."""
        key = (use, get_language(), get_script_prefix(), tuple(sorted(figures.items())))
        found = self.drawings.get(key)
        if found is None:
            found = self.drawings[key] = Drawing(draw())
            while len(self.drawings) > DRAWINGS:
                self.drawings.popitem(last=False)
        return found


_lands: OrderedDict[tuple[int, str], Land] = OrderedDict()


def land_of(code: str, request: HttpRequest) -> Land | None:
    """The land with this code now, or None. Three or four queries, none where it is remembered."""
    generation = request.house.generations.house  # type: ignore[attr-defined]
    key = (generation, code)
    land = _lands.get(key)
    if land is None:
        land = _read(code)
        if land is None or not generation:
            return land
        _lands[key] = land
        while len(_lands) > REMEMBERED:
            _lands.popitem(last=False)
    else:
        _lands.move_to_end(key)
    return land


def forget() -> None:
    """Forget every land."""
    _lands.clear()


def _read(code: str) -> Land | None:
    region = regions.current().filter(code=code).select_related("map_sheet", "parent__map_sheet").first()
    if region is None:
        return None
    way, below = regions.family_of(code.rpartition(".")[0] if region.level == Level.VILLAGE else code)
    return Land(
        region=region,
        way=way,
        below=below,
        children=[place for place in below if place.is_child_of == code],
        history=list(Succession.objects.filter(regions.touching(region)).select_related("predecessor", "successor").order_by("on")),
        offices=[(one.name, one.short_name) for one in regions.offices_of(code)] if region.level in (Level.PROVINCE, Level.REGENCY) else [],
        places={place.code: place for place in (*way, *below)},
    )


__all__ = ["Drawing", "Land", "forget", "land_of"]
