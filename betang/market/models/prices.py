"""Prices of the day: commodities, what people report, what offices publish, who wants to be told. Not fenced: they belong to a place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified
from betang.market.terms import NOTE_LENGTH, AlertWay, FoodGroup, PriceLevel, ReportState, SourceKind, Unit


class Commodity(Identified):
    """Something whose price is followed. Its price is always for one `unit`."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    group = models.CharField(max_length=12, choices=FoodGroup)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.KILOGRAM)
    least_idr = models.PositiveBigIntegerField(help_text="Below this a report is a typing error, not a price.")
    most_idr = models.PositiveBigIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    is_followed = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.CheckConstraint(condition=Q(most_idr__gt=models.F("least_idr")), name="commodity_span_forward")]

    def __str__(self) -> str:
        return self.name


class PriceReport(Identified):
    """A price that somebody paid, got or saw, in a place on a day. An outlier is held; only what counts is in median and range."""

    commodity = models.ForeignKey(Commodity, on_delete=models.PROTECT, related_name="reports")
    level = models.CharField(max_length=10, choices=PriceLevel)
    region_code = models.CharField(max_length=13)
    place = models.CharField(_("market or village"), max_length=80, blank=True)
    on = models.DateField(_("day"))
    price_idr = models.PositiveBigIntegerField()
    source_kind = models.CharField(max_length=10, choices=SourceKind)
    group_id = models.UUIDField(null=True, blank=True, help_text="The KIM that reported it, or through whose site it came.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reporter_mark = models.CharField(max_length=64, blank=True, help_text="A keyed hash of who sent it: one voice a day and place.")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.COUNTED)
    held_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sending_key = models.CharField(max_length=80, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(price_idr__gt=0), name="reported_price_is_something"),
            models.CheckConstraint(condition=~Q(state=ReportState.HELD) | ~Q(held_reason=""), name="held_price_has_reason"),
            models.UniqueConstraint(
                fields=["commodity", "level", "region_code", "on", "reporter_mark"],
                condition=~Q(reporter_mark=""),
                name="one_voice_a_day_and_place",
            ),
        ]
        indexes = [
            models.Index(fields=["commodity", "level", "region_code", "on"], name="price_in_place"),
            models.Index(fields=["on", "state"], name="price_by_day"),
            models.Index(fields=["state", "-at"], condition=Q(state=ReportState.HELD), name="price_held"),
        ]


class OfficialSeries(Identified):
    """A series that an office publishes: who, where from, which licence."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    publisher = models.CharField(max_length=120)
    url = models.URLField(blank=True)
    level = models.CharField(max_length=10, choices=PriceLevel, default=PriceLevel.CONSUMER)
    imported_at = models.DateTimeField(null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OfficialPrice(Identified):
    """One figure of an official series."""

    series = models.ForeignKey(OfficialSeries, on_delete=models.CASCADE, related_name="prices")
    commodity = models.ForeignKey(Commodity, on_delete=models.PROTECT, related_name="official_prices")
    region_code = models.CharField(max_length=13)
    on = models.DateField()
    price_idr = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "commodity", "region_code", "on"], name="official_price_once")]
        indexes = [models.Index(fields=["commodity", "region_code", "on"], name="official_price_in_place")]


class PriceAlert(Identified):
    """Somebody wants an e-mail when a price in a place crosses a line. It lives from the wish to the word «stop», and no longer."""

    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True, help_text="Of the token in the links that confirm and end it.")
    language = models.CharField(max_length=10, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    commodity = models.ForeignKey(Commodity, on_delete=models.CASCADE, related_name="alerts")
    level = models.CharField(max_length=10, choices=PriceLevel)
    region_code = models.CharField(max_length=13)
    way = models.CharField(max_length=6, choices=AlertWay)
    price_idr = models.PositiveBigIntegerField()
    set_at = models.DateTimeField()
    told_on = models.DateField(null=True, blank=True, help_text="Told once for each crossing.")

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(fields=["email", "commodity", "level", "region_code", "way"], name="alert_once"),
        ]
        indexes = [models.Index(fields=["commodity", "level", "region_code"], name="alert_by_place")]
