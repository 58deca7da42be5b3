"""Pictures of goods for the demo world, drawn by these functions: one thing on a cloth, by daylight. No photograph.

A shape with a number is one drawing: the number chooses light, cloth and colours.
"""

from __future__ import annotations

import colorsys
import io
import math
import random
from collections.abc import Callable
from functools import partial

from PIL import Image, ImageDraw

LARGE, SIDE = 1000, 640
Colour = tuple[int, int, int]


def tone(hue: float, light: float, strength: float) -> Colour:
    """A colour of the wheel."""
    red, green, blue = colorsys.hls_to_rgb(hue % 1.0, min(0.96, max(0.04, light)), strength)
    return round(red * 255), round(green * 255), round(blue * 255)


class Cloth:
    """A picture in the making: wall, table, cloth, and where the thing stands."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.image = Image.new("RGB", (LARGE, LARGE))
        self.pen = ImageDraw.Draw(self.image)
        wall = rng.choice(((0.1, 0.88, 0.35), (0.55, 0.82, 0.2), (0.3, 0.82, 0.18), (0.06, 0.84, 0.28)))
        for y in range(0, 560, 4):
            self.pen.rectangle((0, y, LARGE, y + 4), fill=tone(wall[0], wall[1] - y / 6000, wall[2]))
        wood = tone(0.08, rng.uniform(0.4, 0.56), 0.35)
        self.pen.rectangle((0, 560, LARGE, LARGE), fill=wood)
        for y in range(566, LARGE, 42):
            self.pen.line((0, y, LARGE, y + rng.randint(-6, 6)), fill=tone(0.08, 0.36, 0.32), width=2)
        self.hue = rng.random()
        if rng.random() < 0.7:
            self.runner()

    def runner(self) -> None:
        hue = self.rng.choice((0.0, 0.12, 0.33, 0.58, 0.92))
        self.pen.polygon([(140, 590), (860, 590), (980, 960), (20, 960)], fill=tone(hue, 0.82, 0.35))
        for k in range(9):
            y = 610 + k * 40
            spread = (y - 590) / 370 * 120
            for s in range(12):
                x = 150 - spread + s * (700 + 2 * spread) / 12
                self.pen.polygon([(x + 8, y + 12), (x + 26, y), (x + 44, y + 12), (x + 26, y + 24)], fill=tone(hue, 0.64, 0.4))

    def shadow(self, x: int, y: int, w: int, h: int) -> None:
        self.pen.ellipse((x - w, y - h, x + w, y + h), fill=tone(0.08, 0.3, 0.25))

    def weave(self, box: tuple[int, int, int, int], hue: float, *, step: int = 26, light: float = 0.62) -> None:
        left, top, right, bottom = box
        other = self.rng.choice((hue, (hue + 0.9) % 1, 0.0, 0.58))
        for row, y in enumerate(range(top, bottom, step)):
            for col, x in enumerate(range(left, right, step)):
                shade = light if (row + col) % 2 else light - 0.13
                colour = tone(hue, shade, 0.42)
                if self.rng.random() < 0.5 and (row * 3 + col) % 7 in (0, 3):
                    colour = tone(other, 0.36, 0.4)
                self.pen.rectangle((x, y, min(right, x + step - 2), min(bottom, y + step - 2)), fill=colour)


def _mat(c: Cloth) -> None:
    hue, other = 0.11, c.rng.choice((0.0, 0.33, 0.58, 0.92))
    c.pen.rectangle((0, 0, LARGE, LARGE), fill=tone(0.08, 0.44, 0.35))
    for y in range(0, LARGE, 90):
        c.pen.line((0, y, LARGE, y), fill=tone(0.08, 0.36, 0.32), width=4)
    rows, cols, top, bottom = 18, 16, 260, 930
    motif = c.rng.choice((3, 4, 5))

    def corner(row: int, col: int) -> tuple[float, float]:
        y = top + (bottom - top) * row / rows
        half = 300 + 130 * row / rows
        return 500 - half + 2 * half * col / cols, y

    for row in range(rows):
        for col in range(cols):
            is_motif = (row + col) % motif == 0 or (row - col) % motif == 0
            shade = tone(other, 0.4, 0.45) if is_motif else tone(hue, 0.72 if (row + col) % 2 else 0.63, 0.42)
            c.pen.polygon([corner(row, col), corner(row, col + 1), corner(row + 1, col + 1), corner(row + 1, col)], fill=shade)
    c.pen.rounded_rectangle((185, 190, 815, 290), radius=50, fill=tone(hue, 0.6, 0.42))
    for x in range(210, 800, 24):
        c.pen.line((x, 196, x + 14, 284), fill=tone(hue, 0.5, 0.4), width=4)
    c.pen.ellipse((775, 190, 835, 290), fill=tone(hue, 0.44, 0.4))
    c.pen.ellipse((792, 215, 820, 265), fill=tone(hue, 0.3, 0.35))


def _basket(c: Cloth) -> None:
    c.shadow(500, 860, 330, 60)
    mask = Image.new("L", (LARGE, LARGE), 0)
    ImageDraw.Draw(mask).polygon([(210, 420), (790, 420), (690, 860), (310, 860)], fill=255)
    under = Image.new("RGB", (LARGE, LARGE))
    keep, c.image, c.pen = c.image, under, ImageDraw.Draw(under)
    c.weave((200, 410, 800, 870), c.rng.choice((0.1, 0.08, 0.13)), step=30)
    c.image, c.pen = keep, ImageDraw.Draw(keep)
    c.image.paste(under, mask=mask)
    c.pen.ellipse((200, 370, 800, 480), fill=tone(0.09, 0.4, 0.4))
    c.pen.ellipse((230, 390, 770, 460), fill=tone(0.07, 0.2, 0.3))
    if c.rng.random() < 0.6:
        c.pen.arc((300, 130, 700, 700), 185, 355, fill=tone(0.09, 0.45, 0.42), width=26)


def _bag(c: Cloth) -> None:
    c.shadow(500, 880, 320, 50)
    c.pen.arc((340, 150, 660, 640), 180, 360, fill=tone(c.hue, 0.32, 0.4), width=30)
    c.weave((230, 400, 770, 870), c.rng.choice((0.11, 0.14, 0.28, 0.02)), step=32, light=0.66)
    c.pen.rectangle((230, 390, 770, 430), fill=tone(c.hue, 0.38, 0.5))


def _hat(c: Cloth) -> None:
    c.shadow(500, 840, 400, 60)
    c.pen.ellipse((100, 640, 900, 860), fill=tone(0.12, 0.66, 0.45))
    c.pen.pieslice((280, 380, 720, 1000), 180, 360, fill=tone(0.12, 0.74, 0.45))
    c.pen.rectangle((282, 650, 718, 716), fill=tone(c.hue, 0.4, 0.5))
    for r in range(0, 380, 24):
        c.pen.arc((100 + r, 640 + r // 4, 900 - r, 860 - r // 4), 0, 180, fill=tone(0.11, 0.54, 0.4), width=3)


def _jar(c: Cloth, hue: float, *, cap: float | None = None) -> None:
    count = c.rng.choice((1, 1, 2))
    for k in range(count):
        x = 500 if count == 1 else 340 + k * 320
        w = 170 if count == 1 else 130
        c.shadow(x, 870, w + 40, 40)
        c.pen.rounded_rectangle((x - w, 360, x + w, 880), 60, fill=tone(0.5, 0.9, 0.15))
        c.pen.rounded_rectangle((x - w + 14, 430, x + w - 14, 866), 48, fill=tone(hue, c.rng.uniform(0.38, 0.5), 0.75))
        c.pen.rectangle((x - w + 20, 290, x + w - 20, 372), fill=tone(c.hue if cap is None else cap, 0.45, 0.4))
        c.pen.rectangle((x - w, 560, x + w, 760), fill=tone(0.12, 0.93, 0.4))
        for line in range(3):
            c.pen.rectangle((x - w + 40, 600 + line * 44, x + w - 60 - line * 30, 616 + line * 44), fill=tone(c.hue, 0.36, 0.35))
        c.pen.rectangle((x - w + 28, 440, x - w + 48, 540), fill=tone(hue, 0.72, 0.7))


def _honey(c: Cloth) -> None:
    _jar(c, c.rng.choice((0.09, 0.075, 0.1)))


def _pack(c: Cloth) -> None:
    count = c.rng.choice((1, 2))
    for k in range(count):
        x, w = (500, 220) if count == 1 else (330 + k * 340, 160)
        hue = (c.hue + k * 0.07) % 1
        c.shadow(x, 880, w + 30, 36)
        c.pen.polygon([(x - w, 330), (x + w, 330), (x + w - 14, 880), (x - w + 14, 880)], fill=tone(hue, 0.5, 0.4))
        c.pen.rectangle((x - w, 320, x + w, 366), fill=tone(hue, 0.4, 0.4))
        c.pen.ellipse((x - w * 0.62, 470, x + w * 0.62, 470 + w * 1.25), fill=tone(0.11, 0.93, 0.5))
        for _ in range(26):
            a, r = c.rng.uniform(0, 6.28), c.rng.uniform(0, w * 0.42)
            px, py = x + r * math.cos(a), 470 + w * 0.62 + r * math.sin(a)
            c.pen.ellipse((px - 20, py - 14, px + 20, py + 14), fill=tone(0.06, 0.26, 0.45))


def _crackers(c: Cloth) -> None:
    c.shadow(500, 850, 380, 60)
    c.pen.ellipse((120, 560, 880, 880), fill=tone(0.57, 0.9, 0.15))
    for _ in range(70):
        x, y, r = c.rng.randint(190, 800), c.rng.randint(420, 770), c.rng.randint(46, 86)
        if ((x - 500) / 330) ** 2 + ((y - 640) / 220) ** 2 > 1:
            continue
        hue, light = c.rng.choice((0.1, 0.08, 0.12, 0.04)), c.rng.uniform(0.62, 0.82)
        c.pen.ellipse((x - r, y - r * 0.7, x + r, y + r * 0.7), fill=tone(hue, light, 0.6), outline=tone(hue, light - 0.18, 0.5), width=4)
        c.pen.arc((x - r * 0.6, y - r * 0.4, x + r * 0.6, y + r * 0.4), 20, 150, fill=tone(hue, light - 0.12, 0.5), width=4)


def _bowl(c: Cloth) -> None:
    c.shadow(500, 870, 320, 50)
    hue = c.rng.choice((0.02, 0.07, 0.05, 0.1))
    c.pen.pieslice((170, 360, 830, 1080), 0, 180, fill=tone(c.hue, 0.55, 0.3))
    c.pen.ellipse((170, 620, 830, 800), fill=tone(c.hue, 0.7, 0.3))
    c.pen.ellipse((210, 560, 790, 780), fill=tone(hue, 0.36, 0.55))
    for _ in range(110):
        x, y = c.rng.randint(230, 770), c.rng.randint(580, 750)
        if ((x - 500) / 275) ** 2 + ((y - 668) / 90) ** 2 < 1:
            c.pen.line(
                (x, y, x + c.rng.randint(-40, 40), y + c.rng.randint(-18, 18)), fill=tone(hue, c.rng.uniform(0.28, 0.6), 0.6), width=7
            )


def _fish(c: Cloth) -> None:
    c.pen.rounded_rectangle((60, 470, 940, 900), 30, fill=tone(0.08, 0.52, 0.38))
    hue = c.rng.choice((0.55, 0.13, 0.6, 0.1))
    for k in range(c.rng.choice((2, 3))):
        y = 560 + k * 130
        body = tone(hue + k * 0.01, 0.52, 0.22)
        c.pen.polygon([(740, y), (900, y - 80), (870, y), (900, y + 80)], fill=tone(hue, 0.42, 0.25))
        c.pen.ellipse((130, y - 78, 780, y + 78), fill=body)
        c.pen.polygon([(380, y - 70), (470, y - 130), (580, y - 66)], fill=tone(hue, 0.4, 0.25))
        for sx in range(260, 720, 46):
            for sy in range(-40, 50, 30):
                c.pen.arc((sx, y + sy - 20, sx + 36, y + sy + 20), 260, 80, fill=tone(hue, 0.68, 0.25), width=4)
        c.pen.ellipse((178, y - 34, 212, y), fill=(250, 250, 240))
        c.pen.ellipse((188, y - 26, 204, y - 10), fill=(20, 20, 20))


WHITE, BLACK, RED = (0.13, 0.9, 0.3), (0.8, 0.22, 0.25), (0.0, 0.42, 0.45)


def _sack(c: Cloth, grain: tuple[float, float, float] = WHITE) -> None:
    c.shadow(500, 880, 330, 50)
    cloth = tone(0.11, 0.72, 0.35)
    c.pen.polygon([(230, 480), (770, 480), (830, 880), (170, 880)], fill=cloth)
    for x in range(190, 830, 22):
        c.pen.line((x, 500, x, 876), fill=tone(0.11, 0.64, 0.32), width=3)
    c.pen.ellipse((220, 410, 780, 560), fill=tone(0.1, 0.55, 0.35))
    c.pen.ellipse((250, 400, 750, 530), fill=tone(*grain))
    for _ in range(260):
        x, y = c.rng.randint(250, 750), c.rng.randint(400, 530)
        if ((x - 500) / 245) ** 2 + ((y - 465) / 62) ** 2 < 1:
            c.pen.ellipse((x, y, x + 15, y + 6), fill=tone(grain[0], grain[1] - c.rng.uniform(-0.05, 0.15), grain[2]))


def _fruit(c: Cloth) -> None:
    hue = c.rng.choice((0.12, 0.03, 0.0, 0.25, 0.08))
    for k, (x, y) in enumerate(((330, 720), (660, 730), (500, 610), (430, 810), (590, 830))[: c.rng.choice((3, 5))]):
        r = c.rng.randint(135, 170)
        c.shadow(x, y + r - 10, r, 26)
        c.pen.ellipse((x - r, y - r, x + r, y + r), fill=tone(hue, 0.5 + k * 0.02, 0.6))
        for _ in range(40):
            a, d = c.rng.uniform(0, 6.28), c.rng.uniform(0, r * 0.86)
            px, py = x + d * math.cos(a), y + d * math.sin(a)
            c.pen.polygon([(px, py - 12), (px + 9, py + 6), (px - 9, py + 6)], fill=tone(hue, 0.38, 0.55))
        for leaf in range(5):
            c.pen.polygon(
                [(x - 20, y - r + 20), (x - 80 + leaf * 40, y - r - 110), (x + 20, y - r + 20)], fill=tone(0.33, 0.34 + leaf * 0.03, 0.4)
            )


def _greens(c: Cloth) -> None:
    c.shadow(500, 850, 360, 50)
    hue = c.rng.choice((0.3, 0.26, 0.34))
    red = c.rng.random() < 0.4
    for _ in range(120):
        x, y = c.rng.randint(230, 770), c.rng.randint(430, 800)
        length, lean = c.rng.randint(60, 130), c.rng.randint(-60, 60)
        colour = tone(0.99, 0.45, 0.7) if red and c.rng.random() < 0.5 else tone(hue, c.rng.uniform(0.26, 0.52), 0.45)
        c.pen.polygon([(x, y), (x + lean - 18, y - length), (x + lean + 18, y - length * 0.9)], fill=colour)
    c.pen.rectangle((330, 740, 670, 790), fill=tone(0.11, 0.6, 0.45))


def _bundle(c: Cloth) -> None:
    c.shadow(500, 830, 420, 50)
    hue = c.rng.choice((0.12, 0.22, 0.1))
    for k in range(46):
        y = 520 + k * 7
        c.pen.line(
            (70 + c.rng.randint(0, 40), y, 930 - c.rng.randint(0, 40), y + c.rng.randint(-14, 14)),
            fill=tone(hue, c.rng.uniform(0.5, 0.76), 0.4),
            width=9,
        )
    for x in (300, 680):
        c.pen.rectangle((x, 500, x + 36, 856), fill=tone(c.hue, 0.4, 0.4))


def _eggs(c: Cloth) -> None:
    c.shadow(500, 850, 380, 60)
    c.pen.ellipse((120, 600, 880, 880), fill=tone(0.11, 0.55, 0.4))
    hue = c.rng.choice((0.07, 0.45, 0.09))
    for k in range(14):
        x, y = 250 + (k % 5) * 118 + (k // 5) * 40, 600 + (k // 5) * 74
        c.pen.ellipse(
            (x - 62, y - 76, x + 62, y + 76), fill=tone(hue, c.rng.uniform(0.78, 0.9), 0.35), outline=tone(hue, 0.66, 0.3), width=4
        )


def _textile(c: Cloth) -> None:
    ground, motif = tone(c.hue, c.rng.uniform(0.24, 0.4), 0.5), tone(c.hue + 0.12, 0.8, 0.55)
    c.pen.polygon([(120, 340), (880, 300), (930, 880), (80, 900)], fill=ground)
    for row in range(6):
        for col in range(7):
            x, y = 170 + col * 105 + (row % 2) * 40, 390 + row * 88
            for k in range(4):
                a = k * math.pi / 2 + 0.4
                c.pen.arc(
                    (x - 34 + 20 * math.cos(a), y - 34 + 20 * math.sin(a), x + 34 + 20 * math.cos(a), y + 34 + 20 * math.sin(a)),
                    20,
                    230,
                    fill=motif,
                    width=7,
                )
            c.pen.ellipse((x - 8, y - 8, x + 8, y + 8), fill=tone(0.11, 0.9, 0.6))
    for k in range(3):
        c.pen.line((120 + k * 9, 340, 80 + k * 9, 900), fill=motif, width=3)


def _beads(c: Cloth) -> None:
    for ring in range(c.rng.choice((1, 2, 3))):
        r = 290 - ring * 80
        for k in range(48 - ring * 10):
            a = k / (48 - ring * 10) * 6.283
            x, y, size = 500 + r * math.cos(a), 620 + r * 0.72 * math.sin(a), 24
            c.pen.ellipse((x - size, y - size, x + size, y + size), fill=tone((0.0, 0.13, 0.33, 0.6, 0.04)[(k + ring) % 5], 0.48, 0.7))
            c.pen.ellipse((x - 10, y - 14, x - 2, y - 6), fill=(255, 255, 245))


def _carving(c: Cloth) -> None:
    c.shadow(500, 890, 200, 34)
    c.pen.polygon([(500, 150), (690, 320), (690, 760), (500, 910), (310, 760), (310, 320)], fill=tone(0.07, 0.36, 0.45))
    c.pen.polygon([(500, 200), (650, 340), (650, 740), (500, 860), (350, 740), (350, 340)], fill=tone(0.1, 0.62, 0.5))
    for k in range(5):
        y = 330 + k * 105
        for side in (-1, 1):
            c.pen.arc(
                (500 + side * 70 - 62, y, 500 + side * 70 + 62, y + 100),
                90 if side < 0 else 270,
                330 if side < 0 else 150,
                fill=tone(c.hue, 0.3, 0.55),
                width=16,
            )
    c.pen.line((500, 230, 500, 830), fill=tone(0.0, 0.36, 0.5), width=12)


def _roots(c: Cloth) -> None:
    c.shadow(500, 840, 360, 60)
    hue = c.rng.choice((0.09, 0.08, 0.98))
    for _ in range(16):
        x, y = c.rng.randint(250, 740), c.rng.randint(520, 780)
        for _k in range(4):
            r = c.rng.randint(40, 74)
            dx, dy = c.rng.randint(-70, 70), c.rng.randint(-36, 36)
            c.pen.ellipse(
                (x + dx - r, y + dy - r * 0.62, x + dx + r, y + dy + r * 0.62),
                fill=tone(hue, c.rng.uniform(0.42, 0.62), 0.5),
                outline=tone(hue, 0.34, 0.4),
                width=4,
            )


def _seedlings(c: Cloth) -> None:
    for k in range(5):
        x, y = 170 + k * 165, 830 - (k % 2) * 90
        c.pen.polygon([(x - 60, y - 110), (x + 60, y - 110), (x + 48, y + 40), (x - 48, y + 40)], fill=tone(0.0, 0.14, 0.1))
        c.pen.line((x, y - 110, x, y - 330), fill=tone(0.25, 0.32, 0.4), width=12)
        for leaf in range(7):
            a, side = y - 150 - leaf * 30, -1 if leaf % 2 else 1
            c.pen.ellipse(
                (x + (0 if side > 0 else -110), a - 30, x + (110 if side > 0 else 0), a + 16),
                fill=tone(0.31, c.rng.uniform(0.3, 0.46), 0.45),
            )


def _boat(c: Cloth) -> None:
    c.pen.rectangle((0, 480, LARGE, LARGE), fill=tone(0.5, 0.5, 0.25))
    c.pen.rectangle((0, 300, LARGE, 490), fill=tone(0.34, 0.4, 0.3))
    c.pen.rectangle((0, 0, LARGE, 310), fill=tone(0.56, 0.82, 0.4))
    for _ in range(90):
        x, y = c.rng.randint(0, LARGE), c.rng.randint(500, LARGE)
        c.pen.line((x, y, x + c.rng.randint(40, 150), y), fill=tone(0.52, 0.7, 0.25), width=4)
    c.pen.polygon([(90, 640), (930, 640), (810, 790), (200, 790)], fill=tone(0.07, 0.3, 0.42))
    c.pen.line((90, 640, 930, 640), fill=tone(c.hue, 0.5, 0.5), width=18)
    c.pen.rectangle((300, 450, 740, 640), fill=tone(0.1, 0.66, 0.35))
    c.pen.polygon([(260, 450), (780, 450), (740, 380), (300, 380)], fill=tone(c.hue, 0.42, 0.45))
    for x in (340, 460, 580):
        c.pen.rectangle((x, 490, x + 80, 570), fill=tone(0.55, 0.86, 0.4))


def _land(c: Cloth, green: float = 0.5) -> None:
    c.pen.rectangle((0, 0, LARGE, 620), fill=tone(0.56, 0.84, 0.4))
    for _ in range(9):
        x, r = c.rng.randint(0, LARGE), c.rng.randint(90, 190)
        c.pen.ellipse((x - r, 470 - r, x + r, 470 + r), fill=tone(0.34, c.rng.uniform(0.3, 0.42), 0.3))
    c.pen.rectangle((0, 520, LARGE, LARGE), fill=tone(0.27, green, 0.3))


def _house(c: Cloth) -> None:
    _land(c)
    for x in (230, 390, 590, 750):
        c.pen.rectangle((x, 640, x + 26, 840), fill=tone(0.07, 0.28, 0.35))
    c.pen.rectangle((190, 420, 820, 660), fill=tone(0.08, 0.5, 0.4))
    for y in range(440, 660, 34):
        c.pen.line((190, y, 820, y), fill=tone(0.08, 0.42, 0.38), width=3)
    c.pen.polygon([(120, 430), (890, 430), (760, 220), (250, 220)], fill=tone(c.hue, 0.36, 0.4))
    c.pen.rectangle((450, 480, 560, 660), fill=tone(0.07, 0.3, 0.38))
    for x in (250, 640):
        c.pen.rectangle((x, 490, x + 120, 590), fill=tone(0.13, 0.84, 0.5))
    c.pen.polygon([(450, 660), (560, 660), (620, 860), (510, 860)], fill=tone(0.08, 0.36, 0.35))


def _path(c: Cloth) -> None:
    _land(c, 0.36)
    c.pen.polygon([(440, 520), (560, 520), (820, LARGE), (180, LARGE)], fill=tone(0.09, 0.62, 0.3))
    for x in (60, 200, 310, 690, 800, 930):
        w = c.rng.randint(22, 44)
        c.pen.rectangle((x - w, 0, x + w, c.rng.randint(640, 860)), fill=tone(0.08, c.rng.uniform(0.22, 0.34), 0.3))
    for _ in range(26):
        x, y, r = c.rng.randint(0, LARGE), c.rng.randint(0, 240), c.rng.randint(60, 150)
        c.pen.ellipse((x - r, y - r // 2, x + r, y + r // 2), fill=tone(0.33, c.rng.uniform(0.28, 0.46), 0.35))


def _paddle(c: Cloth) -> None:
    c.shadow(505, 880, 250, 24)
    for x, lean in ((330, 60), (650, -30)):
        c.pen.line((x, 170, x + lean, 600), fill=tone(0.08, 0.46, 0.5), width=40)
        c.pen.ellipse((x + lean - 95, 560, x + lean + 95, 880), fill=tone(0.08, 0.5, 0.5))
        c.pen.line((x + lean, 590, x + lean, 850), fill=tone(0.08, 0.4, 0.45), width=10)
        c.pen.rectangle((x - 50, 150, x + 50, 190), fill=tone(0.07, 0.36, 0.45))


SHAPES: dict[str, tuple[Callable[[Cloth], None], str]] = {
    "kerupuk": (_crackers, "Kerupuk di atas piring"),
    "mangkuk": (_bowl, "Makanan rumahan di dalam mangkuk"),
    "botol": (_pack, "Bungkusan dengan label"),
    "ikan": (_fish, "Ikan di atas papan"),
    "karung": (_sack, "Beras di dalam karung terbuka"),
    "ketan": (partial(_sack, grain=BLACK), "Ketan hitam di dalam karung terbuka"),
    "merah": (partial(_sack, grain=RED), "Beras merah di dalam karung terbuka"),
    "buah": (_fruit, "Buah segar"),
    "sayur": (_greens, "Sayur yang diikat"),
    "madu": (_honey, "Botol berisi madu"),
    "ikat": (_bundle, "Ikatan bahan anyaman"),
    "telur": (_eggs, "Telur di dalam nampan anyaman"),
    "tas": (_bag, "Tas anyaman dengan tali"),
    "tikar": (_mat, "Tikar anyaman yang digelar"),
    "bakul": (_basket, "Bakul anyaman"),
    "topi": (_hat, "Topi anyaman berpita"),
    "kain": (_textile, "Kain bermotif"),
    "manik": (_beads, "Untaian manik"),
    "kayu": (_carving, "Ukiran kayu"),
    "akar": (_roots, "Umbi dan rempah"),
    "bibit": (_seedlings, "Bibit di polibag"),
    "perahu": (_boat, "Perahu kelotok di sungai"),
    "rumah": (_house, "Rumah panggung di tepi kebun"),
    "rimba": (_path, "Jalan setapak di antara pohon"),
    "dayung": (_paddle, "Dua dayung kayu"),
}


def draw(shape: str, number: int) -> tuple[bytes, str]:
    """A JPEG of 640 × 640 pixels of the thing, and a sentence for who cannot see it. The same number draws the same picture."""
    painter, words = SHAPES[shape]
    cloth = Cloth(random.Random(f"{shape}:{number}"))  # noqa: S311 - a drawing, not a secret
    painter(cloth)
    out = io.BytesIO()
    cloth.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return out.getvalue(), f"{words}, lukisan"
