"""What groups did, under the letters of ADINDA."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.growth.terms import TITLE_LENGTH, Adinda, Origin
from betang.kernel.models import Identified


class Activity(Identified):
    """Something that a group did, under one of the six letters of ADINDA. What it did on Betang is recorded by itself, once an entry."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="adinda_activities")
    site_id = models.UUIDField(null=True, blank=True)
    letter = models.CharField(_("kind of activity"), max_length=14, choices=Adinda)
    origin = models.CharField(max_length=10, choices=Origin)
    verb = models.CharField(max_length=60, blank=True, help_text="The verb of the audit entry that tells of it.")
    entry_id = models.UUIDField(null=True, blank=True, unique=True)
    subject_id = models.UUIDField(null=True, blank=True, help_text="What was done it to: published twice, an article counts once.")
    on = models.DateField(_("day"), help_text="The day in the province's own time.")
    title = models.CharField(_("what you did"), max_length=TITLE_LENGTH)
    words = models.TextField(_("in your words"), blank=True)
    place = models.CharField(_("where"), max_length=TITLE_LENGTH, blank=True)
    people_count = models.PositiveIntegerField(_("how many people took part"), null=True, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="Where on its site it can be seen; `portal:…` is on the portal.")
    at = models.DateTimeField(help_text="When it came into the record.")
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    @property
    def said(self) -> str:
        """What was done, in words; empty for what the group told itself."""
        from betang.growth.recording import SAID

        return str(SAID.get(self.verb, ""))

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["group", "-on", "-id"], name="adinda_of_group"),
            models.Index(fields=["on", "letter"], name="adinda_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(origin=Origin.STATED) | Q(entry_id__isnull=False), name="recorded_activity_has_its_entry"),
            models.UniqueConstraint(
                fields=["verb", "subject_id"], condition=Q(origin=Origin.RECORDED), name="recorded_activity_once_a_subject"
            ),
        ]


class ActivityPhoto(Identified):
    """A photo of an activity, made anew without metadata."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
