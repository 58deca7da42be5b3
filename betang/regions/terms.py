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
    """What a region is called by law; the name of the kind stands before the region's own name.

    In the provinces of Papua a district is a distrik.
    """

    PROVINSI = "provinsi", _("Provinsi")
    KABUPATEN = "kabupaten", _("Kabupaten")
    KOTA = "kota", _("Kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    DISTRIK = "distrik", _("Distrik")
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


NAME_LIMIT = 120
"""Longest name of a region, in characters."""

CODE_LENGTHS = {Level.PROVINCE: 2, Level.REGENCY: 5, Level.DISTRICT: 8, Level.VILLAGE: 13}
"""How long a code is, with its dots: 62, 62.03, 62.03.05, 62.03.05.2004."""

KINDS_OF_LEVEL = {
    Level.PROVINCE: (Kind.PROVINSI,),
    Level.REGENCY: (Kind.KABUPATEN, Kind.KOTA),
    Level.DISTRICT: (Kind.KECAMATAN, Kind.DISTRIK),
    Level.VILLAGE: (Kind.DESA, Kind.KELURAHAN, Kind.DESA_ADAT),
}
"""Which kinds a level has.

Law: UU 23/2014 art. 2(2); UU 6/2014 art. 6(1)
"""

LEVEL_OF_CHILD = {Level.PROVINCE: Level.REGENCY, Level.REGENCY: Level.DISTRICT, Level.DISTRICT: Level.VILLAGE}
"""The level below."""
