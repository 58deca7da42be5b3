"""The one clock. Code asks it for the time instead of asking the system, so that tests and the demo can set it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return timezone.now()


def zone() -> ZoneInfo:
    """The installation's civil time zone (`TIME_ZONE`, by default Asia/Pontianak: western Indonesian time)."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """Today's date where the province is."""
    return now().astimezone(zone()).date()
