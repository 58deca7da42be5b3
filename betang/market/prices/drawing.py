"""The year's line, drawn by the server: the median of each week, the range behind it, an official series beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from betang.market.prices.board import OfficialLine, Week

WIDTH, HEIGHT = 328.0, 190.0
"""Units of the drawing: a phone of 360 px shows it one to one, so text is drawn in the size in which it is read."""
LEFT, RIGHT, TOP, BOTTOM = 46.0, 6.0, 10.0, 24.0
GAP_WEEKS = 3
"""A line is not drawn over more weeks without a report than this."""
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on an axis and where it stands."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A week that stands alone, or the last one."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Paths in a box of `width` × `height`."""

    width: float
    height: float
    line: str
    ranges: tuple[str, ...]
    official: tuple[str, ...]
    dots: tuple[Dot, ...]
    rows: tuple[Mark, ...]
    months: tuple[Mark, ...]
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def nice_steps(low: float, high: float, most: int = 4) -> list[int]:
    """Round figures from at or below `low` to at or above `high`."""
    span = max(high - low, high * 0.05, 1.0)
    power = 10.0 ** (len(str(int(span / most))) - 1)
    step = next((part * power for part in STEPS if part * power * most >= span), 10 * power)
    step = max(1.0, step)
    start = int(low // step)
    found = [round(start * step)]
    while found[-1] < high:
        found.append(round((start + len(found)) * step))
    return found


def short(value: int) -> str:
    """`45.000` on an axis is `45rb`; a million is `1,2jt`."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}jt".replace(".", ",")
    return f"{value / 1000:g}rb".replace(".", ",") if value >= 1000 else str(value)


def chart(weeks: Sequence[Week], official: Sequence[OfficialLine], first: date, last: date, months: Sequence[str]) -> Chart | None:
    """The drawing; None where fewer than two weeks have anything to show. `months` are the short names, January first."""
    if len(weeks) + sum(len(one.points) for one in official) < 2:
        return None
    values = [value for week in weeks for value in (week.low, week.high)] + [value for one in official for _day, value in one.points]
    steps = nice_steps(min(values), max(values))
    low, high = steps[0], steps[-1]
    days = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(LEFT + min(max((day - first).days, 0), days) / days * (WIDTH - LEFT - RIGHT), 1)

    def y(value: int) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / max(1, high - low) * (HEIGHT - TOP - BOTTOM), 1)

    runs: list[list[Week]] = []
    for week in weeks:
        if runs and (week.monday - runs[-1][-1].monday).days <= 7 * GAP_WEEKS:
            runs[-1].append(week)
        else:
            runs.append([week])
    line = "".join(_path([(x(week.monday), y(week.middle)) for week in run]) for run in runs if len(run) > 1)
    ranges = tuple(
        _path([(x(week.monday), y(week.high)) for week in run] + [(x(week.monday), y(week.low)) for week in reversed(run)]) + "Z"
        for run in runs
        if len(run) > 1
    )
    dots = [Dot(x(run[0].monday), y(run[0].middle)) for run in runs if len(run) == 1]
    if runs and len(runs[-1]) > 1:
        dots.append(Dot(x(runs[-1][-1].monday), y(runs[-1][-1].middle)))
    named = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first and month.month % 2 == 1:
            named.append(Mark(x(month), months[month.month - 1]))
        month = (month + timedelta(days=32)).replace(day=1)
    beside = tuple(_path([(x(day), y(value)) for day, value in one.points]) for one in official if len(one.points) > 1)
    return Chart(
        WIDTH, HEIGHT, line, ranges, beside,
        tuple(dots), tuple(Mark(y(value), short(value)) for value in steps), tuple(named),
    )  # fmt: skip


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'M' if at == 0 else 'L'}{x:g} {y:g}" for at, (x, y) in enumerate(points))
