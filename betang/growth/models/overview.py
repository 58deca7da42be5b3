"""What the coordinator sees of all groups, what was reported of a period, and where there is no group."""

from __future__ import annotations

from django.db import models

from betang.growth.terms import TITLE_LENGTH, ReportState
from betang.kernel.models import Identified


class Measures(Identified):
    """What a group achieved, counted once a night and after what changes it, so that a list of all groups is one query.

    `values` holds every measure of `growth.measures` by name; the columns are those by which the desk sorts.
    """

    group = models.OneToOneField("communities.Group", on_delete=models.PROTECT, related_name="measures")
    region_code = models.CharField(max_length=13)
    stage_order = models.PositiveSmallIntegerField(default=1)
    stage_name = models.CharField(max_length=80, blank=True)
    substance = models.PositiveIntegerField(
        default=0, help_text="Answers given, proposals followed, clarifications, corrections, goods sold: 90 days."
    )
    substance_before = models.PositiveIntegerField(default=0, help_text="The same in the 90 days before: their difference is the trend.")
    quiet_days = models.PositiveIntegerField(default=0)
    need = models.CharField(max_length=40, blank=True, help_text="The most pressing need, by name.")
    values = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-substance", "group_id"]
        indexes = [
            models.Index(fields=["region_code", "-substance", "group"], name="measures_by_substance"),
            models.Index(fields=["stage_order", "group"], name="measures_by_stage"),
        ]


class PeriodReport(Identified):
    """The periodic report on the groups of a region: written by itself from the record, edited, sent, and then kept as it was."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, help_text="2026-S1, 2026-T3, 2026-11 or 2026 (see communities.rules).")
    state = models.CharField(max_length=6, choices=ReportState, default=ReportState.DRAFT)
    facts = models.JSONField(default=dict, help_text="The numbers as counted, with the day of the count.")
    text = models.TextField(blank=True)
    counted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=TITLE_LENGTH, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-period", "id"]
        constraints = [models.UniqueConstraint(fields=["region", "period"], name="period_report_once")]


class BlankSpot(Identified):
    """A village without usable signal, with the source that says so; the operator keeps the list up to date (DOMAIN §5)."""

    region = models.OneToOneField("regions.Region", on_delete=models.PROTECT, related_name="blank_spot")
    as_of = models.DateField()
    signal = models.CharField(max_length=12, help_text="none, weak, satellite")
    source = models.CharField(max_length=250)
    note = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["region_id"]
