"""The board: what was reported of a place on a day, how it moved, and what is only known from before. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, DateField, Q, QuerySet

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.money import rupiah
from betang.kernel.prepared import Prepared, Slot
from betang.market.models import Commodity, OfficialPrice, PriceReport
from betang.market.prices import rules
from betang.market.prices.actions import within
from betang.market.prices.commodities import sides_of
from betang.market.terms import FoodGroup, PriceLevel, ReportState, Unit
from betang.regions.queries import prefixes

SPAN_DAYS = 40
"""Days that are read for a day, its week and its month before."""
OLDEST_DAYS = 400
"""What was last known longer ago is not shown."""
OLD_ROWS = 6_000
YEAR_WEEKS = 53
COMPARED_DAYS = 30
OFFICIAL_DAYS = 45
NEWEST_DAYS = 7
WEEK_BEFORE = (4, 10)
"""The days before a day that count as «a week before»; with their middle, so that a market day of another weekday counts too."""
MONTH_BEFORE = (25, 35)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a price: the day, the median, the range and the number of reports; and how it moved."""

    on: date
    middle: int
    low: int
    high: int
    count: int
    is_stale: bool = False
    week: rules.Change | None = None
    month: rules.Change | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """The latest figure of an official series, of the place itself or of one around it."""

    price_idr: int
    on: date
    series: str
    publisher: str
    url: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Line:
    """A commodity on the board. `sides`: level → what is known there, None where nothing is."""

    slug: str
    name: str
    unit: str
    sides: Mapping[str, Known | None]
    official: Mapping[str, Official]

    @property
    def is_known(self) -> bool:
        return bool(self.official) or any(self.sides.values())

    @property
    def is_fresh(self) -> bool:
        return any(known is not None and not known.is_stale for known in self.sides.values())


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a place on a day: lines by group, only those of which something is known."""

    on: date
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    reports_of_day: int
    is_sample: bool

    @property
    def is_empty(self) -> bool:
        return not self.groups


def counted(code: str = "") -> QuerySet[PriceReport]:
    """The reports that count, of a place. What is held or refused is in no figure."""
    rows = PriceReport.objects.filter(state=ReportState.COUNTED).order_by()
    return rows.filter(within(code)) if code else rows


def known_of(by_day: Mapping[date, Sequence[int]], on: date, *, is_sample: bool = False) -> Known | None:
    """What is known on a day from the prices by day; of an earlier day where that day has none, and then it says so. Pure."""
    days = [day for day in by_day if day <= on and by_day[day]]
    if not days:
        return None
    day = max(days)
    prices = by_day[day]
    middle = rules.middle_of(prices)
    return Known(
        on=day, middle=middle, low=min(prices), high=max(prices), count=len(prices), is_stale=day < on,
        week=rules.change(middle, _before(by_day, day, WEEK_BEFORE)), month=rules.change(middle, _before(by_day, day, MONTH_BEFORE)),
        is_sample=is_sample,
    )  # fmt: skip


def _before(by_day: Mapping[date, Sequence[int]], day: date, span: tuple[int, int]) -> int | None:
    there = [price for back in range(span[0], span[1] + 1) for price in by_day.get(day - timedelta(days=back), ())]
    return rules.middle_of(there) if there else None


def board(code: str, on: date) -> Board:
    """The board of a place. At most four queries."""
    commodities = list(Commodity.objects.filter(is_followed=True))
    by_key: dict[tuple[UUID, str], dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    samples: set[tuple[UUID, str]] = set()
    rows = counted(code).filter(on__gt=on - timedelta(days=SPAN_DAYS), on__lte=on)
    of_day = 0
    for commodity_id, level, day, price, is_sample in rows.values_list("commodity_id", "level", "on", "price_idr", "is_sample"):
        by_key[commodity_id, level][day].append(price)
        of_day += day == on
        if is_sample:
            samples.add((commodity_id, level))
    unseen = {one.pk for one in commodities if any((one.pk, side) not in by_key for side in sides_of(one.slug))}
    if unseen:
        older = counted(code).filter(
            commodity_id__in=unseen, on__gt=on - timedelta(days=OLDEST_DAYS), on__lte=on - timedelta(days=SPAN_DAYS)
        )
        seen = set(by_key)
        for commodity_id, level, day, price, is_sample in older.order_by("-on").values_list(
            "commodity_id", "level", "on", "price_idr", "is_sample"
        )[:OLD_ROWS]:
            if (commodity_id, level) not in seen:
                by_key[commodity_id, level][day].append(price)
                if is_sample:
                    samples.add((commodity_id, level))
    official = officials(code, on)
    groups: dict[str, list[Line]] = {value: [] for value in FoodGroup.values}
    for one in commodities:
        sides = {side: known_of(by_key.get((one.pk, side), {}), on, is_sample=(one.pk, side) in samples) for side in sides_of(one.slug)}
        line = Line(one.slug, one.name, str(Unit(one.unit).label), sides, official.get(one.pk, {}))
        if line.is_known:
            groups[one.group].append(line)
    shown = tuple((str(FoodGroup(value).label), tuple(lines)) for value, lines in groups.items() if lines)
    return Board(on, shown, of_day, bool(samples))


def officials(code: str, on: date) -> dict[UUID, dict[str, Official]]:
    """The latest official figure of each commodity, of the narrowest region around the place that has one. One query."""
    rows = OfficialPrice.objects.filter(region_code__in=prefixes(code), on__gt=on - timedelta(days=OFFICIAL_DAYS), on__lte=on)
    columns = ("commodity_id", "series__level", "region_code", "on", "price_idr", "series__name", "series__publisher", "series__url")
    best: dict[UUID, dict[str, Official]] = defaultdict(dict)
    for commodity_id, level, region_code, day, price, name, publisher, url in rows.order_by("on").values_list(*columns):
        kept = best[commodity_id].get(level)
        if kept is None or (len(region_code), day) >= (len(kept.region_code), kept.on):
            best[commodity_id][level] = Official(price, day, name, publisher, url, region_code)
    return best


def latest_of(commodity_id: UUID, level: str, code: str, on: date) -> Known | None:
    """What is known of one price in a place on a day. One query."""
    rows = counted(code).filter(commodity_id=commodity_id, level=level, on__gt=on - timedelta(days=SPAN_DAYS), on__lte=on)
    by_day: dict[date, list[int]] = defaultdict(list)
    for day, price in rows.values_list("on", "price_idr"):
        by_day[day].append(price)
    return known_of(by_day, on)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the year's line, named by its Monday."""

    monday: date
    middle: int
    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """An official series over the year: points by day."""

    name: str
    publisher: str
    url: str
    region_code: str
    points: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One commodity in one place over a year."""

    known: Known | None
    weeks: tuple[Week, ...]
    official: tuple[OfficialLine, ...]
    first: date
    last: date


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def year(commodity: Commodity, level: str, code: str, on: date) -> Year:
    """A year's line of a place. Two queries."""
    last = monday_of(on)
    first = last - timedelta(weeks=YEAR_WEEKS - 1)
    by_day: dict[date, list[int]] = defaultdict(list)
    rows = counted(code).filter(commodity=commodity, level=level, on__gte=first, on__lte=on)
    sample = False
    for day, price, is_sample in rows.values_list("on", "price_idr", "is_sample"):
        by_day[day].append(price)
        sample = sample or is_sample
    by_week: dict[date, list[int]] = defaultdict(list)
    for day, prices in by_day.items():
        by_week[monday_of(day)] += prices
    weeks = tuple(
        Week(monday, rules.middle_of(prices), min(prices), max(prices), len(prices)) for monday, prices in sorted(by_week.items())
    )
    return Year(known_of(by_day, on, is_sample=sample), weeks, tuple(_official_lines(commodity, level, code, first, on)), first, last)


