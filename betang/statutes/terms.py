"""Words of law and calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LawKind(models.TextChoices):
    """The kinds of sources that rules cite, from the highest down."""

    UU = "UU", _("law (undang-undang)")
    UU_DRT = "UUDrt", _("emergency law (undang-undang darurat)")
    PP = "PP", _("government regulation (peraturan pemerintah)")
    PERPRES = "Perpres", _("presidential regulation")
    PERMENKOMINFO = "Permenkominfo", _("regulation of the minister of communication")
    PERMENDAGRI = "Permendagri", _("regulation of the minister of home affairs")
    PERMENDAG = "Permendag", _("regulation of the minister of trade")
    PERKAP = "Perkap", _("regulation of the chief of police")
    KEPMENDAGRI = "Kepmendagri", _("decree of the minister of home affairs")
    PERKI = "PerKI", _("regulation of the information commission")


class HolidayKind(models.TextChoices):
    """Why a day is not a working day, or is one after all."""

    PUBLIC = "public", _("public holiday")
    JOINT_LEAVE = "joint_leave", _("joint leave")
    WORKDAY = "workday", _("working day after all")
