"""Tables that people bring: read whatever their kind, refused where they are none, and what one cell means. No database."""

from __future__ import annotations

import io
import os
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from betang.guard.sheets import cells, files, reader
from betang.guard.sheets.cells import Amount
from betang.guard.tests.books import ods, xls
from betang.kernel.errors import InvalidInput, TooLarge


def workbook(rows) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def csv(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


@pytest.mark.parametrize(
    "file",
    [
        csv('Kode;Uraian;Pagu\n1.03.10.2.01.0032;"Jembatan\nbesar";"1.500.000,00"\n'),
        csv("Kode,Uraian,Pagu\n1.03.10.2.01.0032,Jembatan besar,1500000\n", "utf-8-sig"),
        csv("Kode\tUraian\tPagu\n1.03.10.2.01.0032\tJembatan besar – é\tRp 1.500.000,-\n", "cp1252"),
        csv("sep=;\nKode;Uraian;Pagu\n1.03.10.2.01.0032;Jembatan besar;1,500,000\n"),
    ],
)
def test_csv_is_read_with_any_delimiter_and_encoding(file, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    rows = files.rows_of(files.receive(file, folder="plans").path)
    head, row = (cells for _number, cells in rows.of(rows.sheets[0]))
    assert head == ["Kode", "Uraian", "Pagu"]
    assert cells.text_of(row[1]).startswith("Jembatan besar")
    assert cells.amount(row[2]).idr == 1_500_000


@pytest.mark.parametrize("make", [xls, ods], ids=["xls", "ods"])
def test_old_excel_and_opendocument_are_read_like_any_other(make, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    book = make([["Kode", "Uraian", None, "Pagu"], ["1.03.10", "Jembatan – é", None, 1_500_000], ["1.02", 2.5]])
    received = files.receive(book, folder="plans")
    rows = files.rows_of(received.path)
    assert (received.extension, rows.sheets[0].name) == (make.__name__, "Renja")
    assert [row for _number, row in rows.of(rows.sheets[0])] == [
        ["Kode", "Uraian", "", "Pagu"],
        ["1.03.10", "Jembatan – é", "", 1_500_000],
        ["1.02", 2.5],
    ]


def test_a_formula_is_the_value_that_was_saved_with_it_and_is_never_evaluated(settings, tmp_path):
    import xlsxwriter

    settings.PRIVATE_ROOT = tmp_path
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Renja")
        sheet.write_formula(0, 0, "=1+1", None, 900)
        sheet.write_formula(1, 0, '=WEBSERVICE("http://example.org/")', None, "")
    out.seek(0)
    rows = files.rows_of(files.receive(out, folder="plans").path)
    assert [row for _number, row in rows.of(rows.sheets[0])][0] == [900]
    assert rows.formulas == {"Renja": ["A2"]}, "what lost its value is told, and stays empty"


def far_corner() -> io.BytesIO:
    """A sheet that claims its last possible cell: the parser would lay out seventeen thousand million cells."""
    out = workbook([["Kode"]])
    book = zipfile.ZipFile(out)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        for entry in book.infolist():
            data = book.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
            other.writestr(entry.filename, data)
    made.seek(0)
    return made


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (io.BytesIO(b""), "kosong"),
        (io.BytesIO(b"<html><table><tr><td>Kode</td></tr></table>"), "halaman web"),
        (io.BytesIO(b"%PDF-1.7\n"), "PDF"),
        (io.BytesIO(b"MZ\x90\x00"), "bukan tabel"),
        (io.BytesIO(b"PK\x03\x04" + b"x" * 50), "rusak"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600), "rusak"),
        (far_corner(), "sel"),
    ],
    ids=["empty", "web page", "pdf", "program", "broken zip", "broken xls", "far corner"],
)
def test_what_is_no_table_is_refused_with_what_to_do(file, words, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    with pytest.raises(InvalidInput) as error:
        files.rows_of(files.receive(file, folder="plans").path)
    assert words in error.value.message
    assert error.value.hint


def test_a_bomb_and_a_file_that_is_too_large_are_refused_before_they_are_read(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = tmp_path
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["Kode"]]).getvalue())
    assert reader.look_through(path) == {}
    monkeypatch.setattr(reader, "UNPACKED_LIMIT", 5_000)  # what counts is what comes out, not what the file declares
    with pytest.raises(reader.Refused, match="bomb"):
        reader.look_through(path)
    assert "besar" in files._refusal("bomb").message
    settings.IMPORT_LIMIT_BYTES = 1_000_000
    before = set(tmp_path.rglob("*"))

    class Huge(io.BytesIO):
        def seek(self, to, whence=0):
            self.at = 200_000_001 if whence == 2 else to
            return self.at

        def tell(self):
            return getattr(self, "at", 0)

        def read(self, size=-1):
            raise AssertionError("not a byte of it is read")

    with pytest.raises(TooLarge) as error:
        files.receive(Huge(), folder="plans")
    assert "190 MB" in error.value.message
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("cell", "idr", "flaw"),
    [
        (1_500_000, 1_500_000, ""),
        (1500000.0, 1_500_000, ""),
        ("1500000", 1_500_000, ""),
        ("1.500.000,00", 1_500_000, ""),
        ("1,500,000.00", 1_500_000, ""),
        ("Rp 1.500.000,-", 1_500_000, ""),
        ("Rp1.500.000", 1_500_000, ""),
        ("IDR 1,500,000", 1_500_000, ""),
        ("1.500", 1_500, ""),
        ("(1.000)", -1_000, ""),
        ("-1.000", -1_000, ""),
        ("−1.000", -1_000, ""),
        ("1.000-", -1_000, ""),
        ("-", None, ""),
        ("", None, ""),
        ("nihil", None, ""),
        (10202248687.5, 10_202_248_688, "fraction"),
        ("155621108758.223", 155_621_108_758, "fraction"),
        ("1.500.000,50", 1_500_001, "fraction"),
        (0.1 + 0.2 + 2.7, 3, ""),
        ("lihat lampiran", None, "unclear"),
        ("1.5.00", None, "unclear"),
        ("=SUM(A1:A9)", None, "unclear"),
        ("9" * 40, None, "unclear"),
    ],
)
def test_amounts_are_read_as_officials_type_them(cell, idr, flaw):
    assert cells.amount(cell) == Amount(idr, flaw)


