"""Both texts can be read out of the comparison again, and what is the same is said once."""

from __future__ import annotations

import random
import time

import pytest

from betang.publishing.compare import Piece, differences


def side(lines: list[list[Piece]], kind: str) -> str:
    return "".join("".join(one.text for one in line if one.kind in ("same", kind)) for line in lines).replace(" ", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Baru."),
        ("Lama.", ""),
        ("Air naik tadi pagi.", "Air naik kemarin pagi."),
        ("Satu\n\nDua\n\nTiga", "Satu\n\nDua setengah\n\nEmpat"),
        ("sama", "sama"),
    ],
)
def test_both_texts_are_whole(old, new):
    lines = differences(old, new)
    assert side(lines, "old") == "".join(old.split())
    assert side(lines, "new") == "".join(new.split())


def test_only_what_changed_is_marked():
    (line,) = differences("Air naik tadi pagi di dermaga.", "Air naik kemarin pagi di dermaga.")
    assert line == [Piece("same", "Air naik "), Piece("old", "tadi"), Piece("new", "kemarin"), Piece("same", " pagi di dermaga.")]


def test_two_long_texts_do_not_keep_the_house_busy():
    chance = random.Random(7)
    words = ["sungai", "air", "kampung", "rotan", "perahu", "sawah"]
    old, new = (" ".join(chance.choices(words, k=9000)) for _ in range(2))
    begun = time.process_time()
    assert differences(old, new)
    assert time.process_time() - begun < 1
