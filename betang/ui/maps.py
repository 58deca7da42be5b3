"""A schematic map of Central Kalimantan, drawn by us: fourteen governments as they lie beside each other, and the big rivers.

It shows neighbours and directions, not borders: small places are drawn larger so that their names can be read on a phone.
Real outlines, where an operator has them, are drawn by `regions`. Coordinates are those of a view box of 328 × 296.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from markupsafe import Markup

WIDTH, HEIGHT = 328, 296
ROUNDING = 5.0
WEST, NORTH = 110.5, 0.5 + 34 / 62
PER_LNG, PER_LAT = 60.0, 62.0
"""The degrees of the view box's corner, and its units in a degree: with these every seat of government lies well inside its own shape."""
UNITS_PER_KM = 0.548
"""The mean of both directions."""

# code: (name, lines of its label, where the label stands, corners in order)
_PLACES: dict[str, tuple[str, tuple[str, ...], tuple[int, int], str]] = {
    "62.01": (
        "Kabupaten Kotawaringin Barat", ("Kobar",), (63, 233),
        "42,208 58,208 74,186 82,232 86,266 68,290 70,262 62,246 54,256 48,252 48,232 36,222",
    ),
    "62.02": (
        "Kabupaten Kotawaringin Timur", ("Kotim",), (128, 202),
        "88,142 100,136 122,134 136,150 162,190 152,234 160,264 146,254 134,276 134,246 112,226 104,196 84,160",
    ),
    "62.03": (
        "Kabupaten Kapuas", ("Kapuas",), (229, 122),
        "196,84 208,80 222,110 256,112 242,122 252,132 252,142 248,168 256,200 252,218 264,232 248,256 244,280 232,288 222,284 "
        "224,256 234,240 232,206 214,174 214,158 208,122 190,106",
    ),
    "62.04": (
        "Kabupaten Barito Selatan", ("Barsel",), (275, 156),
        "252,142 304,142 304,164 280,164 272,172 272,206 280,216 264,232 252,218 256,200 248,168",
    ),
    "62.05": (
        "Kabupaten Barito Utara", ("Barito", "Utara"), (282, 116),
        "278,70 298,56 300,104 314,108 326,128 316,142 304,142 252,142 252,132 242,122 256,112 278,96",
    ),
    "62.06": (
        "Kabupaten Katingan", ("Katingan",), (133, 121),
        "92,100 130,94 160,80 156,96 162,122 158,138 172,162 184,196 190,222 186,238 194,256 186,264 172,276 160,264 152,234 "
        "162,190 136,150 122,134 100,136 88,142",
    ),
    "62.07": (
        "Kabupaten Seruyan", ("Seruyan",), (108, 258),
        "50,136 92,100 88,142 84,160 104,196 112,226 134,246 134,276 116,284 96,276 68,290 86,266 82,232 74,186 72,160",
    ),
    "62.08": (
        "Kabupaten Sukamara", ("Suka-", "mara"), (33, 242),
        "22,192 40,196 42,208 36,222 48,232 48,252 16,264 2,258 26,240 26,222 20,206",
    ),
    "62.09": (
        "Kabupaten Lamandau", ("Lamandau",), (43, 178),
        "50,136 72,160 74,186 58,208 42,208 40,196 22,192 14,180 18,170 8,164",
    ),
    "62.10": (
        "Kabupaten Gunung Mas", ("Gunung", "Mas"), (181, 122),
        "160,80 176,74 196,84 190,106 208,122 214,158 206,160 172,162 158,138 162,122 156,96",
    ),
    "62.11": (
        "Kabupaten Pulang Pisau", ("Pulang", "Pisau"), (209, 250),
        "206,160 214,158 214,174 232,206 234,240 224,256 222,284 186,288 186,264 194,256 186,238 190,222 214,222 222,204 206,186",
    ),
    "62.12": (
        "Kabupaten Murung Raya", ("Murung Raya",), (222, 62),
        "160,80 172,60 160,40 184,32 204,8 222,8 232,18 252,6 272,4 288,26 264,40 264,52 278,70 278,96 256,112 "
        "222,110 208,80 196,84 176,74",
    ),
    "62.13": (
        "Kabupaten Barito Timur", ("Bartim",), (292, 190),
        "280,164 304,164 312,182 302,202 280,216 272,206 272,172",
    ),
    "62.71": (
        "Kota Palangka Raya", ("P. Raya",), (200, 202),
        "172,162 206,160 206,186 222,204 214,222 190,222 184,196",
    ),
}  # fmt: skip

_RIVERS: dict[str, str] = {
    "Barito": "238,24 246,56 264,86 268,118 260,146 262,190 258,230",
    "Kapuas": "206,94 214,124 230,152 244,196 244,236 234,284",
    "Kahayan": "176,86 184,112 194,150 196,182 212,216 212,250 204,284",
    "Katingan": "124,102 148,128 162,168 176,208 172,240 174,270",
    "Mentaya": "110,142 124,176 138,214 146,250",
    "Seruyan": "82,116 80,150 92,190 104,232 112,278",
    "Lamandau": "30,162 50,184 60,214 58,248",
}


def schematic() -> list[tuple[str, str, str, float, float]]:
    """(code, full name, SVG path, x and y of the label's middle) of each government, in the order of their codes."""
    return [(code, name, _rounded(corners), float(at[0]), float(at[1])) for code, (name, _lines, at, corners) in _PLACES.items()]


