"""Words of growth. Source: DOMAIN §1.3 (ADINDA), §1.4 (stages, contests), §1.7 (reports)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Adinda(models.TextChoices):
    """The six kinds of activity of a KIM, the operating guide of the programme. Source: DOMAIN §1.3."""

    ACCESS = "access", _("access to information")
    DISCUSSION = "discussion", _("discussion")
    IMPLEMENTATION = "implementation", _("putting into practice")
    NETWORKING = "networking", _("networking")
    DISSEMINATION = "dissemination", _("spreading information")
    ASPIRATION = "aspiration", _("aspirations")


class Origin(models.TextChoices):
    """How an activity came into the record."""

    RECORDED = "recorded", _("recorded by itself")
    STATED = "stated", _("stated by the group")


class Proof(models.TextChoices):
    """How a criterion of a stage is met."""

    COMPUTED = "computed", _("counted from what the group did")
    ATTESTED = "attested", _("shown with a proof")


class ClimbState(models.TextChoices):
    """Where a group's application for a stage stands."""

    APPLIED = "applied", _("waiting for the coordinator")
    RETURNED = "returned", _("sent back: something is missing")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn by the group")


CLIMB_OPEN = (ClimbState.APPLIED, ClimbState.RETURNED)
"""States of an application that still waits for somebody."""


class VisitKind(models.TextChoices):
    """Why somebody came."""

    VERIFICATION = "verification", _("verification for a stage")
    COACHING = "coaching", _("coaching")
    MONITORING = "monitoring", _("monitoring and evaluation")


class TaskFor(models.TextChoices):
    """Who has to do what was agreed on."""

    GROUP = "group", _("the group")
    MENTOR = "mentor", _("the mentor")
    COORDINATOR = "coordinator", _("the coordinator")


class TaskState(models.TextChoices):
    """Where a follow-up task stands."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("no longer needed")


class TrainingKind(models.TextChoices):
    """What kind of event it is."""

    OUTREACH = "outreach", _("outreach (sosialisasi)")
    WORKSHOP = "workshop", _("technical guidance (bimtek)")
    TRAINING = "training", _("training")


class TrainingState(models.TextChoices):
    """Where a training stands. Whether one may sign up follows from state, dates and seats."""

    DRAFT = "draft", _("being prepared")
    ANNOUNCED = "announced", _("announced")
    CLOSED = "closed", _("held and closed")
    CANCELLED = "cancelled", _("cancelled")


class SeatState(models.TextChoices):
    """Where somebody's sign-up stands."""

    SEATED = "seated", _("has a seat")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", pgettext_lazy("from a training", "withdrawn")


class MarkWay(models.TextChoices):
    """How it was noted that somebody was present."""

    SCANNED = "scanned", _("their code was scanned")
    SCANNED_OFFLINE = "offline", _("scanned without network, handed in later")
    TYPED = "typed", _("typed from the attendance list")


class CertificateKind(models.TextChoices):
    """What a certificate says."""

    TRAINING = "training", _("took part in a training")
    COURSE = "course", _("finished a course")
    STAGE = "stage", _("reached a stage")
    CONTEST = "contest", _("won in a contest")
    MENTOR = "mentor", _("mentored a group")


class QuietStep(models.TextChoices):
    """What is done about a group that has been quiet, step by step. Days are settings: `QUIET_DAYS`."""

    REMINDED = "reminded", _("reminded")
    TASKED = "tasked", _("a mentor was asked to help")
    READ_ONLY = "read_only", _("its site can only be read")
    ARCHIVED = "archived", _("archived as a static page")


QUIET_DAYS: dict[str, int] = {QuietStep.REMINDED: 30, QuietStep.TASKED: 90, QuietStep.READ_ONLY: 180, QuietStep.ARCHIVED: 365}
"""After how many days of silence each step is taken: house rule (the order of the province may set others, `GROWTH_QUIET_DAYS`)."""


class ContestState(models.TextChoices):
    """Where a contest stands."""

    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open for entries")
    JUDGING = "judging", _("being judged")
    DECIDED = "decided", _("decided")


class ReportState(models.TextChoices):
    """Where a period's report stands."""

    DRAFT = "draft", _("being edited")
    SENT = "sent", _("sent")


TITLE_LENGTH = 160
SCORE_MAX = 100
"""Scores of a judge run from 0 to this."""

PRESENT_PERCENT = 75
"""Of a training's sessions, in percent: how many one must have attended for a certificate. House rule; each training may set its own."""
