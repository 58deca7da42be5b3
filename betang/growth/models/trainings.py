"""Trainings with their sessions, seats, scanners and presences.

Whoever signs up has no account: names and contacts are for the organiser, and are erased after the retention time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.growth.terms import PRESENT_PERCENT, TITLE_LENGTH, MarkWay, SeatState, TrainingKind, TrainingState
from betang.kernel.models import Identified


class Training(Identified):
    """A training event: programme, speakers, place, who is invited, seats."""

    address = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=TrainingKind)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    about = models.TextField(_("what it is about"), blank=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose office holds it.")
    organiser = models.CharField(_("organiser"), max_length=TITLE_LENGTH)
    place = models.CharField(_("place"), max_length=200)
    place_region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_online = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    signs_up_until = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as many as come.")
    seats_a_group = models.PositiveSmallIntegerField(null=True, blank=True)
    invited_kinds = models.JSONField(default=list, blank=True, help_text="Kinds of groups; empty: all.")
    invited_regions = models.JSONField(default=list, blank=True, help_text="Codes of regions; empty: the organiser's own.")
    is_open_to_all = models.BooleanField(default=False, help_text="Residents without a group may sign up too.")
    state = models.CharField(max_length=10, choices=TrainingState, default=TrainingState.DRAFT)
    present_percent = models.PositiveSmallIntegerField(default=PRESENT_PERCENT)
    questions = models.JSONField(default=list, blank=True, help_text="Of the evaluation: list of {key, text, kind: scale|words}.")
    cancelled_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["state", "starts_at"], name="training_by_time")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="training_span_forward")]

    def __str__(self) -> str:
        return self.title


class Session(Identified):
    """A part of a training's programme. Where `counts`, presence is noted."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="sessions")
    order = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    topic = models.CharField(max_length=TITLE_LENGTH)
    speaker = models.CharField(max_length=TITLE_LENGTH, blank=True)
    counts = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["training", "order"], name="session_order_once")]


class Material(Identified):
    """A file or a link that belongs to a training; public once the training is announced, unless it is kept for who takes part."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="materials")
    name = models.CharField(max_length=TITLE_LENGTH)
    path = models.CharField(max_length=200, blank=True)
    url = models.URLField(blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Registration(Identified):
    """Somebody signed up for a training. `code` stands on their QR; the link's token (hashed here) lets them change or withdraw it."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("your name, as it shall stand on the certificate"), max_length=120)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    contact_mark = models.CharField(max_length=64, help_text="A keyed hash of phone number or e-mail: one person, one seat.")
    needs = models.CharField(_("what you need to take part"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.SEATED)
    code = models.CharField(max_length=32, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sending_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField()
    contact_erased_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["training", "state", "at"], name="registration_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "contact_mark"], condition=~Q(state=SeatState.WITHDRAWN), name="one_person_one_seat"
            ),
            models.UniqueConstraint(fields=["sending_key"], condition=~Q(sending_key=""), name="registration_sent_once"),
        ]


class Scanner(Identified):
    """A device that may note presence at one training: a link with a token, handed to a helper, that ends with the event."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="scanners")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]


class Presence(Identified):
    """One note that somebody was present. Its key is made by the device, so that a note handed in twice is kept once.

    Several notes of one person in one session (two scanners at two doors) are all kept and count once: who counts, counts distinct.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="presences")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="presences")
    scanner = models.ForeignKey(Scanner, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=MarkWay)
    at = models.DateTimeField(help_text="When the device noted it, by the device's own clock.")
    received_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["session", "registration"], name="presence_of_session")]


class Evaluation(Identified):
    """What somebody thought of a training: without a name, once a registration."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="evaluations")
    mark = models.CharField(max_length=64, unique=True, help_text="A keyed hash of the registration: once, and nobody reads whose.")
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
