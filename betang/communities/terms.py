"""Words of the register of groups. Source: Permenkominfo 4/2024 as reported in DOMAIN §1; budget nomenclature 2.16.02."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
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


class FilePurpose(models.TextChoices):
    """What a file of an application is. Source: DOMAIN §1.2."""

    DECREE = "decree", _("decree (SK)")
    STATUTES = "statutes", _("statutes (AD/ART)")


class RefusalCode(models.TextChoices):
    """Why an application is refused: a coded reason, beside the coordinator's own words."""

    NOT_A_GROUP = "not_a_group", _("it is not a community information group")
    DUPLICATE = "duplicate", _("the group is in the register already")
    WRONG_PLACE = "wrong_place", _("the group belongs to another kabupaten or city")
    DECREE_DOUBTFUL = "decree_doubtful", _("the decree could not be confirmed")
    TOO_FEW = "too_few", _("too few members or officers")
    NO_ANSWER = "no_answer", _("the questions were not answered")
    OTHER = "other", _("another reason")


class SystemReason(models.TextChoices):
    """Why the system itself changed a standing. Kept as the code, shown in the reader's language."""

    PUBLISHED = "published", _("It published.")
    SILENT = "silent", _("It was silent for a long time.")
    WOKEN = "woken", _("It says that it is there again.")


class ReportPeriod(models.TextChoices):
    """How often the mapping is reported. No national form was found (DOMAIN §1.7): a setting."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    SEMESTER = "semester", _("every half-year")
    YEAR = "year", _("every year")


class Audience(models.TextChoices):
    """For whom a group works. The mapping must name target audiences (nomenclature 2.16.02.2.01.0031)."""

    EVERYBODY = "everybody", _("all residents")
    FARMERS = "farmers", _("farmers")
    FISHERS = "fishers", _("fishers")
    TRADERS = "traders", _("traders and small businesses")
    WOMEN = "women", _("women")
    YOUTH = "youth", _("youth")
    PUPILS = "pupils", _("pupils and students")
    ELDERLY = "elderly", _("older people")
    DISABLED = "disabled", _("people with disabilities")
    INDIGENOUS = "indigenous", _("customary communities")


class Medium(models.TextChoices):
    """Which media a group uses."""

    MEETING = "meeting", _("meetings face to face")
    NOTICE_BOARD = "notice_board", _("notice board")
    PRINT = "print", _("bulletin or leaflet")
    RADIO = "radio", _("community radio or loudspeaker")
    SITE = "site", _("web site")
    WHATSAPP = "whatsapp", _("WhatsApp groups")
    FACEBOOK = "facebook", _("Facebook")
    INSTAGRAM = "instagram", _("Instagram")
    YOUTUBE = "youtube", _("YouTube")
    TIKTOK = "tiktok", _("TikTok")
    PERFORMANCE = "performance", _("folk performance")


class ContentKind(models.TextChoices):
    """What kind of content a group makes."""

    NEWS = "news", _("village news")
    GOVERNMENT = "government", _("government programmes and services")
    EDUCATION = "education", _("how-to and education")
    POTENTIAL = "potential", _("potential and achievements of the village")
    PRODUCTS = "products", _("local products and prices")
    CULTURE = "culture", _("culture and customs")
    HOAX = "hoax", _("clarification of hoaxes")
    WARNING = "warning", _("weather, flood and fire warnings")


class Field(models.TextChoices):
    """In which fields a group works."""

    FARMING = "farming", _("farming")
    FISHERY = "fishery", _("fishery")
    ECONOMY = "economy", _("economy and small businesses")
    EDUCATION = "education", _("education and literacy")
    HEALTH = "health", _("health")
    TOURISM = "tourism", _("tourism")
    ENVIRONMENT = "environment", _("environment")
    CULTURE = "culture", _("arts and culture")
    RELIGION = "religion", _("religious life")
    GOVERNMENT = "government", _("village government")
    DISASTER = "disaster", _("disaster preparedness")


REGISTERED = (Standing.VERIFIED, Standing.ACTIVE, Standing.DORMANT)
"""Standings of a group that is in the register and not archived."""

PUBLIC = REGISTERED
"""Standings that the public register shows; archived groups keep their page, so that old links lead somewhere."""

_VERBS = {
    "communities.application.submitted": _("The application was sent"),
    "communities.application.returned": _("The application was sent back for correction"),
    "communities.application.refused": _("The application was refused"),
    "communities.application.approved": _("The group was taken into the register"),
    "communities.group.registered": _("The group was taken into the register"),
    "communities.group.taken_over": _("The group was taken over from an earlier register"),
    "communities.group.changed": _("The group changed its data"),
    "communities.group.office_data_changed": _("The office changed its data on the group"),
    "communities.group.standing_changed": _("The standing was changed"),
    "communities.group.followed": _("The group’s place has a new code or name, or is part of another"),
    "communities.group.place_asked": _("The group’s place was divided: the coordinator says where it sits"),
    "communities.officer.named": _("An officer was named"),
    "communities.officer.handed_over": _("Offices were handed over"),
    "communities.officer.ended": _("An officer’s time ended"),
    "communities.member.added": _("Members were added"),
    "communities.member.left": _("A member left"),
    "communities.settings.changed": _("The settings of the region were changed"),
    "communities.mapping.issues_noted": _("Public issues were noted"),
}


def verb_words(verb: str) -> str:
    """What an entry of the trail says, in words."""
    return str(_VERBS.get(verb, verb))


def label_of(choices: type[models.TextChoices], value: str) -> str:
    """A term in words; what is no term stays as it is."""
    return str(dict(choices.choices).get(value, value))


def period_words(key: str) -> str:
    """`2026-S2` as people say it: `semester 2, 2026`."""
    year, _dash, part = key.partition("-")
    if part.startswith("S"):
        return gettext("half-year %(part)s, %(year)s") % {"part": part[1:], "year": year}
    if part.startswith("T"):
        return gettext("quarter %(part)s, %(year)s") % {"part": part[1:], "year": year}
    if part:
        return date_format(date(int(year), int(part), 1), "F Y")
    return gettext("the year %(year)s") % {"year": year}


WORDS: dict[str, Callable[[str], str]] = {
    "kind_words": lambda value: label_of(GroupKind, value),
    "seat_words": lambda value: label_of(Seat, value),
    "role_words": lambda value: label_of(OfficerRole, value),
    "signer_words": lambda value: label_of(DecreeSigner, value),
    "standing_words": lambda value: label_of(Standing, value),
    "period_words": period_words,
    "reason_words": lambda value: label_of(SystemReason, value),
}
"""For templates: terms in words."""
