"""Which governments and which places a question is about, in one query over the region tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import CharField, Q
from django.db.models.functions import Cast, Length

from betang.planning.models import Line, Rollup
from betang.planning.queries.filters import PLANNERS, Filters
from betang.regions import queries as regions
from betang.regions.queries import Place
from betang.regions.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A place with the way down to it, what a reader may choose next, and the governments whose plans concern it.

    `governments` are those of the place and within it; None means every one in the province (too many to name). `above`
    are the governments of the regions that it lies in: of their plans, what is carried out here counts.
    """

    place: Place
    population: int | None
    way: tuple[Place, ...]
    regencies: tuple[Place, ...]
    within: tuple[Place, ...]
    governments: tuple[str, ...] | None
    above: tuple[str, ...]
    names: dict[str, str] = field(default_factory=dict)
    here: tuple[str, ...] = ()
    length: int = 0

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def sole(self) -> str:
        """The one government that all lines belong to; empty where there are several."""
        return self.governments[0] if self.governments is not None and len(self.governments) == 1 and not self.above else ""

    def own_rollups(self) -> Q:
        """Rollups of the governments of the place and within it."""
        if self.governments is not None:
            return Q(government_code__in=self.governments)
        return Q(government_code__startswith=self.code)

    def own_lines(self) -> Q:
        """Lines of the governments of the place and within it."""
        return self.own_rollups()


def scope_of(filters: Filters) -> Scope:
    """The scope of a question; a place that is not there falls back to the province. One query."""
    province = settings.PROVINCE_CODE
    code = filters.place or province
    wanted = Q(code__in=regions.prefixes(code)) | Q(parent__code=province, level=Level.REGENCY)
    if code != province:
        wanted |= Q(code__startswith=code + ".")
    columns = (*regions.PLACE_COLUMNS, "population")
    rows = [(Place(*row[:-1]), row[-1]) for row in regions.current().filter(wanted).order_by("code").values_list(*columns)]
    places = {place.code: (place, people) for place, people in rows}
    if code not in places:
        code = province
    if code not in places:
        places[code] = (Place(code=code, name="", kind="provinsi", level=Level.PROVINCE), None)
    place, people = places[code]
    regencies = tuple(one for one, _people in rows if one.level == Level.REGENCY and one.is_child_of == province)
    within = tuple(one for one, _people in rows if one.is_child_of == code)
    way = tuple(places[part][0] for part in regions.prefixes(code) if part in places)
    length = PLANNERS[filters.planner][0] if filters.planner else 0
    governments: tuple[str, ...] | None
    here = tuple(one for one in places if one == code or one.startswith(code + "."))
    if code != province:
        governments = tuple(one for one in here if len(one) == length or not length)
    elif filters.planner == "prov":
        governments = (code,)
    elif filters.planner == "kab":
        governments = tuple(one.code for one in regencies)
    else:
        governments = None
    above = tuple(part for part in regions.prefixes(code)[:-1] if len(part) == length or not length)
    return Scope(
        place=place,
        population=people,
        way=way,
        regencies=regencies,
        within=within,
        governments=governments,
        above=above,
        names={one: found.full_name for one, (found, _people) in places.items()},
        here=here,
        length=length,
    )


PLACES_SOUGHT = 10
"""Lines are looked for by so many places; where there are more, the places of each line are looked at.

Left to itself SQLite looks in its index for every place with every line: 150 villages and 7,000 lines of a province are 300 ms.
"""


def rollups_of(scope: Scope):  # type: ignore[no-untyped-def]  # a QuerySet with an annotation that mypy cannot name
    """Rollups of the governments of the place and within it."""
    rows = Rollup.objects.filter(scope.own_rollups())
    if scope.governments is None and scope.length:
        rows = rows.annotate(size=Length("government_code")).filter(size=scope.length)
    return rows


def lines_of(scope: Scope, filters: Filters, year: int, *, part: str = "own", is_wide: bool = False):  # type: ignore[no-untyped-def]
    """The lines that a question is about: of `own` governments, or of those `above`, there once for each of their places here.

    Withdrawn ones are never among them. `is_wide` says that the governments have a large part of the year's lines: then the year
    is read through in one go. Left to itself SQLite goes from government to government and reads 100,000 lines whole.
    """
    rows = Line.objects.filter(fiscal_year=year, is_withdrawn=False)
    if part == "above":
        rows = rows.filter(government_code__in=scope.above)
        if len(scope.here) > PLACES_SOUGHT:
            rows = rows.annotate(at=Cast("places__region_code", CharField())).filter(at__in=scope.here)  # fits no index
        else:
            rows = rows.filter(places__region_code__in=scope.here)
    elif is_wide and scope.governments is not None:
        rows = rows.annotate(planner=Cast("government_code", CharField())).filter(planner__in=scope.governments)  # fits no index
    else:
        rows = rows.filter(scope.own_lines())
    if scope.governments is None and scope.length:
        rows = rows.annotate(size=Length("government_code")).filter(size=scope.length)
    if filters.office:
        rows = rows.filter(office_id=filters.office)
    column, code = filters.narrowest
    if code:
        rows = rows.filter(**{column: code})
    if filters.activity and not filters.code:  # the index knows programmes
        rows = rows.filter(programme_code=programme_of(filters.activity))
    if filters.fund:
        rows = rows.filter(funds__code=filters.fund)
    return rows.filter(wording(filters))


WORDS_READ = 6


def wording(filters: Filters) -> Q:
    """What a line must have of itself: an amount in the phase asked for, and every word somewhere in its name."""
    asked = Q(**{f"{filters.amount_column}__isnull": False}) if filters.phase else Q()
    for word in filters.words.split()[:WORDS_READ]:
        asked &= Q(name__icontains=word)
    return asked


def programme_of(activity: str) -> str:
    """`1.03.10.2.01` lies in `1.03.10`, `02.03.10` of a village in `02.03`."""
    parts = activity.split(".")
    return ".".join(parts[:2] if len(parts[0]) == 2 else parts[:3])
