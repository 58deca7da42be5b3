"""What the house decides of orders: which step follows which, what may be ordered, when a month of sales begins. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from betang.market.rules import Availability, amount_of, availability
from betang.market.terms import BUYER_CONTACT_DAYS, QUANTITY_MAX, CancelReason, OrderState, StepKind, Supply, Unit, WayKind

LINES_MAX = 30
"""Different goods in one order: house rule."""
OPEN_ORDERS_MAX = 5
"""Orders of one number that a seller has not answered yet: more look like a machine or a prank. House rule."""
UNANSWERED_DAYS = 14
"""A new order that nobody answers for so long is closed, and what it reserved is free again: house rule."""
WANTED_DAYS_MAX = 365

_DIVISIBLE = frozenset({Unit.KILOGRAM, Unit.HUNDRED_GRAMS, Unit.LITRE, Unit.METRE})
_BROUGHT = frozenset({WayKind.OWN, WayKind.BOAT, WayKind.TRAVEL, WayKind.POST})

OPEN_STATES = (OrderState.NEW, OrderState.CONFIRMED, OrderState.READY)

MOVES: dict[str, dict[str, str]] = {
    StepKind.CONFIRMED: {OrderState.NEW: OrderState.CONFIRMED},
    StepKind.READY: {OrderState.NEW: OrderState.READY, OrderState.CONFIRMED: OrderState.READY},
    StepKind.HANDED_OVER: dict.fromkeys(OPEN_STATES, OrderState.HANDED_OVER),
    StepKind.CANCELLED: dict.fromkeys(OPEN_STATES, OrderState.CANCELLED),
}
"""A step and where it leads from each state. On market day an order may be handed over at once."""

SELLER_REASONS = (CancelReason.SOLD_OUT, CancelReason.NO_WAY, CancelReason.PRICE, CancelReason.NO_ANSWER, CancelReason.MISTAKE,
                  CancelReason.BUYER_WISH, CancelReason.OTHER)  # fmt: skip
BUYER_REASONS = (CancelReason.BUYER_WISH, CancelReason.MISTAKE, CancelReason.PRICE, CancelReason.NO_ANSWER, CancelReason.OTHER)


def next_state(step: str, state: str) -> str | None:
    """Where a step leads from a state; None where it cannot be taken."""
    return MOVES.get(step, {}).get(state)


def is_divisible(unit: str) -> bool:
    """Whether half a unit can be ordered: half a kilogram, never half a pack."""
    return unit in _DIVISIBLE


def is_brought(way: str) -> bool:
    """Whether the goods come to the buyer, so that the seller has to know where to."""
    return way in _BROUGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the rules ask of a product."""

    unit: str
    supply: str
    stock: Decimal | None
    season: int
    min_order: Decimal
    capacity: Decimal | None
    price_idr: int
    is_public: bool = True

    @property
    def is_counted(self) -> bool:
        """Its stock is counted, so that an order takes from it. What is made when ordered is not."""
        return self.stock is not None and self.supply != Supply.MADE


class Trouble(StrEnum):
    """Why so much of a product cannot be ordered."""

    GONE = "gone"
    LATER = "later"
    SOLD_OUT = "sold_out"
    WHOLE = "whole"
    LEAST = "least"
    STOCK = "stock"
    CAPACITY = "capacity"
    LARGE = "large"


def trouble_of(offer: Offer, quantity: Decimal, month: int) -> Trouble | None:
    """The first reason against an order of `quantity`; None where it can be had."""
    if not offer.is_public:
        return Trouble.GONE
    there = availability(supply=offer.supply, stock=offer.stock, season=offer.season, month=month)
    if there == Availability.LATER:
        return Trouble.LATER
    if there == Availability.SOLD_OUT:
        return Trouble.SOLD_OUT
    if quantity > QUANTITY_MAX:
        return Trouble.LARGE
    if not is_divisible(offer.unit) and quantity != quantity.to_integral_value():
        return Trouble.WHOLE
    if offer.is_counted and offer.stock is not None and quantity > offer.stock:
        return Trouble.STOCK
    if quantity < offer.min_order:
        return Trouble.LEAST
    if offer.capacity is not None and quantity > offer.capacity:
        return Trouble.CAPACITY
    return None


def goods_sum(lines: Iterable[tuple[Decimal, int]]) -> int:
    """The rupiah of (quantity, price) lines: each rounded by itself, so that the page, the row and the receipt add up alike."""
    return sum(amount_of(quantity, price) for quantity, price in lines)


def erase_at(last_step: datetime) -> datetime:
    """When the buyer's name, number and place are forgotten. Law: UU 27/2022 art. 16(2)(g)"""
    return last_step + timedelta(days=BUYER_CONTACT_DAYS)


def is_closed(state: str, *, is_paid: bool) -> bool:
    """Nothing more is to come: cancelled, or handed over and paid."""
    return state == OrderState.CANCELLED or (state == OrderState.HANDED_OVER and is_paid)


def is_wanted_on(day: date, today: date) -> bool:
    """A day on which somebody can want something."""
    return today <= day <= today + timedelta(days=WANTED_DAYS_MAX)
