"""Reading the calendar: what is open in a place on a day, the dates of a year, and how many were passed on of a quota."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, IntegerField, Q, QuerySet

from betang.accounts.actors import Actor
from betang.casework.terms import Level as CaseLevel
from betang.kernel import clock
from betang.kernel.prepared import Prepared, Slot, slots, spread
from betang.proposals.calendar import rules
from betang.proposals.calendar.rules import OpenNow, Span
from betang.proposals.models import LevelOpinion, Phase, Quota
from betang.proposals.terms import PhaseKind, Recommendation
from betang.regions.queries import prefixes
from betang.regions.terms import Level

_COLUMNS = ("region__code", "fiscal_year", "kind", "opens_on", "closes_on", "source", "is_verified", "note")
MOST_SPANS = 400

_AROUND = Prepared(
    lambda count: (
        Phase.objects.filter(region__code__in=slots("code", count, CharField()), fiscal_year__gte=Slot("year", IntegerField()))
        .order_by()
        .values_list(*_COLUMNS)[:MOST_SPANS]
    )
)


def _span(row: Sequence[Any]) -> Span:
    code, year, kind, opens, closes, source, is_verified, note = row
    return Span(
        region_code=code, fiscal_year=year, kind=kind, opens_on=opens, closes_on=closes, source=source, is_verified=is_verified, note=note,
    )  # fmt: skip


def spans_around(region_code: str, from_year: int) -> list[Span]:
    """The stated phases of a place and those around it, for the plans of `from_year` and later. One query."""
    count, codes = spread("code", prefixes(region_code))
    return [_span(row) for row in _AROUND.rows(count, year=from_year, **codes)]


def standing_of(spans: Iterable[Span], region_code: str, on: date, *, is_council: bool = False) -> OpenNow:
    """What a day is by these phases."""
    kinds: tuple[str, ...] = (PhaseKind.COUNCIL_PROPOSALS,) if is_council else rules.TAKING
    return rules.standing(spans, region_code=region_code, on=on, kinds=kinds)


def open_now(region_code: str, on: date | None = None, *, is_council: bool = False) -> OpenNow:
    """What is open in a place on a day (today), by its own dates or those around it, and when it opens next. One query."""
    day = on or clock.today()
    return standing_of(spans_around(region_code, day.year), region_code, day, is_council=is_council)


def spans_of(region_code: str, fiscal_year: int) -> list[Span]:
    """The phases of a planning year as they hold for a place, in order. One query."""
    rows = Phase.objects.filter(region__code__in=prefixes(region_code), fiscal_year=fiscal_year).values_list(*_COLUMNS)
    return rules.effective(_span(row) for row in rows)


@dataclass(frozen=True, slots=True)
class OpenHere:
    """A phase that is open, or opens next, in several governments: their names, and the first day on which one of them closes."""

    kind: str
    label: str
    names: tuple[str, ...]
    closes_on: date
    is_verified: bool


_GOVERNMENTS = Prepared(
    lambda: (
        Phase.objects.filter(
            region__level__in=(Level.PROVINCE, Level.REGENCY), region__valid_to__isnull=True, fiscal_year__gte=Slot("year", IntegerField())
        )
        .order_by("region__code")
        .values_list(*_COLUMNS, "region__kind", "region__name")[:2000]
    )
)


@dataclass(frozen=True, slots=True)
class ProvinceNow:
    """What is open in the whole house: by phase, and the next day on which proposals are taken somewhere."""

    open: tuple[OpenHere, ...]
    next: Span | None
    is_known: bool

    @property
    def takes(self) -> bool:
        """Proposals of residents are weighed somewhere as they come."""
        return any(one.kind in rules.TAKING for one in self.open)


def governments_dates(from_year: int) -> list[tuple[Any, ...]]:
    """The stated phases of kabupaten, cities and the province, with their names, for `province_on`. One query."""
    return _GOVERNMENTS.rows(year=from_year)


def open_in_province(on: date | None = None) -> ProvinceNow:
    """What is open where, for the portal. One query."""
    day = on or clock.today()
    return province_on(governments_dates(day.year), day)


def province_on(rows: Iterable[tuple[Any, ...]], day: date) -> ProvinceNow:
    """What a day is in kabupaten and cities, by phase; the province's dates hold where they have none."""
    from betang.regions.terms import Kind

    by_code: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    for *columns, kind, name in rows:
        span = _span(columns)
        by_code.setdefault(span.region_code, []).append(span)
        names[span.region_code] = f"{Kind(kind).label} {name}"
    found: dict[str, list[tuple[str, Span]]] = {}
    coming: list[Span] = []
    is_known = False
    for code, spans in by_code.items():
        province = by_code.get(code.split(".")[0], []) if "." in code else []
        now = rules.standing([*spans, *province], region_code=code, on=day)
        is_known = True
        own = [span for span in now.spans if span.region_code == code]
        for span in own:
            found.setdefault(span.kind, []).append((names[code], span))
        if now.next is not None:
            coming.append(now.next)
    order = list(PhaseKind.values)
    opened = tuple(
        OpenHere(
            kind=kind,
            label=str(PhaseKind(kind).label),
            names=tuple(name for name, _span_of in some),
            closes_on=min(span.closes_on for _name, span in some),
            is_verified=all(span.is_verified for _name, span in some),
        )
        for kind, some in sorted(found.items(), key=lambda pair: order.index(pair[0]))
    )
    return ProvinceNow(opened, min(coming, key=lambda span: span.opens_on, default=None), is_known)


