"""Secret tokens of matters: made from the installation's secret, kept only as a hash."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

from betang.casework import rules


def token_of(key: UUID, serial: int) -> str:
    """The token of a matter: made from the installation's secret, so that a copy of the database opens nothing."""
    return rules.token_from(salted_hmac("betang.casework.token", f"{key}:{serial}", algorithm="sha256").digest())


def hash_of(token: str) -> str:
    """What is kept of a token. Keyed, because the token is short enough to be tried out otherwise."""
    return salted_hmac("betang.casework.token_hash", rules.token_typed(token), algorithm="sha256").hexdigest()
