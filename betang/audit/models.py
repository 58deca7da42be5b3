from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified


class Unchanging(Exception):
    """Somebody tried to change or remove an entry of the trail. Always a programming error: never shown."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries can be read and added. The database refuses the rest too (`audit.seals`)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unchanging("entries are never changed")

    def delete(self) -> NoReturn:
        raise Unchanging("entries are never removed")

    def forget_names(self) -> int:
        """Take the actor's name and its salt off these entries: the one change that the seal lets pass."""
        return super().update(actor_name="", actor_salt="")


class Entry(Identified):
    """Who did what to what, when and why. Written in the action's own transaction; never changed, never removed.

    Entries of one subject form a chain: `hash` covers this entry and `previous_hash`. The actor's name is covered by
    `actor_mark`, a salted digest, and stands beside it: so it can be erased when the person asks (UU PDP), and the chain
    still holds.
    """

    verb = models.CharField(max_length=80, help_text=_("A dotted name: `publishing.article.published`."))
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_seq = models.PositiveIntegerField(help_text=_("1 for the first entry of the subject, then without gaps."))
    actor_id = models.UUIDField(null=True, blank=True, db_index=True)
    actor_name = models.CharField(max_length=120, blank=True)
    actor_salt = models.CharField(max_length=32, blank=True)
    actor_mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    site_id = models.UUIDField(null=True, blank=True, db_index=True)
    is_public = models.BooleanField(default=False)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["subject_type", "subject_id", "subject_seq"]
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id", "subject_seq"], name="audit_chain_without_gaps")]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["verb", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}#{self.subject_seq}"

    @property
    def who(self) -> str:
        """The actor's name for people; what stands there once it was erased, or when nobody was signed in."""
        if self.actor_name:
            return self.actor_name
        return gettext("Name erased") if self.actor_mark else gettext("Somebody")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchanging("an entry is never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchanging("an entry is never removed")


class Head(models.Model):
    """The end of one subject's chain. Locked while an entry is added, so that two processes add one after the other."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    rooted_seq = models.PositiveIntegerField(default=0, help_text=_("How far a published root covers the chain."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="audit_one_head_a_subject")]
        indexes = [models.Index(fields=["id"], condition=models.Q(seq__gt=models.F("rooted_seq")), name="audit_head_unrooted")]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}#{self.seq}"


class Root(models.Model):
    """One day's seal over all chains: a hash over the heads that moved since the root before, and over that root."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    chains = models.PositiveIntegerField(help_text=_("How many chains moved since the root before."))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"


class Leaf(models.Model):
    """What a root covers: one chain's head on that day."""

    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="leaves")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "subject_type", "subject_id"], name="audit_one_leaf_a_chain")]


class Pending(models.Model):
    """The outbox: a subscriber that has not been told of an entry yet. Removed in the subscriber's own transaction."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    subscriber = models.CharField(max_length=80)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(db_index=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "subscriber"], name="audit_told_once")]


class Receipt(models.Model):
    """A form that was sent with this key has been carried out: what is sent twice is kept once."""

    key = models.CharField(primary_key=True, max_length=64)
    scope = models.CharField(max_length=80, help_text=_("Whose form it was: a person's key, or the address of a public form."))
    location = models.CharField(max_length=500, blank=True, help_text=_("Where the first answer led."))
    at = models.DateTimeField(db_index=True)


class Clockwork(models.Model):
    """When a scheduled job was last started: by it, two workers never start one twice."""

    name = models.CharField(primary_key=True, max_length=120)
    last_at = models.DateTimeField()


class WorkerLease(models.Model):
    """A worker on some machine that says every few seconds that it lives (PostgreSQL; on SQLite a file lock says it)."""

    worker = models.CharField(primary_key=True, max_length=64)
    seen_at = models.DateTimeField()
