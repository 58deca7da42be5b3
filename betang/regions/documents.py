"""What search knows of a region: its name, what it lies in, its codes. Put in bulk, since a load brings tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from betang.regions.models import Region
from betang.regions.terms import Kind, Level
from betang.search import index
from betang.search.models import Document

KIND = "region"

LONG_AGO = datetime(1945, 8, 17, tzinfo=UTC)
"""Regions are never news: in searches they stand behind what is, unless their name is meant."""

BATCH = 2000


def index_regions(regions: Mapping[str, Region], codes: Iterable[str], *, gone: Iterable[str] = ()) -> int:
    """Bring the documents of `codes` up to date and take those of `gone` out; `regions` holds them and all above them, by code.

    About 150 µs a region and a few queries in all, however many there are. Returns how many were put.
    """
    wanted = [code for code in codes if code in regions]
    out = [*wanted, *gone]
    for start in range(0, len(out), BATCH):
        Document.objects.filter(kind=KIND, key__in=out[start : start + BATCH]).delete()
    taken = set(Document.objects.filter(kind=KIND).values_list("id", flat=True)) if wanted else set()
    places = _Places(regions)
    rows = []
    for code in wanted:
        row = _document(places, regions[code])
        while row.id in taken:
            row.id += 1
        taken.add(row.id)
        rows.append(row)
    index.put_many(rows)
    return len(rows)


def reindex(codes: Iterable[str], *, gone: Iterable[str] = ()) -> int:
    """The same for regions that are read from the database first, with everything that lies in them (their place changes too)."""
    found: dict[str, Region] = {}
    changed: set[str] = set()
    for code in codes:
        province = {one.code: one for one in Region.objects.filter(code__startswith=code[:2], valid_to__isnull=True)}
        found |= province
        changed |= {one for one in province if one == code or one.startswith(code + ".")}
    return index_regions(found, sorted(changed), gone=gone)


def every_document() -> Iterator[Document]:
    """All documents of the regions that are valid now, for making the index anew; a province at a time."""
    present = Region.objects.filter(valid_to__isnull=True)
    for code in list(present.filter(level=Level.PROVINCE).order_by("code").values_list("code", flat=True)):
        found = {one.code: one for one in present.filter(code__startswith=code).order_by("code")}
        places = _Places(found)
        for region in found.values():
            yield _document(places, region)


class _Places:
    """Full names and the line of what a region lies in, each worked out once."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._regions = regions
        self._kinds = {kind.value: str(kind.label) for kind in Kind}
        self._lines: dict[str, str] = {}

    def name(self, region: Region) -> str:
        """`Desa Mantangai Hilir`."""
        return f"{self._kinds[region.kind]} {region.name}"

    def line(self, code: str) -> str:
        """`Kecamatan Mantangai, Kabupaten Kapuas` for the code of the district; empty for a province."""
        if code not in self._lines:
            region = self._regions.get(code)
            if region is None or region.level == Level.PROVINCE:
                self._lines[code] = ""
            else:
                above = self.line(code.rpartition(".")[0])
                self._lines[code] = f"{self.name(region)}, {above}" if above else self.name(region)
        return self._lines[code]


def _document(places: _Places, region: Region) -> Document:
    return index.prepare(
        kind=KIND,
        key=region.code,
        title=places.name(region),
        body=" ".join(part for part in (region.code, region.postal_code, region.seat) if part),
        path=f"/wilayah/{region.code}/",
        site_id=None,
        region_code=region.code,
        published_at=LONG_AGO,
        place=places.line(region.code.rpartition(".")[0]),
    )
