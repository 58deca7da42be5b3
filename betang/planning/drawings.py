"""A treemap: areas as large as their sums, squared as well as they can be, drawn by the server.

The way is that of Bruls, Huizing and van Wijk (Squarified Treemaps, 2000): rows are laid along the shorter side, and a
row takes in the next area for as long as its worst shape does not become worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 328.0, 260.0
"""Units of the drawing: a phone of 360 px shows it one to one, so text is drawn in the size in which it is read."""

LETTER = 6.6
LINE = 13.0
MOST_TILES = 14
"""Smaller areas beyond are drawn together: nobody can read or touch more on a phone."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be drawn: a sum with its name, the sentence that it says when touched, its page, and its shade (0–4)."""

    label: str
    value: int
    title: str
    url: str
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """One drawn area; `lines` are the lines of its label that fit, empty for an area that is too small for any."""

    x: float
    y: float
    width: float
    height: float
    title: str
    url: str
    shade: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Treemap:
    """Tiles in a box of `width` × `height`."""

    width: float
    height: float
    tiles: tuple[Tile, ...]


def squarify(values: Sequence[float], width: float, height: float) -> list[tuple[float, float, float, float]]:
    """`(x, y, width, height)` for each value, in its order; values are positive and the largest stands first."""
    whole = sum(values)
    if whole <= 0 or width <= 0 or height <= 0:
        return [(0.0, 0.0, 0.0, 0.0) for _value in values]
    areas = [value * width * height / whole for value in values]
    placed: list[tuple[float, float, float, float]] = []
    x = y = 0.0
    start = 0
    while start < len(areas):
        side = min(width, height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row = areas[start:end]
        depth = sum(row) / side if side else 0.0
        along = 0.0
        for area in row:
            length = area / depth if depth else 0.0
            placed.append((x, y + along, depth, length) if width >= height else (x + along, y, length, depth))
            along += length
        if width >= height:
            x, width = x + depth, max(width - depth, 0.0)
        else:
            y, height = y + depth, max(height - depth, 0.0)
        start = end
    return placed


def _worst(row: Sequence[float], side: float) -> float:
    whole = sum(row)
    least = min(row)
    if not least or not whole or not side:
        return float("inf")
    return max(side * side * max(row) / (whole * whole), whole * whole / (side * side * least))


def treemap(items: Sequence[Item], name: str = "", *, rest: int = 0, width: float = WIDTH, height: float = HEIGHT) -> Treemap | None:
    """The drawing, largest first. `rest` and what is beyond `MOST_TILES` become one tile called `name` that leads nowhere."""
    there = sorted((item for item in items if item.value > 0), key=lambda item: (-item.value, item.label))
    if len(there) < 2:
        return None
    if len(there) > MOST_TILES or rest > 0:
        small = sum(item.value for item in there[MOST_TILES - 1 :]) + max(rest, 0)
        there = [*there[: MOST_TILES - 1], *([Item(label=name, value=small, title=name, url="", shade=0)] if small else [])]
        there.sort(key=lambda item: (-item.value, item.label))
    boxes = squarify([item.value for item in there], width, height)
    tiles = []
    for item, (x, y, wide, high) in zip(there, boxes, strict=True):
        tiles.append(
            Tile(
                x=round(x, 1), y=round(y, 1), width=round(wide, 1), height=round(high, 1),
                title=item.title, url=item.url, shade=item.shade, lines=_lines(item.label, wide, high),
            )
        )  # fmt: skip
    return Treemap(width=width, height=height, tiles=tuple(tiles))


def _lines(label: str, width: float, height: float) -> tuple[str, ...]:
    """The label broken into lines that fit; the last is cut with an ellipsis, and a word that does not fit is not begun."""
    letters = int((width - 8) / LETTER)
    most = min(int((height - 6) / LINE), 4)
    if letters < 5 or most < 1:
        return ()
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        elif len(lines) < most and len(word) <= letters:
            lines.append(word)
        elif lines:
            lines[-1] = lines[-1][: letters - 1].rstrip(" ,") + "…"
            break
        else:
            return (word[: letters - 1] + "…",) if letters >= 7 else ()
    return tuple(lines)
