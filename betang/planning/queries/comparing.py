"""Places beside places like them: the kabupaten of the province, the kecamatan of a kabupaten, the villages of a kecamatan."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from betang.planning.models import Rollup
from betang.planning.queries.explorer import Sums
from betang.planning.terms import Dimension
from betang.regions import queries as regions
from betang.regions.queries import Place
from betang.regions.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One of the places compared. `each_idr` is the plan for each inhabitant, None where their number is not known."""

    place: Place
    population: int | None
    sums: Sums

    @property
    def each_idr(self) -> int | None:
        return round(self.sums.amount / self.population) if self.population and self.sums.lines else None


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Peers of one parent in one year; `is_placed` where the places have no plan of their own and those above them are counted by place."""

    parent: Place | None
    peers: list[Peer]
    year: int
    years: list[int]
    fields: list[str]
    is_placed: bool


def compare(code: str, *, year: int | None = None, field: str = "") -> Comparison:
    """The place with this code beside those that lie in the same region. Three queries; empty for a place that is not there."""
    parent_code = code.rpartition(".")[0] or settings.PROVINCE_CODE
    wanted = Q(parent__code=parent_code) | Q(code=parent_code)
    found = list(regions.current().filter(wanted).order_by("code").values_list(*regions.PLACE_COLUMNS, "population"))
    places = {row[0]: (Place(*row[:-1]), row[-1]) for row in found}
    parent = places.pop(parent_code, (None, None))[0]
    level = next(iter(places.values()))[0].level if places else Level.REGENCY
    is_placed = level == Level.DISTRICT
    if is_placed:
        rows = Rollup.objects.filter(government_code__in=regions.prefixes(parent_code), dimension=Dimension.PLACE, key__in=list(places))
        seen = [(row[0], row[1], Dimension.TOTAL, "", *row[2:]) for row in rows.values_list("key", "fiscal_year", *_AMOUNTS)]
    else:
        wanted_rows = Q(dimension=Dimension.TOTAL) | Q(dimension=Dimension.FIELD)
        own = Rollup.objects.filter(wanted_rows, government_code__in=list(places))
        seen = list(own.values_list("government_code", "fiscal_year", "dimension", "key", *_AMOUNTS))
    years = sorted({row[1] for row in seen}, reverse=True)
    budgeted = [row[1] for row in seen if row[7]]
    chosen = year if year is not None and year in years else max(budgeted or years, default=0)
    sums: dict[str, Sums] = {}
    fields: set[str] = set()
    for of_code, of_year, dimension, key, amount, spent, lines, _budget in seen:
        if of_year != chosen:
            continue
        if dimension == Dimension.FIELD:
            fields.add(key)
        if (dimension == Dimension.FIELD and key == field) if field else dimension == Dimension.TOTAL:
            sums.setdefault(of_code, Sums()).add(amount, spent, lines)
    peers = [Peer(place=place, population=people, sums=sums.get(of_code, Sums())) for of_code, (place, people) in places.items()]
    peers.sort(key=lambda peer: (-(peer.each_idr or 0), -peer.sums.amount, peer.place.code))
    return Comparison(parent=parent, peers=peers, year=chosen, years=years, fields=sorted(fields), is_placed=is_placed)


_AMOUNTS = ("effective_idr", "realised_idr", "line_count", "budgeted_idr")
