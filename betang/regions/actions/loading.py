"""Loading the official list: the first time in bulk, later only what changed, and never deleting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from betang.audit import trail
from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput
from betang.kernel.ids import uuid7
from betang.regions import catalogue, documents
from betang.regions.catalogue import Listed
from betang.regions.models import Region, Succession
from betang.regions.succession import match_recoded
from betang.regions.terms import SuccessionKind

BATCH = 2000
"""Rows in one INSERT: large enough to be fast, small enough for every database's limit of parameters."""

NAMED_CHANGES = 500
"""How many changed codes an audit entry lists; beyond that it only counts."""


@dataclass(slots=True)
class LoadReport:
    """What a load did: numbers of regions, and the codes that changed."""

    listed: int = 0
    created_codes: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    recoded: dict[str, str] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    corrected: int = 0

    @property
    def created(self) -> int:
        """How many regions are new."""
        return len(self.created_codes)

    @property
    def is_unchanged(self) -> bool:
        """Nothing had to be written."""
        return not (self.created or self.renamed or self.recoded or self.ended or self.corrected)


@transaction.atomic
def load_regions(
    *,
    actor: Actor,
    provinces: Sequence[str],
    at: datetime,
    on: date,
    lines: Sequence[Listed] | None = None,
    edition: str = catalogue.EDITION,
) -> LoadReport:
    """Bring the regions of some provinces in step with the official list (or with `lines`, a later edition of it).

    `on` is the day from which changes count. The same list twice changes nothing. A region whose name changed keeps its
    key and gets a past span; one that has a new code likewise; one that is gone ends on `on`. The whole republic in bulk
    takes seconds. Raises `InvalidInput` for a code that is no province.
    """
    known = set(catalogue.province_codes())
    unknown = [code for code in provinces if code not in known]
    if unknown or not provinces:
        raise InvalidInput(
            gettext("“%(code)s” is not the code of a province.") % {"code": ", ".join(unknown)},
            hint=gettext("A province has two digits, for example 62 for Central Kalimantan. “all” loads every province."),
        )
    rows = list(catalogue.listed(provinces) if lines is None else lines)
    report = LoadReport(listed=len(rows))
    living = {region.code: region for region in _living(provinces)}
    old_provinces = {code[:2] for code in living}
    wanted = {row.code: row for row in rows}
    gone = {code: region.name for code, region in living.items() if code not in wanted}
    come = {code: row.name for code, row in wanted.items() if code not in living}
    recoded = match_recoded(gone, come) if gone and come else {}
    _recode(living, recoded, wanted, report, on=on, edition=edition)
    _create([row for row in rows if row.code not in living], living, report, new_since=on, old_provinces=old_provinces)
    _rename_and_correct(living, wanted, report, on=on, edition=edition)
    _end([code for code in gone if code not in recoded], living, report, on=on)
    _seat(living)
    if not report.is_unchanged:
        documents.index_regions(living, _changed_codes(report, living), gone=[*report.ended, *report.recoded])
        _record(report, living, provinces, actor=actor, at=at, edition=edition)
    return report


def _changed_codes(report: LoadReport, living: dict[str, Region]) -> list[str]:
    """The codes whose documents must be made anew: new and changed regions, and what lies in a renamed one."""
    renamed = {*report.renamed, *report.recoded.values()}
    changed = {*report.created_codes, *renamed}
    if renamed:
        changed |= {code for code in living if any(code.startswith(parent + ".") for parent in renamed if len(parent) < 13)}
    return sorted(changed)


def past_span(region: Region, on: date) -> Region | None:
    """The row that keeps what a region was before `on`; None where it began on that very day (then it is a correction)."""
    if region.valid_from is not None and region.valid_from >= on:
        return None
    return Region(
        code=region.code,
        name=region.name,
        level=region.level,
        kind=region.kind,
        parent_id=region.parent_id,
        valid_from=region.valid_from,
        valid_to=on,
        postal_code=region.postal_code,
        latitude=region.latitude,
        longitude=region.longitude,
    )


