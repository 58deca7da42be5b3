from __future__ import annotations

import pytest

from betang.accounts.phones import masked_phone, normal_phone, shown_phone
from betang.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "62812 3456 7890",
        "+62 812-3456-7890",
        "006281234567890",
        "81234567890",
        "+62081234567890",
    ],
)
def test_one_number_has_one_form_however_it_is_typed(typed):
    assert normal_phone(typed) == "+6281234567890"


def test_a_number_from_abroad_is_kept_as_it_is():
    assert normal_phone("+60 12-345 6789") == "+60123456789"


@pytest.mark.parametrize("typed", ["", "0812", "bukan nomor", "08123456789012345678", "+62", "0812abc4567890", "nama@contoh.test"])
def test_what_is_no_number_is_refused_in_words(typed):
    with pytest.raises(InvalidInput) as caught:
        normal_phone(typed)
    assert "0812" in caught.value.message


def test_a_number_is_shown_as_people_read_it_and_masked_when_others_look():
    assert shown_phone("+6281234567890") == "0812-3456-7890"
    assert masked_phone("+6281234567890") == "0812-••••-7890"
