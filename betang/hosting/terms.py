"""Words of sites and host names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteStatus(models.TextChoices):
    """Whether a site answers."""

    OPEN = "open", _("open")
    SUSPENDED = "suspended", _("suspended")
    ARCHIVED = "archived", _("archived")


class HostKind(models.TextChoices):
    """What a host name does."""

    PRIMARY = "primary", _("the site's own name")
    REDIRECT = "redirect", _("an earlier name that leads on")


class Motif(models.TextChoices):
    """Woven patterns drawn by us after Dayak plaiting; each is a CSS mask in `ui`."""

    ANYAM = "anyam", _("plaited diamonds")
    BATANG_GARING = "batang_garing", _("tree of life")
    TALAWANG = "talawang", _("shield")
    PUCUK_REBUNG = "pucuk_rebung", _("bamboo shoot")
    GELOMBANG = "gelombang", _("river waves")
    BUNGA_TERUNG = "bunga_terung", _("eggplant flower")
