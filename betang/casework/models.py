from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from betang.casework.terms import ClockKind, Level, Outcome, TellAs
from betang.kernel.models import Identified


class Matter(Identified):
    """One thing that waits for an office's answer, with its number. What it is about, the domain keeps in a row of its own.

    `region` is where it is about; `level`, `holder_code` and `office` say with whom it lies now, `since` since when. Not fenced:
    a matter filed through a KIM's site has its `site_id` and belongs to everybody.
    """

    machine = models.CharField(max_length=40)
    number = models.CharField(max_length=40, unique=True, help_text="Like 62.03/U/2026/0042; in addresses with dashes.")
    title = models.CharField(max_length=200, blank=True, help_text="What it is in one line, for lists and notices.")
    token_hash = models.CharField(max_length=64)
    token_serial = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    site_id = models.UUIDField(null=True, blank=True, db_index=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=Level)
    holder_code = models.CharField(max_length=13, blank=True, help_text="The code of the region whose government or office holds it.")
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    since = models.DateTimeField(help_text="When it came to its present holder.")
    changed_at = models.DateTimeField(help_text="When the last step was taken.")
    step_count = models.PositiveIntegerField(default=0)
    clock = models.CharField(max_length=40, blank=True, help_text="The rule of the machine that runs; empty where none does.")
    clock_kind = models.CharField(max_length=14, choices=ClockKind, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_is_estimate = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_left = models.IntegerField(null=True, blank=True, help_text="Days of the term that were left when the clock was stopped.")
    extended_count = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True, blank=True, help_text="When it was noted that the term has passed.")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="matter_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(due_on__isnull=True, paused_at__isnull=True), name="matter_closed_has_no_clock"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_left__isnull=True) | Q(paused_at__isnull=False, due_on__isnull=True),
                name="matter_paused_is_not_due",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(outcome="merged") & ~Q(merged_into=F("id")), name="matter_merged_into_another"
            ),
            models.CheckConstraint(condition=Q(extended_count__lte=1), name="matter_extended_once"),
        ]
        indexes = [
            models.Index(fields=["level", "holder_code", "since", "id"], condition=Q(closed_at__isnull=True), name="matter_held"),
            models.Index(fields=["due_on", "id"], condition=Q(closed_at__isnull=True, due_on__isnull=False), name="matter_due"),
            models.Index(fields=["machine", "state", "opened_at", "id"], name="matter_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def address(self) -> str:
        """The number as it stands in an address: `62.03-U-2026-0042`."""
        return self.number.replace("/", "-")

    @property
    def is_open(self) -> bool:
        """Nobody has closed it yet."""
        return self.closed_at is None


class StepQuerySet(models.QuerySet["Step"]):
    """Steps can be read and added. The database refuses the rest too (`audit.seals`)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unchanging("steps are never changed")

    def delete(self) -> NoReturn:
        raise Unchanging("steps are never removed")


class Unchanging(Exception):
    """Somebody tried to change or remove a step. Always a programming error: never shown."""


class Step(Identified):
    """What happened to a matter, once. Never changed, never removed; it holds the name of nobody.

    `party` and `post` say as what somebody acted (`district`, `district_officer`). The officer's name stands in the trail's entry, from
    which it can be erased; `shows_name` says whether everybody may read it there. For `after` see `queries.timeline`.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=Level, help_text="With whom it lies after the step.")
    holder_code = models.CharField(max_length=13, blank=True)
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_level = models.CharField(max_length=12, blank=True, help_text="As whom somebody acted: a level or a party.")
    by_post = models.CharField(max_length=20, blank=True)
    by_code = models.CharField(max_length=13, blank=True)
    by_office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shows_name = models.BooleanField(default=False)
    reason_kind = models.CharField(max_length=10, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_is_estimate = models.BooleanField(default=False)
    entry_id = models.UUIDField(unique=True, help_text="The entry of the trail that was written with it.")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "seq"]
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="steps_without_gaps")]

    def __str__(self) -> str:
        return f"{self.matter_id}#{self.seq} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchanging("a step is never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchanging("a step is never removed")


class Series(models.Model):
    """The last number given for a letter, region and year. Its row is locked until the action ends: no number is given twice."""

    letter = models.CharField(max_length=4)
    region_code = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "region_code", "year"], name="series_once")]


class Follower(Identified):
    """Somebody who wants to hear of a matter: a person, a confirmed e-mail address, or a browser (web push).

    When it ends, the address goes and the row stays, so that nobody is told twice and the count stays honest. `came_from` is the
    matter that was followed before it was merged.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="followers")
    came_from = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    push = models.JSONField(null=True, blank=True, help_text="What the browser gave: endpoint and keys.")
    push_key = models.CharField(max_length=64, blank=True, help_text="A digest of the endpoint: one browser follows once.")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, email="", push__isnull=True)
                | Q(ended_at__isnull=True, person__isnull=False, email="", push_key="")
                | Q(ended_at__isnull=True, person__isnull=True, push_key="") & ~Q(email="")
                | Q(ended_at__isnull=True, person__isnull=True, email="", push__isnull=False) & ~Q(push_key=""),
                name="follower_has_one_way",
            ),
            models.UniqueConstraint(
                fields=["matter", "person"], condition=Q(ended_at__isnull=True, person__isnull=False), name="follower_person_once"
            ),
            models.UniqueConstraint(
                fields=["matter", "email"], condition=Q(ended_at__isnull=True) & ~Q(email=""), name="follower_email_once"
            ),
            models.UniqueConstraint(
                fields=["matter", "push_key"], condition=Q(ended_at__isnull=True) & ~Q(push_key=""), name="follower_browser_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.person_id or self.email or 'push'}"


class Told(Identified):
    """That somebody was told of a step, and by which notice: its deliveries know how far it came."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="told")
    follower = models.ForeignKey(Follower, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    told_as = models.CharField(max_length=10, choices=TellAs)
    notice_id = models.UUIDField(db_index=True, help_text="A row of the notices package, which removes old ones.")
    at = models.DateTimeField()
