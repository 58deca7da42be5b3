"""Files as officials have them, from the first byte to the public page: small twins of real ones, with every flaw that those have."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from openpyxl import Workbook

from betang.accounts.actors import SYSTEM
from betang.guard.sheets import files
from betang.guard.tests.books import ods, xls
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.planning import rollups
from betang.planning.importing import actions, queries
from betang.planning.importing.problems import open_ones
from betang.planning.models import ColumnMemory, Figure, ImportRun, Indicator, Line, LineFund, LinePlace, Realisation, Rollup, SourceFile
from betang.planning.terms import RunState
from betang.planning.tests.writers import AT, BRIDGE, CLINIC, DESK, ROAD, WELL, settle
from betang.regions.models import Office

LATER = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def plans(house):
    return settle(house)


def workbook(rows, *, merged=(), sheets=(), name="Renja") -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for title, more in sheets:
        other = book.create_sheet(title)
        for row in more:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


HEAD = ["Kode", "Program dan Kegiatan", "Sumber Dana", "Lokasi", "Pagu Indikatif"]


def renja(
    bridge=900_000_000, clinic=250_000_000, *, total=None, place="Kab. Kapuas, Kec. Mantangai, Desa Mantangai Hilir", year=2026, more=()
):
    """A twin of an office's work plan: banner, merged two-row header, numbers, group rows with sums, JUMLAH."""
    whole = bridge + clinic if total is None else total
    return workbook(
        [
            ["PEMERINTAH KABUPATEN KAPUAS"],
            [f"RENCANA KERJA TAHUN {year}"],
            [],
            ["Kode", "Program dan Kegiatan", "Keluaran Sub Kegiatan", None, "Sumber Dana", "Lokasi", "Pagu Indikatif (Rp)"],
            [None, None, "Indikator", "Target"],
            [1, 2, 3, 4, 5, 6, 7],
            ["1.03.10", "PROGRAM PENYELENGGARAAN JALAN", None, None, None, None, bridge],
            ["1.03.10.2.01", "Penyelenggaraan Jalan Kabupaten/Kota", None, None, None, None, bridge],
            [BRIDGE, "Pembangunan Jembatan", "Panjang jembatan", "12 m", "DAU", place, bridge],
            ["1.02.02", "PROGRAM PEMENUHAN UPAYA KESEHATAN", None, None, None, None, clinic],
            [CLINIC, "Pembangunan Puskesmas", "Jumlah puskesmas", "1 Unit", "1.2.1.01.02", "Kab. Kapuas,", f"{clinic:,}".replace(",", ".")],
            *more,
            [None, "JUMLAH", None, None, None, None, whole],
        ],
        merged=("C4:D4", "A4:A5", "B4:B5", "E4:E5", "F4:F5", "G4:G5"),
    )  # fmt: skip


def bring(plans, file, *, name="renja.xlsx", kind="plan", year=2026, phase="ceiling", at=AT, actor=None, **more) -> ImportRun:
    government = more.pop("government", plans.house.kapuas)
    run = actions.receive_file(
        actor=actor or plans.actor("hana"),
        government=government,
        kind=kind,
        fiscal_year=year,
        phase=phase,
        file=file,
        file_name=name,
        at=at,
        **more,
    )
    actions.examine(run)
    return run


def kinds(run) -> dict[str, int]:
    return {one["kind"]: one["count"] for one in run.report["problems"]}


def asked(run) -> list[str]:
    return [one["kind"] for one in open_ones(run.report["problems"], run.choices["answers"])]


def say(plans, run, kind, answer, value="") -> ImportRun:
    key = next(one["key"] for one in run.report["problems"] if one["kind"] == kind)
    run = actions.answer(actor=plans.actor("hana"), run=run, answers={key: (answer, value)}, at=AT)
    actions.examine(run)
    return run


def write(run, *, at=AT) -> ImportRun:
    run = actions.confirm(actor=SYSTEM, run=run, at=at, in_background=False)
    actions.carry_out(run.pk, at=at)
    run.refresh_from_db()
    return run


