"""Pages that stay: about us, services, opening hours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.publishing.terms import TITLE_LENGTH, BodyFormat


class Page(Fenced):
    """A standing page of the site. `html` is made of `body` at saving and is safe to show."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=120)
    body = models.TextField(_("text"), blank=True)
    body_format = models.CharField(max_length=10, choices=BodyFormat, default=BodyFormat.MARKDOWN)
    html = models.TextField(blank=True, editable=False)
    parent = models.ForeignKey(
        "self", verbose_name=_("stands under"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    in_menu = models.BooleanField(_("show in the menu"), default=True)
    is_published = models.BooleanField(_("readers can see it"), default=False)
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        ordering = ["position", "title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="page_slug_once_a_site"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="page_not_its_own_parent"),
        ]
        indexes = [models.Index(fields=["site", "is_published", "in_menu", "position"], name="page_in_menu")]

    def __str__(self) -> str:
        return self.title
