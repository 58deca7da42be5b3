from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.communities.terms import GroupKind, OfficerRole, Seat, Standing
from betang.kernel.models import Identified


class Group(Identified):
    """A community information group (KIM). A village may have none or forty: never one to one."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=63, unique=True, help_text=_("Its address in the register, and by default its site's name."))
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind, default=GroupKind.GENERAL)
    seat = models.CharField(_("seat"), max_length=10, choices=Seat, default=Seat.VILLAGE)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.APPLIED)
    register_number = models.CharField(
        _("register number"), max_length=30, null=True, blank=True, unique=True, help_text=_("Like 62.03/KIM/2026/0017.")
    )
    kim_id_number = models.CharField(_("KIM.ID number"), max_length=40, blank=True)
    about = models.TextField(_("about us"), blank=True)
    address = models.CharField(_("address of the secretariat"), max_length=300, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    audiences = models.JSONField(_("audiences"), default=list, blank=True)
    media = models.JSONField(_("media used"), default=list, blank=True)
    content_kinds = models.JSONField(_("kinds of content"), default=list, blank=True)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    strength = models.TextField(_("strength and reach"), blank=True)
    is_priority = models.BooleanField(_("priority for coaching"), default=False)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["standing", "name"])]

    def __str__(self) -> str:
        return self.name


class Officer(Identified):
    """Somebody is an officer of a group from a day until a day. `person_id` is set once they have an account."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="officers")
    role = models.CharField(max_length=12, choices=OfficerRole)
    section = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120)
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on", "id"]


class Member(Identified):
    """A member of a group. No NIK, no date of birth, no address: none is needed (DOMAIN §6)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=120)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
