"""Moving in: where old addresses lead now, what an import took over and what not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.publishing.terms import ImportOutcome, ImportState


class Redirect(Fenced):
    """An old address of the site and where it leads now. Both are paths on the site; `path` may carry a query (`/?p=12`)."""

    path = models.CharField(max_length=500, help_text=_("Starts with a slash; lower case; without a slash at its end."))
    target = models.CharField(max_length=500, help_text=_("A path on the same site."))
    created_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="redirect_once_a_path")]

    def __str__(self) -> str:
        return f"{self.path} → {self.target}"


class ImportRun(Fenced):
    """One import from another system, with its progress."""

    source = models.CharField(max_length=20, default="wordpress")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True, help_text=_("Path of the file in private storage."))
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(Fenced.Meta):
        ordering = ["-started_at", "-id"]


class ImportItem(Fenced):
    """One item of a source and what became of it. The same item of the same source is one row, however often it comes."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    source_key = models.CharField(max_length=300, help_text=_("The item's own name in the source (its guid)."))
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=ImportOutcome, default=ImportOutcome.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of what was taken, to see later changes."))

    class Meta(Fenced.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "source_key", "kind"], name="import_item_once_a_site")]
