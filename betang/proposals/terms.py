"""Words of proposals and of the meetings that weigh them. Source: DOMAIN §2.3, §2.4; UU 25/2004; PP 43/2014 art. 114-118."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    HELD = "held", pgettext_lazy("meeting", "held")
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


class ClosingState(models.TextChoices):
    """How far the close of a planning year has come."""

    OFFERED = "offered", _("offered")
    CONFIRMED = "confirmed", _("under way")
    DONE = "done", _("done")


class ExchangeState(models.TextChoices):
    """How far a file from the national system has come."""

    LOOKED_THROUGH = "seen", _("looked through, nothing written yet")
    RUNNING = "running", _("being taken over")
    DONE = "done", pgettext_lazy("file", "taken over")
    DISCARDED = "discarded", _("put aside")


TITLE_LENGTH = 150
TEXT_LENGTH = 4000


class Sector(models.TextChoices):
    """What a proposal is about, in the codes of the national list of government affairs, in words that people use.

    Source: data/nomenclature (bidang urusan of Kepmendagri 900.1.15.5-1317).
    """

    EDUCATION = "1.01", _("schools and education")
    HEALTH = "1.02", _("health")
    PUBLIC_WORKS = "1.03", _("roads, bridges, water and drains")
    HOUSING = "1.04", _("housing and settlements")
    SAFETY = "1.05", _("safety, fire and disasters")
    SOCIAL = "1.06", _("social help")
    LABOUR = "2.07", _("work and training")
    WOMEN_CHILDREN = "2.08", _("women and children")
    FOOD = "2.09", _("food supply")
    ENVIRONMENT = "2.11", _("environment and waste")
    VILLAGE = "2.13", _("village affairs")
    FAMILY = "2.14", _("family and population")
    TRANSPORT = "2.15", _("transport and landing stages")
    COMMUNICATION = "2.16", _("internet and information")
    COOPERATIVES = "2.17", _("cooperatives and small businesses")
    YOUTH_SPORT = "2.19", _("youth and sport")
    CULTURE = "2.22", _("culture and custom")
    LIBRARY = "2.23", _("libraries and reading")
    FISHERIES = "3.25", _("fisheries")
    TOURISM = "3.26", _("tourism")
    FARMING = "3.27", _("farming and livestock")
    FOREST = "3.28", _("forest")
    ENERGY = "3.29", _("electricity and energy")
    TRADE = "3.30", _("markets and trade")
    INDUSTRY = "3.31", _("small industry")


DRAFT_DAYS = 90
"""How long a draft that nobody touches is kept: house rule."""

TOKEN_SHOWN_HOURS = 24
"""How long after sending the draft's secret link still shows number and token, for a phone that lost its signal: house rule."""

DISPUTE_WORKDAYS = 10
"""Within how many working days a refusal can be disputed, once (`PROPOSAL_DISPUTE_WORKDAYS`): house rule."""

CONTACT_DAYS = 365
"""How long after its end the proposer's name and contact are kept (`PROPOSAL_CONTACT_DAYS`): house rule. Law: UU 27/2022 art. 16(2)(g)"""

FILE_LIMIT = 3
"""Files of each kind (cost plan, letter, proof of the land) of one proposal: house rule."""

PHOTO_LIMIT = 5
"""Photos of one proposal; the national system takes three: house rule."""

HIGHEST_IDR = 10_000_000_000_000
"""Ten trillion rupiah: more than a kabupaten's whole budget is a slip of the keyboard."""

CONSENT_VERSION = "2026-11"
