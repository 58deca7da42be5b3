"""Words of the register of groups. Source: Permenkominfo 4/2024 as reported in DOMAIN §1; budget nomenclature 2.16.02."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """What binds the members. Source: DOMAIN §1.5."""

    GENERAL = "general", _("general")
    FARMER = "farmer", _("farmers")
    FISHER = "fisher", _("fishers")
    SMALL_BUSINESS = "small_business", _("small businesses")
    STUDENT = "student", _("pupils and students")
    WOMEN = "women", _("women")
    YOUTH = "youth", _("youth")
    TOURISM = "tourism", _("tourism")
    ENVIRONMENT = "environment", _("environment")
    CULTURE = "culture", _("arts and culture")


class Seat(models.TextChoices):
    """What the group covers."""

    VILLAGE = "village", _("one village")
    DISTRICT = "district", _("one district")
    THEMED = "themed", _("a theme across villages")


class Standing(models.TextChoices):
    """Where a group stands in the register."""

    APPLIED = "applied", _("applied")
    VERIFIED = "verified", _("verified")
    ACTIVE = "active", _("active")
    DORMANT = "dormant", _("dormant")
    ARCHIVED = "archived", _("archived")


class OfficerRole(models.TextChoices):
    """Officers of a group. Source: DOMAIN §1.2 (at least chair, secretary, treasurer)."""

    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    TREASURER = "treasurer", _("treasurer")
    SECTION_HEAD = "section_head", _("section head")


class DecreeSigner(models.TextChoices):
    """Who signed the decree (SK). Source: DOMAIN §1.2."""

    VILLAGE_HEAD = "village_head", _("village head")
    WARD_HEAD = "ward_head", _("head of the kelurahan")
    DISTRICT_HEAD = "district_head", _("district head")
    COMMS_OFFICE = "comms_office", _("communication office")


class ApplicationStatus(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("waiting for the coordinator")
    RETURNED = "returned", _("sent back for correction")
    REFUSED = "refused", _("refused")
    APPROVED = "approved", _("approved")
