"""Maps as values for a template to draw: shapes with a shade each, and a dot for every village whose place is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from betang.regions import geometry, queries
from betang.regions.geometry import Frame
from betang.regions.models import MapSheet
from betang.regions.queries import Place
from betang.regions.sheets import SCALE
from betang.regions.terms import Level
from betang.ui import maps as schematic

LETTER_WIDTH, LINE_HEIGHT, NUMBER_HEIGHT = 5.6, 10.0, 12.0
"""How much room a label takes, in units of the view box: a name that does not fit its shape is left to the table."""

LINE_LETTERS = 9
"""A label is broken before a word that would make its line longer."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One child region on the map. `value` is its figure, `shade` 0 to 4, `label` the lines written on it.

    `is_marked` is the region that the page is about.
    """

    code: str
    full_name: str
    path: str
    x: float
    y: float
    value: int
    shade: int
    label: tuple[str, ...] = ()
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Lit:
    """A village with something in it: a dot that is a link."""

    code: str
    full_name: str
    x: float
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """All that `regions/map.html` draws. `dots` and `lit_dots` are paths of dots; `lit` are dots that are links.

    `shrink` is by how much shapes and dots are drawn smaller than their units; labels are in the units of the view box.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    shrink: float = 1
    dots: str = ""
    lit_dots: str = ""
    lit: tuple[Lit, ...] = ()
    rivers: tuple[str, ...] = ()
    is_schematic: bool = False
    source: str = ""

    @property
    def top(self) -> int:
        """The largest figure on the map."""
        return max((shape.value for shape in self.shapes), default=0)

    @property
    def steps(self) -> list[tuple[int, int, int]]:
        """(shade, lowest, highest figure) of each shade in use, for the legend."""
        return schematic.ranges(self.top)


def province_map(
    values: Mapping[str, int], *, province: str = "", places: Iterable[Place] | None = None, sheet: MapSheet | None = None
) -> MapDrawing | None:
    """The province with its kabupaten and kota, shaded by `values`; village codes in `values` are lit dots.

    Real outlines where the operator has brought them, else our own schematic drawing (Central Kalimantan alone); None
    where there is neither. At most two queries; none where the `places` within are at hand, which then must come with the
    `sheet` if there is one.
    """
    code = province or settings.PROVINCE_CODE
    if places is not None and sheet is None:
        return _schematic(code, values)
    return area_map(code, values, places=places, sheet=sheet, links=False) or _schematic(code, values)


def area_map(
    code: str,
    values: Mapping[str, int],
    *,
    places: Iterable[Place] | None = None,
    sheet: MapSheet | None = None,
    marked: str = "",
    links: bool = True,
) -> MapDrawing | None:
    """What lies in a region, from its drawn sheet; None where no outlines were brought. `marked` is drawn apart.

    With `links` a lit village is a link of its own; without, all lit ones are one path. Two queries, none where `sheet`
    and the `places` within are at hand.
    """
    drawn = sheet or MapSheet.objects.filter(region__code=code, region__valid_to__isnull=True).first()
    if drawn is None:
        return None
    within = {place.code: place for place in (queries.places_within(code) if places is None else places)}
    shapes = [shape for shape in drawn.shapes if shape[0] in within]
    top = max((values.get(child, 0) for child, *_rest in shapes), default=0)
    made = tuple(
        Shape(
            code=child,
            full_name=within[child].full_name,
            path=path,
            x=x / SCALE,
            y=y / SCALE,
            value=values.get(child, 0),
            shade=schematic.shade(values.get(child, 0), top),
            label=_fitting(label_of(child, within[child].name), values.get(child, 0), room, is_marked=child == marked),
            is_marked=child == marked,
        )
        for child, path, x, y, *room in shapes
    )
    dots, lit_dots = "", ""
    lit: tuple[Lit, ...] = ()
    if not shapes or shapes[0][0].count(".") < 3:
        west, north, per_lng, per_lat = drawn.frame
        frame = Frame(west, north, per_lng, per_lat, drawn.width, drawn.height)
        dots, lit_dots, lit = _dots(within.values(), values, frame, links=links)
    return MapDrawing(
        width=drawn.width / SCALE,
        height=drawn.height / SCALE,
        shapes=made,
        shrink=1 / SCALE,
        dots=dots,
        lit_dots=lit_dots,
        lit=lit,
        source=drawn.source,
    )


def label_of(code: str, name: str) -> tuple[str, ...]:
    """The lines of a label: what people here call it (Kotim), else its name broken between words."""
    try:
        return schematic.label(code)
    except KeyError:
        pass
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < LINE_LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _fitting(lines: tuple[str, ...], value: int, room: list[int], *, is_marked: bool) -> tuple[str, ...]:
    width, height = room[0] / SCALE, room[1] / SCALE
    needed = LINE_HEIGHT * len(lines) + (NUMBER_HEIGHT if value else 0)
    fits = max(len(line) for line in lines) * LETTER_WIDTH <= width and needed <= height
    return lines if fits or is_marked else ()


def _dots(places: Iterable[Place], values: Mapping[str, int], frame: Frame, *, links: bool) -> tuple[str, str, tuple[Lit, ...]]:
    dark: list[geometry.Point] = []
    bright: list[geometry.Point] = []
    lit: list[Lit] = []
    for place in places:
        if place.level != Level.VILLAGE or place.longitude is None or place.latitude is None:
            continue
        x, y = frame.place(place.longitude, place.latitude)
        value = values.get(place.code, 0)
        if value and links:
            lit.append(Lit(place.code, place.full_name, round(x / SCALE, 1), round(y / SCALE, 1), value))
        else:
            (bright if value else dark).append((x, y))
    return geometry.dots_path(dark), geometry.dots_path(bright), tuple(lit)


def _schematic(code: str, values: Mapping[str, int]) -> MapDrawing | None:
    mine = [one for one in schematic.schematic() if one[0].startswith(code + ".")]
    if not mine:
        return None
    top = max(values.get(child, 0) for child, *_rest in mine)
    shapes = tuple(
        Shape(
            code=child,
            full_name=name,
            path=path,
            x=x,
            y=y,
            value=values.get(child, 0),
            shade=schematic.shade(values.get(child, 0), top),
            label=schematic.label(child),
        )
        for child, name, path, x, y in mine
    )
    rivers = tuple(path for _name, path in schematic.rivers())
    return MapDrawing(width=schematic.WIDTH, height=schematic.HEIGHT, shapes=shapes, rivers=rivers, is_schematic=True)
