"""The poster of a village budget, 594 × 841 units, which are millimetres on A1. Smallest letters 11 mm: read from three metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

import segno

from betang.kernel.money import rupiah
from betang.planning.queries.duties import PosterFigures

WIDTH, HEIGHT = 594, 841
EDGE = 30
PAPER, INK, SOFT, LINE = "#fcf9f4", "#211a14", "#5b5048", "#e0dad0"
GREEN, TINT, RED, GOLD = "#00694a", "#e3f5ec", "#a82e27", "#b9770e"
SHADES = (GREEN, "#2f8a6b", GOLD, RED, "#5b5048")
SERIF = "'Noto Serif', 'DejaVu Serif', 'Liberation Serif', Georgia, serif"
SANS = "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
SIZES = {"a1": "594mm 841mm", "a3": "297mm 420mm", "a4": "210mm 297mm"}
ROWS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whose poster it is, and where its page is."""

    village: str
    place: str
    year: int
    url: str


@cache
def _motif() -> str:
    """The plaited band of the house, 48 × 24."""
    text = resources.files("betang.ui").joinpath("static/ui/motifs/anyam.svg").read_text(encoding="utf-8")
    return "".join(re.findall(r"<path[^>]*/>", text))


def _text(
    x: float, y: float, words: str, size: float, *, fill: str = INK, weight: int = 400, anchor: str = "start", serif: bool = False
) -> str:
    family = SERIF if serif else SANS
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{family}" font-size="{size:g}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{max(0.0, width):g}" height="{height:g}" rx="{radius:g}" fill="{fill}"/>'


def wrap(words: str, width: float, size: float, most: int) -> list[str]:
    """Words in lines that fit, by the width that letters have on the whole; what does not fit ends in «…»."""
    room = max(6, int(width / (size * 0.55)))
    lines: list[str] = [""]
    for word in words.replace("/", "/ ").split():
        joined = f"{lines[-1]}{word}" if lines[-1].endswith("/") else f"{lines[-1]} {word}".strip()
        if len(joined) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: room - 1].rstrip(" ,.") + "…"
    return [line if len(line) <= room else line[: room - 1] + "…" for line in lines]


