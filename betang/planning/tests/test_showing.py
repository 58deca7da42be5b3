"""Words, drawings and the glossary: rules without a database."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from django.urls import set_script_prefix
from django.utils import translation

from betang.planning import drawings, glossary, words
from betang.planning.drawings import Item, squarify, treemap
from betang.planning.links import code_url, explorer_url, file_url
from betang.planning.queries.explorer import LineRow
from betang.planning.queries.filters import Filters, read
from betang.planning.showing import progress_words
from betang.planning.terms import Scheme
from betang.statutes import sources


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"), (999, "Rp999"), (1_000, "Rp1 ribu"), (340_400, "Rp340 ribu"), (999_999, "Rp1 juta"), (1_500_000, "Rp1,5 juta"),
        (12_000_000, "Rp12 juta"), (1_234_567_890, "Rp1,2 miliar"), (999_999_999_999, "Rp1 triliun"), (-2_500_000, "−Rp2,5 juta"),
    ],
)  # fmt: skip
def test_a_sum_in_words(amount, text):
    with translation.override("id"):
        assert words.short(amount) == text


def test_rupiah_of_a_hundred_add_up_to_a_hundred():
    random = Random(7)
    for _time in range(200):
        amounts = [random.randrange(0, 10**12) for _one in range(random.randrange(1, 12))]
        assert sum(words.of_hundred(amounts)) == (100 if sum(amounts) else 0)
    assert words.of_hundred([1, 1, 1]) == [34, 33, 33]


def test_a_crumb_is_not_nothing_and_nearly_all_is_not_all():
    assert (words.percent(1, 1000), words.percent(999, 1000), words.percent(0, 5), words.percent(5, 0)) == ("<1%", "99%", "0%", "–")


def test_official_names_are_not_shouted():
    assert words.name_of("URUSAN PEMERINTAHAN BIDANG PEKERJAAN UMUM DAN PENATAAN RUANG") == "Pekerjaan umum dan penataan ruang"
    assert words.name_of("PROGRAM PENINGKATAN PAUD") == "Peningkatan PAUD"
    assert words.name_of("Rehabilitasi Jalan") == "Rehabilitasi Jalan"


def test_tiles_fill_the_box_without_overlap():
    random = Random(3)
    for _time in range(50):
        values = sorted((random.randrange(1, 10**9) for _one in range(random.randrange(1, 15))), reverse=True)
        boxes = squarify(values, 328, 260)
        whole = sum(values)
        for value, (x, y, wide, high) in zip(values, boxes, strict=True):
            assert wide * high == pytest.approx(value / whole * 328 * 260, rel=1e-6)
            assert min(x, y) >= -1e-6
            assert x + wide <= 328 + 1e-6
            assert y + high <= 260 + 1e-6
        for n, (x, y, wide, high) in enumerate(boxes):
            for ox, oy, other_wide, other_high in boxes[n + 1 :]:
                apart = x + wide <= ox + 1e-6 or ox + other_wide <= x + 1e-6 or y + high <= oy + 1e-6 or oy + other_high <= y + 1e-6
                assert apart


def test_many_small_areas_become_one_and_labels_stay_inside():
    made = treemap([Item(f"Urusan nomor {n}", 1000 - n, "", f"/{n}") for n in range(40)], "lainnya")
    assert made is not None
    assert len(made.tiles) == drawings.MOST_TILES
    for tile in made.tiles:
        assert all(len(line) * drawings.LETTER <= tile.width for line in tile.lines)
    assert treemap([Item("satu", 5, "", "")]) is None


def test_every_word_of_the_glossary_names_a_law_that_resolves():
    for term in glossary.TERMS.values():
        if term.source:
            assert sources.references(term.source), term.key
    with pytest.raises(KeyError):
        glossary.terms_of(["tidak-ada"])


def test_what_stands_in_an_address_comes_back_from_it():
    asked = Filters(place="62.03", planner="kab", field="1.03", fund="4.2.1", phase="budgeted", year=2026, words="jalan desa", page=3)
    assert read(asked.params()) == asked
    assert list(asked.params()) == sorted(asked.params())
    assert read({"tahun": "٢٠٢٦", "wilayah": "62.3", "oleh": "raja", "hal": "9" * 40, "dana": "a"}) == Filters()


def test_addresses_of_codes_and_cells():
    set_script_prefix("/")
    assert code_url(Scheme.REGIONAL, "1.03.10") == "/rencana/program/1.03.10/"
    assert code_url(Scheme.VILLAGE_ACTIVITY, "02.03.10") == "/rencana/sub-kegiatan/02.03.10/"
    assert code_url(Scheme.FUND_SOURCE, "1.2") == ""
    assert file_url("f" * 64, "Lembar 1", "D17") == "/rencana/sumber/ffffffffffff/?lembar=Lembar+1#Lembar_1!D17"
    assert explorer_url(wilayah="62", tahun=2026, q="") == "/rencana/?tahun=2026&wilayah=62"


def row(**values) -> LineRow:
    empty = dict.fromkeys(("indicative_idr", "proposed_idr", "ceiling_idr", "budgeted_idr", "revised_idr", "realised_idr", "physical"))
    text = dict.fromkeys(("number", "name", "code", "scheme", "field_code", "programme_code", "activity_code", "government_code",
                          "government", "office", "location"), "")  # fmt: skip
    return LineRow(**{**text, **empty, "fiscal_year": 2026, "amount": 100, "is_sample": False, **values})


@pytest.mark.parametrize(
    ("line", "is_past", "text", "tone"),
    [
        (row(physical=Decimal(100), realised_idr=90), False, "Pekerjaan selesai", "good"),
        (row(realised_idr=40, physical=Decimal(55)), False, "40% sudah dibelanjakan, pekerjaan 55% selesai", "plain"),
        (row(realised_idr=40), False, "40% sudah dibelanjakan", "plain"),
        (row(budgeted_idr=100), False, "Sudah dianggarkan; belum ada laporan belanja", "plain"),
        (row(budgeted_idr=100), True, "Belum ada yang melaporkan hasilnya", "wait"),
        (row(proposed_idr=100), False, "Diusulkan; belum masuk anggaran", "wait"),
    ],
)
def test_how_far_a_line_has_come_in_plain_words(line, is_past, text, tone):
    with translation.override("id"):
        assert progress_words(line, is_past=is_past) == (text, tone)
