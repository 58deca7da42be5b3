"""The way through the levels as bars, drawn by the server: what passed on, what lies there, what stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from betang.proposals.summary.queries import LevelFlow

WIDTH = 328.0
ROW = 40.0
BAR_TOP, BAR_HEIGHT = 18.0, 14.0
GAP = 1.0
"""White between two parts, so that they are told apart without colour too."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: `kind` is passed, waiting or stopped."""

    kind: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A level with its parts, from `y` down."""

    label: str
    y: float
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars in a box of `width` × `height`, all on one scale."""

    width: float
    height: float
    bars: tuple[Bar, ...]


def draw(levels: Sequence[LevelFlow], words: dict[str, str]) -> Drawing | None:
    """The drawing; None where fewer than two levels have anything to show. What is there is at least a line wide."""
    there = [flow for flow in levels if flow.arrived]
    if len(there) < 2:
        return None
    most = max(flow.arrived for flow in there)
    bars = []
    for at, flow in enumerate(there):
        parts: list[Part] = []
        x = 0.0
        for kind, count in (("passed", flow.passed), ("waiting", flow.waiting), ("stopped", flow.stopped)):
            if count:
                width = max(2.0, count / most * (WIDTH - 3 * (2 + GAP)))
                parts.append(Part(kind, round(x, 1), round(width, 1), count))
                x += width + GAP
        bars.append(Bar(words.get(flow.level, flow.label), at * ROW, flow.arrived, tuple(parts)))
    return Drawing(WIDTH, len(there) * ROW, tuple(bars))
