"""Reading the tree: one region by its code, its path, its children, its past. Codes in, rows and plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import CharField, Q, QuerySet
from django.utils.translation import get_language, gettext

from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, Slot, slots, spread
from betang.regions.models import Office, Region, Succession
from betang.regions.terms import Kind, Level

MAX_HOPS = 12
"""How many successions are followed from an old code: more than any region of the republic has lived through."""


def called(kind: str, name: str) -> str:
    """Kind and name as people say it in the present language: `Desa Mantangai Hilir`."""
    return f"{_kind_label(kind, get_language())} {name}"


@lru_cache(maxsize=64)
def _kind_label(kind: str, language: str | None) -> str:
    return str(Kind(kind).label)


def current() -> QuerySet[Region]:
    """The regions that exist now."""
    return Region.objects.filter(valid_to__isnull=True)


def existing_at(day: date) -> QuerySet[Region]:
    """The regions that existed on a day. A span without a first day began before anybody wrote it down."""
    return Region.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def prefixes(code: str) -> list[str]:
    """`62.03.05` becomes `["62", "62.03", "62.03.05"]`."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def by_code(code: str, *, at: date | None = None) -> Region:
    """The region that bears the code now, or bore it on the day `at`. Raises `NotFound`. One query."""
    rows = current() if at is None else existing_at(at)
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound(gettext("There is no region with the code %(code)s.") % {"code": code})
    return found


def path_of(code: str, *, at: date | None = None) -> list[tuple[str, str]]:
    """`(code, full name)` from the province down to the region itself. Empty for an unknown code. One query.

    A code that is no longer in use is given with the name that it bore last.
    """
    return [(part, name) for part, name, _level in _lines([code], at=at).get(code, [])]


def place_line(code: str) -> str:
    """`Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas`: without the province, unless it is one. One query."""
    return place_lines([code]).get(code, "")


def place_lines(codes: Iterable[str]) -> dict[str, str]:
    """`place_line` of many codes at once, still one query. Unknown codes are left out."""
    lines: dict[str, str] = {}
    for code, path in _lines(codes, at=None).items():
        names = [name for _part, name, level in reversed(path) if level != Level.PROVINCE]
        if path:
            lines[code] = ", ".join(names or [path[-1][1]])
    return lines


_NAMES_COLUMNS = ("code", "name", "kind", "level", "valid_to")
_NAMES = Prepared(lambda count: Region.objects.filter(code__in=slots("code", count, CharField())).order_by().values_list(*_NAMES_COLUMNS))


def _lines(codes: Iterable[str], *, at: date | None) -> dict[str, list[tuple[str, str, str]]]:
    wanted = {code: prefixes(code) for code in codes if code}
    every = {part for parts in wanted.values() for part in parts}
    if at is None:
        count, values = spread("code", sorted(every))
        rows = _NAMES.rows(count, **values)
    else:
        rows = list(existing_at(at).filter(code__in=every).values_list(*_NAMES_COLUMNS))
    names: dict[str, tuple[str, str]] = {}
    ends: dict[str, date] = {}
    for code, name, kind, level, valid_to in rows:
        end = valid_to or date.max
        if code not in ends or end > ends[code]:
            ends[code] = end
            names[code] = (called(kind, name), level)
    return {code: [(part, *names[part]) for part in parts if part in names] for code, parts in wanted.items()}


def children_of(code: str, *, q: str = "") -> QuerySet[Region]:
    """The regions that lie directly in this one now, by code; `q` keeps those whose name contains it."""
    rows = current().filter(parent__code=code, parent__valid_to__isnull=True).order_by("code")
    return rows.filter(name__icontains=q.strip()) if q.strip() else rows


@dataclass(frozen=True, slots=True)
class Place:
    """A region as lists and maps need it."""

    code: str
    name: str
    kind: str
    level: str
    latitude: float | None = None
    longitude: float | None = None
    postal_code: str = ""

    @property
    def full_name(self) -> str:
        """`Desa Mantangai Hilir`."""
        return called(self.kind, self.name)

    @property
    def is_child_of(self) -> str:
        """The code of the region that it lies in."""
        return self.code.rpartition(".")[0]


PLACE_COLUMNS = ("code", "name", "kind", "level", "latitude", "longitude", "postal_code")


def places_within(code: str) -> list[Place]:
    """Every current region below this one, at any depth, by code. One query."""
    return [Place(*row) for row in within(code).order_by("code").values_list(*PLACE_COLUMNS)]


def family_of(code: str) -> tuple[list[Place], list[Place]]:
    """The path from the province to the region itself, and everything below it. One query."""
    rows = current().filter(Q(code__in=prefixes(code)) | Q(code__startswith=code + ".")).order_by("code")
    places = [Place(*row) for row in rows.values_list(*PLACE_COLUMNS)]
    path = [place for place in places if len(place.code) <= len(code)]
    return path, places[len(path) :]


def regencies(province_code: str) -> QuerySet[Region]:
    """The kabupaten and kota of a province."""
    return children_of(province_code)


_REGENCIES = Prepared(lambda: regencies(Slot("code", CharField())).values_list("code", "name", "kind"))  # type: ignore[arg-type]


def regency_names(province_code: str) -> list[tuple[str, str]]:
    """`(code, full name)` of the kabupaten and kota of a province, by code. One query."""
    return [(code, called(kind, name)) for code, name, kind in _REGENCIES.rows(code=province_code)]


def offices_of(code: str) -> QuerySet[Office]:
    """The agencies of the region's government that exist now."""
    return Office.objects.filter(region__code=code, region__valid_to__isnull=True, valid_to__isnull=True).select_related("region")


def within(code: str) -> QuerySet[Region]:
    """Every current region below this one, at any depth."""
    return current().filter(code__startswith=code + ".")


def successors_of(code: str) -> list[Succession]:
    """What became of the last region that bore an old code, step by step. At most one query a step."""
    steps: list[Succession] = []
    seen: set[object] = set()
    front = list(Region.objects.filter(code=code).order_by("-valid_to").values_list("pk", flat=True))
    for _hop in range(MAX_HOPS):
        found = [
            row
            for row in Succession.objects.filter(predecessor__in=front).select_related("predecessor", "successor").order_by("on")
            if row.pk not in seen
        ]
        if not found:
            break
        seen |= {row.pk for row in found}
        steps += found
        front = [row.successor_id for row in found]
    return steps


def current_codes(code: str) -> tuple[str, ...]:
    """The codes under which the land of a code is found today: the code itself, or what it became. Empty if nothing did."""
    if current().filter(code=code).exists():
        return (code,)
    ends = {row.successor.code for row in successors_of(code) if row.successor.valid_to is None}
    return tuple(sorted(ends))


def origins_of(region: Region) -> list[Succession]:
    """From what a region came, newest first."""
    return list(Succession.objects.filter(successor=region).select_related("predecessor", "successor").order_by("-on"))


def touching(region: Region) -> Q:
    """The successions that a region takes part in, on either side."""
    return Q(predecessor=region) | Q(successor=region)
