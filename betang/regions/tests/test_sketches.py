"""Points on the wider drawing: where they stand, and how far from the seat they are said to be."""

from __future__ import annotations

import pytest

from betang.regions.catalogue import seats
from betang.regions.models import Region
from betang.regions.seeds import sample_point
from betang.regions.sketches import away, sketch_of
from betang.regions.spots import km_between, octant
from betang.ui import maps


def kapuas() -> Region:
    """The kabupaten as it is loaded, without a database."""
    return Region(code="62.03", name="Kapuas", kind="kabupaten", seat="Kuala Kapuas", seat_latitude=-3.01, seat_longitude=114.39)


@pytest.mark.parametrize("code", [code for code in seats() if "." in code])
def test_every_seat_stands_in_the_shape_of_its_own_government_and_in_no_other(code):
    seat = seats()[code]
    at = maps.place(seat.longitude, seat.latitude)
    assert [name for name, *_rest in maps.schematic() if maps.holds(name, *at)] == [code]


def test_the_drawing_is_as_long_as_it_says():
    for (lng, lat), (other_lng, other_lat) in (((111.0, -2.0), (115.0, -2.0)), ((114.0, -3.0), (114.0, 0.0))):
        (x, y), (other_x, other_y) = maps.place(lng, lat), maps.place(other_lng, other_lat)
        units = ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5
        assert units / km_between((lat, lng), (other_lat, other_lng)) == pytest.approx(maps.UNITS_PER_KM, rel=0.03)


@pytest.mark.parametrize(
    ("north", "east", "direction"),
    [(1, 0, 0), (1, 1, 1), (0, 1, 2), (-1, 1, 3), (-1, 0, 4), (-1, -1, 5), (0, -1, 6), (1, -1, 7), (1, 0.3, 0), (1, 0.5, 1)],
)
def test_a_direction_is_one_of_eight(north, east, direction):
    assert octant((0.0, 114.0), (north / 10, 114.0 + east / 10)) == direction


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((-3.01, 114.395), "Di Kuala Kapuas atau tepat di sebelahnya."),
        ((-2.93, 114.47), "Kira-kira 13 km di timur laut Kuala Kapuas, ditarik garis lurus."),
        ((-2.5423, 114.6312), "Kira-kira 60 km di timur laut Kuala Kapuas, ditarik garis lurus."),
        ((-3.11, 114.39), "Kira-kira 11 km di selatan Kuala Kapuas, ditarik garis lurus."),
    ],
)
def test_words_say_how_far_and_where_from_the_seat(at, words):
    assert away(kapuas(), at) == words
    assert away(Region(code="63.05", name="Tapin"), at) == "", "the place of the seat is not known"


@pytest.mark.django_db
def test_the_sketch_marks_each_point_where_it_lies_and_none_that_lies_off_it():
    made = sketch_of(kapuas(), [(-2.5423, 114.6312), (-3.2, 114.4), (5.0, 95.0)])
    assert made is not None
    assert made.code == "62.03"
    assert made.drawing.is_schematic
    assert [mark.number for mark in made.marks] == ["1", "2"], "the third lies in Aceh, and keeps its number"
    for mark, (lat, lng) in zip(made.marks, [(-2.5423, 114.6312), (-3.2, 114.4)], strict=False):
        assert (mark.x, mark.y) == pytest.approx(maps.place(lng, lat), abs=0.06)
    assert made.marks[0].y < made.seat_y < made.marks[1].y
    assert made.hidden == {"62.11"}, "the name of Pulang Pisau would lie under that of Kuala Kapuas"
    assert made.measure == pytest.approx(made.km * maps.UNITS_PER_KM, abs=0.06)
    assert sketch_of(kapuas(), [(5.0, 95.0)]) is None
    assert sketch_of(Region(code="63.05", name="Tapin"), [(-2.9, 115.1)]) is None, "no drawing of another province"


def test_sample_points_are_the_same_each_time_and_lie_in_their_kabupaten():
    for code in ("62.03.09.2006", "62.03.12.2001", "62.02.05.2003", "62.71.03.1001", "62.13.01.2002", "62.71.01.1002", "62.08.01.2001"):
        point = sample_point(code, salt="a")
        assert point is not None
        assert point == sample_point(code, salt="a")
        other = sample_point(code, salt="b")
        assert other is not None
        assert 0 < km_between(point, other) <= 1.5
        assert maps.holds(code[:5], *maps.place(point[1], point[0]))
    mantangai = sample_point("62.03.09.2006")
    assert mantangai is not None
    assert km_between(mantangai, (-2.54, 114.55)) < 8
    assert sample_point("63.05.01.2001") is None
    assert sample_point("62") is None
