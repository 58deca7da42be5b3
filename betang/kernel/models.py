"""Abstract models: an identifier that travels, and a row that lives behind the fence of one site."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from betang.kernel.fence import FencedManager
from betang.kernel.ids import uuid7


class Identified(models.Model):
    """A row with a UUIDv7 key, so that it can leave one installation and come back to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Fenced(Identified):
    """A row that belongs to one site. It can be read and written only while that site is open (`fence.open_site`)."""

    site = models.ForeignKey(settings.FENCE_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = FencedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
