"""Pictures: one checked original, and the sizes that were made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.publishing.terms import PictureState


class Picture(Fenced):
    """A picture of the site. `variants` lists what was made: `[{"path", "width", "height", "media_type"}]`, smallest first."""

    alt = models.CharField(_("what can be seen"), max_length=300, blank=True)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("taken by"), max_length=120, blank=True)
    path = models.CharField(max_length=200, help_text=_("Path of the checked original in private storage."))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    variants = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=PictureState, default=PictureState.WAITING)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        ordering = ["-added_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["site", "sha256"], name="picture_once_a_site")]

    def __str__(self) -> str:
        return self.alt or self.caption or str(self.pk)
