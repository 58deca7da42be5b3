"""What only the operator does, at the machine: make an account, remove a lost factor, close an account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.credentials import free_email, free_phone
from betang.accounts.models import Person
from betang.audit import trail
from betang.kernel.errors import InvalidInput, NotAllowed


def _only_the_operator(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed(gettext("Only the operator of this installation does this, at the machine."))


@transaction.atomic
def create_person(*, actor: Actor, name: str, email: str = "", phone: str = "", language: str = "id", at: datetime) -> Person:
    """An account without a post and without a password; its consent is asked for on the first visit to the desk."""
    _only_the_operator(actor)
    kept_email, kept_phone = free_email(email), free_phone(phone)
    if not name.strip() or not (kept_email or kept_phone):
        raise InvalidInput(gettext("Type an e-mail address or a phone number: with it you sign in."))
    person = Person.objects.create_user(name=name.strip(), email=kept_email or None, phone=kept_phone or None, language=language)
    trail.record("accounts.person.created", person, actor=actor, at=at)
    return person


@transaction.atomic
def forget_factor(*, actor: Actor, person: Person, at: datetime) -> None:
    """Remove the person's second factor (phone lost, no code left). They set up a new one; they are told of it."""
    from allauth.mfa.models import Authenticator

    from betang.accounts.jobs import send_security_mail

    _only_the_operator(actor)
    Authenticator.objects.filter(user=person).delete()
    trail.record("accounts.second_factor.removed", person, actor=actor, at=at, data={"by": "operator"})
    send_security_mail.enqueue(person_id=str(person.pk), what="factor_removed")


@transaction.atomic
def close_account(*, actor: Actor, person: Person, at: datetime) -> None:
    """No sign-in and no session from this moment on; posts and history stay as they are."""
    from allauth.usersessions.models import UserSession

    _only_the_operator(actor)
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    trail.record("accounts.person.closed", person, actor=actor, at=at)
