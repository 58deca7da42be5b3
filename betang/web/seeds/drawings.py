"""Pictures of the demo world, drawn by these functions: flat landscapes of rivers, fields and houses. No photograph, no real person.

Every scene is a function of a random generator, so that two pictures of one scene differ in light, season and shapes.
"""

from __future__ import annotations

import colorsys
import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SIZE = (1200, 675)
"""Drawn large, kept smaller: that smooths the edges."""
Colour = tuple[int, int, int]


def _tone(hue: float, light: float, strength: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1.0, light, strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


class Canvas:
    """One picture in the making, with the light of one hour of one day."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.pen = ImageDraw.Draw(self.image)
        hour = rng.choice(("morning", "noon", "evening", "rain"))
        self.sky_top, self.sky_low = {
            "morning": (_tone(0.55, 0.78, 0.35), _tone(0.11, 0.88, 0.7)),
            "noon": (_tone(0.56, 0.72, 0.45), _tone(0.52, 0.9, 0.4)),
            "evening": (_tone(0.62, 0.58, 0.25), _tone(0.07, 0.76, 0.7)),
            "rain": (_tone(0.57, 0.66, 0.12), _tone(0.5, 0.82, 0.12)),
        }[hour]
        self.light = {"morning": 0.04, "noon": 0.08, "evening": -0.06, "rain": -0.03}[hour]
        self.hour = hour

    def colour(self, hue: float, light: float, strength: float) -> Colour:
        return _tone(hue, min(0.95, max(0.05, light + self.light)), strength)

    def sky(self, horizon: int) -> None:
        for y in range(0, horizon, 3):
            self.pen.rectangle((0, y, WIDTH, y + 3), fill=_mix(self.sky_top, self.sky_low, y / horizon))
        if self.hour != "rain":
            x, r = self.rng.randint(200, 1400), self.rng.randint(45, 80)
            y = self.rng.randint(80, max(120, horizon - 160))
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=_mix(self.sky_low, (255, 246, 214), 0.75))
        for _ in range(self.rng.randint(1, 4)):
            x, y = self.rng.randint(-100, WIDTH), self.rng.randint(30, max(60, horizon // 2))
            for k in range(5):
                w = self.rng.randint(90, 200)
                self.pen.ellipse(
                    (x + k * 60, y - self.rng.randint(0, 25), x + k * 60 + w, y + 36), fill=_mix(self.sky_top, (255, 255, 255), 0.55)
                )

    def ridge(self, base: int, height: int, colour: Colour, *, rough: float = 1.0) -> None:
        waves = [(self.rng.uniform(0.001, 0.006) * rough, self.rng.uniform(0, 6.3), self.rng.uniform(0.3, 1.0)) for _ in range(4)]
        total = sum(weight for _, _, weight in waves)
        points = [(0, HEIGHT)]
        for x in range(0, WIDTH + 20, 20):
            rise = sum(weight * (1 + math.sin(x * speed * 3 + shift)) / 2 for speed, shift, weight in waves) / total
            points.append((x, base - int(rise * height)))
        self.pen.polygon([*points, (WIDTH, HEIGHT)], fill=colour)

    def trees(self, base: int, count: int, hue: float = 0.33) -> None:
        for _ in range(count):
            x, h = self.rng.randint(-20, WIDTH + 20), self.rng.randint(60, 170)
            trunk, crown = self.colour(0.08, 0.25, 0.3), self.colour(hue + self.rng.uniform(-0.05, 0.04), self.rng.uniform(0.22, 0.38), 0.4)
            self.pen.rectangle((x - 4, base - h, x + 4, base), fill=trunk)
            for _ in range(4):
                r = self.rng.randint(28, 58)
                cx, cy = x + self.rng.randint(-34, 34), base - h + self.rng.randint(-36, 24)
                self.pen.ellipse((cx - r, cy - r * 0.8, cx + r, cy + r * 0.8), fill=crown)

    def water(self, top: int, hue: float = 0.5) -> None:
        deep, near = self.colour(hue, 0.45, 0.22), self.colour(0.09, 0.42, 0.25)
        for y in range(top, HEIGHT, 4):
            self.pen.rectangle((0, y, WIDTH, y + 4), fill=_mix(deep, near, (y - top) / (HEIGHT - top)))
        for _ in range(130):
            x, y = self.rng.randint(0, WIDTH), self.rng.randint(top + 6, HEIGHT)
            w = int((y - top) / 3) + self.rng.randint(20, 90)
            self.pen.line((x, y, x + w, y), fill=_mix(self.sky_low, deep, 0.45), width=self.rng.randint(1, 4))

    def boat(self, x: int, y: int, size: int, *, roof: bool) -> None:
        hull, edge = self.colour(0.07, 0.28, 0.4), self.colour(self.rng.random(), 0.5, 0.4)
        self.pen.polygon([(x, y), (x + size, y), (x + int(size * 0.86), y + size // 6), (x + int(size * 0.12), y + size // 6)], fill=hull)
        self.pen.line((x, y, x + size, y), fill=edge, width=max(3, size // 40))
        if roof:
            left, right = x + int(size * 0.24), x + int(size * 0.74)
            self.pen.rectangle((left, y - size // 6, right, y), fill=self.colour(0.1, 0.62, 0.35))
            self.pen.polygon(
                [(left - 14, y - size // 6), (right + 14, y - size // 6), (right - 10, y - size // 4), (left + 10, y - size // 4)],
                fill=edge,
            )
        else:
            self.person(x + size // 3, y, size // 4)

    def person(self, x: int, y: int, height: int) -> None:
        cloth = self.colour(self.rng.random(), self.rng.uniform(0.4, 0.6), 0.45)
        self.pen.polygon(
            [
                (x - height // 5, y),
                (x + height // 5, y),
                (x + height // 8, y - int(height * 0.65)),
                (x - height // 8, y - int(height * 0.65)),
            ],
            fill=cloth,
        )
        r = height // 7
        self.pen.ellipse((x - r, y - height + r // 2, x + r, y - height + r * 5 // 2), fill=self.colour(0.06, 0.42, 0.35))
        if self.rng.random() < 0.5:
            self.pen.polygon(
                [(x - r * 2, y - height + r), (x + r * 2, y - height + r), (x, y - height - r)], fill=self.colour(0.12, 0.66, 0.4)
            )

    def house(self, x: int, base: int, width: int, *, stilts: int = 60) -> None:
        height = min(int(width * 0.42), 190)
        wall, roof = (
            self.colour(self.rng.choice((0.08, 0.1, 0.5, 0.14)), 0.6, 0.28),
            self.colour(self.rng.choice((0.02, 0.55, 0.07)), 0.36, 0.32),
        )
        for k in range(5):
            px = x + k * width // 4
            self.pen.rectangle((px - 5, base - stilts, px + 5, base), fill=self.colour(0.08, 0.22, 0.3))
        top = base - stilts - height
        self.pen.rectangle((x - 8, top, x + width + 8, base - stilts), fill=wall)
        for y in range(top, base - stilts, 14):
            self.pen.line((x - 8, y, x + width + 8, y), fill=_mix(wall, (60, 40, 30), 0.18), width=2)
        self.pen.polygon(
            [
                (x - 40, top),
                (x + width + 40, top),
                (x + width - height * 2 // 3, top - int(height * 0.75)),
                (x + height * 2 // 3, top - int(height * 0.75)),
            ],
            fill=roof,
        )
        door = x + width // 2
        self.pen.rectangle((door - 22, base - stilts - 92, door + 22, base - stilts), fill=self.colour(0.07, 0.26, 0.35))
        panes = max(2, width // 190 * 2)
        for wx in (x + int(width * (k + 0.5) / panes) - 26 for k in range(panes)):
            if abs(wx + 26 - door) < 60:
                continue
            self.pen.rectangle((wx, top + 26, wx + 52, top + 72), fill=_mix(self.sky_low, (255, 240, 190), 0.4))
        for k in range(5):
            self.pen.line(
                (door - 26, base - stilts + k * stilts // 5, door + 26, base - stilts + k * stilts // 5),
                fill=self.colour(0.08, 0.3, 0.3),
                width=5,
            )


def _river(c: Canvas) -> None:
    c.sky(470)
    c.ridge(480, 150, c.colour(0.36, 0.56, 0.15))
    c.ridge(490, 70, c.colour(0.33, 0.42, 0.28))
    c.water(490)
    c.trees(505, 26)


def _boat(c: Canvas) -> None:
    _river(c)
    for _ in range(c.rng.randint(1, 3)):
        c.boat(c.rng.randint(80, 1000), c.rng.randint(590, 740), c.rng.randint(220, 480), roof=c.rng.random() < 0.6)


def _paddy(c: Canvas) -> None:
    c.sky(380)
    c.ridge(400, 190, c.colour(0.4, 0.6, 0.14))
    c.trees(400, 22)
    ripe = c.rng.uniform(0.14, 0.27)
    for row in range(9):
        top = 395 + int(row**1.55 * 17)
        c.pen.rectangle((0, top, WIDTH, HEIGHT), fill=c.colour(ripe + row * 0.004, 0.6 - row * 0.022, 0.48))
        for x in range(-20, WIDTH, 18 + row * 5):
            h = 8 + row * 5
            lean = c.rng.randint(-5, 8)
            c.pen.line((x, top + h, x + lean, top - h // 2), fill=c.colour(ripe - 0.02, 0.44, 0.45), width=2 + row // 3)
    for _ in range(c.rng.randint(2, 5)):
        y = c.rng.randint(560, 760)
        c.person(c.rng.randint(120, 1480), y, (y - 380) // 2)


def _garden(c: Canvas) -> None:
    c.sky(360)
    c.ridge(390, 120, c.colour(0.35, 0.45, 0.25))
    c.trees(400, 30)
    c.pen.rectangle((0, 396, WIDTH, HEIGHT), fill=c.colour(0.08, 0.38, 0.3))
    for row in range(7):
        y, size = 440 + int(row**1.4 * 24), 18 + row * 9
        for x in range(-30, WIDTH + 30, int(size * 2.4)):
            green = c.colour(0.3 + c.rng.uniform(-0.04, 0.05), c.rng.uniform(0.32, 0.48), 0.5)
            for k in range(5):
                a = math.pi * (0.15 + 0.175 * k)
                c.pen.line((x, y + size, x + math.cos(a) * size, y + size - math.sin(a) * size * 1.3), fill=green, width=max(3, size // 5))
            if c.rng.random() < 0.25:
                c.pen.ellipse((x - size // 5, y, x + size // 5, y + size * 2 // 5), fill=c.colour(0.01, 0.5, 0.65))
    c.house(c.rng.randint(200, 1100), 420, 220, stilts=30)


def _fish(c: Canvas) -> None:
    wood = c.colour(0.09, 0.52, 0.35)
    c.pen.rectangle((0, 0, WIDTH, HEIGHT), fill=wood)
    for y in range(0, HEIGHT, 110):
        c.pen.line((0, y, WIDTH, y + c.rng.randint(-6, 6)), fill=_mix(wood, (50, 30, 20), 0.4), width=5)
    for _ in range(c.rng.randint(9, 15)):
        x, y, size = c.rng.randint(40, 1260), c.rng.randint(60, 760), c.rng.randint(180, 330)
        body, belly = c.colour(0.55 + c.rng.uniform(-0.08, 0.06), 0.5, 0.2), c.colour(0.12, 0.82, 0.25)
        c.pen.polygon([(x + size, y), (x + size + size // 4, y - size // 7), (x + size + size // 4, y + size // 7)], fill=body)
        c.pen.ellipse((x, y - size // 7, x + size + 10, y + size // 7), fill=body)
        c.pen.chord((x, y - size // 7, x + size + 10, y + size // 7), 15, 165, fill=belly)
        c.pen.ellipse((x + size // 8, y - 16, x + size // 8 + 18, y + 2), fill=(250, 250, 245))
        c.pen.ellipse((x + size // 8 + 5, y - 12, x + size // 8 + 14, y - 3), fill=(20, 20, 25))


def _weaving(c: Canvas) -> None:
    first, second = c.colour(0.11, 0.66, 0.42), c.colour(c.rng.choice((0.02, 0.07, 0.95, 0.09)), 0.32, 0.45)
    step = c.rng.choice((40, 50))
    period = c.rng.choice((8, 10, 12))
    for gy in range(HEIGHT // step + 1):
        for gx in range(WIDTH // step + 1):
            u, v = gx % period, gy % period
            inside = abs(u - period // 2) + abs(v - period // 2)
            lit = inside % 3 == 0 or (inside < 2)
            tone = second if lit else first
            over = (gx + gy) % 2 == 0
            x, y = gx * step, gy * step
            c.pen.rectangle((x, y, x + step, y + step), fill=_mix(tone, (0, 0, 0), 0.0 if over else 0.1))
            line = _mix(tone, (40, 25, 15), 0.35)
            if over:
                c.pen.line((x, y + 2, x + step, y + 2), fill=line, width=3)
                c.pen.line((x, y + step - 2, x + step, y + step - 2), fill=line, width=3)
            else:
                c.pen.line((x + 2, y, x + 2, y + step), fill=line, width=3)
                c.pen.line((x + step - 2, y, x + step - 2, y + step), fill=line, width=3)


def _market(c: Canvas) -> None:
    c.sky(300)
    c.ridge(330, 90, c.colour(0.34, 0.45, 0.22))
    c.pen.rectangle((0, 330, WIDTH, HEIGHT), fill=c.colour(0.09, 0.62, 0.22))
    for k in range(4):
        x, hue = 40 + k * 400, c.rng.random()
        for s in range(8):
            tone = c.colour(hue, 0.52, 0.5) if s % 2 else c.colour(0.12, 0.9, 0.3)
            c.pen.polygon([(x + s * 44, 300), (x + (s + 1) * 44, 300), (x + (s + 1) * 47 - 12, 390), (x + s * 47 - 12, 390)], fill=tone)
        for px in (x + 6, x + 340):
            c.pen.rectangle((px, 390, px + 10, 680), fill=c.colour(0.08, 0.3, 0.3))
        c.person(x + c.rng.randint(90, 260), 580, 190)
        c.pen.rectangle((x - 10, 560, x + 360, 680), fill=c.colour(0.08, 0.42, 0.35))
        for _ in range(24):
            gx, r = c.rng.randint(x, x + 340), c.rng.randint(12, 24)
            c.pen.ellipse((gx, 548 - r, gx + r * 2, 548 + r), fill=c.colour(c.rng.choice((0.02, 0.09, 0.15, 0.3)), 0.5, 0.6))
    for _ in range(4):
        c.person(c.rng.randint(80, 1520), c.rng.randint(800, 880), 260)


def _school(c: Canvas) -> None:
    c.sky(420)
    c.ridge(440, 110, c.colour(0.34, 0.46, 0.24))
    c.trees(440, 16)
    c.pen.rectangle((0, 436, WIDTH, HEIGHT), fill=c.colour(0.26, 0.58, 0.36))
    c.house(260, 600, 820, stilts=50)
    c.pen.rectangle((1250, 190, 1262, 600), fill=(225, 225, 220))
    c.pen.rectangle((1262, 196, 1402, 240), fill=(206, 17, 38))
    c.pen.rectangle((1262, 240, 1402, 284), fill=(250, 250, 250))
    for _ in range(c.rng.randint(5, 9)):
        y = c.rng.randint(690, 850)
        c.person(c.rng.randint(80, 1520), y, (y - 480) // 2)


def _forest(c: Canvas) -> None:
    c.sky(520)
    for layer in range(5):
        base = 480 + layer * 90
        c.ridge(base, 140 - layer * 12, c.colour(0.36 - layer * 0.012, 0.62 - layer * 0.085, 0.18 + layer * 0.04), rough=1.6)
        c.trees(base + 20, 18 + layer * 4, hue=0.35 - layer * 0.01)
    if c.rng.random() < 0.5:
        c.pen.polygon([(700, 640), (880, 640), (1320, HEIGHT), (380, HEIGHT)], fill=c.colour(0.09, 0.5, 0.28))


def _home(c: Canvas) -> None:
    c.sky(430)
    c.ridge(450, 130, c.colour(0.35, 0.5, 0.22))
    c.trees(455, 20)
    c.pen.rectangle((0, 450, WIDTH, HEIGHT), fill=c.colour(0.24, 0.5, 0.32))
    c.house(c.rng.randint(60, 200), 640, 440, stilts=80)
    c.house(c.rng.randint(780, 900), 690, 520, stilts=90)
    for _ in range(c.rng.randint(2, 4)):
        c.person(c.rng.randint(120, 1480), c.rng.randint(760, 860), 190)


def _meeting(c: Canvas) -> None:
    c.pen.rectangle((0, 0, WIDTH, HEIGHT), fill=c.colour(0.1, 0.72, 0.3))
    for x in range(0, WIDTH, 60):
        c.pen.line((x, 0, x, 480), fill=c.colour(0.09, 0.6, 0.3), width=4)
    c.pen.rectangle((0, 470, WIDTH, HEIGHT), fill=c.colour(0.07, 0.42, 0.3))
    c.pen.rectangle((560, 90, 1060, 350), fill=(248, 246, 238))
    for k in range(4):
        c.pen.line((610, 140 + k * 48, c.rng.randint(760, 1010), 140 + k * 48), fill=(90, 90, 100), width=10)
    for row, y in enumerate((600, 710, 850)):
        for x in range(140 + row * 30, 1500, 190 - row * 10):
            if c.rng.random() < 0.85:
                c.person(x + c.rng.randint(-20, 20), y, 170 + row * 40)


def _road(c: Canvas) -> None:
    c.sky(400)
    c.ridge(420, 140, c.colour(0.35, 0.5, 0.22))
    c.trees(430, 26)
    c.pen.rectangle((0, 424, WIDTH, HEIGHT), fill=c.colour(0.28, 0.46, 0.34))
    c.pen.polygon([(740, 424), (860, 424), (1420, HEIGHT), (180, HEIGHT)], fill=c.colour(0.07, 0.58, 0.3))
    for _ in range(14):
        y = c.rng.randint(520, 880)
        spread = (y - 424) * 0.9
        x, w = 800 + c.rng.uniform(-spread, spread) * 0.7, (y - 400) // 4
        c.pen.ellipse((x - w, y - w // 5, x + w, y + w // 5), fill=c.colour(0.07, 0.42, 0.3))
    for _ in range(c.rng.randint(2, 4)):
        y = c.rng.randint(600, 840)
        c.person(c.rng.randint(420, 1180), y, (y - 400) // 2)


def _stage(c: Canvas) -> None:
    c.sky(420)
    c.trees(420, 24)
    c.pen.rectangle((0, 410, WIDTH, HEIGHT), fill=c.colour(0.25, 0.4, 0.3))
    c.pen.rectangle((140, 520, 1460, 640), fill=c.colour(0.07, 0.34, 0.35))
    for k in range(12):
        c.pen.polygon([(140 + k * 110, 150), (250 + k * 110, 150), (195 + k * 110, 230)], fill=c.colour(k / 12, 0.55, 0.55))
    for x in range(280, 1400, 170):
        c.person(x, 540 + c.rng.randint(-10, 10), 230)
    for x in range(60, 1600, 120):
        c.person(x + c.rng.randint(-30, 30), 880, 190)


def _longhouse(c: Canvas) -> None:
    c.sky(420)
    c.ridge(440, 140, c.colour(0.35, 0.5, 0.2))
    c.trees(450, 18)
    c.pen.rectangle((0, 444, WIDTH, HEIGHT), fill=c.colour(0.2, 0.52, 0.32))
    c.house(140, 760, 1300, stilts=170)
    for x in (90, 1500):
        c.pen.rectangle((x - 12, 420, x + 12, 780), fill=c.colour(0.07, 0.3, 0.35))
        c.pen.ellipse((x - 30, 380, x + 30, 440), fill=c.colour(0.04, 0.4, 0.4))
    for _ in range(4):
        c.person(c.rng.randint(200, 1400), 850, 170)


SCENES: dict[str, tuple[Callable[[Canvas], None], tuple[str, ...]]] = {
    "perahu": (_boat, ("Kelotok di sungai, lukisan", "Perahu menyusuri sungai yang tenang, lukisan")),
    "sungai": (_river, ("Sungai lebar dengan hutan di seberang, lukisan",)),
    "sawah": (_paddy, ("Hamparan sawah dengan beberapa petani, lukisan",)),
    "kebun": (_garden, ("Kebun sayur di belakang rumah panggung, lukisan",)),
    "ikan": (_fish, ("Ikan hasil tangkapan di atas papan, lukisan",)),
    "anyaman": (_weaving, ("Anyaman rotan bermotif, lukisan",)),
    "pasar": (_market, ("Lapak pasar dengan tenda warna-warni, lukisan",)),
    "sekolah": (_school, ("Halaman sekolah dengan bendera, lukisan",)),
    "hutan": (_forest, ("Hutan bertingkat di pagi hari, lukisan",)),
    "rumah": (_home, ("Rumah panggung di tepi halaman, lukisan",)),
    "rapat": (_meeting, ("Warga berkumpul di balai desa, lukisan",)),
    "jalan": (_road, ("Jalan tanah kampung, lukisan",)),
    "panggung": (_stage, ("Pertunjukan di panggung kampung, lukisan",)),
    "betang": (_longhouse, ("Rumah betang di atas tiang tinggi, lukisan",)),
}


def draw(scene: str, seed: int) -> tuple[bytes, str]:
    """A JPEG of 1200 × 675 pixels of the scene, and a sentence for who cannot see it. The same seed draws the same picture."""
    rng = random.Random(f"{scene}:{seed}")
    canvas = Canvas(rng)
    painter, sentences = SCENES[scene]
    painter(canvas)
    out = io.BytesIO()
    canvas.image.resize(SIZE, Image.Resampling.LANCZOS).save(out, "JPEG", quality=90)
    return out.getvalue(), rng.choice(sentences)