# ---------- The whole way ----------


def test_a_planner_brings_a_work_plan_and_everybody_sees_from_which_cell_it_comes(plans, client, run_jobs):
    client.defaults["HTTP_HOST"] = "localhost"
    plans.sign_in(client, "hana")
    file = renja(total=1_150_000_001)
    file.name = "renja 2026.xlsx"
    form = {"government": plans.house.kapuas.pk, "kind": "plan", "fiscal_year": 2026, "phase": "ceiling", "file": file, "kunci": "satu"}
    answer = client.post(reverse("planning_desk:imports"), form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    run = ImportRun.objects.get()
    here = reverse("planning_desk:import", args=[run.pk])
    assert answer.headers["Location"] == here
    page = client.get(here).content.decode()
    assert "Pembangunan Jembatan" in page
    assert "Rp1.150.000.000" in page
    assert "Renja!" not in page or "Rp1.150.000.001" in page
    assert not Line.objects.exists(), "nothing is written before the yes"
    assert client.get(reverse("planning:source", args=[run.file.sha256[:12]])).status_code == 404
    # the yes is refused while the wrong total waits for an answer
    assert client.post(reverse("planning_desk:confirm_import", args=[run.pk])).status_code == 409
    asking = client.get(reverse("planning_desk:import_problems", args=[run.pk])).content.decode()
    assert "Renja!G12" in asking
    key = run.report["problems"][0]["key"]
    assert (
        client.post(reverse("planning_desk:import_problems", args=[run.pk]), {"soal-1": key, "jawab-1": "keep"}).headers["Location"] == here
    )
    columns = client.get(reverse("planning_desk:import_columns", args=[run.pk])).content.decode()
    assert "Panjang jembatan" in columns
    client.post(reverse("planning_desk:confirm_import", args=[run.pk]), {"kunci": "dua"})
    assert ImportRun.objects.get().state == RunState.CONFIRMED
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.report["counts"]["added"]) == (RunState.DONE, 2)
    line = Line.objects.get(code=BRIDGE)
    assert (line.ceiling_idr, line.field_code, line.activity_code) == (900_000_000, "1.03", "1.03.10.2.01")
    assert list(line.places.values_list("region_code", flat=True)) == ["62.03.05.2004"]
    figure = line.figures.get()
    assert (figure.sheet, figure.cell) == ("Renja", "G9")
    assert line.indicators.get().unit == "m"
    assert rollups.differences("62.03", 2026) == []
    client.logout()
    from betang.planning.links import source_url

    source = client.get(source_url(figure).partition("#")[0]).content.decode()
    assert 'id="Renja!G9"' in source
    assert "Rp1.150.000.001" in source
    assert "900.000.000" in source
    sent = client.get(reverse("planning:source_file", args=[run.file.sha256[:12]]))
    assert b"".join(sent.streaming_content) == file.getvalue()
    assert sent.headers["Content-Disposition"].startswith("attachment")