def phases_at_desk(region_code: str, fiscal_year: int) -> list[Phase]:
    """The dates that a government has stated itself for a year."""
    return list(Phase.objects.filter(region__code=region_code, fiscal_year=fiscal_year).select_related("region"))


def quotas_at_desk(region_code: str, fiscal_year: int) -> list[Quota]:
    """The quotas that a government has set for a year."""
    return list(Quota.objects.filter(region__code=region_code, fiscal_year=fiscal_year).select_related("region").order_by("from_level"))


# ---------- quotas ----------

_WHO_PASSES: dict[str, str] = {CaseLevel.VILLAGE: Level.VILLAGE, CaseLevel.DISTRICT: Level.DISTRICT, CaseLevel.PLANNING: Level.REGENCY}
"""Which level of regions passes on when a level of the casework does."""

_DEPTH: dict[str, int] = {Level.VILLAGE: 4, Level.DISTRICT: 3, Level.REGENCY: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaState:
    """How many of how many a region has passed on for a year. `code` is who passes on, `setter` who limits it."""

    quota: Quota
    code: str
    passed: int

    @property
    def is_full(self) -> bool:
        """No place is left."""
        return self.passed >= self.quota.limit

    @property
    def left(self) -> int:
        """How many places are left."""
        return max(0, self.quota.limit - self.passed)


def quota_of(level: str, region_code: str, fiscal_year: int) -> Quota | None:
    """The quota under which a region passes on: of the nearest government that has set one. One query."""
    from_level = _WHO_PASSES.get(level)
    if from_level is None:
        return None
    around = prefixes(region_code)[: _DEPTH[from_level] - 1]
    rows = Quota.objects.filter(region__code__in=around, fiscal_year=fiscal_year, from_level=from_level).select_related("region")
    return max(rows, key=lambda row: len(row.region.code), default=None)


def passing(level: str, code: str) -> Q:
    """Opinions by which a region passed a proposal on to the level above it."""
    if level == CaseLevel.PLANNING:
        province = code.split(".")[0]
        said = Q(level=level, recommendation=Recommendation.REROUTED, step__level=CaseLevel.PLANNING, step__holder_code=province)
    else:
        said = Q(level=level, recommendation=Recommendation.ACCEPTED)
    inside = Q(proposal__region_code=code) | Q(proposal__region_code__startswith=f"{code}.")
    return said & inside


def passed_rows(level: str, code: str, fiscal_year: int) -> QuerySet[LevelOpinion]:
    """The opinions that count: each proposal once, and none that was taken back or merged since."""
    return LevelOpinion.objects.filter(passing(level, code), fiscal_year=fiscal_year).exclude(
        proposal__matter__state__in=("cancelled", "merged")
    )


def passed_on(level: str, code: str, fiscal_year: int) -> int:
    """How many proposals a region has passed on for a year. One query."""
    found: int = passed_rows(level, code, fiscal_year).aggregate(count=Count("proposal", distinct=True))["count"]
    return found


def quota_state(level: str, region_code: str, fiscal_year: int) -> QuotaState | None:
    """The quota of who passes on, with its count; None where there is none. Two queries, one without a quota."""
    from_level = _WHO_PASSES.get(level)
    if from_level is None or region_code.count(".") + 1 < _DEPTH[from_level]:
        return None
    quota = quota_of(level, region_code, fiscal_year)
    if quota is None:
        return None
    code = ".".join(region_code.split(".")[: _DEPTH[from_level]])
    return QuotaState(quota=quota, code=code, passed=passed_on(level, code, fiscal_year))


_SEATS = {"village_officer": CaseLevel.VILLAGE, "district_officer": CaseLevel.DISTRICT, "planner": CaseLevel.PLANNING}


def quotas_of_desk(actor: Actor, years: Iterable[int]) -> list[QuotaState]:
    """The quotas under which this person's regions pass on, for the years that lie in their queue. Two queries each."""
    found = []
    for held in actor.posts:
        level = _SEATS.get(held.post)
        if level is None or not held.region_code:
            continue
        found += [state for year in sorted(set(years)) if (state := quota_state(level, held.region_code, year)) is not None]
    return found
