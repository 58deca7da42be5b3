"""Ways to a person besides the desk's inbox. E-mail is built in; a gateway is configured by the operator, none by default.

A gateway is a function `send(address, text) -> None` that raises when it could not: the job then tries again.
"""

from __future__ import annotations

import hashlib
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


_gone: list[Callable[[str], None]] = []


def push_address(endpoint: str) -> str:
    """How a browser is named among addresses: by a digest, because its endpoint is long and secret."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def when_browser_is_gone(handler: Callable[[str], None]) -> None:
    """Have `handler` told of the endpoint of a browser that listens no more; called from `AppConfig.ready`."""
    if handler not in _gone:
        _gone.append(handler)


def browser_is_gone(endpoint: str) -> None:
    """Tell those who keep subscriptions."""
    for handler in _gone:
        handler(endpoint)
