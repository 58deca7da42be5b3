"""Contests: criteria, entries, judges, scores."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from betang.growth.models.courses import Certificate
from betang.growth.terms import SCORE_MAX, TITLE_LENGTH, ContestState
from betang.kernel.models import Identified


class Contest(Identified):
    """A contest of groups (lomba KIM, KIMFest) of a kabupaten or the province. Winners of `feeders` enter the level above."""

    address = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    year = models.PositiveSmallIntegerField()
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="feeders")
    sent_up = models.PositiveSmallIntegerField(default=1, help_text="How many of the best go to the level above.")
    about = models.TextField(blank=True)
    rules_text = models.TextField(blank=True)
    prizes = models.TextField(blank=True)
    invited_kinds = models.JSONField(default=list, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=8, choices=ContestState, default=ContestState.DRAFT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, help_text="What the judges say about the whole.")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "title"]
        constraints = [models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="contest_span_forward")]

    def __str__(self) -> str:
        return self.title


class ContestCriterion(Identified):
    """What is judged, with its weight; the weights of a contest add up to 100."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=TITLE_LENGTH)
    explanation = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "key"], name="contest_criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="contest_weight_is_percent"),
        ]


class ContestEntry(Identified):
    """A group takes part: what it shows, and in the end its total, rank and the judges' reasons."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entries")
    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="contest_entries")
    title = models.CharField(max_length=TITLE_LENGTH)
    words = models.TextField(blank=True)
    links = models.JSONField(default=list, blank=True, help_text="Addresses on the group's own site or elsewhere.")
    from_entry = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="risen_to")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    prize = models.CharField(max_length=80, blank=True)
    reasons = models.TextField(blank=True)
    certificate = models.ForeignKey(Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank", "at", "id"]
        constraints = [models.UniqueConstraint(fields=["contest", "group"], name="contest_entry_once")]


class Judge(Identified):
    """Somebody judges a contest. Who belongs to a group that takes part does not judge it."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="judges")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, help_text="Name and post as the result shows them.")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="judge_once")]


class Score(Identified):
    """What a judge gives an entry for a criterion, 0 to 100, with words."""

    entry = models.ForeignKey(ContestEntry, on_delete=models.PROTECT, related_name="scores")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(ContestCriterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "judge", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value__lte=SCORE_MAX), name="score_within_bounds"),
        ]
