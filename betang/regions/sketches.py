"""Points on the wider drawing, where no village around them has a known place; and in words, how far they lie from the seat of government.

The outlines of the kabupaten where the operator has brought them, else our own drawing of the province. Both are said to be sketches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from betang.regions.geometry import Frame
from betang.regions.maps import MapDrawing, Shape, area_map, province_map
from betang.regions.models import MapSheet, Region
from betang.regions.sheets import SCALE
from betang.regions.spots import KM_PER_DEGREE, km_between, octant
from betang.ui import maps as schematic

Point = tuple[float, float]

BESIDE_KM = 2
"""Nearer than that is «in or right beside the town»: the places of the seats are known to about a kilometre."""
ROUNDED_KM = 20
"""From here on, distances are told in steps of five."""
MEASURES = (100, 50, 20, 10, 5)
DIRECTIONS = (
    gettext_lazy("north"),
    gettext_lazy("north-east"),
    gettext_lazy("east"),
    gettext_lazy("south-east"),
    gettext_lazy("south"),
    gettext_lazy("south-west"),
    gettext_lazy("west"),
    gettext_lazy("north-west"),
)


def away(government: Region, at: Point) -> str:
    """“About 12 km north-east of Kuala Kapuas, in a straight line.”; empty where the place of the seat is not known. No queries."""
    if not government.seat or government.seat_latitude is None or government.seat_longitude is None:
        return ""
    seat = (government.seat_latitude, government.seat_longitude)
    km = km_between(seat, at)
    if km < BESIDE_KM:
        return gettext("In %(seat)s, or right beside it.") % {"seat": government.seat}
    told = round(km) if km < ROUNDED_KM else round(km / 5) * 5
    words = gettext("About %(km)d km %(direction)s of %(seat)s, in a straight line.")
    return words % {"km": told, "direction": DIRECTIONS[octant(seat, at)], "seat": government.seat}


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the drawing. `number` is empty where there is one only."""

    x: float
    y: float
    number: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """What `regions/spot.html` draws: the shape of `code` stands out, the seat has its name, each point a ring, `km` is `measure` wide.

    `label_x`, `label_y` are where the name of the seat is written, on the side away from the points; `hidden` are the codes of
    shapes whose own names would lie under it or under a ring.
    """

    drawing: MapDrawing
    code: str
    seat: str
    seat_x: float
    seat_y: float
    label_x: float
    label_y: float
    marks: tuple[Mark, ...]
    hidden: frozenset[str]
    km: int
    measure: float


LETTER, LINE, RING = 5.4, 10.0, 9.0


def sketch_of(government: Region, points: Sequence[Point], *, marked: str = "") -> Sketch | None:
    """The drawing of a kabupaten or kota with points in it; `marked` is the kecamatan that stands out on real outlines.

    None where nothing is drawn of it, or none of the points lies on the drawing. One query, three where there are outlines.
    """
    sheet = MapSheet.objects.filter(region=government).first()
    drawing = area_map(government.code, {marked: 1}, sheet=sheet, marked=marked, links=False) if sheet is not None else None
    if sheet is not None and drawing is not None:
        west, north, per_lng, per_lat = sheet.frame
        frame = Frame(west, north, per_lng, per_lat, sheet.width, sheet.height)
        units_per_km = per_lat / KM_PER_DEGREE / SCALE

        def flat(at: Point) -> Point:
            x, y = frame.place(at[1], at[0])
            return x / SCALE, y / SCALE
    else:
        drawing = province_map({government.code: 1}, province=government.code[:2], places=())
        units_per_km = schematic.UNITS_PER_KM

        def flat(at: Point) -> Point:
            return schematic.place(at[1], at[0])

    if drawing is None:
        return None
    placed = [(round(x, 1), round(y, 1)) for x, y in map(flat, points)]
    marks = tuple(
        Mark(x, y, str(number) if len(points) > 1 else "")
        for number, (x, y) in enumerate(placed, start=1)
        if 0 <= x <= drawing.width and 0 <= y <= drawing.height
    )
    if not marks:
        return None
    seat, seat_x, seat_y = "", 0.0, 0.0
    if government.seat and government.seat_latitude is not None and government.seat_longitude is not None:
        seat_x, seat_y = flat((government.seat_latitude, government.seat_longitude))
        seat = government.seat if 0 <= seat_x <= drawing.width and 0 <= seat_y <= drawing.height else ""
    half = len(seat) * LETTER / 2
    is_below = sum(mark.y for mark in marks) / len(marks) < seat_y
    label_x = round(min(max(seat_x, half), drawing.width - half), 1)
    label_y = round(seat_y + 13 if is_below and seat_y + 16 < drawing.height else seat_y - 7, 1)
    taken = [(mark.x - RING, mark.y - RING, mark.x + RING, mark.y + RING) for mark in marks]
    if seat:
        taken += [(label_x - half, label_y - LINE, label_x + half, label_y), (seat_x - 3, seat_y - 3, seat_x + 3, seat_y + 3)]
    hidden = frozenset(shape.code for shape in drawing.shapes if any(_meet(_room_of(shape), one) for one in taken))
    km = next((one for one in MEASURES if one * units_per_km <= drawing.width / 4), MEASURES[-1])
    return Sketch(
        drawing=drawing,
        code=marked if not drawing.is_schematic else government.code,
        seat=seat,
        seat_x=round(seat_x, 1),
        seat_y=round(seat_y, 1),
        label_x=label_x,
        label_y=label_y,
        marks=marks,
        hidden=hidden,
        km=km,
        measure=round(km * units_per_km, 1),
    )


Box = tuple[float, float, float, float]


def _room_of(shape: Shape) -> Box:
    """Where the name of a shape is written: left, top, right, bottom."""
    half = max((len(line) for line in shape.label), default=0) * LETTER / 2
    return shape.x - half, shape.y + 3 - LINE, shape.x + half, shape.y + 3 + LINE * (len(shape.label) - 1)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
