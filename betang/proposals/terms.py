"""Words of proposals and of the meetings that weigh them. Source: DOMAIN §2.3, §2.4; UU 25/2004; PP 43/2014 art. 114-118."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way a proposal came. The national system keeps the same three lists: aspirations, meetings, council members."""

    RESIDENT = "resident", _("a resident")
    GROUP = "group", _("a KIM")
    MEETING = "meeting", _("a meeting, on behalf of those present")
    COUNCIL = "council", _("a council member (pokir)")


class LandStatus(models.TextChoices):
    """Whose land the work would stand on; unclear land is the most frequent reason why a building is not built."""

    VILLAGE = "village", _("land of the village")
    STATE = "state", _("land of the state or region")
    GRANTED = "granted", _("private land, given in writing")
    PRIVATE = "private", _("private land, not given yet")
    NONE_NEEDED = "none_needed", _("no land is needed")
    UNCLEAR = "unclear", _("not clear yet")


class Recommendation(models.TextChoices):
    """What a level says of a proposal, with an amount, a volume and words."""

    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned for completion")
    DEFERRED = "deferred", _("deferred to next year")
    REFUSED = "refused", _("refused")
    REROUTED = "rerouted", _("passed to another office")
    MERGED = "merged", _("merged with another proposal")


class PhaseKind(models.TextChoices):
    """The stretches of a planning year, in their usual order. Their dates are data of each jurisdiction and year."""

    VILLAGE_PROPOSALS = "village_proposals", _("proposals are taken in the villages")
    VILLAGE_ASSEMBLY = "village_assembly", _("village assembly (musyawarah desa/kelurahan)")
    DISTRICT_FORUM = "district_forum", _("planning forum of the district (musrenbang kecamatan)")
    COUNCIL_PROPOSALS = "council_proposals", _("proposals of council members (pokir)")
    PLANNING_REVIEW = "planning_review", _("check by the planning agency")
    AGENCY_FORUM = "agency_forum", _("forum of the agencies")
    REGENCY_FORUM = "regency_forum", _("planning forum of the kabupaten (musrenbang RKPD)")
    PROVINCE_FORUM = "province_forum", _("planning forum of the province")
    BUDGET = "budget", _("budget team and council (KUA-PPAS, APBD)")
    VILLAGE_PLAN = "village_plan", _("village work plan (RKP Desa)")
    VILLAGE_BUDGET = "village_budget", _("village budget (APB Desa)")


class MeetingKind(models.TextChoices):
    """The meetings of a planning year."""

    VILLAGE_ASSEMBLY = "village_assembly", _("village assembly")
    DISTRICT_FORUM = "district_forum", _("planning forum of the district")
    AGENCY_FORUM = "agency_forum", _("forum of an agency")
    REGENCY_FORUM = "regency_forum", _("planning forum of the kabupaten or city")
    PROVINCE_FORUM = "province_forum", _("planning forum of the province")


class MeetingState(models.TextChoices):
    """How far a meeting has come."""

    PLANNED = "planned", _("being prepared")
    INVITED = "invited", _("invited")
    HELD = "held", _("held")
    MINUTED = "minuted", _("minutes written")
    SIGNED = "signed", _("minutes signed")
    CANCELLED = "cancelled", _("cancelled")


class RankingWay(models.TextChoices):
    """How a meeting puts proposals in order."""

    CRITERIA = "criteria", _("by weighted criteria")
    POINTS = "points", _("by points that those present give")


class AttachmentKind(models.TextChoices):
    """What is attached to a proposal. Photos are public once they are checked; the others are for those who decide."""

    PHOTO = "photo", _("photo")
    COST_PLAN = "cost_plan", _("cost plan (RAB)")
    LETTER = "letter", _("covering letter")
    LAND = "land", _("proof of the land")
    OTHER = "other", _("other")


TITLE_LENGTH = 150
TEXT_LENGTH = 4000
