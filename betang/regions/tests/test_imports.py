"""Files that operators bring: good ones, the same twice, and those made to hurt."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from betang.audit.models import Entry
from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput, Refused, TooLarge
from betang.regions import geometry, maps, queries, sheets
from betang.regions.actions.importing import import_regions, preview_import
from betang.regions.actions.loading import load_regions
from betang.regions.imports import parse
from betang.regions.models import MapSheet, Outline, Region

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OPERATOR = Actor(name="betang", is_system=True)
LIMIT = 1_000_000


def bring(data: bytes | str, name="berkas", limit=LIMIT):
    data = data.encode() if isinstance(data, str) else data
    return import_regions(actor=OPERATOR, data=data, name=name, at=AT, limit_bytes=limit, source="Uji")


def square(west, south, size):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def collection(*features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in features],
        }
    )


def polygon(west, south, size):
    return {"type": "Polygon", "coordinates": [square(west, south, size)]}


OUTLINES = collection(("62.03", polygon(114, -3, 1)), ("62.06", polygon(113, -3, 1)))


def test_coordinates_are_written_once_and_the_same_file_changes_nothing(house):
    data = "kode;lintang;bujur\n62.03.05.2004;-1,9123;114,5\n62.06.01.2003;-2,0;113,2\n99.99;0;0\n"
    first = bring(data)
    assert (first.matched, first.changed, first.unknown) == (2, 2, [(4, "99.99")])
    village = queries.by_code("62.03.05.2004")
    assert (village.latitude, village.longitude) == (-1.9123, 114.5)
    entries = Entry.objects.filter(verb="regions.file.imported").count()
    second = bring(data)
    assert (second.matched, second.changed) == (2, 0)
    assert Entry.objects.filter(verb="regions.file.imported").count() == entries == 1


def test_areas_and_populations_are_written(house):
    bring("code,parent_code,level,kind,name,area_km2,population\n62.03,62,regency,kabupaten,Kabupaten Kapuas,17033.54,417854\n")
    kapuas = queries.by_code("62.03")
    assert (kapuas.area_km2, kapuas.population) == (17033.54, 417854)


def test_a_preview_writes_nothing(house):
    preview = preview_import(data=OUTLINES.encode(), name="garis", limit_bytes=LIMIT)
    assert (preview.matched, preview.changed, preview.outlines) == (2, 2, 2)
    assert not Outline.objects.exists()
    assert not MapSheet.objects.exists()


def test_outlines_draw_the_map_and_places_outside_their_parent_are_left_out(house, django_assert_num_queries):
    bring(OUTLINES)
    assert MapSheet.objects.get().region == house.province
    done = bring("code,lat,lng\n62.03.05.2004,-2.5,114.5\n62.06.01.2003,-2.5,114.9\n62.03.05,5,95\n")
    assert [code for _line, code, _name in done.outside] == ["62.06.01.2003", "62.03.05"]
    with django_assert_num_queries(2):
        drawn = maps.province_map({"62.03": 3, "62.03.05.2004": 2})
    assert not drawn.is_schematic
    assert [(shape.code, shape.value, shape.shade) for shape in drawn.shapes] == [("62.03", 3, 3), ("62.06", 0, 0)]
    assert drawn.shapes[0].path.startswith("M")
    assert drawn.dots == ""
    assert drawn.lit_dots.startswith("m")
    linked = maps.area_map("62", {"62.03.05.2004": 2})
    assert [one.code for one in linked.lit] == ["62.03.05.2004"]
    assert bring(OUTLINES).changed == 0


def test_without_outlines_the_schematic_map_stands_in(house):
    drawn = maps.province_map({"62.03": 17})
    assert drawn.is_schematic
    assert len(drawn.shapes) == 14
    assert {shape.code: shape.shade for shape in drawn.shapes}["62.03"] == 4
    assert drawn.steps[-1] == (4, 13, 17)
    assert maps.province_map({}, province="63") is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"),
        ("code,lat\n".encode("utf-16"), "UTF-16"),
        (b"code,lat,lng\n62.03,\xff\xfe,1\n", "baris 2|Baris 2"),
        (b"PK\x03\x04\x00\x00", "teks"),
        (b"nama,lat,lng\nKapuas,1,2\n", "code"),
        (b"code,nama\n62.03,Kapuas\n", "lat"),
        (b'{"type":"FeatureCollection","features":[', "GeoJSON"),
        (b'{"type":"Topology"}', "FeatureCollection"),
        (b"[" * 100_000 + b"]" * 100_000, "dalam|GeoJSON"),
        (b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[NaN,1]}}]}', "NaN"),
        (b'code,lat,lng\n"62.03' + b"x" * 140_000, "CSV"),
    ],
    ids=["empty", "utf16", "latin1", "zip", "no-code", "nothing", "torn", "topology", "deep", "nan", "huge-cell"],
)
def test_a_file_that_is_none_is_refused_with_a_clear_message(house, data, words):
    with pytest.raises(InvalidInput, match=words):
        bring(data)


def test_a_file_that_is_too_large_or_too_long_is_refused(house, monkeypatch):
    with pytest.raises(TooLarge):
        bring("code,lat,lng\n" + "62.03,1,1\n" * 100, limit=100)
    monkeypatch.setattr("betang.regions.imports.ROW_LIMIT", 5)
    with pytest.raises(TooLarge):
        bring("code,lat,lng\n" + "62.03,1,1\n" * 10)
    with pytest.raises(TooLarge):
        bring(collection(*[("62.03", polygon(1, 1, 1))] * 6))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("62.1,1,1", "bad_code"),
        ("6203,1,1", "bad_code"),
        (",1,1", "no_code"),
        ("62.03,nan,1", "bad_point"),
        ("62.03,inf,1", "bad_point"),
        ("62.03,1e999,1", "bad_point"),
        ("62.03,91,1", "bad_point"),
        ("62.03,-2,200", "bad_point"),
        ("62.03,satu,1", "bad_point"),
        ("62.03,1,", "half_point"),
        ("62.03,1", "columns"),
        ("６２.03,1,1", "bad_code"),
        ("=cmd|calc,1,1", "bad_code"),
    ],
)
def test_a_csv_row_that_cannot_be_taken_is_named_with_its_reason(row, reason):
    parsed = parse(f"code,lat,lng\n{row}\n62.06,-2,113\n".encode(), limit_bytes=LIMIT)
    assert [(one.line, one.reason) for one in parsed.problems] == [(2, reason)]
    assert parsed.problems[0].text
    assert list(parsed.rows) == ["62.06"]


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        ({"properties": {"code": 62.1}, "geometry": polygon(1, 1, 1)}, "code_is_number"),
        ({"properties": {"code": 62}, "geometry": polygon(1, 1, 1)}, "code_is_number"),
        ({"properties": {}, "geometry": polygon(1, 1, 1)}, "no_code"),
        ({"properties": {"code": "62.3"}, "geometry": polygon(1, 1, 1)}, "bad_code"),
        ({"properties": {"code": ["62.03"]}, "geometry": polygon(1, 1, 1)}, "bad_code"),
        ({"properties": {"code": "62.03"}, "geometry": None}, "no_geometry"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "LineString", "coordinates": []}}, "not_a_polygon"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}}, "short_ring"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "Polygon", "coordinates": [[["1", 1]] * 4]}}, "bad_point"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "Polygon", "coordinates": [[[10**400, 1]] * 4]}}, "bad_point"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "Polygon", "coordinates": 7}}, "bad_point"),
        ({"properties": {"code": "62.03"}, "geometry": {"type": "MultiPolygon", "coordinates": []}}, "no_geometry"),
        ("teks", "not_a_feature"),
    ],
)
def test_a_feature_that_cannot_be_taken_is_named_with_its_reason(feature, reason):
    good = {"properties": {"code": "62.06"}, "geometry": {"type": "Point", "coordinates": [113, -2]}}
    data = json.dumps({"type": "FeatureCollection", "features": [feature, good]}).encode()
    parsed = parse(data, limit_bytes=LIMIT)
    assert [(one.line, one.reason) for one in parsed.problems] == [(1, reason)]
    assert parsed.rows["62.06"].point == (113, -2)


def test_the_same_code_twice_in_a_file_counts_once():
    parsed = parse(b"code,lat,lng\n62.03,-2,114\n62.03,-3,114\n", limit_bytes=LIMIT)
    assert parsed.rows["62.03"].point == (114, -2)
    assert [(one.line, one.reason) for one in parsed.problems] == [(3, "twice")]


def test_a_file_that_fits_nothing_is_refused(house):
    with pytest.raises(Refused):
        bring("code,lat,lng\n63.01,-2,115\n")


def test_a_wiggly_line_is_simplified_within_its_tolerance():
    line = [(x / 10, (x % 2) * 0.01) for x in range(1000)]
    simple = geometry.simplify(line, 0.02)
    assert simple == [line[0], line[-1]]
    assert geometry.simplify(line, 0.001) == line
    island = geometry.simplify_polygons([[square(0, 0, 0.00001)]], 0.01)
    assert island, "an outline never vanishes"


def test_dots_are_one_path_of_moves():
    assert geometry.dots_path([(3.2, 4.4), (1, 1), (3, 4)]) == "m1 1h0m2 3h0"
    assert geometry.dots_path([]) == ""


@pytest.mark.slow
def test_the_real_files_draw_a_province_of_less_than_12_kilobytes(db, shared_data):
    folder = shared_data / "regions"
    load_regions(actor=OPERATOR, provinces=["62"], at=AT, on=AT.date())
    for name in ("kalteng_centroids.csv", "kalteng_regencies.geojson", "kalteng_districts.geojson"):
        done = bring((folder / name).read_bytes(), name, limit=50_000_000)
        assert done.changed == done.matched > 0
        assert (done.unknown, done.outside, done.problems) == ([], [], [])
    drawn = maps.province_map({"62.03": 17, "62.03.09.2006": 1})
    text = "".join(shape.path + shape.full_name for shape in drawn.shapes) + drawn.dots + drawn.lit_dots
    assert text.count("h0") > 1400, "nearly every village has a dot of its own"
    assert len(gzip.compress(text.encode())) < 12_000
    boxes = {shape.code for shape in drawn.shapes}
    assert len(boxes) == 14
    for seat in Region.objects.exclude(seat="").filter(level="regency").select_related("outline"):
        west, south, east, north = geometry.bounds(geometry.polygons_of(seat.outline.geometry))
        assert west - 0.05 <= seat.seat_longitude <= east + 0.05, seat.seat
        assert south - 0.05 <= seat.seat_latitude <= north + 0.05, seat.seat
    assert sheets.redraw(["62.03"]) == 1


def upload(client, data: bytes, name="titik.csv"):
    return client.post(reverse("regions_desk:import"), {"file": SimpleUploadedFile(name, data)}, headers={"host": "localhost"})


def test_at_the_desk_a_file_is_shown_first_and_written_after_the_yes(house, client):
    house.sign_in(client, "eka")
    data = b"code,lat,lng\n62.03.05.2004,-1.9,114.5\n62.1,1,1\n63.01,-2,115\n"
    answer = upload(client, data)
    sha = hashlib.sha256(data).hexdigest()
    assert answer.status_code == 302
    assert sha in answer.headers["Location"]
    page = client.get(answer.headers["Location"], headers={"host": "localhost"}).content.decode()
    assert "62.1" in page
    assert "63.01" in page
    assert queries.by_code("62.03.05.2004").latitude is None
    address = reverse("regions_desk:import_confirm", kwargs={"sha256": sha})
    for _time in range(2):
        answer = client.post(address, {"kunci": "abc", "nama": "titik.csv", "source": "BIG"}, headers={"host": "localhost"})
        assert answer.status_code in (302, 404)
    assert queries.by_code("62.03.05.2004").latitude == -1.9
    assert not storages["private"].exists(f"regions/{sha}")
    assert Entry.objects.filter(verb="regions.file.imported").count() == 1


def test_at_the_desk_a_bad_file_comes_back_with_its_reason(house, client, settings):
    house.sign_in(client, "eka")
    answer = upload(client, b"\x00\x01\x02")
    assert answer.status_code == 422
    assert "teks" in answer.content.decode()
    settings.UPLOAD_LIMIT_BYTES = 10
    assert upload(client, b"code,lat,lng\n62.03,1,1\n").status_code == 422


def test_without_a_second_factor_the_administrator_brings_nothing(house, client):
    house.sign_in(client, "eka", second_factor=False)
    answer = upload(client, b"code,lat,lng\n62.03.05.2004,-1.9,114.5\n")
    assert answer.status_code in (302, 403)
    assert queries.by_code("62.03.05.2004").latitude is None


def test_changes_at_the_desk_are_made_once_and_refusals_keep_what_was_typed(house, client):
    house.sign_in(client, "eka")
    address = reverse("regions_desk:region", kwargs={"code": "62.03.05.2004"})
    typed = {
        "langkah": "nama",
        "nama-name": "Mantangai Baru",
        "nama-kind": "desa",
        "nama-on": "2026-07-01",
        "nama-basis": "",
        "kunci": "k1",
    }
    answer = client.post(address, typed, headers={"host": "localhost"})
    assert answer.status_code == 422
    assert "Mantangai Baru" in answer.content.decode()
    typed |= {"nama-basis": "Perda 3/2026", "kunci": "k2"}
    for _time in range(2):
        assert client.post(address, typed, headers={"host": "localhost"}).status_code == 302
    assert queries.by_code("62.03.05.2004").name == "Mantangai Baru"
    assert Entry.objects.filter(verb="regions.region.renamed").count() == 1
    split = {
        "langkah": "pemekaran", "pemekaran-code_1": "62.03.05.2041", "pemekaran-name_1": "Lamunti", "pemekaran-kind_1": "desa",
        "pemekaran-continues": "on", "pemekaran-on": "2026-08-01", "pemekaran-basis": "Perda 4/2026",
    }  # fmt: skip
    assert client.post(address, split, headers={"host": "localhost"}).status_code == 302
    merge = {"langkah": "gabung", "gabung-codes": "62.03.05.2041", "gabung-on": "2026-09-01", "gabung-basis": "Perda 5/2026"}
    assert client.post(address, merge, headers={"host": "localhost"}).status_code == 302
    assert queries.current_codes("62.03.05.2041") == ("62.03.05.2004",)
    move = {"langkah": "kode", "kode-new_code": "62.06.01.2003", "kode-on": "2026-09-01", "kode-basis": "Perda 6/2026"}
    assert client.post(address, move, headers={"host": "localhost"}).status_code == 422
    assert client.get(reverse("regions_desk:region", kwargs={"code": "63.03"}), headers={"host": "localhost"}).status_code == 404


def test_offices_and_days_are_kept_at_the_desk(house, client):
    house.sign_in(client, "eka")
    region = reverse("regions_desk:region", kwargs={"code": "62.03"})
    office = {"langkah": "instansi", "instansi-name": "Dinas Perikanan", "instansi-kind": "agency"}
    assert client.post(region, office, headers={"host": "localhost"}).status_code == 302
    made = queries.offices_of("62.03").get()
    address = reverse("regions_desk:office", kwargs={"code": "62.03", "office_id": made.pk})
    assert client.post(address, {"name": "", "kind": "agency"}, headers={"host": "localhost"}).status_code == 422
    assert client.post(address, {"name": "Dinas Ikan", "kind": "agency"}, headers={"host": "localhost"}).status_code == 302
    assert queries.offices_of("62.03").get().name == "Dinas Ikan"
    assert client.post(address, {"tutup": "1"}, headers={"host": "localhost"}).status_code == 302
    assert not queries.offices_of("62.03").exists()
    days = reverse("regions_desk:days")
    typed = {"on": "2026-12-09", "name": "Pilkades", "kind": "public", "region_code": "62.3", "basis": "SK 1"}
    assert client.post(days, typed, headers={"host": "localhost"}).status_code == 422
    assert client.post(days, typed | {"region_code": "62.03"}, headers={"host": "localhost"}).status_code == 302
    page = client.get(days, headers={"host": "localhost"}).content.decode()
    assert "Pilkades" in page
    assert "perkiraan" in client.get(f"{days}?tahun=2028", headers={"host": "localhost"}).content.decode()
