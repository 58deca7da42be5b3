"""Reading the spread: one pass over the villages and the groups of a region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from betang.communities.models import Group
from betang.communities.queries.register import within
from betang.communities.terms import REGISTERED
from betang.growth.models import BlankSpot, Criterion
from betang.growth.spread.rules import Ground, Signal, ranked
from betang.regions.queries import Place, places_within
from betang.regions.terms import Level

TRAINED_NEEDED = 2
"""Trained people that the second stage asks for where no ladder says another number."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A village without usable signal, as the list says."""

    code: str
    name: str
    district: str
    signal: str
    label: str
    as_of: date
    source: str
    note: str
    has_group: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A kabupaten or kecamatan: villages and groups, for the table."""

    code: str
    name: str
    villages: int
    without: int
    groups: int
    blank: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Everything about one region."""

    parts: tuple[Part, ...]
    grounds: tuple[Ground, ...]
    empty_districts: tuple[Part, ...]
    blanks: tuple[Blank, ...]
    sources: tuple[tuple[str, date, int], ...]
    """(source, latest day, villages) of the blank spots."""
    villages: int
    without: int
    groups: int

    @property
    def ranked(self) -> list[Ground]:
        """Where a training would help most."""
        return ranked(list(self.grounds))


def spread_of(region: str) -> Spread:
    """The spread of a region. Four queries: places, groups, blank spots, the ladder.

    Who is in the register is asked of the register itself, not of what was counted last night: the page for everybody is kept until
    an action moves it, and a count is none.
    """
    places = {one.code: one for one in places_within(region)}
    threshold = Criterion.objects.filter(measure="trained", stage__order=2, stage__ladder__valid_to__isnull=True).aggregate(
        least=Min("threshold")
    )["least"]
    needed = threshold or TRAINED_NEEDED
    groups = list(
        Group.objects.filter(within(region), standing__in=REGISTERED)
        .order_by()
        .values_list("region__code", "measures__stage_order", "measures__values__trained")
    )
    spots = list(BlankSpot.objects.filter(within(region)).select_related("region").order_by("region__code"))
    seated = {code for code, _stage, _trained in groups}
    untrained: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for code, stage, trained in groups:
        for prefix in _above(code):
            count[prefix] += 1
            untrained[prefix] += (stage or 1) == 1 and (trained or 0) < needed
    villages: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for place in places.values():
        if place.level == Level.VILLAGE:
            for prefix in _above(place.code)[1:]:
                villages[prefix] += 1
                without[prefix] += place.code not in seated
    blank = Counter(prefix for spot in spots for prefix in _above(spot.region.code)[1:])
    districts = [one for one in places.values() if one.level == Level.DISTRICT]
    depth = region.count(".") + 1
    children = [one for one in places.values() if one.code.count(".") == depth]

    def part(one: Place) -> Part:
        return Part(one.code, one.full_name, villages[one.code], without[one.code], count[one.code], blank[one.code])

    return Spread(
        parts=tuple(part(one) for one in children),
        grounds=tuple(
            Ground(one.code, one.full_name, villages[one.code], without[one.code], count[one.code], untrained[one.code], blank[one.code])
            for one in districts
        ),
        empty_districts=tuple(part(one) for one in districts if not count[one.code]),
        blanks=tuple(_blank(spot, places, seated) for spot in spots),
        sources=tuple(_sources(spots)),
        villages=villages[region],
        without=without[region],
        groups=len(groups),
    )


def _above(code: str) -> list[str]:
    """A code and all that it lies in, itself first."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _blank(spot: BlankSpot, places: dict[str, Place], seated: set[str]) -> Blank:
    code = spot.region.code
    above = places.get(code.rpartition(".")[0])
    return Blank(
        code, spot.region.full_name, above.full_name if above else "", spot.signal, str(Signal(spot.signal).label), spot.as_of, spot.source,
        spot.note, code in seated,
    )  # fmt: skip


def _sources(spots: Iterable[BlankSpot]) -> list[tuple[str, date, int]]:
    found: dict[str, tuple[date, int]] = {}
    for spot in spots:
        day, number = found.get(spot.source, (spot.as_of, 0))
        found[spot.source] = (max(day, spot.as_of), number + 1)
    return [(source, day, number) for source, (day, number) in sorted(found.items())]


def newest_list() -> date | None:
    """The latest day of any list of blank spots."""
    found: date | None = BlankSpot.objects.aggregate(day=Max("as_of"))["day"]
    return found
