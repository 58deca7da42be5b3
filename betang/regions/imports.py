"""Reading files of coordinates, areas, populations and outlines that an operator brings. Parses and complains; writes nothing.

CSV with a head line (`code,lat,lng`, or `code,area_km2,population`; also `;` between and a decimal comma) or a GeoJSON
FeatureCollection whose features carry `code`. The threat is a file made to exhaust memory or to smuggle nonsense onto the
map: size, depth, number of rows and every number are checked, and a code must be text.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from betang.kernel.errors import InvalidInput, TooLarge
from betang.regions import geometry
from betang.regions.catalogue import is_code
from betang.regions.geometry import BadGeometry, Polygons

ROW_LIMIT = 120_000
"""Most rows or features in one file: the republic has 91,599 regions."""

AREA_LIMIT_KM2 = 2_000_000
POPULATION_LIMIT = 400_000_000
SHOWN_CODE = 40
"""How much of a strange code a message repeats."""

COLUMNS = {
    "code": ("code", "kode", "kode_wilayah", "region_code"),
    "lat": ("lat", "latitude", "lintang"),
    "lng": ("lng", "lon", "long", "longitude", "bujur"),
    "area": ("area_km2", "luas_km2", "luas"),
    "population": ("population", "penduduk", "jumlah_penduduk"),
}

REASONS = {
    "no_code": gettext_lazy("has no code"),
    "code_is_number": gettext_lazy("the code is a number; it must be text in quotation marks (62.10 is not 62.1)"),
    "bad_code": gettext_lazy("is not a region code; a spreadsheet may have turned 62.10 into 62.1"),
    "twice": gettext_lazy("the same code stands further up in the file"),
    "bad_point": gettext_lazy("a coordinate is missing, is no number or is not on the globe"),
    "half_point": gettext_lazy("only one of the two coordinates is given"),
    "bad_area": gettext_lazy("the area is not a number of square kilometres"),
    "bad_population": gettext_lazy("the population is not a whole number"),
    "empty": gettext_lazy("carries nothing to import"),
    "no_geometry": gettext_lazy("has no outline"),
    "not_a_polygon": gettext_lazy("the outline is not a polygon"),
    "short_ring": gettext_lazy("a ring of the outline has fewer than four points"),
    "too_many_points": gettext_lazy("the outline has too many points"),
    "not_a_feature": gettext_lazy("is not a feature"),
    "columns": gettext_lazy("has more or fewer cells than the head line"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken: its line (CSV) or place in the collection (GeoJSON), its code as written, the reason."""

    line: int
    code: str
    reason: str

    @property
    def text(self) -> str:
        """The reason in words."""
        return str(REASONS[self.reason])


@dataclass(slots=True)
class Brought:
    """What one row brings for one region."""

    line: int
    point: tuple[float, float] | None = None
    area_km2: float | None = None
    population: int | None = None
    polygons: Polygons | None = None


@dataclass(slots=True)
class Parsed:
    """A file that was read: rows by code, and the problems."""

    rows: dict[str, Brought] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, brought: Brought) -> None:
        """Keep a row, or note that its code stood further up."""
        if code in self.rows:
            self.problems.append(Problem(brought.line, code, "twice"))
        else:
            self.rows[code] = brought


