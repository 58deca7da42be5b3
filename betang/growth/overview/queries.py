"""All groups in somebody's care: what each stands on, gives, and needs. One query for the rows, whatever their number.

Everything comes from `Measures`, counted at night and by the button; substance is what others got from a group, never a log-in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.communities.models import Group
from betang.communities.queries.register import within
from betang.communities.terms import REGISTERED
from betang.growth.actions.counting import SPAN_DAYS
from betang.growth.measures import MEASURES
from betang.growth.models import Criterion, Measures, Visit
from betang.kernel.errors import NotFound
from betang.regions.maps import MapDrawing, area_map, province_map
from betang.regions.models import MapSheet
from betang.regions.queries import PLACE_COLUMNS, Place, current, place_lines

ROWS_A_PAGE = 50
QUIET_CHOICES = (30, 90, 180, 365)
ORDERS = ("manfaat", "naik", "turun", "sepi")
"""By which a list is ordered: most substance, risen most, fallen most, quiet longest."""

NO_NEED = "puncak"
"""In the address: groups on the top step, which need nothing for a next one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: of which region, on which stage, with which need, how quiet, in which order."""

    region: str
    stage: int | None = None
    need: str = ""
    quiet: int | None = None
    order: str = "manfaat"

    def params(self, **other: Any) -> dict[str, str]:
        """As parameters of an address; what is as usual is left out."""
        found = {
            "wilayah": self.region, "tahap": self.stage, "butuh": self.need, "sepi": self.quiet,
            "urut": "" if self.order == ORDERS[0] else self.order,
        } | other  # fmt: skip
        return {name: str(value) for name, value in found.items() if value not in (None, "")}


def asked_of(actor: Actor, params: Any) -> Asked:
    """Read the parameters of an address. Raises `NotFound` for a region that is not in the actor's care."""
    codes = actor.regions_of(*APPROVING_POSTS)
    region = params.get("wilayah", "") or (codes[0] if codes else "")
    if not any(region == code or region.startswith(f"{code}.") for code in codes):
        raise NotFound(gettext("This page does not exist."))
    order = params.get("urut", "")
    return Asked(
        region=region,
        stage=_whole(params.get("tahap", "")),
        need=params.get("butuh", "")[:40],
        quiet=_whole(params.get("sepi", "")),
        order=order if order in ORDERS else ORDERS[0],
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@dataclass(frozen=True, slots=True)
class Needed:
    """What would help a group most, in words, and the page where one does it."""

    key: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A group as the table shows it. `made_of`: (words, number) of what its substance is made of."""

    group: Group
    place: str
    stage_order: int
    stage_name: str
    substance: int
    before: int
    made_of: tuple[tuple[str, int], ...]
    quiet_days: int
    needed: Needed
    visited_on: date | None

    @property
    def trend(self) -> int:
        """How much more than in the span before."""
        return self.substance - self.before


@dataclass(frozen=True, slots=True)
class Child:
    """A kabupaten or kecamatan in the table behind the map."""

    code: str
    name: str
    groups: int
    above: int
    substance: int
    quiet: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What there is in the region: for the numbers on top, the filters, the map."""

    groups: int = 0
    above_first: int = 0
    quiet: int = 0
    substance: int = 0
    before: int = 0
    stages: tuple[tuple[int, str, int], ...] = ()
    needs: tuple[tuple[str, int], ...] = ()
    children: tuple[Child, ...] = ()
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the table. `next_mark` leads on."""

    lines: tuple[Line, ...]
    next_mark: str = ""


def substance_names() -> tuple[str, ...]:
    """The measures that make substance, in their order."""
    return tuple(one.name for one in MEASURES.values() if one.is_substance)


def rows_for(asked: Asked) -> QuerySet[Measures]:
    """The counted groups that match, in order."""
    rows = Measures.objects.filter(within(asked.region, "region_code")).annotate(trend=F("substance") - F("substance_before"))
    if asked.stage is not None:
        rows = rows.filter(stage_order=asked.stage)
    if asked.need:
        rows = rows.filter(need="" if asked.need == NO_NEED else asked.need)
    if asked.quiet is not None:
        rows = rows.filter(quiet_days__gte=asked.quiet)
    column, falls = _ORDER[asked.order]
    return rows.order_by(f"-{column}" if falls else column, "group_id")


_ORDER = {"manfaat": ("substance", True), "naik": ("trend", True), "turun": ("trend", False), "sepi": ("quiet_days", True)}


def page_of(asked: Asked, *, after: str = "", words: NeedWords | None = None) -> Page:
    """A page of the table, after a mark. Three queries (rows, places, visits), and one for the words of needs."""
    rows = rows_for(asked)
    column, falls = _ORDER[asked.order]
    mark = _read_mark(after)
    if mark is not None:
        value, key = mark
        rows = rows.filter(Q(**{f"{column}__{'lt' if falls else 'gt'}": value}) | Q(**{column: value}, group_id__gt=key))
    found = list(rows.select_related("group__region")[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    more = len(found) > ROWS_A_PAGE
    return Page(lines_of(shown, words or need_words()), f"{getattr(shown[-1], column)}_{shown[-1].group_id}" if more else "")


def _read_mark(text: str) -> tuple[int, UUID] | None:
    value, _sep, key = text.partition("_")
    try:
        return int(value), UUID(key)
    except ValueError:
        return None


def lines_of(rows: Sequence[Measures], words: NeedWords) -> tuple[Line, ...]:
    """Counted groups as lines, with their places and last visits. Two queries."""
    if not rows:
        return ()
    places = place_lines({row.group.region.code for row in rows})
    visits = last_visits(row.group_id for row in rows)
    names = [(name, str(MEASURES[name].words)) for name in substance_names()]
    return tuple(
        Line(
            group=row.group,
            place=places.get(row.group.region.code, ""),
            stage_order=row.stage_order,
            stage_name=row.stage_name,
            substance=row.substance,
            before=row.substance_before,
            made_of=tuple((label, row.values[f"{name}/{SPAN_DAYS}"]) for name, label in names if row.values.get(f"{name}/{SPAN_DAYS}")),
            quiet_days=row.quiet_days,
            needed=words.of(row),
            visited_on=visits.get(row.group_id),
        )
        for row in rows
    )


def last_visits(groups: Iterable[UUID]) -> dict[UUID, date]:
    """The day of the last visit to each of the groups that had one. One query."""
    found = Visit.objects.filter(group_id__in=list(groups)).order_by().values_list("group_id").annotate(Max("on"))
    return dict(found)


@dataclass(frozen=True, slots=True)
class NeedWords:
    """The words of needs: those of the ladders that are in force, by region, step and key."""

    names: dict[tuple[str, int, str], tuple[str, str]] = field(default_factory=dict)
    any_name: dict[str, str] = field(default_factory=dict)

    def words(self, key: str) -> str:
        """A need by its key alone, for a filter."""
        fixed = {
            "visit": gettext("a visit: it has applied for the next stage"),
            "apply": gettext("to apply: everything that is counted is reached"),
            "": gettext("nothing more: it can mentor others"),
            NO_NEED: gettext("nothing more: it can mentor others"),
        }
        return fixed.get(key) or self.any_name.get(key, key)

    def of(self, row: Measures) -> Needed:
        """What a counted group needs, with the page where one helps."""
        if row.need == "visit":
            return Needed(row.need, self.words("visit"), reverse("growth_desk:climbs"))
        url = reverse("growth_desk:ladder", kwargs={"slug": row.group.slug})
        words, measure = self.at(row.region_code, row.stage_order, row.need)
        return Needed(row.need, words, training_url(group=row.group) or url if measure == "trained" else url)

    def at(self, region_code: str, stage_order: int, need: str) -> tuple[str, str]:
        """The words of a need by the ladder of its place, and the measure that is short ("" where none is)."""
        parts = region_code.split(".")
        for length in range(len(parts), 0, -1):
            found = self.names.get((".".join(parts[:length]), stage_order + 1, need))
            if found is not None:
                return found
        return self.words(need), ""


def need_words() -> NeedWords:
    """One query."""
    rows = Criterion.objects.filter(stage__ladder__valid_to__isnull=True).values_list(
        "stage__ladder__region__code", "stage__order", "key", "name", "measure"
    )
    names: dict[tuple[str, int, str], tuple[str, str]] = {}
    any_name: dict[str, str] = {}
    for code, order, key, name, measure in rows:
        names[code, order, key] = (name, measure)
        any_name.setdefault(key, name)
    return NeedWords(names, any_name)


def training_url(*, group: Group | None = None, region: str = "") -> str:
    """The page that prepares a new training, with the region filled in; empty where there is none."""
    try:
        url = reverse("growth_desk:training_new", urlconf=settings.ROOT_URLCONF)
    except NoReverseMatch:
        return ""
    code = region or (group.region.code if group is not None else "")
    return f"{url}?wilayah={code}" if code else url


def facets_of(region: str, children: Iterable[Place], *, quiet_from: int = 90) -> Facets:
    """The numbers of a region: one query over its counted groups."""
    rows = list(
        Measures.objects.filter(within(region, "region_code"))
        .order_by()
        .values_list("region_code", "stage_order", "stage_name", "substance", "substance_before", "quiet_days", "need", "counted_at")
    )
    depth = region.count(".") + 2
    groups: Counter[str] = Counter()
    above: Counter[str] = Counter()
    gave: Counter[str] = Counter()
    quiet: Counter[str] = Counter()
    stages: Counter[tuple[int, str]] = Counter()
    needs: Counter[str] = Counter()
    for code, order, name, substance, _before, days, need, _at in rows:
        child = ".".join(code.split(".")[:depth])
        groups[child] += 1
        above[child] += order > 1
        gave[child] += substance
        quiet[child] += days >= quiet_from
        stages[order, name] += 1
        needs[need or NO_NEED] += 1
    return Facets(
        groups=len(rows),
        above_first=above.total(),
        quiet=quiet.total(),
        substance=gave.total(),
        before=sum(row[4] for row in rows),
        stages=tuple((order, name, count) for (order, name), count in sorted(stages.items())),
        needs=tuple(needs.most_common()),
        children=tuple(
            Child(one.code, one.full_name, groups[one.code], above[one.code], gave[one.code], quiet[one.code]) for one in children
        ),
        counted_at=min((row[7] for row in rows), default=None),
    )


def scope_of(region: str) -> tuple[str, list[Place]]:
    """The name of a region and what lies directly in it. One query; raises `NotFound`."""
    rows = current().filter(Q(code=region) | Q(parent__code=region, parent__valid_to__isnull=True)).order_by("code")
    places = [Place(*row) for row in rows.values_list(*PLACE_COLUMNS)]
    if not places or places[0].code != region:
        raise NotFound(gettext("This page does not exist."))
    return places[0].full_name, places[1:]


def map_of(region: str, facets: Facets, children: Sequence[Place], *, of_all: bool = False) -> MapDrawing | None:
    """The region drawn, coloured by groups above the first stage (or by all groups). One query."""
    if region.count(".") > 1:
        return None
    values = {one.code: one.groups if of_all else one.above for one in facets.children}
    sheet = sheet_of(region)
    if "." not in region:
        return province_map(values, province=region, places=children, sheet=sheet)
    return area_map(region, values, places=children, sheet=sheet) if sheet is not None else None


def sheet_of(region: str) -> MapSheet | None:
    """The outlines that the operator brought for a region. One query."""
    return MapSheet.objects.filter(region__code=region, region__valid_to__isnull=True).first()


def registered_in(region: str) -> QuerySet[Group, UUID]:
    """The keys of the groups of the register in a region."""
    return Group.objects.filter(within(region), standing__in=REGISTERED).values_list("pk", flat=True)
