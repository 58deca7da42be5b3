"""Numbers and dates as people here write them: `1.500.000`, `24 November 2026`, `24 November 2026, 08.15 WIB`."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format

from betang.kernel import clock


def number(value: int | float, places: int = 0) -> str:
    """Grouped in thousands: with points in Indonesian, with commas in English."""
    text = f"{value:,.{places}f}"
    if translation.get_language() == "en":
        return text
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def day(value: date | datetime | None) -> str:
    """`24 November 2026`, in the civil time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.zone()).date()
    return _day(value, translation.get_language())


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> str:
    return date_format(value, "j F Y")


def month(value: date | datetime) -> str:
    """`Nov`: the month of a calendar leaf."""
    return date_format(value.astimezone(clock.zone()) if isinstance(value, datetime) else value, "M")


def moment(value: datetime | None) -> str:
    """`24 November 2026, 08.15`, in the civil time zone."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone())
    return f"{date_format(local, 'j F Y')}, {local:%H.%M}"


def iso(value: date | datetime | None) -> str:
    """The machine-readable form for `<time datetime>`."""
    return value.isoformat() if value else ""
