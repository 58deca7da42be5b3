"""The summary in at most eight queries: four over the kept counts (`keeping`), the rest names and quotas. No proposal is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext

from betang.casework.terms import Level
from betang.proposals import machine, rules
from betang.proposals.calendar.queries import QuotaState
from betang.proposals.models import PassedCount, Quota, SaidCount, StandingCount
from betang.proposals.queries.listing import Filters
from betang.proposals.summary import keeping
from betang.proposals.summary.keeping import LETTERS, UNKNOWN_DAYS
from betang.proposals.terms import Recommendation, Sector
from betang.regions import terms as regions
from betang.regions.queries import place_lines, prefixes

WAY = (Level.VILLAGE, Level.DISTRICT, Level.COUNCIL, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM)
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


def _asked(filters: Filters, depth: int) -> dict[str, object]:
    """The counts of what is asked for, but for the place: of all years and sectors where none is named."""
    found: dict[str, object] = {}
    if filters.sector or depth <= keeping.WIDE:
        found["field_code"] = filters.sector or keeping.EVERY_SECTOR
    if filters.year or depth <= keeping.WIDE:
        found["fiscal_year"] = filters.year or keeping.EVERY_YEAR
    return found


def _beside(filters: Filters, depth: int) -> Q:
    """`_asked`, and beside it each year by itself and each sector by itself."""
    asked = _asked(filters, depth)
    if (filters.year and filters.sector) or depth > keeping.WIDE:
        return Q(**asked)
    if filters.year or filters.sector:
        return Q(fiscal_year=filters.year) if filters.year else Q(field_code=filters.sector)
    return Q(field_code=keeping.EVERY_SECTOR) | Q(fiscal_year=keeping.EVERY_YEAR)


def _within(scope: str) -> dict[str, object]:
    """The counts of a place itself. The house's own province stands for everything that was proposed here."""
    depth = _depth(scope)
    return {"depth": depth} if scope == settings.PROVINCE_CODE else {"depth": depth, "code": scope}


def _below(scope: str) -> dict[str, object]:
    """The counts of the places in it; of a village those of its own."""
    depth = _depth(scope)
    if depth == len(LETTERS):
        return _within(scope)
    return {"depth": depth + 1} if scope == settings.PROVINCE_CODE else {"depth": depth + 1, "above_code": scope}


def _depth(scope: str) -> int:
    return min(scope.count(".") + 1, len(LETTERS))


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
    depth = _depth(scope)
    rows = (
        StandingCount.objects.filter(_beside(filters, depth), **_within(scope))
        .order_by()
        .values_list("fiscal_year", "field_code", "state", "stopped_level", "stopped_reason")
        .annotate(Sum("proposal_count"), Sum("sample_count"))
    )
    levels: dict[str, LevelFlow] = {level: LevelFlow(level=level, label=str(level.label)) for level in WAY}
    year_asked = filters.year or (keeping.EVERY_YEAR if depth <= keeping.WIDE else None)
    sector_asked = filters.sector or (keeping.EVERY_SECTOR if depth <= keeping.WIDE else None)
    by_state: Counter[str] = Counter()
    stops: Counter[tuple[str, str]] = Counter()
    years, sectors, places = dict[str, Tally](), dict[str, Tally](), dict[str, Tally]()
    samples = 0
    for year, sector, state, stopped_level, reason, count, sample in rows:
        if not count:
            continue
        is_of_year, is_of_sector = year_asked in (None, year), sector_asked in (None, sector)
        if is_of_sector and year != keeping.EVERY_YEAR:
            _tally(years, str(year), state, count)
        if is_of_year and sector != keeping.EVERY_SECTOR:
            _tally(sectors, sector, state, count)
        if not (is_of_year and is_of_sector):
            continue
        samples += sample
        by_state[state] += count
        if is_stopped(state):
            stops[(stopped_level, reason)] += count
            if stopped_level in levels:
                levels[stopped_level].stopped += count
        elif (level := rules.level_of_state(state)) in levels:
            levels[level].waiting += count
    below = StandingCount.objects.filter(**_asked(filters, min(depth + 1, len(LETTERS))), **_below(scope))
    for place, state, count in below.order_by().values_list("code", "state").annotate(Sum("proposal_count")):
        if count:
            _tally(places, place, state, count)
    _said(levels, SaidCount.objects.filter(**_within(scope), **_asked(filters, depth)))
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
    found.sort(key=lambda stop: (-stop.count, order.get(Level(stop.level), 9) if stop.level in Level.values else 9, stop.reason))
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


def _tally(group: dict[str, Tally], key: str, state: str, count: int) -> None:
    tally = group.setdefault(key, Tally(key=key, label=key))
    tally.total += count
    tally.stopped += count if is_stopped(state) else 0
    tally.placed += count if state in PLACED else 0


def _sorted(tallies: Iterable[Tally], key: Callable[[Tally], object]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=key))  # type: ignore[arg-type]


_PASSED = (Recommendation.ACCEPTED, Recommendation.REROUTED)


def _said(levels: Mapping[str, LevelFlow], counts: QuerySet[SaidCount]) -> None:
    """What each level said, and after how many days. One query."""
    rows = counts.order_by().values_list("level", "recommendation", "days").annotate(Sum("opinion_count"))
    for level, said, days, count in rows:
        flow = levels.get(level)
        if flow is None or said == Recommendation.MERGED or not count:
            continue
        flow.passed += count if said in _PASSED else 0
        flow.returned += count if said == Recommendation.RETURNED else 0
        flow.deferred += count if said == Recommendation.DEFERRED else 0
        flow.refused += count if said == Recommendation.REFUSED else 0
        if days != UNKNOWN_DAYS:
            flow.days[days] += count


_CASE_LEVEL = {regions.Level.VILLAGE: Level.VILLAGE, regions.Level.DISTRICT: Level.DISTRICT, regions.Level.REGENCY: Level.PLANNING}
_LEVELS = (regions.Level.PROVINCE, regions.Level.REGENCY, regions.Level.DISTRICT, regions.Level.VILLAGE)


def _quotas(scope: str, year: int, names: Mapping[str, str]) -> Iterable[tuple[str, QuotaState]]:
    """The quotas of the place itself and of those directly in it, with how many are used. Two queries."""
    depth = scope.count(".")
    wanted = [level for level in _LEVELS[depth : depth + 2] if level in _CASE_LEVEL]
    rows = Quota.objects.filter(region__code__in=prefixes(scope), fiscal_year=year, from_level__in=wanted).select_related("region")
    nearest: dict[str, Quota] = {}
    for quota in sorted(rows, key=lambda row: len(row.region.code)):
        nearest[quota.from_level] = quota
    if not nearest:
        return
    passed: dict[str, dict[str, int]] = {}
    own, below = (_CASE_LEVEL.get(_LEVELS[at]) if at < len(_LEVELS) else None for at in (depth, depth + 1))
    counts = PassedCount.objects.filter(Q(level=own, code=scope) | Q(level=below, above_code=scope), fiscal_year=year)
    for case, code, count in counts.order_by().values_list("level", "code").annotate(Sum("proposal_count")):
        if count:
            passed.setdefault(case, {})[code] = count
    for level, quota in nearest.items():
        case = _CASE_LEVEL[regions.Level(level)]
        mine = {scope: 0} if case == own else {}
        for code, many in sorted({**mine, **passed.get(case, {})}.items()):
            yield names.get(code, code).split(",")[0], QuotaState(quota=quota, code=code, passed=many)
