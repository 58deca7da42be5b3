"""What counts, what is far off, what was meant, and how a price moved. Pure: no database, no clock."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import median

ENOUGH = 5
"""Recent reports that make a measure of a place; with fewer the next larger place is asked. House rule."""
RECENT_DAYS = 28
SPREAD = 4.0
"""How many spreads (MAD, made comparable to a standard deviation) from the median a price may lie. House rule."""
FLOOR = math.log(1.5)
"""Closer than half as much again never counts as far, however much the others agree: prices do move. House rule."""
CEILING = math.log(3)
"""Three times the others is far however much they differ: so a slipped zero is always caught. House rule."""
SLIPS = (1000, 100, 10)
"""What people miss or add: «45» for 45,000, one zero, two zeros."""
MAD_TO_SIGMA = 1.4826
BACK_DAYS = 7
"""A price may be told so many days later."""
SAME = 0.01
"""A change of one in a hundred or less is no change."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is near the others: from `low` to `high`. `count` is on how many reports it stands; 0: on the commodity's own bounds."""

    low: int
    high: int
    middle: int = 0
    count: int = 0

    def holds(self, price: int) -> bool:
        return self.low <= price <= self.high


def middle_of(prices: Sequence[int]) -> int:
    """The median in whole rupiah; of two middle ones the mean, rounded down."""
    return int(median(prices))


def band_of(prices: Sequence[int]) -> Band:
    """The band around recent reports: median ± four spreads, measured on ratios (half as much is as far as twice as much)."""
    centre = math.log(median(prices))
    spread = median(abs(math.log(price) - centre) for price in prices) * MAD_TO_SIGMA
    reach = min(max(SPREAD * spread, FLOOR), CEILING)
    return Band(math.ceil(math.exp(centre - reach)), math.floor(math.exp(centre + reach)), middle_of(prices), len(prices))


def band_for(ladder: Sequence[Sequence[int]], *, least: int, most: int) -> Band:
    """The band of the narrowest place that has enough reports (`ladder` from narrow to wide); else the commodity's bounds."""
    for prices in ladder:
        if len(prices) >= ENOUGH:
            return band_of(prices)
    return Band(least, most)


def meant(price: int, band: Band) -> int | None:
    """The price that was probably meant, where a slip of zeros explains what was typed; the likeliest first."""
    found = [price * factor for factor in SLIPS] + [price // factor for factor in SLIPS if price % factor == 0]
    near = [one for one in found if band.holds(one)]
    if not near:
        return None
    centre = math.log(band.middle) if band.middle else (math.log(band.low) + math.log(band.high)) / 2
    return min(near, key=lambda one: (abs(math.log(one) - centre), one))


_TYPED = re.compile(
    r"(?:rp\.?|idr)?\s*(?P<number>\d[\d.,\s]*?)\s*(?P<word>ribu|rb|k|juta|jt)?\s*(?:[,.]-)?\s*(?:/.*|per\s.*)?", re.IGNORECASE
)
_GROUPS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")


def typed_price(text: str) -> int | None:
    """Whole rupiah from what a thumb types: `45000`, `45.000`, `Rp 45.000,-`, `45 ribu`, `45rb`, `1,2 juta`; None for anything else."""
    found = _TYPED.fullmatch(" ".join(text.split())[:40])
    if found is None:
        return None
    number, word = found["number"].strip(" .,"), (found["word"] or "").lower()
    factor = {"": 1, "ribu": 1_000, "rb": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000}[word]
    if _GROUPS.fullmatch(number) and not word:
        number = re.sub(r"[.,\s]", "", number)
    try:
        value = Decimal(number.replace(" ", "").replace(",", ".")) * factor
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value == value.to_integral_value() and 0 < value <= 1_000_000_000 else None


@dataclass(frozen=True, slots=True)
class Change:
    """How a price moved against an earlier one: rupiah, and a share in hundredths. `direction`: -1, 0, 1."""

    by_idr: int
    percent: int

    @property
    def direction(self) -> int:
        return (self.by_idr > 0) - (self.by_idr < 0)


def change(now: int, before: int | None) -> Change | None:
    """None where nothing is known of before; a hundredth or less is no change."""
    if not before:
        return None
    if abs(now - before) <= before * SAME:
        return Change(0, 0)
    return Change(now - before, round((now - before) * 100 / before))


def crosses(way: str, price: int, line: int) -> bool:
    """Whether a price lies beyond the line of an alert."""
    return price > line if way == "above" else price < line
