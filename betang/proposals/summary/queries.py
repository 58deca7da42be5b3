"""The summary in at most eight queries: one over the proposals, one over what the levels said, the rest names and quotas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Substr
from django.utils.translation import gettext

from betang.casework.terms import Level
from betang.proposals import machine, rules
from betang.proposals.calendar import queries as calendar
from betang.proposals.calendar.queries import QuotaState
from betang.proposals.models import LevelOpinion, Proposal, Quota
from betang.proposals.queries.listing import Filters
from betang.proposals.terms import Recommendation, Sector
from betang.regions import terms as regions
from betang.regions.queries import place_lines, prefixes

WAY = (Level.VILLAGE, Level.DISTRICT, Level.COUNCIL, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM)
_CODE_LENGTHS = {1: 5, 2: 8, 3: 13, 4: 13}
"""Parts of the asked code → letters of the code by which its places are told apart: a province's by kabupaten, and so on."""

PLACED = frozenset((*rules.STAGES["diterima"], *rules.STAGES["dikerjakan"], *rules.STAGES["selesai"]))


@dataclass(slots=True, kw_only=True)
class Tally:
    """A group of proposals: how many, how many stopped (refused or kept for another year), how many reached a plan."""

    key: str
    label: str
    total: int = 0
    stopped: int = 0
    placed: int = 0


@dataclass(slots=True, kw_only=True)
class LevelFlow:
    """A level: what it decided, what lies there now, what stopped there, and the median of days until it decided."""

    level: str
    label: str
    passed: int = 0
    returned: int = 0
    deferred: int = 0
    refused: int = 0
    waiting: int = 0
    stopped: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def arrived(self) -> int:
        """All that came this far."""
        return self.passed + self.waiting + self.stopped

    @property
    def median_days(self) -> int | None:
        """Half of the decisions took so many days or fewer; None where nobody decided yet."""
        return median(self.days)


def median(counted: Mapping[int, int]) -> int | None:
    """The lower median of values that were counted."""
    left = (sum(counted.values()) + 1) // 2
    for value in sorted(counted):
        left -= counted[value]
        if left <= 0:
            return value
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How many stopped at a level for a coded reason."""

    level: str
    level_label: str
    reason: str
    reason_label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything on the page."""

    place: str
    total: int
    samples: int
    stages: dict[str, int]
    stops: tuple[Stop, ...]
    levels: tuple[LevelFlow, ...]
    sectors: tuple[Tally, ...]
    places: tuple[Tally, ...]
    years: tuple[Tally, ...]
    quotas: tuple[tuple[str, QuotaState], ...]

    @property
    def stopped(self) -> int:
        """How many stopped, wherever."""
        return sum(one.count for one in self.stops)


def _asked(rows: QuerySet[Proposal], filters: Filters) -> QuerySet[Proposal]:
    rows = rows.filter(matter__is_public=True, matter__merged_into__isnull=True)
    return rows.filter(_where(filters, "", with_year=True))


def _where(filters: Filters, prefix: str, *, with_year: bool) -> Q:
    found = Q()
    if filters.region_code and filters.region_code != settings.PROVINCE_CODE:
        found &= Q(**{f"{prefix}region_code": filters.region_code}) | Q(**{f"{prefix}region_code__startswith": f"{filters.region_code}."})
    if filters.sector:
        found &= Q(**{f"{prefix}field_code": filters.sector})
    if filters.year and with_year:
        found &= Q(**{f"{prefix}fiscal_year": filters.year})
    return found


def is_stopped(state: str) -> bool:
    """Refused, or kept for another year."""
    return state == "deferred" or state in rules.STAGES["ditolak"]


def reason_words() -> dict[str, str]:
    """What the coded reasons are called."""
    return {one.code: str(one.label) for one in machine.PROPOSAL.reasons}


def level_label(level: str) -> str:
    """What a level is called where a proposal stopped."""
    if level in Level.values:
        return str(Level(level).label)
    return gettext("close of the year") if level else gettext("not recorded")


