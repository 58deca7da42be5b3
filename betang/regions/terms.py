"""Words of the region tree. Source: UU 23/2014 art. 2; UU 6/2014 art. 1 and 6; Kemendagri region codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The four tiers that have a code of their own."""

    PROVINCE = "province", _("province")
    REGENCY = "regency", _("regency or city")
    DISTRICT = "district", _("district")
    VILLAGE = "village", _("village")


class Kind(models.TextChoices):
    """What a region is called by law; the name of the kind stands before the region's own name."""

    PROVINSI = "provinsi", _("Provinsi")
    KABUPATEN = "kabupaten", _("Kabupaten")
    KOTA = "kota", _("Kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    DESA = "desa", _("Desa")
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA_ADAT = "desa_adat", _("Desa Adat")


class SuccessionKind(models.TextChoices):
    """How one region became another."""

    RENAMED = "renamed", _("renamed")
    RECODED = "recoded", _("given a new code")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    MOVED = "moved", _("moved to another region")


class OfficeKind(models.TextChoices):
    """The agencies (perangkat daerah) that the other packages must be able to find."""

    COMMS = "comms", _("communication and informatics office")
    PLANNING = "planning", _("planning agency")
    DISTRICT = "district", _("district office")
    VILLAGE = "village", _("village government")
    AGENCY = "agency", _("agency")