def parse(data: bytes, *, limit_bytes: int) -> Parsed:
    """Read a file; rows that cannot be taken become `problems`. Raises `InvalidInput` or `TooLarge` for the whole file."""
    if len(data) > limit_bytes:
        raise TooLarge(
            gettext("The file is larger than %(limit)s MB.") % {"limit": limit_bytes // 1_048_576},
            hint=gettext("Split it by kabupaten, or simplify the outlines first."),
        )
    text = _decode(data)
    start = text.lstrip()[:1]
    if not start:
        raise InvalidInput(gettext("The file is empty."))
    return _parse_geojson(text) if start in "{[" else _parse_csv(text)


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InvalidInput(gettext("The file is written in UTF-16."), hint=gettext("Save it again as “CSV UTF-8” and choose it once more."))
    if b"\0" in data[:4096]:
        raise InvalidInput(gettext("This is not a text file."), hint=gettext("Bring a CSV or GeoJSON file."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInput(
            gettext("Line %(line)s holds letters that are not UTF-8.") % {"line": line},
            hint=gettext("Save it again as “CSV UTF-8” and choose it once more."),
        ) from error


def _parse_csv(text: str) -> Parsed:
    head_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=head_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        head = [cell.strip().lower() for cell in next(reader)]
        where = {key: head.index(name) for key, names in COLUMNS.items() for name in names if name in head and name == _first(head, names)}
        if "code" not in where:
            raise InvalidInput(
                gettext("The first line must name the columns, and one of them must be “code”."),
                hint=gettext("For example: code,lat,lng"),
            )
        if not ({"lat", "lng"} <= set(where) or {"area", "population"} & set(where)):
            raise InvalidInput(
                gettext("There is nothing to import: no columns “lat” and “lng”, no “area_km2”, no “population”."),
                hint=gettext("For example: code,lat,lng"),
            )
        parsed = Parsed()
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(parsed.rows) + len(parsed.problems) >= ROW_LIMIT:
                raise TooLarge(gettext("The file has more than %(limit)s rows.") % {"limit": ROW_LIMIT})
            _csv_row(parsed, reader.line_num, cells, len(head), where, comma=delimiter != ",")
        return parsed
    except csv.Error as error:
        raise InvalidInput(gettext("Line %(line)s cannot be read as CSV.") % {"line": reader.line_num}) from error


def _first(head: list[str], names: tuple[str, ...]) -> str:
    return next((name for name in names if name in head), "")


def _csv_row(parsed: Parsed, line: int, cells: list[str], width: int, where: dict[str, int], *, comma: bool) -> None:
    def cell(key: str) -> str:
        return cells[where[key]].strip() if key in where else ""

    def number(key: str) -> float:
        text = cell(key)
        return float(text.replace(",", ".") if comma else text)

    if len(cells) != width:
        parsed.problems.append(Problem(line, cells[0][:SHOWN_CODE], "columns"))
        return
    code = cell("code")
    if not is_code(code):
        parsed.problems.append(Problem(line, code[:SHOWN_CODE], "bad_code" if code else "no_code"))
        return
    brought = Brought(line)
    reason = ""
    if cell("lat") or cell("lng"):
        if not (cell("lat") and cell("lng")):
            reason = "half_point"
        else:
            try:
                lng, lat = number("lng"), number("lat")
            except ValueError:
                lng = lat = math.nan
            if geometry.is_place(lng, lat):
                brought.point = (round(lng, 6), round(lat, 6))
            else:
                reason = "bad_point"
    if not reason and cell("area"):
        try:
            brought.area_km2 = number("area")
        except ValueError:
            brought.area_km2 = math.nan
        if not 0 < brought.area_km2 < AREA_LIMIT_KM2:
            reason = "bad_area"
    if not reason and cell("population"):
        digits = cell("population")
        if digits.isascii() and digits.isdigit() and len(digits) <= 9 and int(digits) <= POPULATION_LIMIT:
            brought.population = int(digits)
        else:
            reason = "bad_population"
    if reason:
        parsed.problems.append(Problem(line, code, reason))
    elif brought.point is not None or brought.area_km2 is not None or brought.population is not None:
        parsed.add(code, brought)


class _NotANumber(ValueError):
    pass


def _refuse_constant(name: str) -> Any:
    raise _NotANumber(name)


def _parse_geojson(text: str) -> Parsed:
    try:
        body = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise InvalidInput(gettext("The file is nested too deeply to be GeoJSON.")) from error
    except _NotANumber as error:
        raise InvalidInput(
            gettext("The file holds “%(what)s” where a number belongs.") % {"what": str(error)},
            hint=gettext("Export it again without empty coordinates."),
        ) from error
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise InvalidInput(gettext("The file breaks off or is not GeoJSON (line %(line)s).") % {"line": line}) from error
    features = body.get("features") if isinstance(body, dict) else None
    if not isinstance(features, list) or body.get("type") != "FeatureCollection":
        raise InvalidInput(gettext("The file is JSON, but not a GeoJSON FeatureCollection."))
    if len(features) > ROW_LIMIT:
        raise TooLarge(gettext("The file has more than %(limit)s rows.") % {"limit": ROW_LIMIT})
    parsed = Parsed()
    for line, feature in enumerate(features, 1):
        _feature(parsed, line, feature)
    return parsed


def _codes_in(feature: dict[str, Any]) -> Iterator[Any]:
    properties = feature.get("properties")
    if isinstance(properties, dict):
        for name in COLUMNS["code"]:
            if properties.get(name) is not None:
                yield properties[name]
    if feature.get("id") is not None:
        yield feature["id"]


def _feature(parsed: Parsed, line: int, feature: Any) -> None:
    if not isinstance(feature, dict):
        parsed.problems.append(Problem(line, "", "not_a_feature"))
        return
    code = next(_codes_in(feature), None)
    if not isinstance(code, str) or not is_code(code.strip()):
        is_number = isinstance(code, (int, float)) and not isinstance(code, bool)
        reason = "code_is_number" if is_number else ("no_code" if code is None else "bad_code")
        parsed.problems.append(Problem(line, "" if code is None else str(code)[:SHOWN_CODE], reason))
        return
    shape = feature.get("geometry")
    brought = Brought(line)
    try:
        if isinstance(shape, dict) and shape.get("type") == "Point":
            place = shape.get("coordinates")
            if not isinstance(place, list) or len(place) < 2 or not geometry.is_place(place[0], place[1]):
                raise BadGeometry("bad_point")
            brought.point = (round(float(place[0]), 6), round(float(place[1]), 6))
        else:
            brought.polygons = geometry.polygons_of(shape)
    except BadGeometry as error:
        parsed.problems.append(Problem(line, code.strip(), error.reason))
        return
    parsed.add(code.strip(), brought)