def short(amount: int) -> str:
    """`Rp1,25 miliar`, `Rp845 juta`: what is read from afar. Whole rupiah stand beside it where there is room."""
    for worth, name in ((1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta")):
        if abs(amount) >= worth:
            text = f"{amount / worth:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            return f"Rp{text} {name}"
    return rupiah(amount)


def _band(y: float, fill: str) -> str:
    tiles = "".join(f'<use href="#anyam" xlink:href="#anyam" x="{x * 48}" y="0"/>' for x in range(17))
    return f'<g transform="translate(0 {y:g}) scale(.75)" fill="{fill}">{tiles}</g>'


def _bars(x: float, y: float, width: float, title: str, rows: tuple[tuple[str, int], ...], *, empty: str, shaded: bool) -> Iterator[str]:
    yield _text(x, y, title, 19, weight=700, serif=True)
    if not rows:
        for number, line in enumerate(wrap(empty, width, 12, 4)):
            yield _text(x, y + 24 + number * 16, line, 12, fill=SOFT)
        return
    shown = rows if len(rows) <= ROWS else (*rows[: ROWS - 1], ("Lain-lain", sum(amount for _name, amount in rows[ROWS - 1 :])))
    top = max(amount for _name, amount in shown)
    for number, (name, amount) in enumerate(shown):
        at = y + 12 + number * 38
        colour = SHADES[number % len(SHADES)] if shaded else GREEN
        yield _text(x, at + 11, wrap(name, width - 82, 11.5, 1)[0], 11.5)
        yield _text(x + width, at + 11, short(amount), 12, weight=700, anchor="end")
        yield _box(x, at + 16, width, 11, LINE, 2)
        yield _box(x, at + 16, max(2.0, width * amount / top), 11, colour, 2)


def _biggest(y: float, rows: tuple[tuple[str, str, int], ...]) -> Iterator[str]:
    yield _text(EDGE, y, "Kegiatan terbesar", 19, weight=700, serif=True)
    if not rows:
        yield _text(EDGE, y + 24, "Kegiatan belum dicatat.", 12, fill=SOFT)
    for number, (name, place, amount) in enumerate(rows[:ROWS]):
        column, row = number % 2, number // 2
        x, at = EDGE + column * 276, y + 10 + row * 54
        yield f'<circle cx="{x + 10}" cy="{at + 15}" r="10" fill="{GREEN}"/>'
        yield _text(x + 10, at + 19.5, str(number + 1), 13, fill="#fff", weight=700, anchor="middle")
        for index, line in enumerate(wrap(name, 228, 11.5, 2)):
            yield _text(x + 26, at + 11 + index * 13, line, 11.5, weight=600)
        yield _text(x + 26, at + 39, short(amount), 13, weight=700, fill=GREEN)
        where = wrap(place, 140, 11, 1)[0] if place else ""
        yield _text(x + 254, at + 39, where, 11, fill=SOFT, anchor="end")


def _qr(x: float, y: float, side: float, url: str) -> Iterator[str]:
    matrix = segno.make(url, error="m", micro=False).matrix
    step = side / (len(matrix) + 8)
    yield _box(x, y, side, side, "#fff", 3)
    runs = []
    for row, cells in enumerate(matrix):
        column = 0
        while column < len(cells):
            end = column
            while end < len(cells) and cells[end] & 1:
                end += 1
            if end > column:
                left, top, wide = x + (column + 4) * step, y + (row + 4) * step, (end - column) * step
                runs.append(f"M{left:.3f} {top:.3f}h{wide:.3f}v{step:.3f}h-{wide:.3f}z")
            column = max(end, column + 1)
    yield f'<path fill="{INK}" d="{"".join(runs)}"/>'


def _figures(figures: PosterFigures) -> Iterator[str]:
    boxes = (
        ("Pendapatan", figures.income_idr, "uang yang masuk"),
        ("Belanja", figures.spending_idr, f"untuk {figures.lines} kegiatan"),
        ("Sisa tahun lalu", figures.left_idr, "dipakai tahun ini (SILPA)"),
    )
    for number, (label, amount, words) in enumerate(boxes):
        x = EDGE + number * 183
        yield _box(x, 182, 168, 74, TINT, 4)
        yield _text(x + 10, 200, label, 13, fill=SOFT)
        yield _text(x + 10, 224, short(amount) if amount else "belum dicatat", 20 if amount else 15, weight=700, serif=True)
        yield _text(x + 10, 242, words if amount else "", 11, fill=SOFT)


def _progress(y: float, figures: PosterFigures) -> Iterator[str]:
    yield _text(EDGE, y, "Sudah dibelanjakan", 19, weight=700, serif=True)
    if figures.spent_idr is None or not figures.spending_idr:
        yield _text(EDGE, y + 22, "Realisasi belum dilaporkan.", 12, fill=SOFT)
        return
    share = figures.spent_idr / figures.spending_idr
    width = WIDTH - 2 * EDGE - 100  # beside the square code
    yield _text(EDGE + width, y, f"{100 * share:.0f}%", 24, weight=700, fill=GREEN, anchor="end", serif=True)
    yield _box(EDGE, y + 8, width, 14, LINE, 3)
    yield _box(EDGE, y + 8, width * min(1.0, share), 14, GREEN if share <= 1 else RED, 3)
    yield _text(EDGE, y + 38, f"{rupiah(figures.spent_idr)} dari {rupiah(figures.spending_idr)}", 12)


def draw(head: Head, figures: PosterFigures) -> str:
    """The poster as SVG, without style, script or anything from outside."""
    half = (WIDTH - 2 * EDGE - 24) / 2
    right = EDGE + half + 24
    parts = [
        _box(0, 0, WIDTH, HEIGHT, PAPER),
        _box(0, 0, WIDTH, 164, GREEN),
        _band(6, "#ffffff"),
        _text(EDGE, 78, f"APB Desa {head.year}", 50, fill="#fff", weight=700, serif=True),
        _text(EDGE, 112, wrap(head.village, WIDTH - 2 * EDGE, 26, 1)[0], 26, fill="#fff", weight=700),
        _text(EDGE, 134, wrap(head.place, WIDTH - 2 * EDGE, 14, 1)[0], 14, fill="#fff"),
        _text(EDGE, 153, "Setelah perubahan" if figures.is_revised else "Anggaran pendapatan dan belanja desa", 11.5, fill="#d9f0e6"),
    ]
    parts += _figures(figures)
    parts += _bars(EDGE, 284, half, "Dari mana uangnya", figures.incomes, empty="Pendapatan belum dicatat.", shaded=False)
    parts += _bars(right, 284, half, "Untuk apa uangnya", figures.fields, empty="Belanja belum dicatat.", shaded=True)
    rows = max(len(figures.incomes), len(figures.fields), 1)
    lower = 548 - 38 * max(0, ROWS - min(ROWS, rows)) // 2
    parts += _biggest(lower, figures.biggest)
    parts += _progress(739, figures)
    foot = 790
    parts.append(_box(0, foot, WIDTH, HEIGHT - foot, GREEN))
    words = ["Lihat rincian setiap kegiatan, tanyakan, dan awasi:", *wrap(head.url.split("//", 1)[-1], 440, 12, 2)]
    for number, line in enumerate(words[:3]):
        parts.append(_text(EDGE, foot + 17 + number * 14, line, 12 if number else 11.5, fill="#fff", weight=700 if number else 400))
    parts.append(_text(EDGE, foot + 45, "Warga berhak tahu: UU 6/2014 pasal 82.", 11, fill="#d9f0e6"))
    parts += _qr(WIDTH - EDGE - 84, foot - 40, 84, head.url)
    if figures.is_sample:
        parts.append(_box(WIDTH - 190, 20 + 26, 160, 24, GOLD, 4))
        parts.append(_text(WIDTH - 110, 63, "DATA CONTOH", 15, fill="#fff", weight=700, anchor="middle"))
    title = escape(f"APB Desa {head.year} {head.village}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}mm" height="{HEIGHT}mm" role="img" lang="id"><title>{title}</title>'
        f'<defs><g id="anyam">{_motif()}</g></defs>{"".join(parts)}</svg>'
    )
