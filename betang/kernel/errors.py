"""Errors that a domain raises and that the edge turns into an answer, in one place (`edge.errors`).

Every message is a translated sentence for people: what happened, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """Something that a person asked for cannot be done. `message` says why, `hint` what to do next."""

    status = 400

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFound(DomainError):
    """It does not exist, or the person may not know that it does: both look the same from outside."""

    status = 404


class NotAllowed(DomainError):
    """The person is known and may see the thing, but may not do this to it."""

    status = 403


class SecondFactorNeeded(NotAllowed):
    """The person may do this, but only after showing a second factor in this session."""


class SignInNeeded(DomainError):
    """Nobody is signed in, and this needs somebody."""

    status = 401


class Refused(DomainError):
    """A rule says no to a well-formed request (wrong state, quota reached, name taken)."""

    status = 409


class InvalidInput(DomainError):
    """What was typed does not parse. `fields` maps a field's name to its message."""

    status = 422

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.fields = dict(fields or {})


class TooLarge(DomainError):
    """The request body or a file in it is larger than this address accepts."""

    status = 413


class TooMany(DomainError):
    """Too many attempts. `retry_after_s` is the number of seconds to wait."""

    status = 429

    def __init__(self, message: str, *, retry_after_s: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class Unavailable(DomainError):
    """A part of the house does not answer just now (database stopped, disk full). Nothing was changed."""

    status = 503


class FenceError(Exception):
    """A fenced row was about to be read or written outside its site. Always a programming error: never shown."""