def summary_of(filters: Filters) -> Summary:
    """Where and why what is asked for stopped. At most eight queries."""
    scope = filters.region_code or settings.PROVINCE_CODE
    letters = _CODE_LENGTHS[scope.count(".") + 1]
    rows = (
        _asked(Proposal.objects.all(), filters)
        .order_by()
        .values_list(
            "fiscal_year", "field_code", Substr("region_code", 1, letters), "matter__state", "stopped_level", "stopped_reason",
        )
        .annotate(Count("pk"), samples=Count("pk", filter=Q(is_sample=True)))
    )  # fmt: skip
    levels = {level: LevelFlow(level=level, label=str(level.label)) for level in WAY}
    by_state: Counter[str] = Counter()
    stops: Counter[tuple[str, str]] = Counter()
    groups: tuple[dict[str, Tally], ...] = ({}, {}, {})
    samples = 0
    for year, sector, place, state, stopped_level, reason, count, sample in rows:
        samples += sample
        by_state[state] += count
        stopped = is_stopped(state)
        if stopped:
            stops[(stopped_level, reason)] += count
            if stopped_level in levels:
                levels[Level(stopped_level)].stopped += count
        elif (level := rules.level_of_state(state)) in levels:
            levels[Level(level)].waiting += count
        for group, key in zip(groups, (str(year), sector, place), strict=True):
            tally = group.setdefault(key, Tally(key=key, label=key))
            tally.total += count
            tally.stopped += count if stopped else 0
            tally.placed += count if state in PLACED else 0
    _said(levels, filters)
    years, sectors, places = groups
    names = place_lines({scope, *places})
    for key, tally in places.items():
        tally.label = names.get(key, key).split(",")[0]
    for key, tally in sectors.items():
        tally.label = str(Sector(key).label) if key in Sector.values else gettext("without a sector")
    reasons = reason_words()
    order = {level: at for at, level in enumerate(WAY)}
    found = [
        Stop(level=level, level_label=level_label(level), reason=code, reason_label=reasons.get(code, gettext("not recorded")), count=count)
        for (level, code), count in stops.items()
    ]
    found.sort(key=lambda stop: (order.get(Level(stop.level), 9) if stop.level in Level.values else 9, -stop.count, stop.reason))
    year = filters.year or max((int(one) for one in years), default=0)
    return Summary(
        place=names.get(scope, ""),
        total=sum(by_state.values()),
        samples=samples,
        stages={stage: sum(by_state[state] for state in states) for stage, states in rules.STAGES.items()},
        stops=tuple(found),
        levels=tuple(flow for flow in levels.values() if flow.arrived or flow.returned),
        sectors=_sorted(sectors.values(), lambda tally: (-tally.total, tally.key)),
        places=_sorted(places.values(), lambda tally: (-tally.total, tally.key)),
        years=_sorted(years.values(), lambda tally: tally.key),
        quotas=tuple(_quotas(scope, year, names)) if year else (),
    )


def _sorted(tallies: Iterable[Tally], key: Callable[[Tally], object]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=key))  # type: ignore[arg-type]


_PASSED = (Recommendation.ACCEPTED, Recommendation.REROUTED)


def _said(levels: Mapping[Level, LevelFlow], filters: Filters) -> None:
    """What each level said, and after how many days. One query."""
    rows = LevelOpinion.objects.filter(_where(filters, "proposal__", with_year=False))
    if filters.year:
        rows = rows.filter(fiscal_year=filters.year)
    for level, said, days, count in rows.order_by().values_list("level", "recommendation", "days").annotate(Count("pk")):
        flow = levels.get(Level(level)) if level in Level.values else None
        if flow is None or said == Recommendation.MERGED:
            continue
        flow.passed += count if said in _PASSED else 0
        flow.returned += count if said == Recommendation.RETURNED else 0
        flow.deferred += count if said == Recommendation.DEFERRED else 0
        flow.refused += count if said == Recommendation.REFUSED else 0
        if days is not None:
            flow.days[days] += count


_CASE_LEVEL = {regions.Level.VILLAGE: Level.VILLAGE, regions.Level.DISTRICT: Level.DISTRICT, regions.Level.REGENCY: Level.PLANNING}
_LEVELS = (regions.Level.PROVINCE, regions.Level.REGENCY, regions.Level.DISTRICT, regions.Level.VILLAGE)


def _quotas(scope: str, year: int, names: Mapping[str, str]) -> Iterable[tuple[str, QuotaState]]:
    """The quotas of the place itself and of those directly in it, with how many are used. At most four queries."""
    depth = scope.count(".")
    wanted = [level for level in _LEVELS[depth : depth + 2] if level in _CASE_LEVEL]
    rows = Quota.objects.filter(region__code__in=prefixes(scope), fiscal_year=year, from_level__in=wanted).select_related("region")
    nearest: dict[str, Quota] = {}
    for quota in sorted(rows, key=lambda row: len(row.region.code)):
        nearest[quota.from_level] = quota
    for level, quota in nearest.items():
        parts = _LEVELS.index(regions.Level(level)) + 1
        length = {2: 5, 3: 8, 4: 13}[parts]
        case = _CASE_LEVEL[regions.Level(level)]
        counted = (
            LevelOpinion.objects.filter(calendar.passing(case, scope), fiscal_year=year)
            .exclude(proposal__matter__state__in=("cancelled", "merged"))
            .order_by()
            .values_list(Substr("proposal__region_code", 1, Value(length, output_field=IntegerField())))
            .annotate(Count("proposal", distinct=True))
        )
        passed_by = {**({scope: 0} if len(scope) == length else {}), **dict(counted)}
        for code, passed in sorted(passed_by.items()):
            yield names.get(code, code).split(",")[0], QuotaState(quota=quota, code=code, passed=passed)
