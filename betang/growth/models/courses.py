"""Lessons that one takes alone, and the certificates of whatever was completed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from betang.growth.models.trainings import Registration
from betang.growth.terms import TITLE_LENGTH, CertificateKind
from betang.kernel.models import Identified


class Course(Identified):
    """A self-paced course. The first comes with the product (growth/data/courses)."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    about = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    is_built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class Lesson(Identified):
    """A lesson of a course: text (the same subset of Markdown as articles), pictures, a quiz."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=80)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    minutes = models.PositiveSmallIntegerField(default=5)
    body = models.TextField()
    picture = models.CharField(max_length=80, blank=True, help_text="Name of a drawing that the product ships.")
    quiz = models.JSONField(default=list, help_text="List of {ask, options: [text], right: index, why}.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once"),
            models.UniqueConstraint(fields=["course", "order"], name="lesson_order_once"),
        ]


class Completion(Identified):
    """Somebody finished a course and asked for a certificate. Progress before that stays on the learner's own phone."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    course_version = models.PositiveSmallIntegerField()
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="Lesson → chosen options, checked again on the server.")
    score_percent = models.PositiveSmallIntegerField()
    sending_key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    certificate = models.OneToOneField("Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="completion")

    class Meta:
        ordering = ["at", "id"]


class Certificate(Identified):
    """A certificate as a PDF: fixed once made; known by its code, its SHA-256 and the installation's seal. Anyone may check it."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=CertificateKind)
    number = models.CharField(max_length=60, unique=True, help_text="Like 62.03/SERT/2026/0017.")
    holder = models.CharField(max_length=120, help_text="The name that stands on it: of a person, or of a group.")
    title = models.CharField(max_length=250, help_text="What it is for.")
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates")
    registration = models.OneToOneField(Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose office issued it.")
    signer = models.CharField(max_length=120, blank=True)
    signer_post = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="Empty until its file was made.")
    sha256 = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=200, blank=True, help_text="Ed25519 signature of the installation over the SHA-256, base64.")
    public_key = models.CharField(max_length=64, blank=True, help_text="The key that made the seal, in hexadecimal.")
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revoked_certificate_has_reason")
        ]
