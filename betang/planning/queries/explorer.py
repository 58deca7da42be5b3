"""The explorer: sums from the kept rollups wherever one condition asks for them, else from the lines; and the lines themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Length

from betang.planning.models import Code, Line, LineFund, Rollup
from betang.planning.queries.filters import Filters
from betang.planning.queries.scopes import Scope, lines_of, rollups_of, wording
from betang.planning.rules import support_code
from betang.planning.terms import Dimension, Scheme
from betang.planning.words import name_of
from betang.regions import queries as regions
from betang.regions.terms import Kind

LINES_A_PAGE = 25
GROUPS_NAMED = 40
"""Governments of a breakdown that are named: those that a page shows."""
MATCHES_READ = 20_000
"""Lines that may be taken in hand one by one; of more, those that have a common word (`jalan`) are counted and ranked by the engine."""

LARGEST_READ = 3_000
"""Of very many lines so many of the largest are looked at first: a common word fills the first page from them."""

SORTED_AT_ONCE = 60_000
"""Up to so many lines are sorted where they are found; of more, the index by amount is walked from its largest on."""

_KEY = Cast("pk", CharField())
"""A line's key as text: to make 20,000 UUIDs of it costs 20 ms."""

_CHILD = {"": Dimension.FIELD, "field_code": Dimension.PROGRAMME, "programme_code": Dimension.ACTIVITY}
_OWN = {"field_code": Dimension.FIELD, "programme_code": Dimension.PROGRAMME, "activity_code": Dimension.ACTIVITY}
_COLUMN_OF = {Dimension.FIELD: "field_code", Dimension.PROGRAMME: "programme_code", Dimension.ACTIVITY: "activity_code"}