def _official_lines(commodity: Commodity, level: str, code: str, first: date, on: date) -> Iterable[OfficialLine]:
    rows = OfficialPrice.objects.filter(
        commodity=commodity, series__level=level, region_code__in=prefixes(code), on__gte=first, on__lte=on
    ).order_by("on")
    lines: dict[tuple[str, str], list[Any]] = {}
    about: dict[tuple[str, str], tuple[str, str, str]] = {}
    for key, name, publisher, url, region_code, day, price in rows.values_list(
        "series__key", "series__name", "series__publisher", "series__url", "region_code", "on", "price_idr"
    ):
        lines.setdefault((key, region_code), []).append((day, price))
        about[key, region_code] = (name, publisher, url)
    narrowest = max((len(region_code) for _key, region_code in lines), default=0)
    for (key, region_code), points in lines.items():
        if len(region_code) == narrowest:
            name, publisher, url = about[key, region_code]
            yield OfficialLine(name, publisher, url, region_code, tuple(points))


def compared(commodity: Commodity, level: str, province: str, on: date) -> dict[str, Known]:
    """What is known in each kabupaten of the last weeks. One query."""
    rows = counted(province).filter(commodity=commodity, level=level, on__gt=on - timedelta(days=COMPARED_DAYS), on__lte=on)
    by_place: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    for code, day, price in rows.values_list("region_code", "on", "price_idr"):
        by_place[".".join(code.split(".")[:2])][day].append(price)
    found = {code: known_of(by_day, on) for code, by_day in by_place.items()}
    return {code: known for code, known in found.items() if known is not None}


