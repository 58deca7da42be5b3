"""Colour by arithmetic: each of the 72 hues as sRGB, light and dark, so that every phone shows it and its contrast can be proved.

A site chooses one hue; lightness and strength are ours, so that no choice can make a page unreadable. OKLCH to sRGB after
Björn Ottosson, "A perceptual color space for image processing" (2020); contrast after WCAG 2.2, "relative luminance".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

STEP = 5
HUES = tuple(range(0, 360, STEP))

# Grounds of the two schemes, as written in `tokens.css` (a test holds them together).
PAPER, PAPER_DARK = "#fcf9f4", "#17130f"
CARD, CARD_DARK = "#ffffff", "#201b16"
INK, INK_DARK = "#211a14", "#ece6dd"


@dataclass(frozen=True, slots=True)
class Shades:
    """What one hue gives: an accent for text and buttons, and a tint for grounds, in the light and in the dark scheme."""

    accent: str
    accent_dark: str
    tint: str
    tint_dark: str


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """`#rrggbb` of an OKLCH colour; what a screen cannot show loses strength (chroma), never lightness or hue."""
    while chroma > 0 and not all(-0.0005 <= part <= 1.0005 for part in _linear(lightness, chroma, hue)):
        chroma -= 0.002
    parts = (min(1.0, max(0.0, part)) for part in _linear(lightness, max(chroma, 0.0), hue))
    encoded = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in parts)
    return "#" + "".join(f"{round(part * 255):02x}" for part in encoded)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(over: str, under: str, share: float) -> str:
    """What the eye gets where `over` is painted on `under` with opacity `share`."""
    pairs = ((int(over[at : at + 2], 16), int(under[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(top * share + ground * (1 - share)):02x}" for top, ground in pairs)


@cache
def shades(hue: int) -> Shades:
    """The four colours of a hue in degrees."""
    return Shades(
        accent=oklch(0.46, 0.125, hue),
        accent_dark=oklch(0.80, 0.105, hue),
        tint=oklch(0.955, 0.022, hue),
        tint_dark=oklch(0.275, 0.032, hue),
    )


def nearest(hue: int) -> int:
    """The hue of the style sheet that is nearest to any angle."""
    return round(hue / STEP) * STEP % 360


def accent(hue: int) -> str:
    """The light scheme's accent, for a browser's own frame (`theme-color`)."""
    return shades(nearest(hue)).accent


def css() -> str:
    """One rule a hue: `[data-hue="165"]{--l:…;--d:…;--t:…;--u:…}` (accent light, accent dark, tint light, tint dark)."""
    rules = []
    for hue in HUES:
        own = shades(hue)
        rules.append(f'[data-hue="{hue}"]{{--l:{own.accent};--d:{own.accent_dark};--t:{own.tint};--u:{own.tint_dark}}}')
    return "".join(rules)
