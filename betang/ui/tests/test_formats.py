"""Numbers and dates as people here write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from betang.ui import formats


@pytest.mark.parametrize(("language", "text"), [("id", "1.234.567,5"), ("en", "1,234,567.5")])
def test_numbers_are_grouped_as_the_language_does(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.number(1234567.5, 1) == text


@pytest.mark.parametrize(("language", "text"), [("id", "9 Agustus 2026"), ("en", "9 August 2026")])
def test_a_day_is_written_out(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 8, 9)) == text


def test_a_moment_is_told_in_the_time_of_the_province_not_of_the_server() -> None:
    with translation.override("id"):
        assert formats.moment(datetime(2026, 11, 23, 18, 15, tzinfo=UTC)) == "24 November 2026, 01.15"
        assert formats.day(datetime(2026, 11, 23, 18, 15, tzinfo=UTC)) == "24 November 2026"


def test_nothing_is_written_as_nothing() -> None:
    assert formats.day(None) == formats.moment(None) == formats.iso(None) == ""