def test_an_import_is_nobodys_business_before_it_is_written(plans, client):
    run = bring(plans, renja())
    for name in ("citra", "hana"):
        who = plans.house.actor(name) if name == "citra" else plans.actor(name)
        if name == "hana":
            assert queries.run_for(who, run.pk) == run
            continue
        assert queries.runs_of(who) == []
        with pytest.raises(NotFound):
            queries.run_for(who, run.pk)
        with pytest.raises(NotFound):
            actions.answer(actor=who, run=run, answers={}, at=AT)
        with pytest.raises(NotFound):
            actions.confirm(actor=who, run=run, at=AT)
    from betang.kernel.errors import NotAllowed

    for name in ("citra", "fajar", "ani"):
        with pytest.raises(NotAllowed):
            bring(plans, renja(), actor=plans.house.actor(name))
    with pytest.raises(NotAllowed):  # an office's officer brings its realisation, not the plan
        bring(plans, renja(), actor=plans.actor("joko"), office=plans.works)


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_shows_what_changed(plans):
    write(bring(plans, renja()))
    numbers = set(Figure.objects.values_list("id", flat=True))
    again = bring(plans, renja())
    assert (again.report["added"], again.report["changed"], again.report["unchanged"]) == (0, 0, 2)
    write(again)
    assert set(Figure.objects.values_list("id", flat=True)) == numbers
    # one amount higher, one line gone, one new
    more = [[DESK, "Penyusunan Dokumen Perencanaan", None, None, "DAU", "Kab. Kapuas,", 12_000_000]]
    file = renja(bridge=950_000_000, clinic=0, more=more, total=962_000_000)
    run = bring(plans, file, at=LATER)
    changed = {row[1]: (row[5], row[6]) for row in run.report["lists"]["changed"]}
    assert changed == {BRIDGE: (900_000_000, 950_000_000), CLINIC: (250_000_000, 0)}
    shorter = workbook([HEAD, [BRIDGE, "Pembangunan Jembatan", "DAU", "Kab. Kapuas, Kec. Mantangai, Desa Mantangai Hilir", 950_000_000]])
    run = bring(plans, shorter, at=LATER)
    assert [row[1] for row in run.report["lists"]["gone"]] == [CLINIC]
    kept = write(run, at=LATER)
    assert not Line.objects.get(code=CLINIC).is_withdrawn, "what is gone from the file stays unless one says otherwise"
    assert kept.report["counts"]["changed"] == 1
    old = Figure.objects.get(line__code=BRIDGE, is_current=False)
    assert (old.amount_idr, old.cell) == (900_000_000, "G9")
    shorter.seek(0)
    run = bring(plans, shorter, at=LATER)
    run = actions.choose_gone(actor=plans.actor("hana"), run=run, gone=[row[0] for row in run.report["lists"]["gone"]], at=LATER)
    write(run, at=LATER)
    assert Line.objects.get(code=CLINIC).is_withdrawn
    assert rollups.differences("62.03", 2026) == []
    # the first file again brings it back
    write(bring(plans, renja(), at=LATER), at=LATER)
    assert not Line.objects.get(code=CLINIC).is_withdrawn
    assert rollups.differences("62.03", 2026) == []


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_writes_all(plans, monkeypatch):
    run = actions.confirm(actor=SYSTEM, run=bring(plans, renja()), at=AT, in_background=False)

    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "write_sums", die)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(run.pk)
    assert not Line.objects.exists()
    assert ImportRun.objects.get().state == RunState.CONFIRMED
    actions.carry_out(run.pk)
    actions.carry_out(run.pk)  # given to another worker once more
    assert (Line.objects.count(), ImportRun.objects.get().state) == (2, RunState.DONE)


# ---------- What is asked ----------


def test_another_kabupatens_file_and_another_years_are_stopped_with_a_question(plans):
    foreign = bring(plans, renja(place="Kab. Pasangkayu, Semua Kecamatan, Semua Kelurahan/Desa"))
    assert "wrong_place" in asked(foreign), "half of the rows lie elsewhere"
    rows = [HEAD, *([f"1.03.10.2.01.00{n}", "Jembatan", "DAU", "Kab. Katingan, Semua Kecamatan,", 5_000_000 + n] for n in range(32, 36))]
    stopped = bring(plans, workbook(rows), name="renja katingan.xlsx")
    assert "wrong_place" in asked(stopped)
    with pytest.raises(Refused):
        actions.confirm(actor=plans.actor("hana"), run=stopped, at=AT)
    assert "wrong_place" not in asked(say(plans, stopped, "wrong_place", "keep"))
    assert "wrong_year" in asked(bring(plans, renja(year=2024)))
    assert "year_in_name" in asked(
        bring(plans, workbook([HEAD, [BRIDGE, "Pembangunan Jembatan", "", "", 5_000_000]]), name="renja_2023.xlsx")
    )


