from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from betang.kernel.models import Identified
from betang.notices.terms import Channel, Pace, State


class Notice(Identified):
    """One thing that somebody is told. Without `person` it goes to an address alone and stands in no inbox."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=80, help_text="A dotted name: `communities.application.approved`.")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True, help_text="A path on the portal, or a whole address.")
    site_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"]),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(Identified):
    """A notice on its way through one channel. `address` is empty for a person: theirs is read when it is sent.

    For a browser (web push) `address` is a digest of its endpoint, and `push` what it gave.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel)
    address = models.CharField(max_length=254, blank=True)
    push = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel", "address"], name="delivery_once")]
        indexes = [models.Index(fields=["state", "created_at"])]


class Preference(Identified):
    """How one person wants to hear of one kind of thing by e-mail; without a row: at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=80)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="preference_once")]
