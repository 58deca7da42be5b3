"""Drawing a region's map once, when outlines are brought, so that pages only fill in the colours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from betang.regions import geometry
from betang.regions.geometry import Polygons
from betang.regions.models import MapSheet, Outline, Region
from betang.ui import maps

SCALE = 2
"""Drawing units of a sheet in one unit of `ui.maps`: the same labels fit both kinds of map."""

WIDTH = maps.WIDTH * SCALE
"""Width of a sheet in drawing units: fine enough for a desk's screen, coarse enough for a 2G connection."""

MARGIN = 8
TALLEST = 1.2
"""How many widths a sheet may be high, so that a long kabupaten still fits a phone."""


def redraw(parent_codes: Iterable[str]) -> int:
    """Draw the sheets of these regions anew from their children's outlines; returns how many. Three queries in all.

    A region that no longer has a child with an outline loses its sheet.
    """
    wanted = {code for code in parent_codes if code}
    parents = {one.code: one for one in Region.objects.filter(code__in=wanted, valid_to__isnull=True)}
    children: dict[str, list[tuple[str, Polygons, str]]] = defaultdict(list)
    rows = Outline.objects.filter(region__parent__code__in=wanted, region__valid_to__isnull=True).values_list(
        "region__code", "region__parent__code", "geometry", "source"
    )
    for code, parent_code, shape, source in rows.iterator(chunk_size=500):
        children[parent_code].append((code, geometry.polygons_of(shape), source))
    made = [_sheet(parents[code], sorted(found)) for code, found in children.items() if code in parents]
    MapSheet.objects.filter(region__in=parents.values()).exclude(region__in=[one.region for one in made]).delete()
    MapSheet.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=["width", "height", "shapes", "frame", "source"],
        batch_size=50,
    )
    return len(made)


def _sheet(parent: Region, children: list[tuple[str, Polygons, str]]) -> MapSheet:
    boxes = [geometry.bounds(polygons) for _code, polygons, _source in children]
    frame = geometry.frame_for(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        width=WIDTH,
        margin=MARGIN,
        tallest=TALLEST,
    )
    shapes = []
    for code, polygons, _source in children:
        x, y = frame.place(*geometry.middle(polygons))
        west, south, east, north = geometry.bounds([max(polygons, key=lambda one: abs(geometry.area(one[0])))])
        room = (round((east - west) * frame.per_lng), round((north - south) * frame.per_lat))
        shapes.append([code, geometry.path_of(polygons, frame), round(x), round(y), *room])
    return MapSheet(
        region=parent,
        width=frame.width,
        height=frame.height,
        shapes=shapes,
        frame=[frame.west, frame.north, frame.per_lng, frame.per_lat],
        source="; ".join(sorted({source for *_rest, source in children}))[:200],
    )