def test_amounts_that_cannot_be_are_asked_about_by_cell(plans):
    rows = [
        HEAD,
        ["1.03.10.2.01", "Penyelenggaraan Jalan", "", "", 1_750_000_000],
        [BRIDGE, "Pembangunan Jembatan", "", "", 850_000],  # a thousand times too little: the total says so
        [f"{BRIDGE[:-2]}33", "Rehabilitasi Jalan", "", "", 900_000_000],
        ["1.02.02.2.01", "Kesehatan", "", "", None],
        [CLINIC, "Pembangunan Puskesmas", "", "", "(250.000.000)"],
        [f"{CLINIC[:-1]}2", "Rumah dokter", "", "", "dua juta"],
        [f"{CLINIC[:-1]}3", "Pagar", "", "", 9 * 10**15],
        [f"{CLINIC[:-1]}4", "Kursi", "", "", 1_000_000.5],
    ]
    run = bring(plans, workbook(rows))
    found = {one["kind"]: one for one in run.report["problems"]}
    assert found["amount_slipped"]["cells"] == [["Renja", "E3"]]
    assert found["amount_slipped"]["said"]["why"] == "total"
    assert found["amount_slipped"]["suggestion"] == "850000000"
    assert {found[kind]["cells"][0][1] for kind in ("amount_negative", "amount_unclear", "amount_absurd", "amount_fraction")} == {
        "E6",
        "E7",
        "E8",
        "E9",
    }
    run = say(plans, run, "amount_slipped", "accept")
    run = say(plans, run, "amount_negative", "typed", "250.000.000")
    run = say(plans, run, "amount_unclear", "typed", "2.000.000")
    run = say(plans, run, "amount_absurd", "skip")
    for _round in range(2):
        run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
        actions.examine(run)
    assert asked(run) == []
    assert run.report["totals_agreeing"] == 1
    assert ["Renja", "E6", "(250.000.000)", 250_000_000] in run.report["mended"]
    write(run)
    assert dict(Line.objects.values_list("code", "ceiling_idr"))[BRIDGE] == 850_000_000
    assert Line.objects.count() == 5


def test_an_amount_is_never_changed_in_passing_on_the_strength_of_its_neighbours(plans):
    rows = [
        HEAD,
        *([f"1.03.10.2.01.00{n}", "Jalan", "", "", 3_000_000 + n] for n in range(32, 38)),
        ["1.03.10.2.01.0038", "Jalan", "", "", 3_000_000_000],
    ]
    run = bring(plans, workbook(rows))
    assert "amount_slipped" in asked(run)
    run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT)
    actions.examine(run)
    assert "amount_slipped" in asked(run)
    assert run.report["sums"] == [3_000_000_000 + sum(3_000_000 + n for n in range(32, 38))]


def test_nothing_is_decided_unasked_where_there_are_too_many_questions(plans, monkeypatch):
    from betang.planning.importing import problems

    monkeypatch.setattr(problems, "MOST_OF_A_KIND", 2)
    rows = [HEAD, *([f"1.03.10.2.01.00{n}", "Pembangunan Jembatan", "", "", -5_000_000] for n in range(32, 37))]
    run = bring(plans, workbook(rows))
    assert [(one["key"], one["count"]) for one in run.report["problems"] if one["kind"] == "amount_negative"] == [
        ("amount_negative:Renja!E2", 1),
        ("amount_negative:Renja!E3", 1),
        ("amount_negative:*", 3),
    ]
    for key in ("amount_negative:Renja!E2", "amount_negative:Renja!E3"):
        run = actions.answer(actor=plans.actor("hana"), run=run, answers={key: ("typed", "5.000.000")}, at=AT)
        actions.examine(run)
    assert "amount_negative" in asked(run), "the others still wait"
    beyond = next(one["key"] for one in run.report["problems"] if one["key"] == "amount_negative:*")
    with pytest.raises(InvalidInput):  # one amount typed for many cells
        actions.answer(actor=plans.actor("hana"), run=run, answers={beyond: ("typed", "5.000.000")}, at=AT)
    for one in [one for one in run.report["problems"] if one["kind"] == "amount_negative"]:
        run = actions.answer(actor=plans.actor("hana"), run=run, answers={one["key"]: ("skip", "")}, at=AT)
    actions.examine(run)
    for _round in range(3):
        run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
        actions.examine(run)
    assert asked(run) == []
    assert run.report["sums"] == [10_000_000]
    assert run.report["left_out"] == 3


