"""A spot on a drawing of our own: the villages around it as dots, a measure, nobody's tiles; and points as people write them. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from betang.regions.queries import Place

WIDTH, HEIGHT, MARGIN = 320.0, 220.0, 26.0
KM_PER_DEGREE = 111.32
NEAREST = 8
LEAST_KM = 4.0
"""The drawing is never of less: typed coordinates are not more exact than that makes believe."""
LETTER, LINE = 5.4, 11.0
_MEASURES = (0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Dot:
    """A village on the drawing; `label` is empty where its name would lie on another's."""

    x: float
    y: float
    label: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """What the page draws: the point, the villages around it, and a measure of `km` that is `measure` wide."""

    x: float
    y: float
    dots: tuple[Dot, ...]
    km: float
    measure: float
    words: str


def in_words(latitude: float, longitude: float) -> str:
    """`-2,54230, 114,63120`, as people and phones read it."""
    return f"{latitude:.5f}, {longitude:.5f}"


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way as a bird flies; good enough for the length of a kabupaten."""
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], east) * KM_PER_DEGREE


def octant(start: tuple[float, float], end: tuple[float, float]) -> int:
    """The direction from one point to another: 0 is north, 1 north-east, … 7 north-west."""
    north = end[0] - start[0]
    east = (end[1] - start[1]) * math.cos(math.radians((start[0] + end[0]) / 2))
    return round(math.degrees(math.atan2(east, north)) / 45) % 8


def draw(latitude: float, longitude: float, villages: Sequence[Place], own: str) -> Spot | None:
    """The drawing; None where no village around has a known place."""
    here = (latitude, longitude)
    found = [(one, (one.latitude, one.longitude)) for one in villages if one.latitude is not None and one.longitude is not None]
    near = sorted(((km_between(here, at), one, at) for one, at in found), key=lambda row: (row[1].code != own, row[0]))[:NEAREST]
    if not near:
        return None
    shrink = math.cos(math.radians(latitude))

    def flat(at: tuple[float, float]) -> tuple[float, float]:
        return (at[1] * shrink * KM_PER_DEGREE, -at[0] * KM_PER_DEGREE)

    points = [flat(here), *(flat(at) for _km, _one, at in near)]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    scale = min((WIDTH - 2 * MARGIN) / max(right - left, LEAST_KM), (HEIGHT - 2 * MARGIN) / max(bottom - top, LEAST_KM))
    shift_x, shift_y = WIDTH / 2 - (left + right) / 2 * scale, HEIGHT / 2 - (top + bottom) / 2 * scale
    placed = [(round(x * scale + shift_x, 1), round(y * scale + shift_y, 1)) for x, y in points]
    x, y = placed[0]
    km = next((one for one in reversed(_MEASURES) if one * scale <= WIDTH / 3), _MEASURES[0])
    taken: list[tuple[float, float, float]] = [(x, y + LINE / 2, 22.0), (WIDTH - MARGIN, HEIGHT - 4, 2 * (km * scale + MARGIN))]
    dots = []
    for (_km, one, _at), (at_x, at_y) in zip(near, placed[1:], strict=True):
        wide = len(one.name) * LETTER
        fits = wide / 2 <= at_x <= WIDTH - wide / 2 and all(
            abs(at_x - other_x) > (wide + other) / 2 or abs(at_y - LINE - other_y) > LINE for other_x, other_y, other in taken
        )
        if fits:
            taken.append((at_x, at_y - LINE, wide))
        dots.append(Dot(at_x, at_y, one.name if fits else "", one.code == own))
    return Spot(x, y, tuple(dots), km, round(km * scale, 1), in_words(latitude, longitude))


_DEGREES = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|''))?\s*(LS|LU|BT|BB|[NSEWUTB])", re.IGNORECASE
)
_NEGATIVE = {"S", "LS", "W", "B", "BB"}
_PAIR = re.compile(r"(?<![\d.])(-?\d{1,3}[.]\d+)\s*[,;\s]\s*(-?\d{1,3}[.]\d+)")
_COMMAS = re.compile(r"(-?\d{1,3},\d+)\s*[;\s]+\s*(-?\d{1,3},\d+)")
_WHOLE = re.compile(r"\s*(-?\d{1,3}(?:[.]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.]\d+)?)\s*")


def point_of(text: str) -> tuple[float, float] | None:
    """A point as phones and people write it: `-2.5423, 114.6312`, `-2,5423 114,6312`, `2°32'32"S 114°37'52"E`, a link of a map.

    Two numbers in the wrong order are put right where only one order lies in Indonesia. None for what is no point.
    """
    text = text.strip()[:500].replace("−", "-")
    found = [
        (float(a), float(b.replace(",", ".")), float((c or "0").replace(",", ".")), d.upper()) for a, b, c, d in _DEGREES.findall(text)
    ]
    if len(found) == 2:
        numbers = [(a + b / 60 + c / 3600) * (-1 if d in _NEGATIVE else 1) for a, b, c, d in found]
    elif (match := _COMMAS.fullmatch(text)) is not None:
        numbers = [float(one.replace(",", ".")) for one in match.groups()]
    elif (match := _WHOLE.fullmatch(text) or (_PAIR.search(text) if "/" in text or ":" in text else None)) is not None:
        numbers = [float(one) for one in match.groups()]
    else:
        return None
    latitude, longitude = numbers
    if abs(latitude) > 90 and abs(longitude) <= 90:
        latitude, longitude = longitude, latitude
    return (round(latitude, 6), round(longitude, 6)) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