@dataclass(frozen=True, slots=True)
class Newest:
    """A price on a group's home."""

    slug: str
    name: str
    unit: str
    level: str
    known: Known


_NEWEST = Prepared(
    lambda: (
        PriceReport.objects.filter(
            Q(region_code=Slot("region", CharField())) | Q(region_code__startswith=Slot("below", CharField())),
            state=ReportState.COUNTED,
            on__gt=Slot("since", DateField()),
            on__lte=Slot("on", DateField()),
            commodity__is_followed=True,
        )
        .order_by()
        .values_list("commodity__slug", "commodity__name", "commodity__unit", "level", "on", "price_idr")
    )
)


def newest_in(code: str, on: date, limit: int = 6) -> list[Newest]:
    """Prices of the last week in a place, the most reported first, for a group's home. One query."""
    by_key: dict[tuple[str, str, str, str], dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    since = on - timedelta(days=NEWEST_DAYS)
    for slug, name, unit, level, day, price in _NEWEST.rows(region=code, below=f"{code}.", since=since, on=on):
        by_key[slug, name, unit, level][day].append(price)
    found = [
        Newest(slug, name, str(Unit(unit).label), str(PriceLevel(level).label), known)
        for (slug, name, unit, level), by_day in by_key.items()
        if (known := known_of(by_day, on)) is not None
    ]
    found.sort(key=lambda one: (-one.known.on.toordinal(), -one.known.count, one.name, one.level))
    return found[:limit]


def change_words(change: rules.Change | None, *, over: str) -> str:
    """`up Rp2.000 in a week`, or nothing where nothing is known. `over`: week or month."""
    from django.utils.translation import gettext as _

    if change is None:
        return ""
    amount = rupiah(abs(change.by_idr))
    if over == "week":
        return {
            1: _("up %(amount)s in a week"),
            -1: _("down %(amount)s in a week"),
            0: _("as a week before"),
        }[change.direction] % {"amount": amount}
    return {
        1: _("up %(amount)s in a month"),
        -1: _("down %(amount)s in a month"),
        0: _("as a month before"),
    }[change.direction] % {"amount": amount}


@transaction.atomic
def turn_the_day(*, at: datetime) -> bool:
    """Let kept pages be made anew with the new day, where prices are reported at all."""
    today = at.astimezone(clock.zone()).date()
    newest = counted().filter(on__gte=today - timedelta(days=OLDEST_DAYS)).select_related("commodity").order_by("-on").first()
    if newest is None:
        return False
    trail.record("market.prices.day_turned", newest.commodity, actor=SYSTEM, at=at, data={"on": today.isoformat()})
    return True


def sides() -> list[tuple[str, str]]:
    """The levels with their words, the market first: more people buy than sell."""
    return [(side.value, str(side.label)) for side in (PriceLevel.CONSUMER, PriceLevel.PRODUCER)]
