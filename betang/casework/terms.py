"""Words of what waits for an answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """With whom a matter lies. Source: DOMAIN §2.4 (levels of recommendation), §3.2 (who handles complaints)."""

    SENDER = "sender", _("whoever sent it")
    GROUP = "group", _("community information group (KIM)")
    VILLAGE = "village", _("village government (desa or kelurahan)")
    DISTRICT = "district", _("district office (kecamatan)")
    PLANNING = "planning", _("planning agency (Bappeda)")
    AGENCY = "agency", _("agency (perangkat daerah)")
    BUDGET_TEAM = "budget_team", _("budget team (TAPD)")
    COUNCIL = "council", _("council (DPRD)")
    INFORMATION = "information", _("information officer (PPID)")
    PROVINCE = "province", _("provincial government")
    NOBODY = "nobody", _("nobody: it is closed")


class ClockKind(models.TextChoices):
    """How the days of a term are counted."""

    WORKDAYS = "workdays", _("working days")
    CALENDAR_DAYS = "calendar_days", _("calendar days")


class ReasonKind(models.TextChoices):
    """What a coded reason stands for. Whoever decides chooses one and says the rest in words."""

    ACCEPT = "accept", _("accepted")
    RETURN = "return", _("returned to be completed")
    REFUSE = "refuse", _("refused")
    DEFER = "defer", _("deferred")
    REROUTE = "reroute", _("sent to another office")
    HAND_OVER = "hand_over", _("handed over")
    MERGE = "merge", _("merged with another")
    SPLIT = "split", _("split into parts")
    CANCEL = "cancel", _("withdrawn")
    PAUSE = "pause", _("clock stopped")
    EXTEND = "extend", _("term extended")
    DISPUTE = "dispute", _("disputed")
    REOPEN = "reopen", _("opened again")


DECIDING = frozenset({ReasonKind.ACCEPT, ReasonKind.RETURN, ReasonKind.REFUSE, ReasonKind.DEFER, ReasonKind.REROUTE})
"""Kinds that are an office's decision: none of them without a coded reason."""


class Outcome(models.TextChoices):
    """How a matter ended."""

    SOLVED = "solved", _("done")
    REFUSED = "refused", _("refused")
    DEFERRED = "deferred", _("deferred")
    CANCELLED = "cancelled", _("withdrawn")
    MERGED = "merged", _("merged with another")
    SPLIT = "split", _("split into parts")


class Party(models.TextChoices):
    """Who may take a step, besides the levels themselves: a transition's `by` names levels and parties."""

    HOLDER = "holder", _("the office with which it lies")
    SENDER = "sender", _("whoever sent it")
    SYSTEM = "system", _("the clock of the house")


class TellAs(models.TextChoices):
    """As what somebody was told of a step."""

    SENDER = "sender", _("whoever sent it")
    HOLDER = "holder", _("the office with which it lies")
    FOLLOWER = "follower", _("follower")


TOKEN_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # noqa: S105
"""Letters of a secret token: none that looks like another when it is written on paper."""

TOKEN_LENGTH = 12
"""12 of 30 letters: 58 bits behind a rate limit; short enough to be copied by hand."""

WORDS_LIMIT = 4_000
"""Longest words of one step, in characters: house rule, the limit of a description in Open311 too."""

CONFIRM_DAYS = 7
"""How long the link that confirms an e-mail address of a follower can be used: house rule."""

MERGE_LIMIT = 50
"""Matters merged at once: house rule."""
