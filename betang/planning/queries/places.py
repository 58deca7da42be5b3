"""The plan as a place sees it: its own, what others do near it, and what became of last year's promises."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from betang.planning.models import Line, LinePlace, Rollup
from betang.planning.queries.explorer import Group, LineRow, Sums, line_columns, line_row, line_rows, names_of
from betang.planning.terms import Dimension
from betang.regions import queries as regions
from betang.regions.models import Office
from betang.regions.terms import Level

OWN_SHOWN = 12
NEAR_SHOWN = 12
PROMISES_SHOWN = 5
NEAR_READ = 300
"""Places of lines that are looked at, the largest first, to find those that lie nearest."""


@dataclass(slots=True, kw_only=True)
class PlacePlan:
    """What a page of a place shows. `own` are lines of its own government, `near` of those above; `promises` are last year's.

    A kecamatan has no budget of its own: its own lines are those of its office, which belongs to the kabupaten. `below` are the
    plans of its villages.
    """

    code: str
    year: int
    years: list[int] = field(default_factory=list)
    own: Sums = field(default_factory=Sums)
    near: Sums = field(default_factory=Sums)
    below: Sums = field(default_factory=Sums)
    before: Sums = field(default_factory=Sums)
    groups: list[Group] = field(default_factory=list)
    own_lines: list[LineRow] = field(default_factory=list)
    below_lines: list[tuple[LineRow, str]] = field(default_factory=list)
    near_lines: list[tuple[LineRow, str]] = field(default_factory=list)
    promises: list[LineRow] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing of any government is known here."""
        return not self.years

    @property
    def is_sample(self) -> bool:
        """Whether any line that is shown was made for the demo world."""
        shown = [*self.own_lines, *(line for line, _where in [*self.near_lines, *self.below_lines]), *self.promises]
        return any(line.is_sample for line in shown)


def plan_of(
    code: str, year: int | None = None, *, own_shown: int = OWN_SHOWN, near_shown: int = NEAR_SHOWN, promises_shown: int = PROMISES_SHOWN
) -> PlacePlan:
    """The plan of a place in a year (unasked: the latest with a budget).

    At most five queries, for a kecamatan seven; one where there is nothing.
    """
    above = regions.prefixes(code)[:-1]
    own = Q(government_code=code, dimension__in=(Dimension.TOTAL, Dimension.FIELD))
    office = _office_of_district(code)
    inside = Q()
    if code.count(".") == 2:
        inside = Q(government_code__startswith=code + ".", dimension=Dimension.TOTAL)
        if office is not None:
            inside |= Q(government_code=above[-1], dimension=Dimension.OFFICE, key=str(office.pk))
    near = Q(government_code__in=above, dimension=Dimension.PLACE, key=code)
    columns = ("fiscal_year", "government_code", "dimension", "key", "effective_idr", "realised_idr", "line_count", "budgeted_idr")
    rows = list(Rollup.objects.filter(own | near | inside).values_list(*columns))
    years = sorted({row[0] for row in rows}, reverse=True)
    budgeted = [row[0] for row in rows if row[7]]
    chosen = year if year is not None and year in years else max(budgeted or years, default=0)
    plan = PlacePlan(code=code, year=chosen, years=years)
    fields: dict[str, Sums] = {}
    for of_year, government, dimension, key, amount, spent, lines, _budget in rows:
        if of_year == chosen and dimension == Dimension.FIELD:
            fields[key] = Sums(amount, spent, lines)
        elif of_year == chosen and government.startswith(code + "."):
            plan.below.add(amount, spent, lines)
        elif of_year == chosen:
            (plan.own if government == code or dimension == Dimension.OFFICE else plan.near).add(amount, spent, lines)
        elif of_year == chosen - 1 and (dimension == Dimension.OFFICE or (dimension == Dimension.TOTAL and government == code)):
            plan.before.add(amount, spent, lines)
    if plan.is_empty:
        return plan
    names = names_of(fields)
    plan.groups = sorted(
        (Group(key, names.get(key, key), sums.amount, sums.spent, sums.lines) for key, sums in fields.items()),
        key=lambda group: (-group.amount, group.key),
    )
    largest = Coalesce(F("effective_idr"), Value(-1)).desc()
    mine = _lines_of(code, office)
    if plan.own.lines:
        plan.own_lines = line_rows(mine.filter(fiscal_year=chosen).order_by(largest, "id")[:own_shown])
    if plan.before.lines and promises_shown:
        plan.promises = line_rows(mine.filter(fiscal_year=chosen - 1).order_by(largest, "id")[:promises_shown])
    if plan.below.lines:
        villages = Line.objects.filter(government_code__startswith=code + ".", fiscal_year=chosen, is_withdrawn=False)
        plan.below_lines = [(line, line.government) for line in line_rows(villages.order_by(largest, "id")[:own_shown])]
    if above and near_shown:
        mine_too = {line.number for line in plan.own_lines}
        found = _near(code, above, chosen, near_shown + (len(mine_too) if office is not None else 0))
        plan.near_lines = [one for one in found if one[0].number not in mine_too][:near_shown]
    return plan


def _office_of_district(code: str) -> Office | None:
    """The office that a kecamatan is in the organisation of its kabupaten: the one that bears its name. One query for a kecamatan."""
    if code.count(".") != 2:
        return None
    name = regions.current().filter(code=code, level=Level.DISTRICT).values("name")[:1]
    offices = Office.objects.filter(region__code=code.rpartition(".")[0], valid_to__isnull=True, name__istartswith="kecamatan ")
    return offices.filter(name__iexact=Concat(Value("Kecamatan "), Subquery(name))).first()


def _lines_of(code: str, office: Office | None) -> QuerySet[Line]:
    """The lines of a government's own, or of the office that stands for it."""
    lines = Line.objects.filter(is_withdrawn=False)
    return lines.filter(government_code=code) if office is None else lines.filter(office=office)


def _near(code: str, above: list[str], year: int, limit: int) -> list[tuple[LineRow, str]]:
    """Lines of the governments above that name this place or a part of it, then those for the whole region around it: with that region.

    What a province plans for the whole province is no news to a village, so «around» begins at the kabupaten. One query.
    """
    around = above[1:]
    here = Q(region_code=code) | Q(region_code__startswith=code + ".") | Q(region_code__in=around)
    places = LinePlace.objects.filter(here, line__fiscal_year=year, line__government_code__in=above, line__is_withdrawn=False)
    ranked = places.order_by(Coalesce(F("line__effective_idr"), Value(-1)).desc(), "line_id")
    exact: dict[str, tuple[LineRow, str]] = {}
    wide: dict[str, tuple[LineRow, str]] = {}
    for region_code, *row in ranked.values_list("region_code", *line_columns(through="line__"))[:NEAR_READ]:
        line = line_row(row)
        into = wide if region_code in around else exact
        into.setdefault(line.number, (line, region_code))
    shown = [*exact.values(), *(one for number, one in wide.items() if number not in exact)]
    return shown[:limit]
