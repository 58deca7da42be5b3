"""Words of what is refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was refused."""

    GAMBLING = "gambling", _("advertisement for gambling")
    DEFACEMENT = "defacement", _("sign of a break-in")
    HIDDEN_TEXT = "hidden_text", _("hidden text")
    LINK_FARM = "link_farm", _("link farm")
    FILE = "file", _("dangerous file")