def test_days_targets_and_percentages_are_read_as_excel_and_people_write_them():
    assert cells.day("\x012024-12-31") == (date(2024, 12, 31), True)
    assert cells.day("2024-01-01 00:00:00") == (date(2024, 1, 1), True)
    assert cells.day("31/12/2024") == (date(2024, 12, 31), True)
    assert cells.day("31 Desember 2024") == (date(2024, 12, 31), True)
    assert cells.day("Feb 2024", ends=True) == (date(2024, 2, 29), True)
    assert cells.day(45292) == (date(2024, 1, 1), True)
    assert cells.day("segera") == (None, False)
    assert cells.target("200 Org") == (Decimal(200), "Org", "200 Org")
    assert cells.target(0.96, measure="Persentase penunjang urusan")[:2] == (Decimal(96), "%")
    assert cells.target("1 Dokumen")[1] == "Dokumen"
    assert cells.percent("85,5 %") == (Decimal("85.50"), True)
    assert cells.percent(0.5) == (Decimal("50.00"), True)
    assert cells.percent("120") == (None, False)


def test_a_place_in_a_sheet_has_its_letters():
    assert cells.place(17, 3) == "D17"
    assert [cells.column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(cells.column_index(cells.column_letters(n)) == n for n in range(0, 2000, 7))


# ---------- Looking through and parsing at the same time ----------


def test_a_large_file_is_read_the_same_by_two_processes_as_by_one(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["Kode", "Pagu"], ["1.03", 1_500_000]]).getvalue())
    alone = reader.read(path, tmp_path / "alone.rows", "xlsx")
    monkeypatch.setattr(reader, "BESIDE_BYTES", 0)
    assert reader.read(path, tmp_path / "both.rows", "xlsx") == alone
    assert (tmp_path / "both.rows").read_bytes() == (tmp_path / "alone.rows").read_bytes()


def test_what_is_seen_on_looking_through_is_said_whatever_the_parser_dies_of(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["Kode"]]).getvalue())
    monkeypatch.setattr(reader, "BESIDE_BYTES", 0)
    monkeypatch.setattr(reader, "UNPACKED_LIMIT", 5_000)
    monkeypatch.setattr(reader, "_read_book", lambda source, target: os._exit(1))
    with pytest.raises(reader.Refused, match="bomb"):
        reader.read(path, tmp_path / "a.rows", "xlsx")
    monkeypatch.setattr(reader, "UNPACKED_LIMIT", 5_000_000)
    with pytest.raises(reader.Refused, match="cells"):
        reader.read(path, tmp_path / "a.rows", "xlsx")


def test_what_the_parser_says_of_a_broken_file_is_handed_on(tmp_path):
    def breaks():
        raise ValueError("no such part")

    with reader.beside(breaks) as answer, pytest.raises(reader.Refused, match="broken") as refused:
        answer()
    assert refused.value.why == "ValueError: no such part"


def test_a_refused_file_does_not_wait_for_its_parser():
    began = time.monotonic()
    with pytest.raises(reader.Refused), reader.beside(lambda: time.sleep(60)):
        raise reader.Refused("bomb")
    assert time.monotonic() - began < 30
