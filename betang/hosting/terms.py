"""Words of sites and host names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteStatus(models.TextChoices):
    """Whether a site answers."""

    OPEN = "open", _("open")
    SUSPENDED = "suspended", _("suspended")
    ARCHIVED = "archived", _("archived")


class Rest(models.TextChoices):
    """Whether a site whose group has fallen silent can be written on. Its pages stay for everybody in each of these."""

    AWAKE = "awake", _("awake")
    READ_ONLY = "read_only", _("can only be read")
    ARCHIVED = "archived", _("kept as it was")


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


class Section(models.TextChoices):
    """Parts of a site's first page, in the order that the group gives them."""

    NEWS = "news", _("News")
    GOODS = "goods", _("Goods")
    PRICES = "prices", _("Prices")
    PLAN = "plan", _("The plan for our village")
    PROPOSALS = "proposals", _("What people here propose")
    ABOUT = "about", _("About us")
    PAGES = "pages", _("Pages")


LOGO_SIDE_PX = 512
"""Longest side of a kept logo: twice what the largest screen shows."""

LOGO_LIMIT_BYTES = 8 * 1024 * 1024
"""A phone's photo of a printed logo still passes."""
