"""Ways to a person besides the desk's inbox. E-mail is built in; a gateway is configured by the operator, none by default.

A gateway is a function `send(address, text) -> None` that raises when it could not: the job then tries again.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from betang.notices.terms import Channel

Gateway = Callable[[str, str], None]


def gateway(channel: str) -> Gateway | None:
    """The gateway of a channel: what `NOTICE_GATEWAYS` names for it (a dotted path), or None."""
    named = getattr(settings, "NOTICE_GATEWAYS", {}).get(channel)
    if not named:
        return None
    found: Gateway = import_string(named) if isinstance(named, str) else named
    return found


def phone_channels() -> list[str]:
    """The channels that reach a phone number here."""
    return [channel for channel in (Channel.WHATSAPP, Channel.TELEGRAM) if gateway(channel) is not None]
