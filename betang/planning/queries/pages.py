"""One line as its public page shows it: who, where, for how much, from which money, what was promised and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from betang.planning.models import Figure, Line, LinePlace, Realisation
from betang.planning.queries.explorer import LineRow, line_rows, names_of
from betang.planning.rules import AMOUNT_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A small thing that belongs to a line. What the fields hold depends on the kind: see `_ANNEXES`."""

    kind: str
    first: str
    second: str
    third: str
    fourth: str


@dataclass(slots=True, kw_only=True)
class LinePage:
    """Everything on the page of a line."""

    line: Line
    figures: list[Figure]
    past: list[Figure]
    places: list[tuple[str, str, str, int | None]]
    points: list[LinePlace]
    funds: list[tuple[str, str, int | None]]
    indicators: list[Annex]
    milestones: list[tuple[str, date | None, date | None]]
    photos: list[Annex]
    realisations: list[Realisation]
    other_years: list[LineRow]
    names: dict[str, str] = field(default_factory=dict)


def page_of(line: Line) -> LinePage:
    """The page of a line that was read with its government and office. Six queries, whatever hangs on the line."""
    figures = list(Figure.objects.filter(line=line).select_related("run__file").order_by("stated_at", "id"))
    annexes = _annexes(line)
    places = list(_places(line))
    funds = {one.first: one.second for one in annexes if one.kind == "fund"}
    by_fund = {figure.fund_code for figure in figures if figure.fund_code and figure.is_current}
    codes = (line.field_code, line.programme_code, line.activity_code, line.code)
    names = names_of(codes, funds={*funds, *by_fund})
    same = Line.objects.filter(government_code=line.government_code, code=line.code, key=line.key, is_withdrawn=False)
    near_years = Q(fiscal_year__in=(line.fiscal_year - 1, line.fiscal_year + 1))
    return LinePage(
        line=line,
        figures=[figure for figure in figures if figure.is_current],
        past=[figure for figure in figures if not figure.is_current],
        places=[_in_words(row) for row in places],
        points=[row for row in places if row.latitude is not None and row.longitude is not None],
        funds=[(code, names.get(f"fund:{code}", code), int(amount) if amount else None) for code, amount in funds.items()],
        indicators=[one for one in annexes if one.kind == "indicator"],
        milestones=[(one.first, _date(one.second), _date(one.third)) for one in annexes if one.kind == "milestone"],
        photos=[one for one in annexes if one.kind == "photo"],
        realisations=list(Realisation.objects.filter(line=line).select_related("run__file").order_by("until_on")),
        other_years=line_rows(same.filter(near_years).order_by("fiscal_year", "number")),
        names=names,
    )


def phases_of(page: LinePage, sources: dict[Any, str]) -> Iterable[tuple[str, int, str]]:
    """(phase, amount, address of its source) of every phase that the line has an amount in, in their order."""
    for phase, column in AMOUNT_COLUMNS.items():
        amount = getattr(page.line, column)
        if amount is not None:
            stated = [figure for figure in page.figures if figure.phase == phase]
            yield str(phase), amount, sources.get(stated[0].pk, "") if stated else ""


def _places(line: Line) -> Iterable[LinePlace]:
    """A line's places. One query; their regions and the regions' parents come along."""
    return LinePlace.objects.filter(line=line).select_related("region__parent__parent").order_by("region_code", "detail")[:PLACES_SHOWN]


def _in_words(row: LinePlace) -> tuple[str, str, str, int | None]:
    """(region code, its place line, detail, share) of a place."""
    names = [row.region.full_name]
    above = row.region.parent
    while above is not None and above.code.count(".") > 0 and len(names) < 3:
        names.append(above.full_name)
        above = above.parent
    return row.region_code, ", ".join(names), row.detail, row.share_idr


PLACES_SHOWN = 300

_ANNEXES = (
    # kind, table, four columns, order
    ("fund", "planning_linefund", ("code", "amount_idr", "''", "''"), "code"),
    ("indicator", "planning_indicator", ("text", "target_text", "reached", "kind || ':' || year"), "year"),
    ("milestone", "planning_milestone", ("name", "due_on", "done_on", "''"), "due_on"),
    ("photo", "planning_photo", ("path", "alt", "percent", "width || 'x' || height"), "taken_on"),
)


def _annexes(line: Line) -> list[Annex]:
    """What hangs on a line in small tables, in one query: funds, indicators, milestones, photos. Everything comes as text."""
    pk = line.pk if connection.vendor == "postgresql" else line.pk.hex
    parts = []
    for n, (kind, table, columns, order) in enumerate(_ANNEXES):
        texts = ", ".join(f"CAST({column} AS text) AS c{place}" for place, column in enumerate(columns))
        parts.append(f"SELECT {n} AS part, '{kind}' AS kind, {texts}, CAST({order} AS text) AS rank FROM {table} WHERE line_id = %s")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1, 7", [pk] * len(parts))
        return [Annex(kind=row[1], first=row[2] or "", second=row[3] or "", third=row[4] or "", fourth=row[5] or "") for row in cursor]


def _date(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
