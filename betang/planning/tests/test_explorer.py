"""The explorer and its sisters: sums that add up, every filter, few queries, files of what is on the screen."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from betang.planning.models import Line
from betang.planning.queries import explorer
from betang.planning.queries.filters import Filters
from betang.planning.queries.scopes import lines_of, scope_of
from betang.planning.tests import plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(house):
    return plans.world(house)


def text_of(client, path, **params):
    answer = client.get(path, params, headers={"host": "localhost"})
    assert answer.status_code == 200, path
    return answer.content.decode()


def names(filters: Filters) -> list[str]:
    found = explorer.answer(filters, scope_of(filters))
    return [line.name for line in explorer.list_lines(filters, found)]


def test_every_page_stands_with_eight_queries_and_weighs_little(client, world, django_assert_max_num_queries):
    paths = [
        "/rencana/", "/rencana/?wilayah=62.03", "/rencana/?oleh=kab&wilayah=62.03", "/rencana/?wilayah=62.03.05.2004",
        "/rencana/?dana=4.2.1", "/rencana/?urusan=1.03", "/rencana/?q=jalan", "/rencana/bidang/1.03/", "/rencana/program/1.03.10/",
        "/rencana/kegiatan/1.03.10.2.01/", "/rencana/sub-kegiatan/1.03.10.2.01.0032/", f"/rencana/perangkat/{world.office.pk}/",
        "/rencana/bandingkan/?wilayah=62.03", "/rencana/bandingkan/?wilayah=62.03.05", f"/rencana/baris/{world.road.number}/",
        "/rencana/istilah/", "/en/rencana/",
    ]  # fmt: skip
    for path in paths:
        with django_assert_max_num_queries(8):
            page = text_of(client, path)
        assert "Undefined" not in page
        assert len(gzip.compress(page.encode(), 6)) < 15_000, path


@pytest.mark.parametrize(
    "filters",
    [
        Filters(), Filters(place="62.03"), Filters(place="62.03", planner="kab"), Filters(planner="desa"), Filters(planner="prov"),
        Filters(field="1.03"), Filters(programme="1.03.10"), Filters(activity="1.03.10.2.01"), Filters(code="1.03.10.2.01.0032"),
        Filters(fund="1.2.1.01.02"), Filters(fund="4.2.1", field="02"), Filters(words="jalan"), Filters(place="62.03.05"),
        Filters(place="62.03", field="1.03"), Filters(place="62.03.05.2004", fund="4.2.1"), Filters(field="02", planner="desa"),
        Filters(phase="proposed"), Filters(year=2025), Filters(place="62.06"), Filters(phase="budgeted"), Filters(phase="realised"),
        Filters(phase="realised", words="jalan"), Filters(phase="realised", fund="4.2.1"),
        Filters(phase="budgeted", code="1.03.10.2.01.0032"),
    ],
    ids=lambda filters: "&".join(f"{name}={value}" for name, value in filters.params().items()) or "everything",
)  # fmt: skip
def test_a_sum_is_that_of_its_lines_and_of_its_groups(world, filters):
    found = explorer.answer(filters, scope_of(filters))
    parts = ("own", "above") if found.scope.above else ("own",)
    lines = {line.pk: line for part in parts for line in lines_of(found.scope, filters, found.year, part=part)}
    column = filters.amount_column
    expected = 0
    for line in lines.values():
        amount = getattr(line, column) or 0
        shares = [place.share_idr for place in line.places.all() if place.region_code.startswith(found.scope.code)]
        is_above = line.government_code in found.scope.above
        expected += min(amount, sum(shares)) if is_above and shares and None not in shares else amount
    assert found.total.amount == expected
    assert sum(group.amount for group in found.groups) == expected
    if not filters.phase:
        assert found.total.lines == len(lines)


def test_a_filter_finds_what_it_names_and_the_largest_stand_first(house, world):
    assert names(Filters()) == [
        "Jembatan Sungai Mantangai", "Rehabilitasi jalan Mantangai – Lamunti", "Pembangunan SD Mantangai Hilir",
        "Pemeliharaan jalan kabupaten", "Pengerasan jalan RT 4", "Jalan Telangkah", "Keramba warga",
    ]  # fmt: skip
    assert names(Filters(place="62.03.05.2004")) == [
        "Jembatan Sungai Mantangai", "Pembangunan SD Mantangai Hilir", "Pengerasan jalan RT 4", "Keramba warga"
    ]  # fmt: skip
    assert names(Filters(words="JALAN rt")) == ["Pengerasan jalan RT 4"]
    assert names(Filters(place="62.03", planner="kab", phase="ceiling")) == ["Rehabilitasi jalan Mantangai – Lamunti"]
    assert names(Filters(office=world.office.pk)) == ["Rehabilitasi jalan Mantangai – Lamunti", "Pemeliharaan jalan kabupaten"]
    assert names(Filters(year=2031)) == []


def test_parameters_that_mean_nothing_are_left_out(client, world):
    whole = text_of(client, "/rencana/")
    for junk in (
        {"wilayah": "99.99"},
        {"tahun": "abad ini"},
        {"urusan": "'; --"},
        {"hal": "-3"},
        {"perangkat": "x" * 36},
        {"tahap": "mimpi"},
    ):
        page = text_of(client, "/rencana/", **junk)
        assert "Jembatan Sungai Mantangai" in page, junk
        assert page.count("<article") == whole.count("<article")


def test_a_page_of_known_parameters_is_kept_and_one_of_free_words_is_not(rf, world):
    from betang.planning.views import explorer as views

    def kept(path: str) -> bool:
        request = rf.get(path)
        request.house = None
        return getattr(views.index(request), "keep", False)

    assert kept("/rencana/?tahun=2026&wilayah=62.03")
    assert not kept("/rencana/?q=jalan")
    assert not kept("/rencana/?utm_source=x")


def test_words_typed_are_shown_as_words_and_never_as_markup(client, world):
    page = text_of(client, "/rencana/", q='"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_a_page_says_in_plain_words_what_is_planned_and_for_each_person(client, world):
    page = text_of(client, "/rencana/", wilayah="62.03.05.2004", oleh="desa")
    assert "Rp240 juta" in page
    village = text_of(client, "/rencana/", wilayah="62.03.05.2004")
    assert "Dari setiap Rp100" in village
    assert "Rp4,4 juta" in village  # (7 billion of the bridge + school + own 240 million) / 1.850


def test_only_made_up_plans_say_that_they_are(client, world):
    assert "Data contoh" in text_of(client, "/rencana/", wilayah="62.06.01.2003")
    assert "Data contoh" not in text_of(client, "/rencana/", wilayah="62.03.05.2004")
    rows = list(csv.DictReader(io.StringIO(client.get("/rencana/unduh.csv", headers={"host": "localhost"}).content.decode("utf-8-sig"))))
    assert {row["nama"]: row["contoh"] for row in rows}["Jalan Telangkah"] == "Data contoh"


def test_files_hold_exactly_the_lines_that_were_asked_for(client, world):
    Line.objects.filter(pk=world.upkeep.pk).update(name="=HYPERLINK(0)")
    query = {"wilayah": "62.03", "oleh": "kab", "tahun": "2026"}

    def file(form):
        answer = client.get(f"/rencana/unduh.{form}", query, headers={"host": "localhost"})
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="rencana-62.03-2026.{form}"'
        return answer.content

    wanted = {"62.03-2026-1.03.10.2.01.0032", "62.03-2026-1.03.10.2.01.0033", "62.03-2026-1.01.02.2.01.0001"}
    rows = list(csv.DictReader(io.StringIO(file("csv").decode("utf-8-sig"))))
    assert {row["nomor"] for row in rows} == wanted
    assert sum(int(row["anggaran_rp"] or 0) for row in rows) == 5_000_000_000
    assert "'=HYPERLINK(0)" in {row["nama"] for row in rows}
    body = json.loads(file("json"))
    assert {row["nomor"] for row in body["baris"]} == wanted
    assert sum(one["rencana_rp"] for one in body["rincian"]) == sum(row["anggaran_rp"] or row["usulan_rp"] for row in body["baris"])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file("xlsx"))).get_sheet_by_index(0).to_python()
    assert {row[0] for row in sheet[1:]} == wanted
    assert "=HYPERLINK(0)" in {row[6] for row in sheet[1:]}
    assert file("pdf").startswith(b"%PDF")
    assert client.get("/rencana/unduh.exe", headers={"host": "localhost"}).status_code == 404


def test_without_the_library_for_paper_the_page_says_what_to_do(client, world, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    answer = client.get("/rencana/unduh.pdf", headers={"host": "localhost"})
    assert answer.status_code == 503
    assert "XLSX" in answer.content.decode()


def test_a_line_leads_to_the_cell_that_its_amount_was_read_from(client, world):
    page = text_of(client, f"/rencana/baris/{world.road.number}/")
    assert 'href="/rencana/sumber/abababababab/?lembar=Sheet1#Sheet1!D17"' in page
    for words in ("Rp4.200.000.000", "55%", "12 km", "Hujan", "Kontrak", "Dana Alokasi Umum", "Kecamatan Mantangai", "Jalan"):
        assert words in page, words
    assert "Rp3 miliar" in page, "the same work last year"


def test_what_is_no_longer_planned_says_so_and_counts_nowhere(client, world):
    assert "tidak lagi" in text_of(client, f"/rencana/baris/{world.gone.number}/")
    assert "Batal" not in text_of(client, "/rencana/", wilayah="62.03", oleh="kab")
    assert client.get("/rencana/baris/62.99-1/", headers={"host": "localhost"}).status_code == 404


def test_the_page_of_a_code_says_what_it_is_for_and_an_unknown_one_is_not_there(client, world):
    page = text_of(client, "/rencana/sub-kegiatan/1.03.10.2.01.0032/")
    assert "Panjang jalan yang direhabilitasi" in page
    assert "Rehabilitasi jalan Mantangai – Lamunti" in page
    assert client.get("/rencana/program/9.99.99/", headers={"host": "localhost"}).status_code == 404


def test_places_stand_beside_places_like_them(client, world):
    page = text_of(client, "/rencana/bandingkan/", wilayah="62.03")
    assert page.index("Kabupaten Kapuas") < page.index("Kabupaten Katingan")
    assert 'aria-current="true">Kabupaten Kapuas' in page
    assert "belum diketahui" in page


def test_a_line_is_found_by_search_until_it_is_withdrawn(house, world):
    from betang.planning import finding
    from betang.search import queries, sources

    source = next(one for one in sources.sources() if one.kinds == (finding.KIND,))
    assert sources.rebuild(source) == 10  # every line but the withdrawn one
    hits = queries.search("jembatan mantangai", kind="plan").hits
    assert [hit.path for hit in hits] == [f"/rencana/baris/{world.bridge.number}/"]
    Line.objects.filter(pk=world.bridge.pk).update(is_withdrawn=True)
    finding.put_lines(Line.objects.filter(pk__in=[world.bridge.pk, world.road.pk]))
    assert not queries.search("jembatan mantangai", kind="plan").hits
    assert queries.search("rehabilitasi lamunti", kind="plan").hits


def test_what_was_sown_is_found_after_its_job_and_what_is_typed_at_once(house, world):
    from betang.accounts.actors import SYSTEM
    from betang.planning import jobs
    from betang.planning.actions import save_line
    from betang.planning.terms import Phase
    from betang.search import queries

    assert not queries.search("jembatan mantangai", kind="plan").hits
    jobs.find_every_line()
    assert [hit.path for hit in queries.search("jembatan mantangai", kind="plan").hits] == [f"/rencana/baris/{world.bridge.number}/"]
    typed = save_line(
        actor=SYSTEM, government=world.bridge.government, fiscal_year=plans.YEAR, code="1.03.10.2.01.0033", at=plans.AT,
        name="Titian ulin Sei Puyau", amounts={Phase.BUDGETED: 80_000_000}, is_amount_sure=True,
    )  # fmt: skip
    assert [hit.key for hit in queries.search("titian puyau", kind="plan").hits] == [typed.number]
