"""Tokens in links: long, random to everybody who lacks the installation's secret, and kept only as a hash."""

from __future__ import annotations

import base64
import hashlib
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

TOKEN_BYTES = 24
"""192 bits: 32 characters in a link that fits on one line of a chat."""


def link_token(key: UUID, serial: int) -> str:
    """The token of a row's link. The same row and serial always give the same token, so nobody needs to keep it."""
    digest = salted_hmac("betang.accounts.link", f"{key}:{serial}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def token_hash(token: str) -> str:
    """What is kept of a token: enough to find its row, useless to open it."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def full_url(path: str) -> str:
    """`path` (with its leading slash) on the portal's host, for mails and messages."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}{port}{path}"


def whatsapp_url(text: str, phone: str = "") -> str:
    """A link that opens WhatsApp with `text` typed already, to `phone` (E.164) where it is known."""
    return f"https://wa.me/{phone.removeprefix('+')}?{urlencode({'text': text})}"
