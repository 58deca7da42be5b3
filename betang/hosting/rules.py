"""What the house decides about looks: the hues to choose from and the order of sections. Pure."""

from __future__ import annotations

from collections.abc import Sequence

HUE_STEP = 30
"""Twelve hues to choose from: near enough to find one's own, far enough to tell them apart."""

FIRST_HUE = 15


def hues() -> tuple[int, ...]:
    """The hues that the desk offers."""
    return tuple(range(FIRST_HUE, 360, HUE_STEP))


def ordered(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """`wanted` without strangers and repetitions, then what of `known` it leaves out: no section is lost by a form."""
    kept = list(dict.fromkeys(name for name in wanted if name in known))
    return kept + [name for name in known if name not in kept]
