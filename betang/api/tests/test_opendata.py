"""Open data: tables that can be read back, descriptions that meet the published schemas, nothing that is not public."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from betang.api.opendata import datasets, describing, works, writing
from betang.planning.models import Document, Figure, Line, LineFund, LinePlace, Realisation
from betang.regions.models import Office

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
SCHEMAS = Path(__file__).parent / "schemas"


def schema(name: str):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def valid(value, name: str) -> None:
    jsonschema.Draft4Validator(schema(name), format_checker=jsonschema.FormatChecker()).validate(value)


def line(house, number: int, name: str, **more) -> Line:
    return Line.objects.create(
        **{
            "government": house.kapuas, "government_code": "62.03", "fiscal_year": 2026, "code": f"1.03.10.2.01.{number:04}",
            "field_code": "1.03", "programme_code": "1.03.10", "activity_code": "1.03.10.2.01", "name": name,
            "number": f"62.03-2026-{number}",
            "budgeted_idr": 1_000_000 * number, "changed_at": AT, **more,
        }
    )  # fmt: skip


@pytest.fixture
def plan(house):
    """Three lines of Kapuas and one of Katingan, with places, funds, realisation, figures, documents."""
    office = Office.objects.create(region=house.kapuas, name="Dinas PUPR", code="1.03.0.00")
    road = line(house, 1, "Rehabilitasi Jalan", office=office, realised_idr=400_000, physical_percent=40)
    LinePlace.objects.create(
        line=road, region=house.village, region_code=house.village.code, detail="RT 02", latitude=-2.1, longitude=114.3
    )
    LinePlace.objects.create(line=road, region=house.mantangai, region_code=house.mantangai.code)
    LineFund.objects.create(line=road, code="1.2.1.01.02", amount_idr=1_000_000)
    Realisation.objects.create(line=road, until_on=date(2026, 6, 30), spent_idr=400_000, percent=40, stated_at=AT)
    Figure.objects.create(line=road, phase="budgeted", amount_idr=1_000_000, sheet="Renja", cell="D17", stated_at=AT)
    line(house, 2, '=HYPERLINK("http://jahat")', is_sample=True)
    line(house, 3, "Pembangunan Jembatan", physical_percent=100, realised_idr=2_900_000)
    line(house, 4, "Ditarik", is_withdrawn=True)
    line(house, 5, "Pelatihan petani", government=house.katingan, government_code="62.06", fiscal_year=2027)
    for status in ("enacted", "prepared"):
        Document.objects.create(
            kind="rkpd",
            government=house.kapuas,
            title=f"RKPD {status}",
            address=f"rkpd-{status}",
            from_year=2026,
            to_year=2026,
            status=status,
        )
    return house


def table(client, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/data/{name}.csv{query}")
    assert answer.status_code == 200, name
    assert answer["Content-Type"].startswith("text/csv; charset=utf-8")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert not body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


@pytest.mark.django_db
def test_every_table_has_its_columns_and_says_the_same_as_csv_and_as_json(plan, client):
    for name, one in datasets.DATASETS.items():
        rows = table(client, name)
        answer = client.get(f"/data/{name}.json")
        told = json.loads(answer.content)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert len(told) == len(rows), name
        if rows:
            assert list(rows[0]) == list(told[0]) == [column.name for column in one.columns], name
    assert {name for name in datasets.DATASETS if not table(client, name)} == {"pendapatan-desa", "harga", "harga-resmi"}
    assert client.get("/data/rahasia.csv").status_code == 404


@pytest.mark.django_db
def test_amounts_places_and_funds_stand_in_the_table_of_plans(plan, client):
    rows = {row["nomor"]: row for row in table(client, "rencana")}
    assert set(rows) == {f"62.03-2026-{number}" for number in (1, 2, 3, 5)}, "what was withdrawn is in no plan"
    road = rows["62.03-2026-1"]
    assert (road["anggaran"], road["realisasi"], road["pagu"]) == ("1000000", "400000", "")
    assert road["kode_wilayah"] == f"{plan.village.code}|{plan.mantangai.code}"
    assert (road["sumber_dana"], road["perangkat"], road["contoh"]) == ("1.2.1.01.02", "Dinas PUPR", "false")
    assert rows["62.03-2026-2"]["contoh"] == "true"
    assert rows["62.03-2026-2"]["nama"].startswith("'="), "no spreadsheet may carry it out"
    assert [row["nomor"] for row in table(client, "rencana", "?tahun=2027")] == ["62.03-2026-5"]
    assert [row["nomor"] for row in table(client, "rencana", "?wilayah=62.06")] == ["62.03-2026-5"]
    assert len(table(client, "rencana", "?wilayah=62")) == 4
    assert client.get("/data/rencana.csv?wilayah=62.0").status_code == 404
    assert client.get("/data/rencana.csv?tahun=99").status_code == 404
    [figure] = table(client, "angka")
    assert (figure["lembar"], figure["sel"], figure["jumlah"]) == ("Renja", "D17", "1000000")


@pytest.mark.django_db
def test_what_is_being_prepared_is_in_no_table(plan, client):
    assert [row["dokumen"] for row in table(client, "dokumen")] == ["rkpd-enacted"]


@pytest.mark.django_db
def test_a_large_table_flows_and_a_small_one_is_kept(plan, client, monkeypatch, django_assert_max_num_queries):
    whole = client.get("/data/rencana.csv")
    assert not whole.streaming
    assert whole.headers.get("ETag") or whole.content
    monkeypatch.setattr(datasets, "PIECE", 2)
    monkeypatch.setattr(writing, "ROWS_A_PIECE", 1)
    monkeypatch.setattr(writing, "KEPT_BYTES", 300)
    monkeypatch.setattr(works, "PIECE", 2)
    with django_assert_max_num_queries(12):
        large = client.get("/data/rencana.csv")
        assert large.streaming
        assert b"".join(large.streaming_content) == whole.content
    assert json.loads(b"".join(client.get("/data/rencana.json").streaming_content))
    assert len(json.loads(b"".join(client.get("/data/oc4ids.json").streaming_content))["projects"]) == 2


@pytest.mark.django_db
def test_the_fiscal_data_package_meets_its_profile(plan, client):
    package = json.loads(client.get("/data/datapackage.json").content)
    valid(package, "fiscal-data-package")
    names = {resource["name"]: {field["name"] for field in resource["schema"]["fields"]} for resource in package["resources"]}
    for measure in package["model"]["measures"].values():
        assert measure["source"] in names[measure["resource"]]
    for dimension in package["model"]["dimensions"].values():
        for attribute in dimension["attributes"].values():
            assert attribute["source"] in names[attribute["resource"]]
    assert package["fiscalPeriod"] == {"start": "2026-01-01", "end": "2027-12-31"}
    for resource in package["resources"]:
        assert client.get(f"/data/{resource['path']}").status_code == 200
    with pytest.raises(jsonschema.ValidationError):
        valid({**package, "model": {}}, "fiscal-data-package")


@pytest.mark.django_db
def test_works_are_projects_that_meet_oc4ids(plan, client):
    package = json.loads(client.get("/data/oc4ids.json").content)
    valid(package, "oc4ids-project-package")
    road, bridge = package["projects"]
    assert (road["type"], road["status"], road["sector"]) == ("rehabilitation", "implementation", ["transport", "transport.road"])
    assert road["budget"]["amount"] == {"amount": 1_000_000, "currency": "IDR"}
    assert road["budget"]["budgetBreakdown"][0]["amount"]["amount"] == 1_000_000
    assert road["locations"][0]["gazetteer"]["identifiers"] == [plan.village.code]
    assert road["locations"][0]["geometry"]["coordinates"] == [114.3, -2.1]
    assert road["publicAuthority"]["id"] == road["parties"][0]["id"]
    assert bridge["completion"]["finalValue"]["amount"] == 2_900_000
    assert len({one["id"] for one in package["projects"]}) == 2
    assert client.get("/data/oc4ids.json?tahun=2027").status_code == 404, "the standard knows no empty package"
    with pytest.raises(jsonschema.ValidationError):
        valid({**package, "projects": []}, "oc4ids-project-package")


@pytest.mark.django_db
def test_the_catalogue_meets_project_open_data(plan, client):
    catalogue = json.loads(client.get("/data.json").content)
    head = schema("pod-catalog")
    del head["properties"]["dataset"]["items"]["$ref"]
    jsonschema.Draft4Validator(head, format_checker=jsonschema.FormatChecker()).validate(catalogue)
    for entry in catalogue["dataset"]:
        valid(entry, "pod-dataset-non-federal")
        for distribution in entry["distribution"]:
            assert client.get("/" + distribution["downloadURL"].split("/", 3)[3]).status_code == 200
    assert len({entry["identifier"] for entry in catalogue["dataset"]}) == len(datasets.DATASETS) + 1
    assert "@" in describing.contact()
    with pytest.raises(jsonschema.ValidationError):
        valid({**catalogue["dataset"][0], "accessLevel": "semua"}, "pod-dataset-non-federal")


@pytest.mark.django_db
def test_the_page_for_people_describes_every_table(plan, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        shown = client.get("/data/").content.decode()
    for name, one in datasets.DATASETS.items():
        assert f"/data/{name}.csv" in shown
        assert one.title in shown


@pytest.mark.parametrize(
    ("name", "sectors", "kind"),
    [
        ("Pembangunan Jembatan Gantung", "transport.road", "construction"),
        ("Pembangunan/Rehabilitasi/Peningkatan Jalan Desa", "transport.road", ""),
        ("Pemeliharaan Rutin Jalan", "transport.road", ""),
        ("Rehabilitasi Ruang Kelas SD", "education", "rehabilitation"),
        ("Pembangunan Sumur Bor", "waterAndWaste", "construction"),
        ("Pembangunan Tanggul Sungai", "naturalResources.floodProtection", "construction"),
        ("Penyusunan Dokumen Perencanaan Pembangunan Jalan", "", "construction"),
        ("Peningkatan Kapasitas Kepala Desa", "", ""),
        ("Penyediaan Gaji", "", ""),
    ],
)
def test_works_are_told_by_the_words_of_their_name(name, sectors, kind):
    assert (works.sector_of(name) or ("",))[-1] == sectors
    assert works.type_of(name) == kind


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (True, "true"), (0, 0), ("=1+1", "'=1+1"), ("@a", "'@a"), ("Jalan", "Jalan"), (-5, -5)]
)
def test_a_cell_is_never_a_formula(value, shown):
    assert writing.cell(value) == shown
