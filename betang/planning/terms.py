"""Words of planning. Source: UU 25/2004; UU 23/2014 art. 260-277; PP 12/2019; UU 6/2014 art. 79; PP 43/2014 (DOMAIN §2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """The planning and budget documents of a region, an office and a village, in the order in which one follows another."""

    RPJPD = "rpjpd", _("RPJPD, long-term regional plan")
    RPJMD = "rpjmd", _("RPJMD, medium-term regional plan")
    RENSTRA = "renstra", _("Renstra, an office's strategic plan")
    RKPD = "rkpd", _("RKPD, annual regional plan")
    RENJA = "renja", _("Renja, an office's work plan")
    KUA = "kua", _("KUA, budget policy")
    PPAS = "ppas", _("PPAS, provisional budget ceilings")
    APBD = "apbd", _("APBD, regional budget")
    RPJM_DESA = "rpjm_desa", _("RPJM Desa, a village's medium-term plan")
    RKP_DESA = "rkp_desa", _("RKP Desa, a village's annual plan")
    DU_RKP_DESA = "du_rkp_desa", _("DU-RKP Desa, a village's list of proposals")
    APB_DESA = "apb_desa", _("APB Desa, a village's budget")


VILLAGE_DOCUMENTS = frozenset({DocumentKind.RPJM_DESA, DocumentKind.RKP_DESA, DocumentKind.DU_RKP_DESA, DocumentKind.APB_DESA})
"""Documents of a village; the others are of a province, kabupaten or kota. Law: UU 6/2014 art. 79"""

OFFICE_DOCUMENTS = frozenset({DocumentKind.RENSTRA, DocumentKind.RENJA})
"""Documents of one office (perangkat daerah). Law: UU 25/2004 art. 7"""


class DocumentStatus(models.TextChoices):
    """How far a document has come. Only what is not a draft in the making is public."""

    PREPARED = "prepared", _("being prepared")
    CONSULTED = "consulted", _("draft for public consultation")
    ENACTED = "enacted", _("in force")
    ENDED = "ended", _("no longer in force")


class VersionKind(models.TextChoices):
    """A document as first enacted, and as it was revised."""

    FIRST = "first", _("first version")
    REVISED = "revised", _("revision")


class Scheme(models.TextChoices):
    """The official code lists."""

    REGIONAL = "regional", _("affairs, programmes, activities and sub-activities")
    VILLAGE_ACTIVITY = "village_activity", _("village fields and activities")
    ACCOUNT = "account", _("account codes")
    VILLAGE_ACCOUNT = "village_account", _("village account codes")
    FUND_SOURCE = "fund_source", _("fund sources")


class CodeLevel(models.TextChoices):
    """What a code stands for. Regional: urusan to sub kegiatan; village: bidang, sub-bidang, kegiatan; the rest by depth."""

    AFFAIR = "affair", _("affair")
    FIELD = "field", _("field of affairs")
    PROGRAMME = "programme", _("programme")
    ACTIVITY = "activity", _("activity")
    SUB_ACTIVITY = "sub_activity", _("sub-activity")
    ITEM = "item", _("entry")


class Phase(models.TextChoices):
    """Where an amount comes from on its way from wish to spending. In this order."""

    INDICATIVE = "indicative", _("indicative (five-year plan)")
    PROPOSED = "proposed", _("proposed")
    CEILING = "ceiling", _("ceiling")
    BUDGETED = "budgeted", _("budgeted")
    REVISED = "revised", _("revised budget")
    REALISED = "realised", _("spent")


class IndicatorKind(models.TextChoices):
    """The three measures that a work plan states for a line."""

    ACHIEVEMENT = "achievement", _("achievement (capaian)")
    OUTPUT = "output", _("output (keluaran)")
    OUTCOME = "outcome", _("outcome (hasil)")


class FileKind(models.TextChoices):
    """What a source file holds, so which columns and rules the import looks for."""

    PLAN = "plan", _("work plan or budget of offices")
    STRATEGY = "strategy", _("five-year plan with targets and funds by year")
    REALISATION = "realisation", _("realisation")
    VILLAGE = "village", _("village plan or budget")


class RunState(models.TextChoices):
    """How far an import has come. Nothing is written to the plan before `CONFIRMED`."""

    READ = "read", _("read")
    CONFIRMED = "confirmed", _("confirmed")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded")


class Dimension(models.TextChoices):
    """By what the kept sums (rollups) are grouped, within one government and fiscal year."""

    TOTAL = "total", _("all")
    OFFICE = "office", _("office")
    FIELD = "field", _("sector")
    PROGRAMME = "programme", _("programme")
    ACTIVITY = "activity", _("activity")
    FUND = "fund", _("fund source")
    PLACE = "place", _("place")


YEAR_FIRST, YEAR_LAST = 2000, 2099
"""Fiscal years outside are typing mistakes."""

AMOUNT_LIMIT_IDR = 1_000_000_000_000_000
"""Largest believable amount of one line: a thousand trillion rupiah, more than the national budget of one programme."""

_VERBS = {
    "planning.line.saved": _("The line was written or changed"),
    "planning.line.measured": _("What is to be reached, or where it is built, was said"),
    "planning.line.restated": _("An amount was stated anew"),
    "planning.line.withdrawn": _("The line was taken out of the plan"),
    "planning.line.restored": _("The line was put back into the plan"),
    "planning.realisation.recorded": _("Realisation was reported"),
    "planning.realisation.removed": _("A report of realisation was taken back"),
    "planning.photo.added": _("A photo was added"),
    "planning.photo.removed": _("A photo was removed"),
    "planning.milestones.set": _("The milestones were written"),
    "planning.codes.loaded": _("A code list was loaded"),
    "planning.codes.related": _("Codes were related to those of the version before"),
}


def verb_words(verb: str) -> str:
    """What an entry of the trail says, in words."""
    return str(_VERBS.get(verb, verb))
