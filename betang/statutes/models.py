from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified
from betang.statutes.terms import HolidayKind


class Holiday(Identified):
    """A day that the official calendar does not have (a late or regional decision), or that it has wrongly."""

    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=HolidayKind)
    region_code = models.CharField(_("region code"), max_length=13, blank=True, help_text=_("Empty: everywhere."))
    basis = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        ordering = ["on", "region_code"]
        constraints = [models.UniqueConstraint(fields=["on", "region_code"], name="holiday_once_a_day_and_region")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}"
