"""Files of the national system: read by cell, shown before anything is written, taken over through real actions, taken out again."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.casework.terms import Level
from betang.kernel.errors import InvalidInput, NotFound, SecondFactorNeeded
from betang.proposals.exchange import actions, exporting, fields, reading
from betang.proposals.models import ExchangeRun, Proposal
from betang.proposals.tests.worlds import AT, accept, sent, staff, up_to

HEADER = (
    "id_usulan", "tahun_anggaran", "jenis_usul_teks", "pengusul", "giat_teks", "masalah", "alamat_teks", "detail_lurahteks",
    "detail_camatteks", "detail_usulvolume", "satuan", "anggaran", "bidang_urusan", "nama_skpd", "rekom_lurah_rekomendasi",
    "rekom_camat_anggaran", "rekom_camat_rekomendasi", "rekom_mitra_anggaran", "rekom_mitra_koefisien", "rekom_mitra_rekomendasi",
    "rekom_skpd_rekomendasi", "is_tolak", "tolak_teks", "is_batal",
)  # fmt: skip
GOOD = {
    "id_usulan": "9001", "tahun_anggaran": 2028, "jenis_usul_teks": "Usulan Aspirasi Masyarakat", "pengusul": "Siti Maimunah",
    "giat_teks": "Pembangunan sumur bor", "masalah": "Setiap kemarau sumur warga kering.", "alamat_teks": "RT 03",
    "detail_lurahteks": "MANTANGAI HILIR", "detail_camatteks": "Kec. Mantangai", "detail_usulvolume": "2 Unit",
    "anggaran": "150.000.000,00",
    "bidang_urusan": "1.03 PEKERJAAN UMUM",
}  # fmt: skip


@pytest.fixture
def office(house):
    return staff(house)


def as_csv(*rows: dict[str, object], name: str = "usulan.csv", header: tuple[str, ...] = HEADER) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["DATA USULAN ASMAS"])
    writer.writerow(header)
    writer.writerows([[{**row}.get(column, "") for column in header] for row in rows])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"), "text/csv")


def look(house, *rows, who: str = "citra", region=None, file=None, year: int = 2028) -> ExchangeRun:
    actor = SYSTEM if who == "system" else house.actor(who)
    return actions.look_through(
        actor=actor, region=region or house.kapuas, fiscal_year=year, file=file or as_csv(*rows), file_name="usulan.csv", at=AT
    )


def take(house, run: ExchangeRun, who: str = "citra", **reasons: str) -> ExchangeRun:
    actor = SYSTEM if who == "system" else house.actor(who)
    actions.confirm(actor=actor, run=run, at=AT, reasons=reasons, in_background=False)
    return actions.carry_out(run_id=run.pk, at=AT)


def kinds(run: ExchangeRun) -> list[str]:
    return [row["kind"] for row in run.report["rows"]]


def test_nothing_is_written_before_the_yes_and_the_same_file_twice_changes_nothing(house, office):
    run = look(house, GOOD)
    assert kinds(run) == ["new"]
    assert not Proposal.objects.exists()
    done = take(house, run)
    proposal = Proposal.objects.get()
    assert (done.state, done.path, proposal.national_id, proposal.fiscal_year) == ("done", "", "9001", 2028)
    assert (proposal.region_code, proposal.volume, proposal.unit, proposal.estimate_idr) == (house.village.code, 2, "Unit", 150_000_000)
    assert (proposal.matter.state, proposal.proposer_label, proposal.proposer_name) == ("village_review", "S. M.", "Siti Maimunah")
    before = Entry.objects.count()
    again = look(house, GOOD)
    assert kinds(again) == ["same"]
    take(house, again)
    assert Proposal.objects.count() == 1
    assert Entry.objects.filter(subject_id=proposal.matter.pk).count() == 1
    assert Entry.objects.count() == before + 2  # that a file was brought, and that it is done


def test_what_is_wrong_is_said_by_cell_and_the_other_rows_are_taken_over(house, office):
    bad = {
        "detail_lurahteks": "Desa Antah", "anggaran": "seratus juta", "tahun_anggaran": 2026, "giat_teks": "Air",
        "detail_usulvolume": "dua",
        "bidang_urusan": "air bersih", "id_usulan": "9002",
    }  # fmt: skip
    run = look(house, GOOD, {**GOOD, **bad}, {**GOOD, "id_usulan": ""}, {**GOOD, "giat_teks": "Yang kedua kalinya"})
    assert kinds(run) == ["new", "wrong", "wrong", "wrong"]
    cells = {each["cell"] for each in run.report["rows"][1]["problems"]}
    column = {name: "ABCDEFGHIJKLMNOPQRSTUVWX"[at] for at, name in enumerate(HEADER)}
    assert cells == {f"{column[name]}4" for name in bad if name != "id_usulan"}
    assert run.report["rows"][2]["problems"][0]["cell"] == "A5"
    take(house, run)
    assert Proposal.objects.count() == 1


def test_the_file_of_another_kabupaten_and_one_that_is_no_list_are_refused(house, office):
    run = look(house, {**GOOD, "detail_lurahteks": "Telangkah", "detail_camatteks": "Katingan Hilir"})
    assert kinds(run) == ["wrong"]
    with pytest.raises(InvalidInput):
        look(house, file=SimpleUploadedFile("foto.csv", b"nama;alamat\nbudi;di sana\n"))
    with pytest.raises(InvalidInput):
        look(house, file=SimpleUploadedFile("surat.pdf", b"%PDF-1.7 surat"))


def test_formulas_are_never_evaluated(house, office):
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append(
        [
            {**GOOD, "anggaran": "=1000*2", "masalah": '=HYPERLINK("http://jahat.test","klik di sini saja ya")'}.get(one, "")
            for one in HEADER
        ]
    )
    held = io.BytesIO()
    book.save(held)
    run = look(house, file=SimpleUploadedFile("usulan.xlsx", held.getvalue()))
    assert kinds(run) == ["wrong"]
    assert {each["cell"] for each in run.report["rows"][0]["problems"]} == {"F2", "L2"}


def test_a_planner_s_word_becomes_a_real_step_and_others_words_are_said_to_be_theirs(house, office):
    lurah, camat = (
        {"rekom_lurah_rekomendasi": "Setuju"},
        {"rekom_camat_anggaran": 140_000_000, "rekom_camat_rekomendasi": "Setuju, prioritas"},
    )
    mitra = {"rekom_mitra_anggaran": 120_000_000, "rekom_mitra_koefisien": "1 Unit", "nama_skpd": office.name}
    run = look(
        house,
        {**GOOD, **lurah, **camat, **mitra},
        {**GOOD, **lurah, "id_usulan": "9002", "rekom_skpd_rekomendasi": "Sudah dicek ke lapangan"},
        {**GOOD, **lurah, **camat, **mitra, "id_usulan": "9003", "nama_skpd": "Dinas yang tidak ada"},
        {**GOOD, "id_usulan": "9004", "is_batal": 1},
        {**GOOD, "id_usulan": "9005", "is_tolak": 1, "tolak_teks": "Bukan kewenangan daerah."},
    )
    assert kinds(run) == ["new", "new", "wrong", "left", "new"]
    _begins, theirs = run.report["rows"][1]["notes"]
    assert str(Level.AGENCY.label) in theirs.lower() or str(Level.AGENCY.label) in theirs
    with pytest.raises(InvalidInput):
        take(house, run)
    done = take(house, run, refuse="not_our_task")
    assert kinds(done) == ["new", "new", "wrong", "left", "new"]
    first, second, refused = (Proposal.objects.get(national_id=one) for one in ("9001", "9002", "9005"))
    assert (first.matter.state, first.matter.office_id) == ("agency_review", office.pk)
    opinion = first.opinions.get()
    assert (opinion.level, opinion.amount_idr, opinion.volume) == ("planning", 120_000_000, 1)
    assert first.matter.steps.last().by_post == "planner"
    assert second.matter.state == "district_review"
    assert (refused.matter.state, refused.stopped_reason) == ("refused_planning", "not_our_task")
    assert kinds(look(house, {**GOOD, **lurah, **camat, **mitra})) == ["same"]


def test_a_proposal_that_lies_elsewhere_is_left_and_the_row_says_with_whom(house, office):
    proposal = sent(house).proposal
    row = {**GOOD, "betang_nomor": proposal.matter.number, "rekom_mitra_rekomendasi": "Setuju", "nama_skpd": office.name}
    file = as_csv(row, header=(*HEADER, "betang_nomor"))
    run = look(house, file=file)
    assert kinds(run) == ["link"]
    assert run.report["rows"][0]["notes"]
    take(house, run)
    proposal.refresh_from_db()
    assert (proposal.national_id, proposal.matter.state) == ("9001", "village_review")
    up_to(house, proposal, "planning", office)
    run = look(house, row)
    assert kinds(run) == ["step"]
    take(house, run)
    proposal.matter.refresh_from_db()
    assert proposal.matter.state == "agency_review"


def test_a_kecamatan_brings_its_own_part_and_decides_at_its_own_level_only(house, office):
    run = look(house, {**GOOD, "rekom_lurah_rekomendasi": "Ya", "rekom_camat_rekomendasi": "Setuju"}, who="gita", region=house.mantangai)
    take(house, run, "gita")
    assert Proposal.objects.get().matter.state == "planning_review"
    for who in ("ani", "eka", "fajar", "budi", "nobody"):
        with pytest.raises(NotFound):
            look(house, GOOD, who=who)
    with pytest.raises(NotFound):
        look(house, GOOD, who="gita")
    weak = house.actor("citra", second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        actions.confirm(actor=weak, run=look(house, {**GOOD, "id_usulan": "77"}), at=AT)


def test_a_file_of_many_rows_costs_as_many_questions_as_one(house, office, django_assert_max_num_queries):
    rows = [{**GOOD, "id_usulan": str(at)} for at in range(200)]
    records = reading.read_rows(_cells(rows), {name: [at] for at, name in enumerate(_names())}, unsaved=frozenset())
    with django_assert_max_num_queries(6):
        made = actions.weigh_all(records, region_code="62.03", level="planning", fiscal_year=2028)
    assert {one.kind for one in made} == {"new"}


def _names() -> list[str]:
    known = {column: name for name, some in fields.READS.items() for column in some}
    return [known[column] for column in HEADER]


def _cells(rows):
    return [(at, [row.get(column, "") for column in HEADER]) for at, row in enumerate(rows, 2)]


def test_what_is_taken_out_is_guarded_and_matched_when_it_comes_back(house, office):
    sent(house, title="=CMD|' /C calc'!A0 sumur", problem="@SUM(1+1) tiap kemarau kami kering", place_detail="+62 gang satu")
    passed = sent(house, title="Lampu jalan RT 02").proposal
    accept(house, passed, "ani")
    for shape in ("csv", "xlsx"):
        body, name = exporting.export(actor=house.actor("citra"), region=house.kapuas, fiscal_year=2028, kind="asmas", shape=shape, at=AT)
        assert name == f"usulan-asmas-62.03-2028.{shape}"
        if shape == "csv":
            table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        else:
            table = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(body)).active.iter_rows()]
            assert not any(cell.data_type == "f" for row in load_workbook(io.BytesIO(body)).active.iter_rows() for cell in row)
        assert tuple(table[0]) == fields.EXPORTS["asmas"]
        rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
        assert len(rows) == 2
        for row in rows:
            assert not any(str(cell)[:1] in "=+@" for cell in row.values() if cell)
            assert "Maimunah" not in str(row.values())  # it lies with a village and a kecamatan, not with the planner
        lamp = next(row for row in rows if row["giat_teks"] == "Lampu jalan RT 02")
        assert str(lamp["rekom_lurah_anggaran"]) == "140000000"
        assert lamp["detail_lurahteks"] == "Desa Mantangai Hilir"
        before = Proposal.objects.count()
        run = look(house, file=SimpleUploadedFile(name, body))
        assert set(kinds(run)) == {"same"}
        assert Proposal.objects.count() == before
    body, _name = exporting.export(actor=house.actor("gita"), region=house.mantangai, fiscal_year=2028, kind="asmas", shape="csv", at=AT)
    assert body.decode("utf-8-sig").count("Maimunah") == 1
    assert Entry.objects.filter(verb="proposals.exchange.exported").count() == 3
    with pytest.raises(NotFound):
        exporting.export(actor=house.actor("fajar"), region=house.kapuas, fiscal_year=2028, kind="asmas", shape="csv", at=AT)


def test_the_desk_brings_shows_and_takes_over(house, office, client, run_jobs):
    client.defaults["HTTP_HOST"] = "localhost"
    house.sign_in(client, "citra")
    assert client.post("/meja/usulan/sipd/bawa/", {"wilayah": "62.03", "tahun": "dua"}).status_code == 422
    brought = client.post(
        "/meja/usulan/sipd/bawa/", {"wilayah": "62.03", "tahun": "2028", "berkas": as_csv(GOOD, {**GOOD, "anggaran": "x"})}
    )
    page = client.get(brought["Location"]).content.decode()
    assert "L4" in page
    assert client.post(brought["Location"], {"aksi": "ya"}).status_code == 302
    run_jobs()
    assert "62.03/U/2026/0001" in client.get(brought["Location"]).content.decode()
    taken = client.post("/meja/usulan/sipd/ambil/", {"wilayah": "62.03", "tahun": "2028", "bentuk": "csv"})
    assert b"Pembangunan sumur bor" in taken.content
    assert client.post("/meja/usulan/sipd/ambil/", {"wilayah": "62.06", "tahun": "2028"}).status_code == 404


def test_the_command_line_brings_and_takes_out(house, office, tmp_path, capsys):
    from betang.config.cli import build_parser

    source = tmp_path / "usulan.csv"
    source.write_bytes(as_csv(GOOD, {**GOOD, "id_usulan": "9002", "is_tolak": 1}).read())
    options = ["import", "proposals", str(source), "--region", "62.03", "--year", "2028"]
    assert build_parser().parse_args(options).run(build_parser().parse_args(options)) == 0
    assert not Proposal.objects.exists()
    source.write_bytes(as_csv(GOOD).read())
    read = build_parser().parse_args([*options, "--yes"])
    assert read.run(read) == 0
    assert Proposal.objects.get().matter.state == "village_review"
    target = tmp_path / "keluar.csv"
    out = build_parser().parse_args(["export", "proposals", "--region", "62.03", "--year", "2028", "--to", str(target)])
    assert out.run(out) == 0
    assert "9001" in target.read_text("utf-8-sig")
    assert "1 new" in capsys.readouterr().out
