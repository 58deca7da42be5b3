"""Outlines as numbers: checking, simplifying, projecting to a drawing. Pure functions; degrees in, drawing units out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Polygons = list[list[Ring]]

POINT_LIMIT = 400_000
"""Most points that one outline may bring: Indonesia's longest coast has fewer."""

DECIMALS = 5
"""Places kept of a degree: about a metre."""

INDONESIA = (94.5, -11.6, 141.5, 6.6)
"""West, south, east, north of everything that has a region code, with some sea around it."""


class BadGeometry(ValueError):
    """The outline is none. `reason` is one of the keys in `imports.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to units of the drawing: equirectangular, true to scale at the middle latitude."""

    west: float
    north: float
    per_lng: float
    per_lat: float
    width: int
    height: int

    def place(self, lng: float, lat: float) -> Point:
        """A place in drawing units, not rounded."""
        return (lng - self.west) * self.per_lng, (self.north - lat) * self.per_lat


def is_place(lng: object, lat: object) -> bool:
    """Whether two values are finite degrees on the globe (and really numbers: no text, no booleans)."""
    return (
        isinstance(lng, (int, float))
        and isinstance(lat, (int, float))
        and not isinstance(lng, bool)
        and not isinstance(lat, bool)
        and -180 <= lng <= 180
        and -90 <= lat <= 90
    )


def polygons_of(geometry: Any) -> Polygons:
    """The rings of a GeoJSON Polygon or MultiPolygon. Raises `BadGeometry` for anything else, however odd."""
    if not isinstance(geometry, dict):
        raise BadGeometry("no_geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise BadGeometry("not_a_polygon")
    polygons: Polygons = []
    count = 0
    for polygon in _list(coordinates):
        rings: list[Ring] = []
        for ring in _list(polygon):
            points: Ring = []
            for point in _list(ring):
                if not isinstance(point, list) or len(point) < 2 or not is_place(point[0], point[1]):
                    raise BadGeometry("bad_point")
                points.append((float(point[0]), float(point[1])))
            count += len(points)
            if len(points) < 4:
                raise BadGeometry("short_ring")
            if count > POINT_LIMIT:
                raise BadGeometry("too_many_points")
            rings.append(points)
        if rings:
            polygons.append(rings)
    if not polygons:
        raise BadGeometry("no_geometry")
    return polygons


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadGeometry("bad_point")
    return value


def geojson_of(polygons: Polygons) -> dict[str, Any]:
    """The same as GeoJSON, with coordinates cut to `DECIMALS` places."""
    body = [[[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring] for ring in polygon] for polygon in polygons]
    return {"type": "Polygon", "coordinates": body[0]} if len(body) == 1 else {"type": "MultiPolygon", "coordinates": body}


def bounds(polygons: Polygons) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    xs = [x for polygon in polygons for x, _y in polygon[0]]
    ys = [y for polygon in polygons for _x, y in polygon[0]]
    return min(xs), min(ys), max(xs), max(ys)


def area(ring: Sequence[Point]) -> float:
    """The signed area of a ring, in squared units of its coordinates."""
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        total += x1 * y2 - x2 * y1
    return total / 2


def middle(polygons: Polygons) -> Point:
    """The centre of gravity of the largest ring: where its label stands."""
    ring = max((polygon[0] for polygon in polygons), key=lambda one: abs(area(one)))
    whole = area(ring)
    if abs(whole) < 1e-12:
        return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (6 * whole), y / (6 * whole)


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The fewest of the points from which none of the others lies farther than `tolerance` (Douglas and Peucker, 1973).

    Keeps the first and the last. Without recursion, so that a long coast does not exhaust the stack.
    """
    if len(points) < 3:
        return list(points)
    keep = bytearray(len(points))
    keep[0] = keep[-1] = 1
    limit = tolerance * tolerance
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        worst, where = limit, 0
        for index in range(first + 1, last):
            px, py = points[index]
            ox, oy = px - ax, py - ay
            if length:
                part = (ox * dx + oy * dy) / length
                if part > 1:
                    ox, oy = px - bx, py - by
                elif part > 0:
                    ox, oy = ox - part * dx, oy - part * dy
            distance = ox * ox + oy * oy
            if distance > worst:
                worst, where = distance, index
        if where:
            keep[where] = 1
            stack += [(first, where), (where, last)]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def simplify_ring(ring: Ring, tolerance: float) -> Ring:
    """A closed ring simplified in two halves, cut at the point farthest from its start; empty when nothing is left of it."""
    closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
    sx, sy = closed[0]
    far = max(range(len(closed)), key=lambda index: (closed[index][0] - sx) ** 2 + (closed[index][1] - sy) ** 2)
    if far == 0:
        return []
    points = simplify(closed[: far + 1], tolerance)[:-1] + simplify(closed[far:], tolerance)
    return points if len(points) >= 4 else []


def simplify_polygons(polygons: Polygons, tolerance: float) -> Polygons:
    """Every ring simplified; islands and holes smaller than the tolerance fall away, but never the whole outline."""
    done: Polygons = []
    for polygon in polygons:
        rings = [simplify_ring(ring, tolerance) for ring in polygon]
        if rings[0]:
            done.append([ring for ring in rings if ring])
    return done or [[max((polygon[0] for polygon in polygons), key=lambda ring: abs(area(ring)))]]


def frame_for(west: float, south: float, east: float, north: float, *, width: int, margin: int, tallest: float) -> Frame:
    """A frame `width` units wide around a box; a box that would be higher than `tallest` widths is shrunk and put in the middle."""
    narrowing = max(math.cos(math.radians((south + north) / 2)), 0.1)
    span, rise = max(east - west, 1e-6), max(north - south, 1e-6)
    per_lng = min((width - 2 * margin) / span, (width * tallest - 2 * margin) * narrowing / rise)
    per_lat = per_lng / narrowing
    left = (width - span * per_lng) / 2
    return Frame(west - left / per_lng, north + margin / per_lat, per_lng, per_lat, width, round(rise * per_lat) + 2 * margin)


def path_of(polygons: Polygons, frame: Frame, *, tolerance: float = 0.8) -> str:
    """SVG path data with whole, relative coordinates: `M12 30l5-3 2 8z`."""
    parts = []
    for polygon in polygons:
        for ring in polygon:
            placed = [frame.place(lng, lat) for lng, lat in ring]
            part = _ring_path(simplify_ring(placed, tolerance))
            if part:
                parts.append(part)
    return "".join(parts)


def _ring_path(ring: Sequence[Point]) -> str:
    whole: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not whole or whole[-1] != point:
            whole.append(point)
    if len(whole) > 1 and whole[0] == whole[-1]:
        whole.pop()
    if len(whole) < 3:
        return ""
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(whole)]
    return f"M{whole[0][0]} {whole[0][1]}l{_pairs(steps)}z"


def _pairs(steps: Iterable[tuple[int, int]]) -> str:
    text = ""
    for dx, dy in steps:
        for number in (dx, dy):
            text += f"{number}" if number < 0 or not text else f" {number}"
    return text


def dots_path(places: Iterable[Point]) -> str:
    """A dot for every place in one path: with a round line cap, a move and a line of no length is a dot."""
    text = ""
    here = (0, 0)
    for x, y in sorted({(round(x), round(y)) for x, y in places}, key=lambda place: (place[1] // 8, place[0])):
        dx, dy = x - here[0], y - here[1]
        text += f"m{dx}{'' if dy < 0 else ' '}{dy}h0"
        here = (x, y)
    return text