def test_a_fund_that_is_like_none_in_the_list_is_asked_about_too(plans):
    run = bring(plans, workbook([HEAD, [BRIDGE, "Pembangunan Jembatan", "Zzyzx", "", 5_000_000]]))
    assert asked(run) == ["fund_unknown"]
    write(say(plans, run, "fund_unknown", "keep"))
    assert LineFund.objects.get().code == "Zzyzx"


@pytest.mark.parametrize("make", [xls, ods], ids=["xls", "ods"])
def test_a_plan_in_old_excel_or_opendocument_goes_the_whole_way(plans, make):
    file = make([["RENCANA KERJA TAHUN 2026"], HEAD, [BRIDGE, "Pembangunan Jembatan", "DAU", "Kab. Kapuas,", "1.500.000,00"]])
    write(bring(plans, file, name=f"renja.{make.__name__}"))
    figure = Figure.objects.get()
    assert (figure.amount_idr, figure.sheet, figure.cell) == (1_500_000, "Renja", "E3")


def test_a_hidden_sheet_is_not_read_but_told_of(plans):
    from openpyxl import load_workbook

    book = load_workbook(
        workbook(
            [HEAD, [BRIDGE, "Pembangunan Jembatan", "", "", 5_000_000]],
            sheets=[("Lama", [HEAD, [CLINIC, "Pembangunan Puskesmas", "", "", 9]])],
        )
    )
    book["Lama"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    run = bring(plans, out)
    assert "hidden_sheet" in kinds(run)
    assert run.report["lines"] == 1


def test_codes_names_funds_places_and_doubles_are_asked_about_with_a_suggestion(plans):
    rows = [
        HEAD,
        ["1.03.10.2.01.0099", "Pembangunan Jembatan", "DAU", "Desa Mantangai Hlir", 5_000_000],
        ["1.2.2.2.1.1", "Pembangunan Puskesmas", "Dana Alokasi Ummum", "", 6_000_000],
        ["1.2.2.2.1.1", "Pembangunan Puskesmas", "Dana Alokasi Ummum", "", 6_000_000],
        [None, "Pembangunan Jembatan", "", "", 7_000_000],
        [DESK, "Pengadaan kuda balap", "", "", 8_000_000],
    ]
    run = bring(plans, workbook(rows))
    found = {one["kind"]: one for one in run.report["problems"]}
    assert found["code_unknown"]["suggestion"] == BRIDGE
    assert found["place_unknown"]["suggestion"] == "62.03.05.2004"
    assert found["row_twice"]["cells"] == [["Renja", "A4"]]
    assert found["code_missing"]["suggestion"] == BRIDGE
    assert "Penyusunan Dokumen" in found["name_differs"]["said"]["official"]
    assert found["code_padded"]["count"] == 2
    run = say(plans, run, "code_missing", "skip")
    for _round in range(2):
        run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
        actions.examine(run)
    assert asked(run) == []
    write(run)
    assert Line.objects.get(code=BRIDGE).places.get().region_code == "62.03.05.2004"
    assert Line.objects.get(code=CLINIC).ceiling_idr == 6_000_000, "the second row was left out"
    # what was answered for a value is remembered for the next file of this office
    next_run = bring(plans, workbook([*rows[:2], ["1.2.2.2.1.1", "Pembangunan Puskesmas", "", "", 9_000_000]]), at=LATER)
    assert "code_unknown" not in asked(next_run)


def test_one_line_with_two_funds_is_one_line_whose_figures_are_divided(plans):
    rows = [
        HEAD,
        [BRIDGE, "Pembangunan Jembatan", "1.2.1.01.02", "Kab. Kapuas,", 600_000_000],
        [None, None, "1.1.1.01", "Desa Mantangai Hilir", 300_000_000],
        [CLINIC, "Puskesmas Timpah", "", "", 5_000_000],
        [CLINIC, "Puskesmas Pujon", "", "", 6_000_000],
    ]
    write(bring(plans, workbook(rows)))
    line = Line.objects.get(code=BRIDGE)
    assert line.ceiling_idr == 900_000_000
    assert set(line.figures.values_list("fund_code", "amount_idr", "cell")) == {
        ("1.2.1.01.02", 600_000_000, "E2"),
        ("1.1.1.01", 300_000_000, "E3"),
    }
    assert {line.key for line in Line.objects.filter(code=CLINIC)} == {"puskesmas timpah", "puskesmas pujon"}
    assert rollups.differences("62.03", 2026) == []
    kept = {(row.dimension, row.key): (row.line_count, row.ceiling_idr, row.effective_idr) for row in Rollup.objects.all()}
    rollups.rebuild("62.03", 2026)
    assert {(row.dimension, row.key): (row.line_count, row.ceiling_idr, row.effective_idr) for row in Rollup.objects.all()} == kept


def test_offices_are_found_in_columns_blocks_and_sheets_and_columns_are_remembered(plans):
    head = ["Kode Anggaran Kita", "Uraian", "Angka Kita"]
    book = workbook(
        [
            ["Kode", "Uraian", "Pagu"],
            ["1.03.0.00.0.00.01.0000", "Dinas Pekerjaan Umum", 5_000_000],
            [BRIDGE, "Pembangunan Jembatan", 5_000_000],
        ],
        name="Gabungan",
        sheets=[
            ("Dinas Kesehatan", [["Kode", "Uraian", "Pagu"], [CLINIC, "Pembangunan Puskesmas", 7_000_000]]),
            ("Catatan", [["bukan tabel"]]),
        ],
    )
    write(bring(plans, book))
    assert {line.code: line.office for line in Line.objects.select_related("office")} == {BRIDGE: plans.works, CLINIC: plans.health}
    # a heading that nobody knows: chosen once, found the next time
    strange = workbook([head, [BRIDGE, "Pembangunan Jembatan", 8_000_000]])
    run = bring(plans, strange, office=plans.works)
    assert asked(run) == ["columns_missing"]
    chosen = {"Renja": {"use": True, "first": 1, "last": 1, "columns": {"code": [0], "name": [1], "amount": [2]}}}
    run = actions.choose_columns(actor=plans.actor("hana"), run=run, sheets=chosen, at=AT)
    actions.examine(run)
    run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
    write(run, at=LATER)
    assert ColumnMemory.objects.get(heading="angka kita").field == "amount"
    again = bring(plans, workbook([head, [BRIDGE, "Pembangunan Jembatan", 9_000_000]]), office=plans.works, at=LATER)
    assert again.report["lines"] == 1


# ---------- Other kinds of files ----------


def test_a_five_year_plan_gives_a_line_for_each_year(plans):
    head = ["SASARAN", "KODE", "PROGRAM DAN KEGIATAN", "SATUAN", "INDIKATOR"]
    head += [part for n in range(1, 6) for part in (f"TARGET TAHUN {n}", f"DANA TAHUN {n}")]
    amounts = [1_000_000 * n for n in range(1, 6)]
    cells = [part for amount in amounts for part in (12, amount)]
    rows = [
        head,
        ["", 1.3, "PEKERJAAN UMUM", "", 0],
        ["", "x.xx.01.2.01", "Perencanaan", 0, 0, *cells],
        ["", "x.xx.01.2.01.0001", "Penyusunan Dokumen Perencanaan", "Dokumen", "Jumlah dokumen", *cells],
        ["", "1.3.10.2.01", "Penyelenggaraan Jalan", 0, 0],
        ["", BRIDGE.replace("1.03", "1.3"), "Pembangunan Jembatan", "m", "Panjang", None, 7_000_000.4],
    ]
    run = bring(plans, workbook(rows), kind="strategy", year=2025, name="renstra.xlsx")
    assert asked(run) == []
    assert kinds(run)["field_filled"] == 1
    assert run.report["totals_agreeing"] == 5
    write(run)
    lines = Line.objects.filter(code="1.03.01.2.01.0001")
    assert {line.fiscal_year: line.indicative_idr for line in lines} == dict(zip(range(2025, 2030), amounts, strict=True))
    assert Indicator.objects.get(line__fiscal_year=2027, line__code="1.03.01.2.01.0001").target == 12
    assert Line.objects.get(code=BRIDGE).indicative_idr == 7_000_000
    assert all(rollups.differences("62.03", year) == [] for year in range(2025, 2030))


def test_an_office_brings_what_was_spent_and_oddities_are_asked_about(plans):
    write(bring(plans, renja(), phase="budgeted", office=plans.works))
    head = ["Kode", "Uraian", "Realisasi Keuangan", "Realisasi Fisik"]
    rows = [
        head,
        [BRIDGE, "Pembangunan Jembatan", 300_000_000, "40,5 %"],
        [CLINIC, "Pembangunan Puskesmas", 251_000_000, 100],
        [DESK, "Penyusunan Dokumen Perencanaan", 5, 1],
    ]
    joko = plans.actor("joko")
    run = bring(plans, workbook(rows), kind="realisation", actor=joko, office=plans.works, until_on=date(2026, 6, 30))
    assert set(asked(run)) == {"over_budget", "line_unknown"}
    run = actions.accept_suggestions(actor=joko, run=run, at=AT, keep_others=True)
    actions.examine(run)
    write(run)
    line = Line.objects.get(code=BRIDGE)
    assert (line.realised_idr, str(line.physical_percent)) == (300_000_000, "40.50")
    assert line.figures.get(phase="realised", is_current=True).cell == "C2"
    later = [head, [BRIDGE, "Pembangunan Jembatan", 290_000_000, 60]]
    run = bring(plans, workbook(later), kind="realisation", actor=joko, office=plans.works, until_on=date(2026, 9, 30), at=LATER)
    assert asked(run) == ["spent_fell"]
    missing = bring(plans, workbook(later), kind="realisation", actor=joko, office=plans.works)
    assert asked(missing) == ["until_missing"]
    assert Realisation.objects.filter(line=line).count() == 1
    assert rollups.differences("62.03", 2026) == []


def test_a_village_brings_its_budget_with_codes_in_several_cells(plans):
    rows = [
        ["PEMERINTAH DESA MANTANGAI HILIR"],
        ["Kode", "", "", "Uraian", "Anggaran", "Sumber Dana"],
        ["02", "", "", "BIDANG PELAKSANAAN PEMBANGUNAN DESA", 120_000_000, ""],
        ["02", "03", "", "Pekerjaan Umum", 120_000_000, ""],
        ["02", "03", "10", "Jalan Usaha Tani RT 2", 80_000_000, "DD"],
        ["02", "03", "10", "Jalan Desa RT 4", 40_000_000, "DD"],
        ["02", "04", "11", "Sumur bor", 30_000_000, "ADD"],
    ]
    run = bring(
        plans,
        workbook(rows, merged=("A2:C2",)),
        kind="village",
        phase="budgeted",
        government=plans.house.village,
        actor=plans.actor("indra"),
    )
    run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
    actions.examine(run)
    assert asked(run) == []
    write(run)
    assert sorted(Line.objects.values_list("code", "budgeted_idr")) == [(ROAD, 40_000_000), (ROAD, 80_000_000), (WELL, 30_000_000)]
    assert rollups.differences("62.03.05.2004", 2026) == []


# ---------- What is refused ----------


def test_formulas_are_never_evaluated_and_macros_never_read(plans):
    rows = [HEAD, [BRIDGE, "Pembangunan Jembatan", "", "", "=2*450000000"], [CLINIC, "Pembangunan Puskesmas", "", "", 5_000_000]]
    run = bring(plans, workbook(rows))
    problem = next(one for one in run.report["problems"] if one["kind"] == "formula_empty")
    assert problem["cells"] == [["Renja", "E2"]]
    assert run.report["sums"] == [5_000_000]
    with_macros = workbook([HEAD, [CLINIC, "Pembangunan Puskesmas", "", "", 5_000_000]])
    with zipfile.ZipFile(with_macros, "a") as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0Attribute VB_Name")
    with_macros.seek(0)
    run = bring(plans, with_macros, name="renja.xlsm")
    assert "macros" in kinds(run)
    assert run.report["lines"] == 1


def test_a_number_that_may_be_a_persons_stops_the_import(plans):
    rows = [[*HEAD, "Keterangan"], [BRIDGE, "Pembangunan Jembatan", "", "", 5_000_000, "PPTK NIK 6203051234560001"]]
    run = bring(plans, workbook(rows))
    assert asked(run) == ["personal"]
    assert run.report["problems"][0]["cells"] == [["Renja", "F2"]]


def test_a_discarded_import_leaves_no_file(plans, django_capture_on_commit_callbacks):
    run = bring(plans, renja())
    path = files.private(run.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(actor=plans.actor("hana"), run=run, at=AT)
    assert not path.exists()
    with pytest.raises(NotFound):
        queries.source_by(SourceFile.objects.get().sha256[:12])


def test_the_command_looks_through_and_writes_only_with_a_yes(plans, tmp_path, capsys):
    from betang.config.cli import build_parser

    path = tmp_path / "renja.xlsx"
    path.write_bytes(renja(total=1_150_000_001).getvalue())
    words = ["import", "plan", str(path), "--government", "62.03", "--year", "2026"]

    def run(*more: str) -> int:
        options = build_parser().parse_args([*words, *more])
        return options.run(options)

    assert run() == 0
    assert "Renja!G12" in capsys.readouterr().out
    assert run("--yes") == 1
    assert not Line.objects.exists()
    assert run("--yes", "--accept", "--office", "PUPR") == 0
    assert Line.objects.filter(office=Office.objects.get(short_name="PUPR")).count() == 2


# ---------- Real files ----------


def _real(house, shared_data):
    from betang.planning.actions.codes import load_nomenclature
    from betang.planning.catalogue import CodeRow, read_rows
    from betang.regions.models import Region

    folder = shared_data / "nomenclature"
    for scheme, name in (("regional", "nomenklatur_900_kabkota_template.csv"), ("fund_source", "sumber_dana.csv")):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            rows: list[CodeRow] = list(read_rows(file))
        load_nomenclature(actor=SYSTEM, scheme=scheme, version="900", name="900", rows=rows, from_year=None, to_year=None, at=AT)
    return Region.objects.create(code="76.01", name="Pasangkayu", level="regency", kind="kabupaten")


def test_the_real_work_plan_and_the_real_five_year_plan_go_through(house, shared_data):
    from types import SimpleNamespace

    pasangkayu = _real(house, shared_data)
    plans = SimpleNamespace(house=house, actor=lambda name: SYSTEM)
    with (shared_data / "planning" / "renja_2024_dpupr_pasangkayu.csv").open("rb") as file:
        wrong = bring(plans, file, name="renja_2024_dpupr_pasangkayu.csv", year=2025)
        assert {"wrong_place", "wrong_year"} <= set(asked(wrong))
        file.seek(0)
        run = bring(plans, file, name="renja_2024_dpupr_pasangkayu.csv", year=2024, government=pasangkayu)
    assert (run.report["lines"], run.report["sums"], asked(run)) == (44, [125_103_902_555], ["amount_slipped"])
    write(say(plans, run, "amount_slipped", "keep"))
    with (shared_data / "planning" / "renstra_dpupr_pasangkayu.csv").open("rb") as file:
        run = bring(plans, file, name="renstra_dpupr_pasangkayu.csv", kind="strategy", year=2021, government=pasangkayu)
    assert "code_missing" in asked(run)
    assert "total_differs" in asked(run)
    for _round in range(2):
        run = actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
        actions.examine(run)
    assert asked(run) == []
    write(run)
    assert Line.objects.filter(fiscal_year=2024, code="1.03.10.2.01.0032").get().ceiling_idr == 60_248_725_808
    assert all(rollups.differences("76.01", year) == [] for year in range(2021, 2026))
    assert LineFund.objects.count() == LinePlace.objects.filter(line__fiscal_year=2024).count()
