"""What a reading is measured against, asked of the database once: code lists, fund sources, offices, places, known columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from betang.guard.sheets.cells import normal
from betang.planning.importing.places import Places, Spot
from betang.planning.models import Code, ColumnMemory, ImportRun, Nomenclature
from betang.planning.terms import CodeLevel, Scheme
from betang.regions.models import Office, Region
from betang.regions.queries import path_of, within
from betang.regions.terms import Level


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a code list."""

    id: UUID
    code: str
    level: str
    name: str


@dataclass(slots=True, eq=False)
class OfficeEntry:
    """An office of the government: one object for each, so that it is told by itself."""

    id: UUID
    name: str
    short_name: str
    code: str


@dataclass
class Lookup:
    """Everything that cells are compared with. `others` are the names of regions of the government's own kind, without its own."""

    government: Region
    fiscal_year: int
    scheme: str
    codes: dict[str, Entry]
    funds: dict[str, str]
    offices: list[OfficeEntry]
    places: Places
    above: list[str]
    others: set[str]
    memory: dict[str, str] = field(default_factory=dict)
    office: OfficeEntry | None = None

    @cached_property
    def codes_by_name(self) -> dict[str, list[str]]:
        """Normal name → codes of the lowest level."""
        lowest = CodeLevel.ACTIVITY if self.scheme == Scheme.VILLAGE_ACTIVITY else CodeLevel.SUB_ACTIVITY
        found: dict[str, list[str]] = {}
        for code, entry in self.codes.items():
            if entry.level == lowest:
                found.setdefault(normal(entry.name), []).append(code)
        return found

    @cached_property
    def funds_by_name(self) -> dict[str, str]:
        """Normal name → code: of the highest entry of that name."""
        found: dict[str, str] = {}
        for code in sorted(self.funds, key=lambda one: (one.count("."), one)):
            found.setdefault(normal(self.funds[code]), code)
        return found

    @cached_property
    def offices_by_name(self) -> dict[str, OfficeEntry]:
        """Normal name, short name or code → office."""
        found: dict[str, OfficeEntry] = {}
        for office in self.offices:
            for name in (office.name, office.short_name, office.code):
                if name:
                    found.setdefault(normal(name), office)
        return found

    @property
    def field_code(self) -> str:
        """The sector of the chosen office, from its code `1.03.0.00.0.00.01.0000`; empty where it is not known."""
        parts = self.office.code.split(".") if self.office is not None else []
        return ".".join(parts[:2]) if len(parts) >= 2 and parts[0].isdigit() and len(parts[1]) == 2 else ""


def _nomenclature(scheme: str, year: int) -> Nomenclature | None:
    rows = Nomenclature.objects.filter(scheme=scheme)
    valid = rows.filter(Q(from_year__isnull=True) | Q(from_year__lte=year), Q(to_year__isnull=True) | Q(to_year__gte=year))
    return valid.order_by("-from_year", "-version").first() or rows.order_by("-from_year", "-version").first()


def _codes(scheme: str, year: int) -> dict[str, Entry]:
    nomenclature = _nomenclature(scheme, year)
    if nomenclature is None:
        return {}
    rows = Code.objects.filter(nomenclature=nomenclature).values_list("id", "code", "level", "name")
    return {code: Entry(key, code, level, name) for key, code, level, name in rows}


def of_government(government: Region, fiscal_year: int, *, office: Office | None = None, kind: str = "") -> Lookup:
    """About eight queries, whatever the size of the file."""
    scheme = Scheme.VILLAGE_ACTIVITY if government.level == Level.VILLAGE else Scheme.REGIONAL
    inner = [Spot(code, name, level, key) for code, name, level, key in within(government.code).values_list("code", "name", "level", "id")]
    spot = Spot(government.code, government.name, government.level, government.pk)
    path = path_of(government.code)
    above = [name.partition(" ")[2] for _code, name in path[:-1]]
    others = set(
        Region.objects.filter(
            valid_to__isnull=True, level__in=(Level.REGENCY, Level.PROVINCE) if government.level != Level.VILLAGE else (Level.REGENCY,)
        )
        .exclude(pk=government.pk)
        .values_list("name", flat=True)
    ) - set(above)
    if government.level == Level.PROVINCE:
        others -= {spot.name for spot in inner}
    offices = [
        OfficeEntry(*row)
        for row in Office.objects.filter(region=government, valid_to__isnull=True).values_list("id", "name", "short_name", "code")
    ]
    remembered = ColumnMemory.objects.filter(government=government, **({"kind": kind} if kind else {}))
    remembered = (
        remembered.filter(Q(office__isnull=True) | Q(office=office)) if office is not None else remembered.filter(office__isnull=True)
    )
    memory = dict(remembered.order_by("used_at").values_list("heading", "field"))
    return Lookup(
        government=government,
        fiscal_year=fiscal_year,
        scheme=scheme,
        codes=_codes(scheme, fiscal_year),
        funds={code: entry.name for code, entry in _codes(Scheme.FUND_SOURCE, fiscal_year).items()},
        offices=offices,
        places=Places(spot, inner, above=above),
        above=above,
        others=others,
        memory=memory,
        office=next((one for one in offices if office is not None and one.id == office.pk), None),
    )


def of_run(run: ImportRun) -> Lookup:
    """The look-up for a run."""
    return of_government(run.government, run.fiscal_year, office=run.office, kind=run.kind)
