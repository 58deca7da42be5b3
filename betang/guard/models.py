from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.guard.terms import Kind
from betang.kernel.models import Identified


class Report(Identified):
    """What the guard refused, for the coordinator's eyes: nothing of it was published, and no personal data is kept here.

    `actor_id` and `site_id` are keys without database references: people and sites stand above the guard in the house.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    where = models.CharField(max_length=80, help_text=_("What was being written: `publishing.article`, `publishing.comment` …"))
    field = models.CharField(max_length=40, blank=True)
    excerpt = models.CharField(max_length=200, help_text=_("A few words of it, personal data masked."))
    actor_id = models.UUIDField(null=True, blank=True)
    site_id = models.UUIDField(null=True, blank=True, db_index=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at"], name="guard_report_newest"),
            models.Index(fields=["site_id", "-at"], name="guard_report_of_site"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by_id__isnull=True) | Q(seen_at__isnull=False, seen_by_id__isnull=False),
                name="guard_report_seen_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.where}"
