"""Visits, mentors, tasks, and the steps of a silence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.growth.terms import QuietStep, TaskFor, TaskState, VisitKind
from betang.kernel.models import Identified


class Visit(Identified):
    """Somebody of the office, or of a mentor KIM, came to see a group: what they saw, and what was agreed."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=14, choices=VisitKind)
    on = models.DateField(_("day"))
    by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    mentorship = models.ForeignKey("Mentorship", null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    people_met = models.PositiveSmallIntegerField(_("how many people you met"), null=True, blank=True)
    seen = models.TextField(_("what you saw"))
    advice = models.TextField(_("what you advise"), blank=True)
    is_online = models.BooleanField(_("by telephone or video"), default=False)
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["group", "-on"], name="visit_of_group")]


class VisitPhoto(Identified):
    """A photo taken on a visit; private to the office and the group."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Mentorship(Identified):
    """A grown KIM mentors a young one, for a time; both chairs and the coordinator agreed."""

    mentor = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="mentoring")
    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="mentored_by")
    aim = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    mentor_agreed_at = models.DateTimeField(null=True, blank=True)
    group_agreed_at = models.DateTimeField(null=True, blank=True)
    from_on = models.DateField(null=True, blank=True, help_text="The day on which both had agreed.")
    until_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(mentor=F("group")), name="no_group_mentors_itself"),
            models.UniqueConstraint(fields=["group"], condition=Q(until_on__isnull=True), name="one_mentor_a_group"),
        ]


class Task(Identified):
    """What was agreed to be done, by whom, until when."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="tasks")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    whose = models.CharField(max_length=12, choices=TaskFor, default=TaskFor.GROUP)
    text = models.CharField(_("what is to be done"), max_length=250)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    result = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["state", "due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="task_by_due")]


class Quiet(Identified):
    """A step of the dormancy ladder that was taken for a group: once a silence. `woke_at` closes it."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="quiet_steps")
    step = models.CharField(max_length=10, choices=QuietStep)
    since = models.DateField(help_text="The last sign of life of this silence.")
    at = models.DateTimeField()
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    woke_at = models.DateTimeField(null=True, blank=True)
    woken_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "step", "since"], name="quiet_step_once_a_silence")]
