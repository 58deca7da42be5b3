from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.accounts.terms import GROUP_POSTS, Post
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