def label(code: str) -> tuple[str, ...]:
    """The lines of the short label that fits inside a shape; people here say Kobar, Kotim, Barsel, Bartim."""
    return _PLACES[code][1]


def rivers() -> list[tuple[str, str]]:
    """(name, SVG path) of the seven big rivers, from the source to the sea."""
    return [(name, _flowing(points)) for name, points in _RIVERS.items()]


def place(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands on the drawing, to within about 20 km: shapes are sketched, so one near a border may stand across it."""
    return (longitude - WEST) * PER_LNG, (NORTH - latitude) * PER_LAT


def holds(code: str, x: float, y: float) -> bool:
    """Whether a point of the drawing lies in the shape of a government; False for one that is not drawn."""
    inside = False
    corners = _points(_PLACES[code][3]) if code in _PLACES else []
    for at, (end_x, end_y) in enumerate(corners):
        begin_x, begin_y = corners[at - 1]
        if (begin_y > y) != (end_y > y) and x < begin_x + (end_x - begin_x) * (y - begin_y) / (end_y - begin_y):
            inside = not inside
    return inside


def shade(value: int, highest: int) -> int:
    """Which of the five shades, 0 to 4: nothing is 0, the highest is 4 (or fewer steps, where there are fewer numbers)."""
    if value <= 0 or highest <= 0:
        return 0
    return -(-value * 4 // highest) if highest >= 4 else value


def ranges(highest: int) -> list[tuple[int, int, int]]:
    """(shade, lowest, highest value) of each shade in use, for a legend beside the map."""
    found: dict[int, list[int]] = {}
    for value in range(highest + 1):
        found.setdefault(shade(value, highest), []).append(value)
    return [(step, values[0], values[-1]) for step, values in sorted(found.items())]


def _points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@cache
def _rounded(corners: str) -> str:
    """The polygon with every corner rounded, as a pebble polished by a river."""
    points = _points(corners)
    parts: list[str] = []
    for at, (x, y) in enumerate(points):
        before, after = points[at - 1], points[(at + 1) % len(points)]
        ends = []
        for other_x, other_y in (before, after):
            length = ((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5
            share = min(ROUNDING, length / 2) / length
            ends.append((x + (other_x - x) * share, y + (other_y - y) * share))
        (in_x, in_y), (out_x, out_y) = ends
        parts.append(f"{'L' if at else 'M'}{_number(in_x)} {_number(in_y)}Q{_number(x)} {_number(y)} {_number(out_x)} {_number(out_y)}")
    return "".join(parts) + "Z"


@cache
def _flowing(line: str) -> str:
    """A smooth line through the middles between the points."""
    points = _points(line)
    path = f"M{_number(points[0][0])} {_number(points[0][1])}"
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        is_last = (next_x, next_y) == points[-1]
        end = (next_x, next_y) if is_last else ((x + next_x) / 2, (y + next_y) / 2)
        path += f"Q{_number(x)} {_number(y)} {_number(end[0])} {_number(end[1])}"
    return path


def drawing(values: Mapping[str, int], links: Mapping[str, str], title: str, sentences: Mapping[str, str]) -> Markup:
    """The whole map as SVG: each shape a link that says its sentence, shaded by its value; the number stands above the name.

    `values`, `links` and `sentences` are by code; a place without a link is a shape only. `title` says what is shown.
    """
    highest = max(values.values(), default=0)
    shapes, labels = Markup(""), Markup("")
    for code, name, path, x, y in schematic():
        value = values.get(code, 0)
        kind = f"v{shade(value, highest)}"
        outline = Markup('<path d="{}"/>').format(path)
        if code in links:
            shapes += Markup('<a href="{}" class="{}" aria-label="{}">{}</a>').format(links[code], kind, sentences.get(code, name), outline)
        else:
            shapes += Markup('<g class="{}">{}</g>').format(kind, outline)
        words = Markup("").join(
            Markup('<tspan x="{}" y="{}">{}</tspan>').format(_number(x), _number(y + 10 + 10 * row), line)
            for row, line in enumerate(label(code))
        )
        labels += Markup('<text class="{}"><tspan class="n" x="{}" y="{}">{}</tspan>{}</text>').format(
            kind, _number(x), _number(y), value, words
        )
    streams = Markup("").join(Markup('<path class="river" d="{}"/>').format(path) for _name, path in rivers())
    # What lies over the shapes lets every touch through, and says nothing that the links do not say.
    return Markup('<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}<g aria-hidden="true">{}{}</g></svg>').format(
        WIDTH, HEIGHT, title, shapes, streams, labels
    )


def legend(highest: int) -> Markup:
    """What the shades mean, as a list of small squares with their numbers."""
    items = Markup("").join(
        Markup('<li><svg class="map" viewBox="0 0 16 16" aria-hidden="true"><path class="v{}" d="M0 0h16v16H0Z"/></svg>{}</li>').format(
            step, low if low == high else f"{low}–{high}"
        )
        for step, low, high in ranges(highest)
    )
    return Markup('<ul class="legend">{}</ul>').format(items)


def sample() -> Markup:
    """The map with figures of a sketch, for the gallery of components."""
    figures = (11, 14, 17, 6, 9, 8, 5, 3, 4, 7, 6, 6, 5, 12)
    values = dict(zip(_PLACES, figures, strict=True))
    sentences = {code: f"{_PLACES[code][0]}: {number} KIM" for code, number in values.items()}
    return drawing(values, {code: f"#{code}" for code in values}, "KIM", sentences) + legend(max(figures))
