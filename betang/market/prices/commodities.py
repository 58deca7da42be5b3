"""The commodities that the product brings (`data/commodities.toml`), and how people and offices call them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from betang.guard.sheets.cells import normal
from betang.market.models import Commodity
from betang.market.terms import FoodGroup, PriceLevel, Unit

SOURCE = "betang/market/prices/data/commodities.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One table of the file."""

    slug: str
    name: str
    group: str
    unit: str
    sides: tuple[str, ...]
    least: int
    most: int
    also: tuple[str, ...]


@cache
def built_in() -> dict[str, Item]:
    """By slug, in the order of the board."""
    told = tomllib.loads(resources.files("betang.market.prices").joinpath("data/commodities.toml").read_text(encoding="utf-8"))
    return {
        slug: Item(
            slug=slug,
            name=one["name"],
            group=FoodGroup(one["group"]).value,
            unit=Unit(one.get("unit", Unit.KILOGRAM)).value,
            sides=tuple(PriceLevel(side).value for side in one["sides"]),
            least=one["least"],
            most=one["most"],
            also=tuple(one.get("also", ())),
        )
        for slug, one in told.items()
    }


def sides_of(slug: str) -> tuple[str, ...]:
    """Where this commodity has a price: with the grower, in the market, or both."""
    item = built_in().get(slug)
    return item.sides if item else tuple(PriceLevel.values)


def names_of(slug: str, name: str) -> tuple[str, ...]:
    """Every spelling by which a file may call it, in normal form."""
    item = built_in().get(slug)
    return tuple(dict.fromkeys(normal(one) for one in (name, slug, *(item.also if item else ()))))


def ensure() -> int:
    """Write the commodities of the file that the house does not have, and what the file changed of them; returns how many.

    What an installation put in itself, or no longer follows, stays as it is. One query where nothing is new.
    """
    kept = {row.slug: row for row in Commodity.objects.all()}
    new, changed = [], []
    for position, item in enumerate(built_in().values(), start=1):
        values = {
            "name": item.name, "group": item.group, "unit": item.unit, "least_idr": item.least, "most_idr": item.most,
            "position": position * 10, "source": SOURCE,
        }  # fmt: skip
        row = kept.get(item.slug)
        if row is None:
            new.append(Commodity(slug=item.slug, **values))
        elif row.source == SOURCE and any(getattr(row, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            changed.append(row)
    Commodity.objects.bulk_create(new, ignore_conflicts=True)
    if changed:
        Commodity.objects.bulk_update(changed, ["name", "group", "unit", "least_idr", "most_idr", "position", "source"])
    return len(new) + len(changed)
