"""What allauth does to a person's sign-in, written into our trail and told to the person.

allauth tells of it by its own signals; this is the only place that listens.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from betang.accounts.models import Person
from betang.kernel import clock


def _record(person: Person, verb: str, what: str, data: dict[str, Any] | None = None) -> None:
    from betang.accounts.actions.profile import own_actor
    from betang.accounts.jobs import send_security_mail
    from betang.audit import trail

    with transaction.atomic():
        trail.record(verb, person, actor=own_actor(person), at=clock.now(), data=data)
        send_security_mail.enqueue(person_id=str(person.pk), what=what)


def on_password(sender: Any, user: Person, **kwargs: Any) -> None:
    """A password was changed, set, or reset by a mailed link."""
    _record(user, "accounts.password.changed", "password")


def on_factor_added(sender: Any, request: Any, user: Person, authenticator: Any, **kwargs: Any) -> None:
    """An authenticator app, a passkey or recovery codes were added.

    The first two were shown just now, with the password before them: so in this session the second factor is shown.
    """
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.models import Authenticator

    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        record_authentication(request, user, "mfa", type=str(authenticator.type), id=authenticator.pk)
    _record(user, "accounts.second_factor.added", "factor_added", {"type": str(authenticator.type)})


def on_factor_removed(sender: Any, user: Person, authenticator: Any, **kwargs: Any) -> None:
    """One of them was removed."""
    _record(user, "accounts.second_factor.removed", "factor_removed", {"type": str(authenticator.type)})


def on_codes_made(sender: Any, user: Person, authenticator: Any, **kwargs: Any) -> None:
    """The recovery codes were made anew: the old ones are void."""
    _record(user, "accounts.second_factor.renewed", "codes", {"type": str(authenticator.type)})


def listen() -> None:
    """Called once, by `AccountsConfig.ready`."""
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa

    for number, signal in enumerate((account.password_changed, account.password_set, account.password_reset)):
        signal.connect(on_password, dispatch_uid=f"betang.accounts.password.{number}")
    mfa.authenticator_added.connect(on_factor_added, dispatch_uid="betang.accounts.factor_added")
    mfa.authenticator_removed.connect(on_factor_removed, dispatch_uid="betang.accounts.factor_removed")
    mfa.authenticator_reset.connect(on_codes_made, dispatch_uid="betang.accounts.codes")
