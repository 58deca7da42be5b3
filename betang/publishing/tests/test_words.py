"""What people type, made fit to keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betang.guard.words import SLUG_LENGTH, free_slug, slug_of, split_tags, tidy_line, tidy_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Dermaga \t lama\n dibuka ", "Dermaga lama dibuka"),
        ("\u202emoc.elgoog\u202c aman", "moc.elgoog aman"),
        ("ga\u200bcor\ufeff", "gacor"),
        ("e\u0301", "é"),
        ("keluarga 👨‍👩‍👧 kita", "keluarga 👨‍👩‍👧 kita"),
        ("ꦏꦧꦂꦢꦺꦱ", "ꦏꦧꦂꦢꦺꦱ"),
        ("bad\ud800surrogate\x00", "badsurrogate"),
    ],
)
def test_a_line_is_tidied(typed, kept):
    assert tidy_line(typed) == kept


def test_a_text_keeps_its_lines_and_its_letters():
    assert tidy_text("satu\r\ndua\rtiga\u2028empat\x00\x07") == "satu\ndua\ntiga\nempat"
    assert tidy_text("  menjorok\n\n- butir  ") == "  menjorok\n\n- butir  "


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(st.text(max_size=400))
def test_an_address_is_always_usable(text):
    slug = slug_of(text, fallback="tulisan-1")
    assert slug
    assert len(slug) <= SLUG_LENGTH
    assert all(one.isascii() and (one.isalnum() or one in "-_") for one in slug)


def test_an_address_reads_well():
    assert slug_of("Dermaga lama dibuka lagi: ongkos turun ⅓!", fallback="x") == "dermaga-lama-dibuka-lagi-ongkos-turun-13"
    assert slug_of("ꦏꦧꦂ 🎉", fallback="tulisan-9") == "tulisan-9"
    assert not slug_of("kata " * 60, fallback="x").endswith("-")


def test_the_first_free_address_is_taken():
    taken = {"padi", "padi-2"}
    assert free_slug("padi", taken.__contains__) == "padi-3"
    assert free_slug("jagung", taken.__contains__) == "jagung"


def test_tags_are_divided_and_told_apart():
    assert split_tags("banjir, Jalan Desa,, #Banjir; jalan desa\n purun") == ["banjir", "Jalan Desa", "purun"]
    assert split_tags(" , ;") == []
