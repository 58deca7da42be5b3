"""What decides itself, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from betang.casework.rules import Holder
from betang.proposals import rules
from betang.statutes.calendar import for_indonesia


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Siti Maimunah", "S. M."), ("H. Ahmad Yani, S.Pd.", "A. Y."), ("budi", "B."), ("  ", ""), ("Ibu", "I."), ("123", "")],
)
def test_only_initials_are_shown_of_a_name(name, shown):
    assert rules.initials(name) == shown


@pytest.mark.parametrize(
    ("places", "shared", "left"),
    [
        (
            {"1": "Desa A, Kecamatan C, Kabupaten K", "2": "Desa B, Kecamatan C, Kabupaten K"},
            "Kecamatan C, Kabupaten K",
            ["Desa A", "Desa B"],
        ),
        ({"1": "Desa A, Kecamatan C, Kabupaten K"}, "Desa A, Kecamatan C, Kabupaten K", [""]),
        ({"1": "Desa A, Kabupaten K", "2": "Kabupaten K"}, "Kabupaten K", ["Desa A", ""]),
        ({"1": "Desa A, Kabupaten K", "2": "Desa A, Kabupaten L"}, "", ["Desa A, Kabupaten K", "Desa A, Kabupaten L"]),
        ({}, "", []),
    ],
)
def test_what_all_places_share_is_told_once(places, shared, left):
    assert rules.told_once(places) == (shared, dict(zip(places, left, strict=True)))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0812 3456 7890", ("phone", "+6281234567890")),
        ("+62 812-3456-7890", ("phone", "+6281234567890")),
        ("81234567890", ("phone", "+6281234567890")),
        ("Ani@Contoh.ID ", ("email", "ani@contoh.id")),
        ("ani@", ("", "")),
        ("12345", ("", "")),
        ("٠٨١٢٣٤٥٦٧٨٩", ("", "")),
    ],
)
def test_one_person_has_one_form_of_a_contact(typed, read):
    assert rules.support_contact(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.250,5", Decimal("1250.50")),
        ("1250.5", Decimal("1250.50")),
        ("1.250", Decimal("1250.00")),
        ("dua", None),
        ("0", None),
        ("NaN", None),
        ("1e99", None),
    ],
)
def test_a_volume_is_read_as_people_type_it(typed, read):
    assert rules.parse_volume(typed) == read


def test_the_year_asked_for_follows_the_assemblies():
    assert rules.year_asked(date(2026, 6, 30)) == 2027
    assert rules.year_asked(date(2026, 7, 1)) == 2028


def test_a_proposal_begins_with_its_village_and_goes_up_level_by_level():
    village = "62.03.05.2004"
    assert rules.first_holder(village) == Holder("village", village)
    assert rules.first_holder("62.03.05") == Holder("district", "62.03.05")
    assert rules.first_holder("62.03") is None
    assert rules.first_holder("62.03", is_council=True) == Holder("council", "62.03")
    assert rules.next_holder("village", village, village, None) == Holder("district", "62.03.05")
    assert rules.next_holder("district", village, "62.03.05", None) == Holder("planning", "62.03")
    assert rules.next_holder("planning", village, "62", None) == Holder("agency", "62")
    assert rules.next_holder("agency", village, "62", None) == Holder("budget_team", "62")
    assert rules.appeal_holder("agency", village, "62") == Holder("planning", "62")
    assert rules.appeal_holder("village", village, village) == Holder("district", "62.03.05")


def test_a_refusal_can_be_disputed_once_and_in_time():
    calendar = for_indonesia()
    refused = date(2026, 11, 24)
    assert rules.can_dispute(refused, date(2026, 12, 8), disputes=0, within_workdays=10, calendar=calendar)
    assert not rules.can_dispute(refused, date(2026, 12, 9), disputes=0, within_workdays=10, calendar=calendar)
    assert not rules.can_dispute(refused, refused, disputes=1, within_workdays=10, calendar=calendar)


def test_every_state_belongs_to_a_stage_but_the_merged():
    from betang.proposals.machine import STATES

    assert {one.name for one in STATES if not rules.stage_of(one.name)} == {"merged"}


def test_two_wells_of_a_village_are_alike_and_a_road_is_not():
    well, pump, road = (rules.trigrams(text.split()) for text in ("sumur bor rt 03", "sumur bor dan tandon", "jalan usaha tani"))
    place = {"my_place": "62.03.05.2004", "other_place": "62.03.05.2004", "my_field": "1.03", "other_field": "1.03"}
    assert rules.likeness(well, pump, **place).score >= rules.ALIKE_FROM > rules.likeness(well, road, **place).score


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("-2.5423, 114.6312", (-2.5423, 114.6312)),
        ("-2,5423 114,6312", (-2.5423, 114.6312)),
        ("114.6312, -2.5423", (-2.5423, 114.6312)),
        ("2°32'32.3\"S 114°37'52.3\"E", (-2.542306, 114.631194)),
        ("2° 32' LS, 114° 37' BT", (-2.533333, 114.616667)),
        ("https://www.google.com/maps/@-2.5423,114.6312,15z", (-2.5423, 114.6312)),
        ("geo:-2.5423,114.6312", (-2.5423, 114.6312)),
        ("di sana", None),
        ("1, 2, 3", None),
        ("-2.5423", None),
        ("", None),
    ],
)
def test_a_point_is_read_as_phones_and_people_write_it(typed, read):
    from betang.regions.spots import point_of

    assert point_of(typed) == read


def test_the_drawing_holds_the_point_and_labels_that_do_not_lie_on_each_other():
    from betang.regions import spots as spot
    from betang.regions.queries import Place

    villages = [
        Place(f"62.03.05.20{at:02}", f"Mantangai {at}", "desa", "village", -2.5 + at / 100, 114.6 + at % 3 / 100) for at in range(12)
    ]
    made = spot.draw(-2.51, 114.62, villages, "62.03.05.2011")
    assert made is not None
    assert sum(one.is_own for one in made.dots) == 1
    for one in (made, *made.dots):
        assert 0 <= one.x <= spot.WIDTH
        assert 0 <= one.y <= spot.HEIGHT
    named = [one for one in made.dots if one.label]
    assert named
    assert all(abs(a.y - b.y) > spot.LINE or abs(a.x - b.x) > spot.LETTER * 5 for a in named for b in named if a is not b)
    assert spot.draw(-2.51, 114.62, [Place("62.03.05.2001", "Tanpa titik", "desa", "village")], "62.03.05.2001") is None
    assert 110 < spot.km_between((-2.0, 114.0), (-3.0, 114.0)) < 112