def _recode(
    living: dict[str, Region], pairs: dict[str, str], wanted: dict[str, Listed], report: LoadReport, *, on: date, edition: str
) -> None:
    if not pairs:
        return
    spans, links, changed = [], [], []
    for old, new in sorted(pairs.items()):
        region = living.pop(old)
        span = past_span(region, on)
        region.code = new
        if span is not None:
            region.valid_from = on
            spans.append(span)
            links.append(Succession(predecessor=span, successor=region, kind=SuccessionKind.RECODED, on=on, basis=edition))
        living[new] = region
        changed.append(region)
    Region.objects.bulk_update(changed, ["code", "valid_from"], batch_size=300)
    Region.objects.bulk_create(spans, batch_size=BATCH)
    Succession.objects.bulk_create(links, batch_size=BATCH)
    report.recoded = dict(pairs)


def _living(provinces: Sequence[str]) -> QuerySet[Region]:
    within = Q(pk__in=[])
    for code in provinces:
        within |= Q(code__startswith=code)
    return Region.objects.filter(within, valid_to__isnull=True)


def _create(rows: list[Listed], living: dict[str, Region], report: LoadReport, *, new_since: date, old_provinces: set[str]) -> None:
    made = []
    for row in rows:
        parent = living.get(row.parent_code)
        region = Region(
            id=uuid7(),
            code=row.code,
            name=row.name,
            level=row.level,
            kind=row.kind,
            parent_id=parent.pk if parent else None,
            valid_from=new_since if row.code[:2] in old_provinces else None,
            postal_code=row.postal_code,
        )
        living[row.code] = region
        made.append(region)
    Region.objects.bulk_create(made, batch_size=BATCH)
    report.created_codes = [region.code for region in made]


def _rename_and_correct(living: dict[str, Region], wanted: dict[str, Listed], report: LoadReport, *, on: date, edition: str) -> None:
    spans, links, changed = [], [], []
    for code, row in wanted.items():
        region = living[code]
        parent = living.get(row.parent_code)
        parent_id = parent.pk if parent else None
        is_renamed = (region.name, region.kind) != (row.name, row.kind)
        if not is_renamed and (region.postal_code, region.parent_id) == (row.postal_code, parent_id):
            continue
        if is_renamed:
            span = past_span(region, on)
            if span is not None:
                region.valid_from = on
                spans.append(span)
                links.append(Succession(predecessor=span, successor=region, kind=SuccessionKind.RENAMED, on=on, basis=edition))
            region.name, region.kind = row.name, row.kind
            report.renamed.append(code)
        else:
            report.corrected += 1
        region.postal_code, region.parent_id = row.postal_code, parent_id
        changed.append(region)
    Region.objects.bulk_update(changed, ["name", "kind", "postal_code", "parent_id", "valid_from"], batch_size=300)
    Region.objects.bulk_create(spans, batch_size=BATCH)
    Succession.objects.bulk_create(links, batch_size=BATCH)


def _end(codes: list[str], living: dict[str, Region], report: LoadReport, *, on: date) -> None:
    ended = []
    for code in codes:
        region = living.pop(code)
        region.valid_to = on
        ended.append(region)
    Region.objects.bulk_update(ended, ["valid_to"], batch_size=300)
    report.ended = codes


def _seat(living: dict[str, Region]) -> None:
    changed = []
    for code, seat in catalogue.seats().items():
        region = living.get(code)
        if region is not None and not region.seat:
            region.seat, region.seat_latitude, region.seat_longitude = seat.name, seat.latitude, seat.longitude
            changed.append(region)
    Region.objects.bulk_update(changed, ["seat", "seat_latitude", "seat_longitude"])


def _record(report: LoadReport, living: dict[str, Region], provinces: Sequence[str], *, actor: Actor, at: datetime, edition: str) -> None:
    for code in provinces:
        region = living.get(code)
        if region is None:
            continue

        def mine(one: str, code: str = code) -> bool:
            return one == code or one.startswith(code + ".")

        trail.record(
            "regions.list.loaded",
            region,
            actor=actor,
            at=at,
            reason=edition,
            public=True,
            data={
                "province": code,
                "created": sum(1 for one in report.created_codes if mine(one)),
                "renamed": [one for one in report.renamed if mine(one)][:NAMED_CHANGES],
                "recoded": dict([pair for pair in report.recoded.items() if mine(pair[1])][:NAMED_CHANGES]),
                "ended": [one for one in report.ended if mine(one)][:NAMED_CHANGES],
            },
        )


__all__ = ["LoadReport", "load_regions", "past_span"]