@dataclass(slots=True)
class Sums:
    """What is planned and what is spent, over so many lines."""

    amount: int = 0
    spent: int = 0
    lines: int = 0
    governments: int = 0

    def add(self, amount: int | None, spent: int | None, lines: int) -> None:
        self.amount += amount or 0
        self.spent += spent or 0
        self.lines += lines


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a breakdown. `key` is a code, an office's key, or a region code; `name` is for people."""

    key: str
    name: str
    amount: int
    spent: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line as lists show it."""

    number: str
    name: str
    code: str
    scheme: str
    field_code: str
    programme_code: str
    activity_code: str
    fiscal_year: int
    government_code: str
    government: str
    office: str
    location: str
    amount: int | None
    indicative_idr: int | None
    proposed_idr: int | None
    ceiling_idr: int | None
    budgeted_idr: int | None
    revised_idr: int | None
    realised_idr: int | None
    physical: Decimal | None
    is_sample: bool


@dataclass(slots=True, kw_only=True)
class Found:
    """The answer to a question, without its lines.

    What was learnt of them on the way is kept for the list: `ranked` has lines by what they are worth, all that there are
    where `is_matched`, else those of governments above; `largest` the first of all, in order; `lines_asked` is how many
    the place has in the year, of the sector asked for. Lines stand there by their key as text, in which both engines sort keys.
    """

    scope: Scope
    year: int
    years: list[int]
    total: Sums = field(default_factory=Sums)
    before: Sums = field(default_factory=Sums)
    by_planner: dict[int, Sums] = field(default_factory=dict)
    by: str = ""
    groups: list[Group] = field(default_factory=list)
    offices: list[Group] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    funds: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    ranked: dict[str, int | None] = field(default_factory=dict)
    is_matched: bool = False
    largest: list[str] = field(default_factory=list)
    lines_asked: int = 0


def answer(filters: Filters, scope: Scope) -> Found:
    """The sums of a question and its breakdown: four to six queries, whatever the number of lines.

    Governments of the place count as kept by dimension where one condition is asked for, else from their lines; of
    governments above, the lines that are carried out here count, with their share where it is known.
    """
    years = _years(filters, scope)
    year = filters.year if filters.year is not None else _present(years)
    found = Found(scope=scope, year=year, years=sorted({of_year for of_year, _level in years}, reverse=True), by=_by(filters, scope))
    whole = Sums()
    for (of_year, level), (sums, _budgeted) in years.items():
        if of_year == year:
            found.by_planner[level] = sums
            whole.add(sums.amount, sums.spent, sums.lines)
        elif of_year == year - 1:
            found.before.add(sums.amount, sums.spent, sums.lines)
    groups: dict[str, Sums] = {}
    offices: dict[str, Sums] = {}
    fields: set[str] = set()
    funds: set[str] = set()
    is_kept = _is_kept(filters)
    total, key = _total(filters)
    for dimension, of_key, amount, spent, lines in _rollup_rows(filters, scope, year, found.by if is_kept else ""):
        if dimension == Dimension.FIELD:
            fields.add(of_key)
            found.lines_asked += lines if filters.field in ("", of_key) else 0
        if dimension == Dimension.FUND:
            funds.add(of_key)
        if dimension == Dimension.OFFICE:
            offices.setdefault(of_key, Sums()).add(amount, spent, lines)
        if is_kept and dimension == found.by:
            groups.setdefault(of_key, Sums()).add(amount, spent, lines)
        if is_kept and dimension == total and of_key == key:
            found.total.add(amount, spent, lines)
    if not is_kept:
        _add_lines(found, groups, filters)
    elif found.by == "government":
        for of_key, amount, spent, lines in _governments(filters, scope, year, total, key):
            groups.setdefault(of_key, Sums()).add(amount, spent, lines)
    if scope.above:
        _add_from_above(found, groups, filters)
    if is_kept and total == Dimension.TOTAL:
        found.total = whole
    named = {*fields, *(groups if found.by not in ("government", "level") else ()), *(code for code in (filters.narrowest[1],) if code)}
    names = names_of(named, funds={*funds, *([filters.fund] if filters.fund else [])})
    places = dict(scope.names)
    if found.by == "government":
        largest = sorted(groups, key=lambda one: -groups[one].amount)[:GROUPS_NAMED]
        places |= regions.place_lines(one for one in largest if one not in places)
    found.names = names
    found.groups = _named(groups, names if found.by != "government" else places)
    found.offices = _named(offices, {})
    found.fields = sorted((one, names.get(one, one)) for one in fields)
    found.funds = sorted((one, names.get(f"fund:{one}", one)) for one in funds)
    return found


def _is_kept(filters: Filters) -> bool:
    """Whether kept sums answer the question: one condition at most, and one that has a dimension below it."""
    column, _code = filters.narrowest
    return not (filters.office or filters.words or (column and filters.fund) or column in ("code", "activity_code"))


def _total(filters: Filters) -> tuple[Dimension, str]:
    """In which dimension and under which key the sum of a question is kept."""
    if filters.fund:
        return Dimension.FUND, filters.fund
    column, code = filters.narrowest
    return _OWN.get(column, Dimension.TOTAL), code


def _by(filters: Filters, scope: Scope) -> str:
    """What a breakdown goes by: a dimension, `code` for sub-activities, or `government`."""
    column, _code = filters.narrowest
    if column == "code":
        return "government"
    if column == "activity_code":
        return "code"
    if column:
        return str(_CHILD[column])
    if filters.office:
        return str(Dimension.PROGRAMME)
    return "government" if filters.fund and not filters.words and not scope.sole else str(Dimension.FIELD)


def _years(filters: Filters, scope: Scope) -> dict[tuple[int, int], tuple[Sums, int]]:
    """`{(year, length of the government's code): (sums, budgeted)}` of everything in the scope. One query."""
    here = Q(dimension=Dimension.TOTAL, key="")
    rows = rollups_of(scope).filter(here)
    if scope.above:
        above = Q(dimension=Dimension.PLACE, key=scope.code, government_code__in=scope.above)
        rows = Rollup.objects.filter((scope.own_rollups() & here) | above)
    column = filters.amount_column
    found: dict[tuple[int, int], tuple[Sums, int]] = {}
    grouped = rows.annotate(level=Length("government_code")).values_list("fiscal_year", "level")
    budgeted_of, governments_of = Sum("budgeted_idr"), Count("government_code", distinct=True)
    for year, level, amount, spent, lines, budgeted, governments in grouped.annotate(
        **_summed(column, Sum("line_count")), budgeted=budgeted_of, governments=governments_of
    ).order_by():
        found[year, level] = (Sums(amount or 0, spent or 0, lines, governments), budgeted or 0)
    return found


def _present(years: dict[tuple[int, int], tuple[Sums, int]]) -> int:
    """The year that is shown unasked: the latest with a budget, else the latest; 0 where there is none."""
    budgeted = [year for (year, _level), (_sums, amount) in years.items() if amount]
    return max(budgeted or [year for year, _level in years], default=0)


def _rollup_rows(filters: Filters, scope: Scope, year: int, by: str) -> Iterable[tuple[Any, ...]]:
    """Kept sums by dimension and key: sectors and funds (what may be chosen), the breakdown, the total, offices of a sole government."""
    total, key = _total(filters)
    wanted = Q(dimension__in=(Dimension.FIELD, Dimension.FUND))
    if by in (Dimension.PROGRAMME, Dimension.ACTIVITY):
        wanted |= Q(dimension=by, key__startswith=key + ".")
    if total in (Dimension.PROGRAMME, Dimension.ACTIVITY):
        wanted |= Q(dimension=total, key=key)
    if scope.sole and total == Dimension.TOTAL and not filters.office:
        wanted |= Q(dimension=Dimension.OFFICE)
    rows = rollups_of(scope).filter(wanted, fiscal_year=year).order_by()
    return rows.values_list("dimension", "key").annotate(**_summed(filters.amount_column, Sum("line_count")))  # type: ignore[no-any-return]


def _governments(filters: Filters, scope: Scope, year: int, dimension: Dimension, key: str) -> Iterable[tuple[Any, ...]]:
    rows = rollups_of(scope).filter(fiscal_year=year, dimension=dimension, key=key).order_by()
    return rows.values_list("government_code").annotate(**_summed(filters.amount_column, Sum("line_count")))  # type: ignore[no-any-return]


def _summed(amount_column: str, lines: Count | Sum) -> dict[str, Count | Sum]:
    """Sums by name. Without names Django takes the two of a phase that is itself what was spent for one, and rows fall short."""
    return {"amount": Sum(amount_column), "spent": Sum("realised_idr"), "lines": lines}


def _column(by: str) -> str:
    return {"government": "government_code", "code": "code"}.get(by) or _COLUMN_OF[Dimension(by)]


def _lines(found: Found, filters: Filters) -> Any:
    """Lines of the governments here."""
    return lines_of(found.scope, filters, found.year, is_wide=bool(filters.words) and found.lines_asked > MATCHES_READ)


def _add_lines(found: Found, groups: dict[str, Sums], filters: Filters) -> None:
    """Sums of lines of the governments here. One query, or two for words.

    Lines with the words are read one by one where they are few, and need not be looked for again to be listed. Where they may be
    many the engine adds them up: 150,000 lines in 50 ms instead of half a second.
    """
    rows = _lines(found, filters)
    if filters.words and not _is_common(found, filters):
        for key, worth, group, amount, spent in rows.order_by().values_list(
            _KEY, "effective_idr", _column(found.by), filters.amount_column, "realised_idr"
        ):
            found.ranked[key] = worth
            groups.setdefault(group, Sums()).add(amount, spent, 1)
            found.total.add(amount, spent, 1)
        found.is_matched = True
        return
    grouped = rows.order_by().values_list(_column(found.by)).annotate(**_summed(filters.amount_column, Count("pk")))
    for key, amount, spent, lines in grouped:
        groups.setdefault(key, Sums()).add(amount, spent, lines)
        found.total.add(amount, spent, lines)


def _is_common(found: Found, filters: Filters) -> bool:
    """Whether very many lines are likely to have the words: those of a first page stand among the largest. Keeps them.

    The largest lines of the year are looked at whosever they are: an index has them in order. Villages' lines are small and do
    not stand there, and the lines of governments above take a query more: of both the words count as common unseen.
    """
    if found.lines_asked <= MATCHES_READ or filters.office or filters.programme or filters.activity or filters.code:
        return False
    if found.scope.above or filters.planner == "desa":
        return True
    asked = Q(found.scope.own_lines(), is_withdrawn=False) & wording(filters)
    if filters.field:
        asked &= Q(field_code=filters.field)
    if filters.fund:
        asked &= Q(Exists(LineFund.objects.filter(line=OuterRef("pk"), code=filters.fund)))
    largest = Line.objects.filter(fiscal_year=found.year, effective_idr__isnull=False).order_by("-effective_idr", "id")
    seen = largest.values_list(_KEY, Case(When(asked, then=True), default=False))
    found.largest = [key for key, is_asked in seen[:LARGEST_READ] if is_asked]
    return len(found.largest) > LINES_A_PAGE


def _add_from_above(found: Found, groups: dict[str, Sums], filters: Filters) -> None:
    """Lines of governments above, as `rollups` counts them in a place: whole, unless every place of the line here states its share."""
    columns = (_column(found.by), filters.amount_column, "realised_idr", "effective_idr")
    seen: dict[Any, tuple[str, int | None, int | None]] = {}
    shares: dict[Any, list[int | None]] = {}
    rows = lines_of(found.scope, filters, found.year, part="above").order_by()
    for pk, share, key, amount, spent, worth in rows.values_list(_KEY, "places__share_idr", *columns):
        seen[pk] = (key, amount, spent)
        shares.setdefault(pk, []).append(share)
        found.ranked[pk] = worth
    for pk, (key, amount, spent) in seen.items():
        known = [share for share in shares[pk] if share is not None]
        here = sum(known) if len(known) == len(shares[pk]) else None
        groups.setdefault(key, Sums()).add(_within(amount, here), _within(spent, here), 1)
        found.total.add(_within(amount, here), _within(spent, here), 1)


def _within(amount: int | None, share: int | None) -> int | None:
    return amount if amount is None or share is None else min(amount, share)


def _named(groups: dict[str, Sums], names: dict[str, str]) -> list[Group]:
    rows = [Group(key, names.get(key, key), sums.amount, sums.spent, sums.lines) for key, sums in groups.items()]
    return sorted(rows, key=lambda row: (-row.amount, row.key))


def scheme_of(code: str) -> Scheme:
    """Village codes begin with two digits, regional ones with one: `02.03` and `1.03`."""
    return Scheme.VILLAGE_ACTIVITY if len(code.partition(".")[0]) == 2 else Scheme.REGIONAL


def names_of(codes: Iterable[str], *, funds: Iterable[str] = ()) -> dict[str, str]:
    """Names for people by code, as the newest code list has them; of a fund under `fund:<code>`. One query."""
    wanted = {code for code in codes if code}
    general = {code: support for code in wanted if (support := support_code(code))}
    sources = set(funds)
    if not wanted and not sources:
        return {}
    regional = Q(code__in=wanted | set(general.values()), nomenclature__scheme__in=(Scheme.REGIONAL, Scheme.VILLAGE_ACTIVITY))
    fund = Q(code__in=sources, nomenclature__scheme__in=(Scheme.FUND_SOURCE, Scheme.VILLAGE_ACCOUNT))
    listed: dict[tuple[str, str], str] = {}
    rows = Code.objects.filter(regional | fund).order_by("nomenclature__version")
    for scheme, code, name in rows.values_list("nomenclature__scheme", "code", "name"):
        listed[scheme, code] = name_of(name)
    names = {}
    for code in sources:
        found = listed.get((Scheme.FUND_SOURCE, code)) or listed.get((Scheme.VILLAGE_ACCOUNT, code))
        if found:
            names[f"fund:{code}"] = found
    for code in wanted:
        scheme = scheme_of(code)
        found = listed.get((scheme, code)) or listed.get((scheme, general.get(code, "")))
        if found:
            names[code] = found
    return names


_LINE_COLUMNS = (
    "number", "name", "code", "scheme", "field_code", "programme_code", "activity_code", "fiscal_year", "government_code",
    "government__kind", "government__name", "office__name", "location_text",
    "indicative_idr", "proposed_idr", "ceiling_idr", "budgeted_idr", "revised_idr", "realised_idr", "physical_percent", "is_sample",
)  # fmt: skip


def line_columns(amount_column: str = "effective_idr", *, through: str = "") -> list[str]:
    """The columns that `line_row` reads, of `Line` or `through` a relation to it (`line__`)."""
    return [f"{through}{column}" for column in (*_LINE_COLUMNS, amount_column)]


def line_row(row: Sequence[Any]) -> LineRow:
    """A row of `line_columns` as lists show it."""
    return LineRow(
        number=row[0], name=row[1], code=row[2], scheme=row[3], field_code=row[4], programme_code=row[5], activity_code=row[6],
        fiscal_year=row[7], government_code=row[8], government=f"{Kind(row[9]).label} {row[10]}", office=row[11] or "", location=row[12],
        indicative_idr=row[13], proposed_idr=row[14], ceiling_idr=row[15], budgeted_idr=row[16], revised_idr=row[17],
        realised_idr=row[18], physical=row[19], is_sample=row[20], amount=row[21],
    )  # fmt: skip


def line_rows(rows: QuerySet[Line], amount_column: str = "effective_idr") -> list[LineRow]:
    """Rows of a QuerySet of lines as lists show them. One query."""
    return [line_row(row) for row in rows.values_list(*line_columns(amount_column))]


_LARGEST_FIRST = (F("effective_idr").desc(nulls_last=True), "id")


def list_lines(filters: Filters, found: Found, *, limit: int = LINES_A_PAGE, offset: int = 0) -> list[LineRow]:
    """The lines of an answer, the largest first: their order is read from an index, whole rows only of those shown.

    One query. Where there are very many, those without any amount are left out: the index by amount is read from its largest on.
    """
    most = offset + limit
    ranked = _by_worth(found.ranked)
    shown: Any
    if found.is_matched:
        shown = ranked[offset:most]
        if not shown:
            return []
    elif len(found.largest) >= most:
        shown = found.largest[offset:most]
    else:
        rows = _in_order(_lines(found, filters), filters, found).values("pk")
        if ranked:
            both = Line.objects.filter(Q(pk__in=rows[:most]) | Q(pk__in=ranked[:most]))
            rows = both.order_by(*_LARGEST_FIRST).values("pk")
        shown = rows[offset:most]
    return line_rows(Line.objects.filter(pk__in=shown).order_by(*_LARGEST_FIRST), filters.amount_column)


def _in_order(rows: Any, filters: Filters, found: Found) -> Any:
    """Lines with those worth most first, in the order that costs less: an index has it, or it is made of what was found.

    Whoever walks the index finds soon what has a common word. What has the phase asked for may be few lines, and small ones.
    """
    is_met_soon = bool(found.largest) if filters.words else not filters.phase
    if found.total.lines > SORTED_AT_ONCE and is_met_soon:
        return rows.filter(effective_idr__isnull=False).order_by("-effective_idr", "id")
    return rows.order_by(Coalesce(F("effective_idr"), Value(-1)).desc(), "id")


def _by_worth(ranked: dict[str, int | None]) -> list[str]:
    """Keys of lines, those worth most first, those without any amount last."""

    def order(key: str) -> tuple[int, str]:
        worth = ranked[key]
        return (1 if worth is None else -worth, key)

    return sorted(ranked, key=order)


def office_names(keys: Iterable[str]) -> dict[str, str]:
    """Names of offices by their key as text. One query."""
    from betang.regions.models import Office

    ids = [UUID(key) for key in keys if key]
    return {str(pk): name for pk, name in Office.objects.filter(pk__in=ids).values_list("pk", "name")} if ids else {}
