from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified
from betang.regions.terms import Kind, Level, OfficeKind, SuccessionKind


class Region(Identified):
    """One coded area in one span of its life. The code is text and is a path: `62.03.01.2001` lies in `62.03.01`."""

    code = models.CharField(_("region code"), max_length=13)
    name = models.CharField(_("name"), max_length=120, help_text=_("Without the word for its kind: Kapuas, not Kabupaten Kapuas."))
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=_("The first day on which it no longer exists."))
    postal_code = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    seat = models.CharField(max_length=80, blank=True, help_text=_("The town in which its government sits."))
    seat_latitude = models.FloatField(null=True, blank=True)
    seat_longitude = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True), name="region_code_once_current"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="region_span_forward",
            ),
        ]
        indexes = [models.Index(fields=["code"]), models.Index(fields=["level", "code"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name as people say it: `Desa Mantangai Hilir`, `Kabupaten Kapuas`."""
        return f"{Kind(self.kind).label} {self.name}"


class Outline(Identified):
    """The simplified outline of a region: for looking at, never a legal boundary."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="outline")
    geometry = models.JSONField(help_text=_("GeoJSON Polygon or MultiPolygon, WGS 84, longitude first."))
    source = models.CharField(max_length=200)


class MapSheet(Identified):
    """The drawn map of what lies in a region, made from outlines at import so that no page has to draw it."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="map_sheet")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shapes = models.JSONField(help_text=_("List of [child's code, path, label's x, label's y, width, height]."))
    frame = models.JSONField(help_text=_("West, north, units per degree of longitude, units per degree of latitude."))
    source = models.CharField(max_length=200, blank=True)


class Succession(Identified):
    """One region became (part of) another on a day, by a decision."""

    predecessor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    on = models.DateField()
    basis = models.CharField(max_length=200, blank=True, help_text=_("The law or decision, with its number."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]


class Office(Identified):
    """An agency (perangkat daerah) of the government of a region."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=10, choices=OfficeKind, default=OfficeKind.AGENCY)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["region__code", "name"]

    def __str__(self) -> str:
        return self.name
