from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified


class Entry(Identified):
    """Who did what to what, when and why. Written in the action's own transaction; never changed, never removed.

    Entries of one subject form a chain: `hash` covers this entry and `previous_hash`.
    """

    verb = models.CharField(max_length=80, help_text=_("A dotted name: `publishing.article.published`."))
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_seq = models.PositiveIntegerField(help_text=_("1 for the first entry of the subject, then without gaps."))
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    site_id = models.UUIDField(null=True, blank=True, db_index=True)
    is_public = models.BooleanField(default=False)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["subject_type", "subject_id", "subject_seq"]
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id", "subject_seq"], name="audit_chain_without_gaps")]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["verb", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}#{self.subject_seq}"


class Pending(models.Model):
    """The outbox: an entry that some subscriber has not handled yet. Deleted when all have."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)


class Receipt(models.Model):
    """A form that was sent with this key has been carried out: what is sent twice is kept once."""

    key = models.CharField(primary_key=True, max_length=64)
    scope = models.CharField(max_length=80, help_text=_("Whose form it was: a person's key, or the address of a public form."))
    location = models.CharField(max_length=500, blank=True, help_text=_("Where the first answer led."))
    at = models.DateTimeField()
