"""No hue that a site may choose makes a page hard to read, by day or by night."""

from __future__ import annotations

import re

import pytest

from betang.ui import build, hues

TOKENS = (build.SOURCES / "tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")


def token(name: str, scheme: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{3,6}});", scheme)
    assert found is not None, name
    colour = found.group(1)
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_the_tokens_are_those_that_contrast_is_computed_with() -> None:
    assert (token("paper", LIGHT), token("card", LIGHT), token("ink", LIGHT)) == (hues.PAPER, hues.CARD, hues.INK)
    assert (token("paper", DARK), token("card", DARK), token("ink", DARK)) == (hues.PAPER_DARK, hues.CARD_DARK, hues.INK_DARK)


def test_contrast_and_colours_agree_with_known_values() -> None:
    assert hues.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert hues.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert hues.oklch(1, 0, 0) == "#ffffff"
    assert hues.oklch(0.627955, 0.257683, 29.234) == "#ff0000"


@pytest.mark.parametrize("hue", range(360))
def test_an_accent_can_be_read_on_every_ground_of_its_page(hue: int) -> None:
    own = hues.shades(hues.nearest(hue))
    for ground in (hues.PAPER, hues.CARD, own.tint):
        assert hues.contrast(own.accent, ground) >= 4.5
        assert hues.contrast(hues.INK, ground) >= 7
    for ground in (hues.PAPER_DARK, hues.CARD_DARK, own.tint_dark):
        assert hues.contrast(own.accent_dark, ground) >= 4.5
        assert hues.contrast(hues.INK_DARK, ground) >= 7


@pytest.mark.parametrize("hue", hues.HUES)
def test_small_grey_text_can_be_read_on_paper_and_on_every_tint(hue: int) -> None:
    own = hues.shades(hue)
    for ground in (hues.PAPER, hues.CARD, own.tint):
        assert hues.contrast(token("soft", LIGHT), ground) >= 4.5
    for ground in (hues.PAPER_DARK, hues.CARD_DARK, own.tint_dark):
        assert hues.contrast(token("soft", DARK), ground) >= 4.5


@pytest.mark.parametrize("tone", ["good", "wait", "stop"])
def test_a_status_can_be_read_on_paper_and_on_its_own_tint(tone: str) -> None:
    for scheme in (LIGHT, DARK):
        for ground in ("paper", "card", f"{tone}-tint"):
            assert hues.contrast(token(tone, scheme), token(ground, scheme)) >= 4.5
        assert hues.contrast(token("ink", scheme), token(f"{tone}-tint", scheme)) >= 7
        assert hues.contrast(token("soft", scheme), token(f"{tone}-tint", scheme)) >= 4.5


def test_the_edge_of_a_field_can_be_seen() -> None:
    for scheme in (LIGHT, DARK):
        for ground in ("paper", "card"):
            assert hues.contrast(token("edge", scheme), token(ground, scheme)) >= 3


@pytest.mark.parametrize("hue", hues.HUES)
def test_the_words_on_the_map_can_be_read_on_every_shade(hue: int) -> None:
    sheet = (build.SOURCES / "map.css").read_text()
    shares = {0: float(re.search(r"\.map path \{[^}]*fill-opacity: ([\d.]+)", sheet).group(1))}  # type: ignore[union-attr]
    shares |= {int(step): float(share) for step, share in re.findall(r"\.map path\.v(\d) \{ fill-opacity: ([\d.]+)", sheet)}
    assert sorted(shares) == [0, 1, 2, 3, 4]
    own = hues.shades(hue)
    for accent, paper, ink in ((own.accent, hues.PAPER, hues.INK), (own.accent_dark, hues.PAPER_DARK, hues.INK_DARK)):
        for step, share in shares.items():
            text = paper if step == 4 else ink
            assert hues.contrast(text, hues.mix(accent, paper, share)) >= 4.5, (hue, step)


def test_the_style_sheet_knows_every_hue_and_any_angle_finds_one() -> None:
    css = hues.css()
    assert len(re.findall(r"\[data-hue=", css)) == 72
    for angle in (0, 2, 3, 179, 358, 359):
        assert f'[data-hue="{hues.nearest(angle)}"]' in css
    assert hues.nearest(359) == 0
