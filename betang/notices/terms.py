"""Words of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way to a person. A gateway (WhatsApp, Telegram) is one only where the operator has configured it."""

    EMAIL = "email", _("e-mail")
    PUSH = "push", _("web push")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")


class State(models.TextChoices):
    """How far a delivery is."""

    QUEUED = "queued", _("waiting to be sent")
    HELD = "held", _("kept for the daily digest")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    SKIPPED = "skipped", _("not wanted")


class Pace(models.TextChoices):
    """How a person wants to hear of one kind of thing by e-mail; the desk's inbox has it in any case."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")
    OFF = "off", _("not by e-mail")


MAX_TRIES = 6
"""Attempts at one delivery before it is given up: 5 s, 20 s, 80 s, 5 min, 21 min between them (`kernel.jobs`)."""

KEEP_DAYS = 180
"""Read notices are removed after this many days: house rule. Law: UU 27/2022 art. 16(2)(g)"""
