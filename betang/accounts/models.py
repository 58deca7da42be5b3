from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.accounts.terms import GROUP_POSTS, ConsentKind, Post, Purpose
from betang.kernel.ids import uuid7
from betang.kernel.models import Identified


class PersonManager(BaseUserManager["Person"]):
    def create_user(
        self, *, name: str, email: str | None = None, phone: str | None = None, password: str | None = None, **extra: Any
    ) -> Person:
        person = self.model(name=name, email=self.normalize_email(email) if email else None, phone=phone or None, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who may sign in, by e-mail or by phone number. Permissions come from appointments, never from flags."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(
        _("phone number"), max_length=20, null=True, blank=True, unique=True, help_text=_("In E.164 form: +6281234567890.")
    )
    phone_verified = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False) | Q(erased_at__isnull=False), name="person_reachable_or_erased"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(Identified):
    """A person holds a post in a region, an office or a group, from a day until a day.

    `group_id` is a `communities.Group` key without a database reference: groups stand above accounts in the house.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=20, choices=Post)
    region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group_id = models.UUIDField(null=True, blank=True, db_index=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text=_("The last day in the post."))
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("The moment from which it no longer counts, on any day."))
    appointed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__in=sorted(GROUP_POSTS), group_id__isnull=False, region__isnull=True)
                | (~Q(post__in=sorted(GROUP_POSTS)) & Q(group_id__isnull=True, region__isnull=False)),
                name="appointment_has_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")), name="appointment_span_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {Post(self.post).label}"


class Invitation(Identified):
    """A link that brings somebody to a post, or back into their account. It works once, and until it expires.

    The token is not kept: it is made from the installation's secret, the row's key and `serial`, and found again by its
    hash. A copy of the database alone opens nothing; a re-issue moves `serial`, and the old link is dead.
    """

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.JOIN)
    token_hash = models.CharField(max_length=64, unique=True)
    serial = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True)
    post = models.CharField(max_length=20, choices=Post, blank=True)
    region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group_id = models.UUIDField(null=True, blank=True, db_index=True)
    replaces = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("Whose account it opens, or who accepted.")
    )
    invited_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=Purpose.RESET, person__isnull=False, post="")
                | (Q(purpose=Purpose.JOIN) & ~Q(post="") & (Q(group_id__isnull=False) | Q(region__isnull=False))),
                name="invitation_has_its_aim",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_accepted_or_revoked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {Purpose(self.purpose).label}"

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works at that moment."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


class Consent(Identified):
    """A person agreed to a text on a day: the proof that the law asks for. Law: UU 27/2022 art. 20(2)(a), 22, 24"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64, help_text=_("Of the text as it was shown."))
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at"]


class Erasure(Identified):
    """A person asked that their data be erased; it happens on `due_at` unless they change their mind.

    Law: UU 27/2022 art. 8, 43(1)
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(cancelled_at__isnull=True, done_at__isnull=True), name="erasure_once_open"
            ),
        ]
        indexes = [models.Index(fields=["due_at"])]


class Stash(Identified):
    """What somebody typed at the desk after their session had ended, kept until they have signed in again.

    `sealed` is encrypted with the token, which only the writer's browser has.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=253)
    path = models.CharField(max_length=300)
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
