"""Stages with their criteria, and how groups climb them: no stage stands without evidence and a visit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from betang.growth.terms import TITLE_LENGTH, ClimbState, Proof
from betang.kernel.models import Identified


class Ladder(Identified):
    """The stages of a jurisdiction. A region without one follows the region above; the product brings one for the province as data."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=TITLE_LENGTH)
    source = models.CharField(max_length=250, help_text="The decree, letter or house rule it stands on.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["region"], condition=Q(valid_to__isnull=True), name="one_ladder_a_region")]


class Stage(Identified):
    """A step of a ladder. `order` 1 is where every registered group stands; later ones are granted."""

    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, related_name="stages")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    aim = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "key"], name="stage_key_once"),
            models.UniqueConstraint(fields=["ladder", "order"], name="stage_order_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(Identified):
    """What a stage asks for. Computed: `measure` (a name of `growth.measures`) reaches `threshold` within `within_days`.

    Attested: the group shows a proof and the coordinator says what they saw. No measure counts log-ins.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="criteria")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=TITLE_LENGTH)
    proof = models.CharField(max_length=10, choices=Proof)
    measure = models.CharField(max_length=40, blank=True)
    threshold = models.PositiveIntegerField(default=1)
    within_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: since the group exists.")
    how_to = models.TextField(blank=True, help_text="How a group does it, in plain words.")
    how_to_path = models.CharField(max_length=200, blank=True, help_text="The page where it is done or learned.")
    source = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="criterion_key_once"),
            models.CheckConstraint(condition=Q(proof=Proof.ATTESTED) | ~Q(measure=""), name="computed_criterion_has_measure"),
        ]


class Climb(Identified):
    """A group applies for a stage. It is granted only with a verification visit, and with every criterion met or attested."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="climbs")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ClimbState, default=ClimbState.APPLIED)
    words = models.TextField(blank=True, help_text="What the group says about itself.")
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True, help_text="The measures as they stood at the decision: key → value.")
    visit = models.ForeignKey("Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="climbs")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-applied_at", "-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="climb_queue")]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(state__in=["applied", "returned"]), name="one_open_climb_a_group"),
            models.CheckConstraint(
                condition=~Q(state=ClimbState.GRANTED) | Q(visit__isnull=False, decided_at__isnull=False), name="granted_climb_has_visit"
            ),
            models.CheckConstraint(condition=~Q(state__in=["refused", "returned"]) | ~Q(reason=""), name="unkind_climb_has_reason"),
        ]


class Attestation(Identified):
    """The proof for one criterion of an application, and what the coordinator found."""

    climb = models.ForeignKey(Climb, on_delete=models.PROTECT, related_name="attestations")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="The proof in private storage.")
    media_type = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True, blank=True, help_text="Empty until the coordinator has looked at it.")
    found = models.TextField(blank=True, help_text="What the coordinator saw.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["climb", "criterion"], name="attestation_once")]


class Held(Identified):
    """A stage that a group holds from a day on; ended only with a reason. The certificate says it to everybody."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="stages_held")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    climb = models.OneToOneField(Climb, on_delete=models.PROTECT, related_name="grant")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    certificate = models.ForeignKey("Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(until_on__isnull=True), name="one_stage_held_a_group"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | ~Q(ended_reason=""), name="ended_stage_has_reason"),
        ]
