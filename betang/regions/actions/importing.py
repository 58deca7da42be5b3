"""Taking in what an operator brings: first a preview that writes nothing, then the same file for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.audit import trail
from betang.kernel.actor import Actor
from betang.kernel.errors import Refused
from betang.regions import geometry, sheets
from betang.regions.imports import Brought, Parsed, Problem, parse
from betang.regions.models import Outline, Region
from betang.regions.terms import Level

TOLERANCE = {Level.PROVINCE: 0.004, Level.REGENCY: 0.002, Level.DISTRICT: 0.001, Level.VILLAGE: 0.0005}
"""How far, in degrees, a kept outline may stray from the one that was brought: 450 m for a province, 55 m for a village."""

BOX_MARGIN = 0.15
"""How far outside its parent's box, in degrees (17 km), a place may lie before it is taken for a slip of the pen."""

BATCH = 1000


@dataclass(slots=True)
class Preview:
    """What a file would do. `problems` are rows that do not parse, `outside` lie outside their parent's box."""

    name: str
    sha256: str
    matched: int = 0
    changed: int = 0
    points: int = 0
    facts: int = 0
    outlines: int = 0
    unknown: list[tuple[int, str]] = field(default_factory=list)
    outside: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """Regions that already have exactly this."""
        return self.matched - self.changed


@dataclass(slots=True)
class _Plan:
    preview: Preview
    regions: list[Region] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)


def preview_import(*, data: bytes, name: str, limit_bytes: int) -> Preview:
    """What the file would change, without changing it. Raises `InvalidInput` or `TooLarge` for a file that is none."""
    return _plan(data, name, limit_bytes).preview


@transaction.atomic
def import_regions(*, actor: Actor, data: bytes, name: str, at: datetime, limit_bytes: int, source: str = "") -> Preview:
    """Write what the file brings for the regions it knows, redraw the maps it touches, and leave one audit entry.

    The same file twice changes nothing. Raises `Refused` when no row fits a region.
    """
    plan = _plan(data, name, limit_bytes, source=source)
    preview = plan.preview
    if not preview.matched:
        raise Refused(
            gettext("No row of the file fits a region."), hint=gettext("Load the regions first, and check the codes in the file.")
        )
    if not preview.changed:
        return preview
    Region.objects.bulk_create(
        plan.regions,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["latitude", "longitude", "area_km2", "population"],
        batch_size=BATCH,
    )
    Outline.objects.bulk_create(
        plan.outlines, update_conflicts=True, unique_fields=["region"], update_fields=["geometry", "source"], batch_size=200
    )
    if plan.outlines:
        sheets.redraw({one.region.code.rpartition(".")[0] for one in plan.outlines})
    touched = sorted({one.code[:2] for one in plan.regions} | {one.region.code[:2] for one in plan.outlines})
    for province in Region.objects.filter(code__in=touched, valid_to__isnull=True):
        trail.record(
            "regions.file.imported",
            province,
            actor=actor,
            at=at,
            public=True,
            data={
                "file": name[:120],
                "sha256": preview.sha256,
                "points": preview.points,
                "facts": preview.facts,
                "outlines": preview.outlines,
                "changed": preview.changed,
                "left_out": len(preview.unknown) + len(preview.outside) + len(preview.problems),
            },
        )
    return preview


def _plan(data: bytes, name: str, limit_bytes: int, *, source: str = "") -> _Plan:
    parsed = parse(data, limit_bytes=limit_bytes)
    sha256 = hashlib.sha256(data).hexdigest()
    preview = Preview(name=name, sha256=sha256, problems=list(parsed.problems))
    plan = _Plan(preview)
    known = _known(parsed)
    boxes = _boxes(parsed, known)
    outlines = (
        {
            one.region_id: one
            for one in Outline.objects.filter(
                region__in=[known[code].pk for code, row in parsed.rows.items() if row.polygons and code in known]
            )
        }
        if any(row.polygons for row in parsed.rows.values())
        else {}
    )
    for code, row in parsed.rows.items():
        region = known.get(code)
        if region is None:
            preview.unknown.append((row.line, code))
            continue
        if _is_outside(row, _box_for(code, boxes)):
            preview.outside.append((row.line, code, region.full_name))
            continue
        preview.matched += 1
        is_changed = _take_numbers(region, row, preview)
        if is_changed:
            plan.regions.append(region)
        if row.polygons is not None:
            preview.outlines += 1
            shape = geometry.geojson_of(geometry.simplify_polygons(row.polygons, TOLERANCE[Level(region.level)]))
            old = outlines.get(region.pk)
            if old is None or old.geometry != shape:
                outline = old or Outline(region=region)
                outline.region, outline.geometry, outline.source = region, shape, (source or name)[:200]
                plan.outlines.append(outline)
                is_changed = True
        preview.changed += is_changed
    return plan


def _known(parsed: Parsed) -> dict[str, Region]:
    provinces = {code[:2] for code in parsed.rows}
    known: dict[str, Region] = {}
    for province in provinces:
        known |= {one.code: one for one in Region.objects.filter(code__startswith=province, valid_to__isnull=True)}
    return known


Box = tuple[float, float, float, float]


def _boxes(parsed: Parsed, known: dict[str, Region]) -> dict[str, Box]:
    """The boxes of all outlines above what the file brings: the file's own first, then those kept."""
    parents = {code.rpartition(".")[0] for code in parsed.rows} - {""}
    parents |= {code.rpartition(".")[0] for code in parents} - {""}
    parents |= {code[:2] for code in parents}
    boxes = {
        code: geometry.bounds(geometry.polygons_of(shape))
        for code, shape in Outline.objects.filter(region__code__in=parents, region__valid_to__isnull=True).values_list(
            "region__code", "geometry"
        )
    }
    boxes |= {
        code: geometry.bounds(row.polygons) for code, row in parsed.rows.items() if row.polygons and code in parents and code in known
    }
    return boxes


def _box_for(code: str, boxes: dict[str, Box]) -> Box:
    while code := code.rpartition(".")[0]:
        if code in boxes:
            return boxes[code]
    return geometry.INDONESIA


def _is_outside(row: Brought, box: Box) -> bool:
    west, south, east, north = box
    places = [row.point] if row.point else []
    if row.polygons:
        w, s, e, n = geometry.bounds(row.polygons)
        places.append(((w + e) / 2, (s + n) / 2))
    return any(
        not (west - BOX_MARGIN <= lng <= east + BOX_MARGIN and south - BOX_MARGIN <= lat <= north + BOX_MARGIN) for lng, lat in places
    )


def _take_numbers(region: Region, row: Brought, preview: Preview) -> bool:
    before = (region.latitude, region.longitude, region.area_km2, region.population)
    if row.point is not None:
        preview.points += 1
        region.longitude, region.latitude = row.point
    if row.area_km2 is not None or row.population is not None:
        preview.facts += 1
        region.area_km2 = row.area_km2 if row.area_km2 is not None else region.area_km2
        region.population = row.population if row.population is not None else region.population
    return before != (region.latitude, region.longitude, region.area_km2, region.population)


__all__ = ["Preview", "import_regions", "preview_import"]
