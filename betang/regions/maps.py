"""Maps as values for a template to draw: shapes with a shade each, and a dot for every village whose place is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from betang.regions import geometry
from betang.regions.geometry import Frame
from betang.regions.models import MapSheet, Region
from betang.regions.terms import Kind

SHADES = 5
"""Steps of colour from none (0) to the most (5)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One child region on the map. `value` is its figure, `shade` 0 to `SHADES`; `is_marked` is the region the page is about."""

    code: str
    name: str
    full_name: str
    path: str
    x: int
    y: int
    value: int
    shade: int
    is_marked: bool = False
    shows_label: bool = True


@dataclass(frozen=True, slots=True)
class Lit:
    """A village with something in it: a dot that is a link."""

    code: str
    full_name: str
    x: int
    y: int
    value: int


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """All that `regions/map.html` draws. `dots` and `lit_dots` are paths of dots; `lit` are dots that are links."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    dots: str = ""
    lit_dots: str = ""
    lit: tuple[Lit, ...] = ()
    is_schematic: bool = False
    source: str = ""

    @property
    def top(self) -> int:
        """The largest figure on the map."""
        return max((shape.value for shape in self.shapes), default=0)


def province_map(values: Mapping[str, int], *, province: str = "", with_dots: bool = True) -> MapDrawing | None:
    """The province with its kabupaten and kota, shaded by `values`; village codes in `values` are lit dots.

    Real outlines where the operator has brought them, else our own schematic drawing (Central Kalimantan alone); None
    where there is neither. Three queries at most.
    """
    code = province or settings.PROVINCE_CODE
    drawn = _from_sheet(code, values, with_dots=with_dots, links=False)
    return drawn or _schematic(code, values)


def area_map(code: str, values: Mapping[str, int], *, marked: str = "") -> MapDrawing | None:
    """What lies in a kabupaten or kecamatan; None where no outlines were brought. `marked` is drawn apart. Three queries."""
    return _from_sheet(code, values, with_dots=True, links=True, marked=marked)


def shade(value: int, top: int) -> int:
    """0 for nothing, else 1 to `SHADES` by share of the largest figure."""
    if value <= 0 or top <= 0:
        return 0
    return max(1, min(SHADES, -(-value * SHADES // top)))


def _from_sheet(code: str, values: Mapping[str, int], *, with_dots: bool, links: bool, marked: str = "") -> MapDrawing | None:
    sheet = MapSheet.objects.filter(region__code=code, region__valid_to__isnull=True).first()
    if sheet is None:
        return None
    names = _names(code)
    drawn = [(child, path, x, y) for child, path, x, y in sheet.shapes if child in names]
    top = max((values.get(child, 0) for child, *_rest in drawn), default=0)
    crowd = len(drawn)
    shapes = tuple(
        Shape(
            code=child,
            name=names[child][0],
            full_name=f"{Kind(names[child][1]).label} {names[child][0]}",
            path=path,
            x=x,
            y=y,
            value=values.get(child, 0),
            shade=shade(values.get(child, 0), top),
            is_marked=child == marked,
            shows_label=crowd <= 24 or child == marked,
        )
        for child, path, x, y in drawn
    )
    frame = Frame(*sheet.frame, width=sheet.width, height=sheet.height)
    is_of_villages = bool(drawn) and drawn[0][0].count(".") == 3
    dots, lit_dots, lit = ("", "", ()) if is_of_villages or not with_dots else _dots(code, values, frame, links=links)
    return MapDrawing(width=sheet.width, height=sheet.height, shapes=shapes, dots=dots, lit_dots=lit_dots, lit=lit, source=sheet.source)


def _names(code: str) -> dict[str, tuple[str, str]]:
    rows = Region.objects.filter(parent__code=code, parent__valid_to__isnull=True, valid_to__isnull=True)
    return {child: (name, kind) for child, name, kind in rows.values_list("code", "name", "kind")}


def _dots(code: str, values: Mapping[str, int], frame: Frame, *, links: bool) -> tuple[str, str, tuple[Lit, ...]]:
    rows = Region.objects.filter(
        code__startswith=code + ".", level="village", valid_to__isnull=True, latitude__isnull=False, longitude__isnull=False
    ).values_list("code", "name", "kind", "longitude", "latitude")
    dark, bright, lit = [], [], []
    for village, name, kind, lng, lat in rows:
        x, y = frame.place(lng or 0.0, lat or 0.0)
        value = values.get(village, 0)
        if value and links:
            lit.append(Lit(village, f"{Kind(kind).label} {name}", round(x), round(y), value))
        elif value:
            bright.append((x, y))
        else:
            dark.append((x, y))
    return geometry.dots_path(dark), geometry.dots_path(bright), tuple(lit)


@cache
def _drawn_schematic() -> tuple[tuple[int, int], tuple[tuple[str, str, str, int, int], ...]]:
    from betang.ui import maps

    return maps.SCHEMATIC_SIZE, tuple(maps.schematic())


def _schematic(code: str, values: Mapping[str, int]) -> MapDrawing | None:
    (width, height), drawn = _drawn_schematic()
    mine = [one for one in drawn if one[0].startswith(code + ".")]
    if not mine:
        return None
    top = max(values.get(child, 0) for child, *_rest in mine)
    shapes = tuple(
        Shape(
            code=child,
            name=name,
            full_name=f"{Kind.KOTA.label if child[3] == '7' else Kind.KABUPATEN.label} {name}",
            path=path,
            x=x,
            y=y,
            value=values.get(child, 0),
            shade=shade(values.get(child, 0), top),
        )
        for child, name, path, x, y in mine
    )
    return MapDrawing(width=width, height=height, shapes=shapes, is_schematic=True)
