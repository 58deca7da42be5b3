"""What the house decides of stalls and goods: seasons, sums, availability, ends of permits, who may go where. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from betang.market.terms import EXPIRY_SOON_DAYS, Measure, ProductState, SellerState, Supply

MONTHS = range(1, 13)


def mask_of(months: Iterable[int]) -> int:
    """Months (1 to 12) as bits, January the lowest. All twelve are the same as none: there is no season then."""
    mask = sum(1 << (month - 1) for month in set(months) if month in MONTHS)
    return 0 if mask == 0xFFF else mask


def months_of(mask: int) -> tuple[int, ...]:
    """The months of a mask, in order; none for «all year»."""
    return tuple(month for month in MONTHS if mask >> (month - 1) & 1)


def is_in_season(mask: int, month: int) -> bool:
    """Whether a product comes in that month; without a season always."""
    return not mask or bool(mask >> (month - 1) & 1)


def runs_of(months: Iterable[int]) -> list[tuple[int, int]]:
    """Months as stretches (first, last), over the turn of the year too: 11, 12, 1 → (11, 1)."""
    there = sorted(set(months))
    if not there or len(there) == 12:
        return []
    starts = [month for month in there if (month - 2) % 12 + 1 not in there]
    runs = []
    for start in starts:
        end = start
        while end % 12 + 1 in there:
            end = end % 12 + 1
        runs.append((start, end))
    return runs


def amount_of(quantity: Decimal, price_idr: int) -> int:
    """Quantity times price to the whole rupiah, half up. Never by floats."""
    return int((quantity * price_idr).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def price_by_measure(price_idr: int, content: Decimal | None, measure: str) -> tuple[int, str] | None:
    """What a kilogram, a litre or a piece of the content costs, so that packs can be compared; None where it says nothing new."""
    if not content or not measure:
        return None
    per, name = {
        Measure.GRAM: (Decimal(1000), Measure.KILOGRAM),
        Measure.KILOGRAM: (Decimal(1), Measure.KILOGRAM),
        Measure.MILLILITRE: (Decimal(1000), Measure.LITRE),
        Measure.LITRE: (Decimal(1), Measure.LITRE),
        Measure.PIECES: (Decimal(1), Measure.PIECES),
    }[Measure(measure)]
    if content == per:
        return None
    return int((price_idr * per / content).quantize(Decimal(1), rounding=ROUND_HALF_UP)), name


class Availability(StrEnum):
    """Whether a product can be had in a month."""

    THERE = "there"
    MADE = "made"
    LATER = "later"
    SOLD_OUT = "sold_out"


def availability(*, supply: str, stock: Decimal | None, season: int, month: int) -> Availability:
    """A season that is not now comes before everything; then an empty stock."""
    if not is_in_season(season, month):
        return Availability.LATER
    if supply == Supply.MADE:
        return Availability.MADE
    return Availability.SOLD_OUT if stock is not None and stock <= 0 else Availability.THERE


class Standing(StrEnum):
    """Where a permit stands against its end."""

    OPEN = "open"
    VALID = "valid"
    SOON = "soon"
    PAST = "past"


def standing_of(expires_on: date | None, today: date) -> Standing:
    """`expires_on` is the last day on which it is valid; none means that it has no end."""
    if expires_on is None:
        return Standing.OPEN
    if expires_on < today:
        return Standing.PAST
    return Standing.SOON if expires_on - today <= timedelta(days=EXPIRY_SOON_DAYS) else Standing.VALID


SELLER_MOVES: dict[str, dict[str, str]] = {
    "admit": {SellerState.APPLIED: SellerState.ADMITTED, SellerState.REFUSED: SellerState.ADMITTED},
    "refuse": {SellerState.APPLIED: SellerState.REFUSED},
    "pause": {SellerState.ADMITTED: SellerState.PAUSED},
    "go_on": {SellerState.PAUSED: SellerState.ADMITTED},
}
"""What a group does with a seller. Take-down and restoring are a matter of their own."""

PRODUCT_MOVES: dict[str, dict[str, str]] = {
    "show": {ProductState.DRAFT: ProductState.SHOWN, ProductState.HIDDEN: ProductState.SHOWN},
    "hide": {ProductState.SHOWN: ProductState.HIDDEN},
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What a product lacks before buyers may see it."""

    field: str


def missing_for_show(*, name: str, price_idr: int, words: str, photos: int) -> list[Missing]:
    """What a buyer cannot do without: a name, a price, a few words, one photo."""
    needed = {"name": bool(name.strip()), "price": price_idr > 0, "words": len(words.strip()) >= 20, "photo": photos > 0}
    return [Missing(field) for field, is_there in needed.items() if not is_there]
