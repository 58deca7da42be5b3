"""Codes, numbers, amounts: no database."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betang.planning import catalogue, rules
from betang.planning.terms import CodeLevel, Phase, Scheme

REGIONAL = {row.code for row in catalogue.built_in_rows(catalogue.BUILT_IN[0])}
VILLAGE = {row.code for row in catalogue.built_in_rows(catalogue.BUILT_IN[1])}


def test_a_code_says_what_it_lies_in():
    assert rules.parts("1.03.10.2.01.0032") == rules.CodeParts("1.03", "1.03.10", "1.03.10.2.01")
    assert rules.parts("1.03.10") == rules.CodeParts("1.03", "1.03.10", "")
    assert rules.parts("02.03.10", Scheme.VILLAGE_ACTIVITY) == rules.CodeParts("02", "02.03", "02.03.10")
    assert rules.level_of("1.03.10.2.01", Scheme.REGIONAL) == CodeLevel.ACTIVITY
    assert rules.level_of("1.03.10.2", Scheme.REGIONAL) is None
    assert rules.parent_code("1.03.10.2.01", Scheme.REGIONAL) == "1.03.10"
    assert rules.parent_code("02.03.10", Scheme.VILLAGE_ACTIVITY) == "02.03"


def test_every_code_that_ships_has_a_level_and_lies_in_another():
    for one in catalogue.BUILT_IN:
        codes = {row.code for row in catalogue.built_in_rows(one)}
        for code in codes:
            assert rules.level_of(code, one.scheme) is not None, code
            if one.scheme in (Scheme.REGIONAL, Scheme.VILLAGE_ACTIVITY):
                above = rules.parent_code(code, one.scheme)
                assert not above or above in codes, code
    leaves = [code for code in REGIONAL if code.count(".") == 5]
    assert len(leaves) >= 250
    assert len({rules.parts(code).field for code in leaves}) >= 15


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.03", "1.03"),
        ("1.3", "1.03"),  # a spreadsheet took it for a number
        ("x.xx.01.2.01", "X.XX.01.2.01"),
        ("1.3.1.2.1.1", "1.03.01.2.01.0001"),  # the support programme is listed as X.XX
        (" 1.03 . 02.2.01 ", "1.03.02.2.01"),
        ("1,03", "1.03"),
        ("1.99", ""),
        ("Jumlah", ""),
        ("", ""),
        ("12.3.4.5", ""),
    ],
)
def test_codes_are_mended_only_as_the_list_bears_out(typed, meant):
    assert rules.normalise_code(typed, REGIONAL) == meant


def test_an_eaten_zero_is_not_guessed_where_two_codes_could_be_meant():
    assert rules.normalise_code("2.1", {"2.10"}) == "2.10"
    assert rules.normalise_code("2.1", {"2.01"}) == "2.01"
    assert rules.normalise_code("2.1", {"2.01", "2.10"}) == ""
    assert rules.normalise_code("2.3.10", VILLAGE, Scheme.VILLAGE_ACTIVITY) == "02.03.10"


@given(st.sampled_from(sorted(REGIONAL)))
def test_every_listed_code_is_found_again_without_its_zeros(code):
    bare = ".".join(piece.lstrip("0") or "0" for piece in code.split("."))
    found = rules.normalise_code(bare, REGIONAL)
    assert found in ("", code)
    assert rules.normalise_code(code.lower(), REGIONAL) == code
    if code.count(".") > 1:
        assert found == code


def test_a_number_is_readable_short_and_always_the_same():
    one = rules.line_number("62.03", 2026, "1.03.10.2.01.0032", "0198f1f0-0000-7000-8000-000000000001")
    assert one.startswith("62.03-2026-1.03.10.2.01.0032-")
    assert one == rules.line_number("62.03", 2026, "1.03.10.2.01.0032", "0198f1f0000070008000000000000001")
    assert rules.line_number("62.03", 2026, "1.03.10.2.01.0032") == "62.03-2026-1.03.10.2.01.0032"
    village = rules.line_number("62.03.05.2004", 2026, "02.03.10", key="jalan rt 02")
    assert village != rules.line_number("62.03.05.2004", 2026, "02.03.10", key="jalan rt 03")
    assert len(village) <= rules.NUMBER_LENGTH


@given(st.text(max_size=300), st.text("0123456789.X", max_size=40))
def test_keys_and_numbers_always_fit(name, code):
    assert len(rules.line_key(name)) <= rules.KEY_LENGTH
    assert len(rules.line_number("62.03.05.2004", 2026, code, None, rules.line_key(name))) <= rules.NUMBER_LENGTH


def test_names_that_people_read_as_one_have_one_key():
    assert rules.line_key("Sumur  Bor RT.02 ") == rules.line_key("sumur bor rt 02") == "sumur bor rt 02"
    long = "Pembangunan jalan usaha tani " * 6
    assert rules.line_key(long + "satu") != rules.line_key(long + "dua")


def amounts(**known):
    return SimpleNamespace(**{**dict.fromkeys(rules.AMOUNT_COLUMNS.values()), **{f"{name}_idr": value for name, value in known.items()}})


def test_the_latest_decision_counts_and_zero_is_a_decision():
    assert rules.effective(amounts(indicative=5, budgeted=7)) == (Phase.BUDGETED, 7)
    assert rules.effective(amounts(budgeted=7, revised=0)) == (Phase.REVISED, 0)
    assert rules.effective(amounts(realised=3)) == (None, 0)


def test_absorption_is_unknown_without_a_budget():
    assert rules.absorption(50, 200) == Decimal("25.0")
    assert rules.absorption(1, 3) == Decimal("33.3")
    assert rules.absorption(None, 200) is None
    assert rules.absorption(5, 0) is None


@pytest.mark.parametrize(
    ("amount", "others", "same", "meant"),
    [
        (150_000_000_000, [120_000_000, 90_000_000, 30_000_000], [], 150_000_000),
        (150_000, [120_000_000, 90_000_000, 30_000_000], [], 150_000_000),
        (150_000_000, [120_000_000, 90_000_000, 30_000_000], [], None),
        (4_000_000, [120_000_000, 90_000_000, 3_000_000], [], None),
        (150_000_000_000, [], [], None),  # nothing to compare with
        (150_000, [], [150_000_000], 150_000_000),
        (160_000_000_000, [], [150_000_000], 160_000_000),
        (150_000, [90_000_000] * 3, [140_000], None),  # its own other amount bears it out
        (0, [90_000_000] * 3, [], None),
    ],
)
def test_a_thousandfold_slip_is_seen(amount, others, same, meant):
    assert rules.looks_slipped(amount, others, same=same) == meant


def test_amounts_that_no_line_can_have():
    assert rules.amount_problem(-1) == "negative"
    assert rules.amount_problem(2 * 10**15) == "absurd"
    assert rules.amount_problem(0) == ""
