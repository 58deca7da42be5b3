"""What single cells, headings and place names mean. No database."""

from __future__ import annotations

import pytest

from betang.guard.sheets import cells
from betang.planning.importing import codes, headings
from betang.planning.importing.places import Places, Spot


@pytest.mark.parametrize(
    ("cell", "code", "flaw"),
    [
        ("1.03.02.2.01.0093", "1.03.02.2.01.0093", ""),
        (" 1.03.02.2.01.0093. ", "1.03.02.2.01.0093", ""),
        ("x.xx.01.2.01.0001", "X.XX.01.2.01.0001", ""),
        ("1.3.02", "1.03.02", "padded"),
        ("1,03,02", "1.03.02", ""),
        (1.3, "1.03", "number"),
        (1, "1", "number"),
        (103102010032, "1.03.10.2.01.0032", "number"),
        ("\x012002-03-01", "1.03.02", "date"),
        ("JUMLAH", "", "unclear"),
        ("", "", ""),
    ],
)
def test_codes_survive_what_a_spreadsheet_does_to_them(cell, code, flaw):
    made = codes.code(cell)
    assert (made.code, made.flaw) == (code, flaw)


def test_a_number_that_lost_a_zero_is_offered_in_both_readings():
    assert codes.code(2.1).others == ("2.10",)
    assert codes.code("\x012010-03-02", codes.VILLAGE_WIDTHS).code == "02.03.10"
    assert codes.code("2.3.10", codes.VILLAGE_WIDTHS).code == "02.03.10"


def test_a_cell_with_code_and_name_gives_both_and_an_office_is_told_from_a_line():
    made = codes.code("1.03.02.2.01.0093 Normalisasi Sungai")
    assert (made.code, made.name) == ("1.03.02.2.01.0093", "Normalisasi Sungai")
    assert codes.code("1.03.0.00.0.00.01.0000").is_organisation


def test_every_field_is_known_by_at_least_eight_spellings_and_no_spelling_means_two_things():
    spellings = headings.spellings()
    assert {name: len(some) for name, some in spellings.items() if len(some) < 8} == {}
    said = [one for some in spellings.values() for one in some]
    assert len(said) == len(set(said))
    assert all(cells.normal(one.replace("{n}", "1")) == one.replace("{n}", "1") for one in said)


def test_a_header_is_found_below_banners_in_two_merged_rows_with_a_row_of_numbers():
    rows = [
        (1, ["PEMERINTAH KABUPATEN KAPUAS"]),
        (2, ["RENCANA KERJA TAHUN 2026"]),
        (3, []),
        (4, ["Kode", "Program dan Kegiatan", "Keluaran Sub Kegiatan", "", "Lokasi", "Pagu Indikatif (Rp)"]),
        (5, ["", "", "Indikator", "Target", "", ""]),
        (6, [1, 2, 3, 4, 5, 6]),
        (7, ["1.03.10.2.01.0032", "Pembangunan Jembatan", "Panjang jembatan", "12 m", "Mantangai", 5_000_000]),
    ]
    merged = [(3, 2, 3, 3), (3, 0, 4, 0), (3, 1, 4, 1)]
    table = headings.find(rows, merged, kind="plan")
    assert (table.first_row, table.last_row) == (4, 6)
    assert {name: some[0] for name, some in table.columns.items()} == {
        "code": 0, "name": 1, "output": 2, "output_target": 3, "location": 4, "amount": 5,
    }  # fmt: skip


def test_a_code_that_stands_in_several_cells_takes_all_of_them():
    rows = [(1, ["Kode", "", "", "Uraian", "Pagu"]), (2, ["02", "03", "10", "Jalan", 5_000_000])]
    table = headings.find(rows, [(0, 0, 0, 2)], kind="village")
    assert table.columns["code"] == [0, 1, 2]


def test_years_of_a_strategy_are_numbers_or_the_years_themselves():
    assert headings.meaning("target tahun 3")[:2] == ("target_year", 3)
    assert headings.meaning("dana tahun 5")[:2] == ("amount_year", 5)
    assert headings.meaning("pagu 2027")[:2] == ("amount_year", 2027)
    assert headings.meaning("pagu indikatif tahun 2026")[0] in ("amount_year", "amount")


def test_what_an_office_taught_goes_before_the_dictionary():
    rows = [(1, ["Kode", "Uraian", "Biaya Pokok", "Pagu"]), (2, ["1.03.10.2.01.0032", "Jembatan", 7, 5])]
    assert headings.find(rows, kind="plan").columns["amount"] == [3]
    taught = headings.find(rows, kind="plan", memory={"biaya pokok": "amount", "pagu": "ignored"})
    assert taught.columns["amount"] == [2]


def _kapuas() -> Places:
    within = [
        Spot("62.03.05", "Mantangai", "district", 1),
        Spot("62.03.05.2004", "Mantangai Hilir", "village", 2),
        Spot("62.03.05.2005", "Mantangai Tengah", "village", 3),
        Spot("62.03.06", "Timpah", "district", 4),
        Spot("62.03.06.2001", "Timpah", "village", 5),
    ]
    return Places(Spot("62.03", "Kapuas", "regency", 0), within, above=["Kalimantan Tengah"])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kab. Kapuas, Semua Kecamatan, Semua Kelurahan/Desa", ["62.03"]),
        ("Kab. Kapuas,", ["62.03"]),
        ("Kab. Kapuas, Kec. Mantangai, Semua Kelurahan/Desa", ["62.03.05"]),
        ("Kab. Kapuas, Mantangai, Mantangai Hilir", ["62.03.05.2004"]),
        ("Desa Mantangai Hilir RT 3; Desa Mantangai Tengah", ["62.03.05.2004", "62.03.05.2005"]),
        ("Desa Mantangai Hilir; Desa Mantangai Tengah", ["62.03.05.2004", "62.03.05.2005"]),
        ("Kecamatan Timpah, Desa Timpah", ["62.03.06.2001"]),
        ("Mantangai Hilir, RT 02, Jalan Pasar", ["62.03.05.2004"]),
        ("Provinsi Kalimantan Tengah", ["62.03"]),
    ],
)
def test_places_are_found_as_files_name_them(text, codes):
    assert [spot.code for spot in _kapuas().resolve(text).spots] == codes


def test_a_misspelt_village_is_asked_about_and_another_kabupaten_is_told():
    found = _kapuas().resolve("Kec. Mantangai, Desa Mantangai Hlir")
    assert [(name, near[0].code) for name, near in found.misses] == [("Desa Mantangai Hlir", "62.03.05.2004")]
    assert [spot.code for spot in found.spots] == ["62.03.05"]
    assert _kapuas().resolve("Kab. Pasangkayu, Semua Kecamatan,").elsewhere == ["Kab. Pasangkayu"]
