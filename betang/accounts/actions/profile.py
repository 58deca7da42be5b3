"""A person's own profile: name, language, phone, e-mail, consent, sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.credentials import free_email, free_phone
from betang.accounts.models import Person
from betang.audit import trail
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound

EMAIL_LINK_S = 24 * 60 * 60
_SALT = "betang.accounts.email"


def own_actor(person: Person) -> Actor:
    """The person as an actor of their own entries."""
    return Actor(id=person.pk, name=person.name)


@transaction.atomic
def change_profile(*, actor: Actor, person: Person, name: str, language: str, email: str, phone: str, at: datetime) -> str:
    """Change what a person says of themselves. Returns the new e-mail address where one waits to be confirmed, else "".

    The old address is told of a change, so that a thief cannot take an account over quietly.

    Law: UU 27/2022 art. 6, 30(1)
    """
    from betang.accounts.jobs import send_email_change, send_security_mail

    if actor.id != person.pk:
        raise NotAllowed(gettext("Everybody changes only their own profile."))
    person = Person.objects.select_for_update().get(pk=person.pk)
    faults: dict[str, str] = {}
    new_email, new_phone = person.email or "", person.phone or ""
    if not name.strip():
        faults["name"] = gettext("Type your name.")
    if language not in dict(settings.LANGUAGES):
        faults["language"] = gettext("Choose one of the languages.")
    try:
        new_email = free_email(email, but_of=person.pk)
    except InvalidInput as error:
        faults["email"] = error.message
    try:
        new_phone = free_phone(phone, but_of=person.pk)
    except InvalidInput as error:
        faults["phone"] = error.message
    if not faults and not new_phone and not (new_email and person.email):
        faults["phone"] = gettext("One of the two must stay: an e-mail address or a phone number.")
    if faults:
        raise InvalidInput(gettext("Something is not right yet."), fields=faults)
    changed = [
        field
        for field, is_new in (
            ("name", person.name != name.strip()),
            ("language", person.language != language),
            ("phone", (person.phone or "") != new_phone),
            ("email", bool(person.email) and not new_email),
        )
        if is_new
    ]
    waits = new_email if new_email and new_email != (person.email or "") else ""
    if "phone" in changed or "email" in changed:
        what = "email" if "email" in changed else "phone"
        send_security_mail.enqueue(person_id=str(person.pk), what=what, address=person.email or "")
    person.name, person.language, person.phone = name.strip(), language, new_phone or None
    if "email" in changed:
        person.email = None
        _forget_addresses(person)
    if changed:
        person.save(update_fields=["name", "language", "phone", "email"])
        trail.record("accounts.profile.changed", person, actor=own_actor(person), at=at, data={"fields": changed})
    if waits:
        send_email_change.enqueue(person_id=str(person.pk), email=waits)
    return waits


def email_change_path(person: Person, email: str) -> str:
    """The path of the link that confirms a new address; it works while the old address is still the same."""
    token = signing.dumps({"p": str(person.pk), "e": email, "was": person.email or ""}, salt=_SALT, compress=True)
    return reverse("accounts_desk:confirm_email", urlconf=settings.ROOT_URLCONF, kwargs={"token": token})


def read_email_link(token: str) -> tuple[Person, str]:
    """Whose link it is and which address it confirms. Raises `NotFound` where it does not work any more."""
    gone = NotFound(gettext("This link does not work, or does not work any more."), hint=gettext("Change the address once more."))
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=EMAIL_LINK_S)
    except signing.BadSignature:
        raise gone
    person = Person.objects.filter(pk=said["p"], is_active=True, erased_at__isnull=True).first()
    if person is None or (person.email or "") != said["was"]:
        raise gone
    return person, said["e"]


@transaction.atomic
def confirm_email(*, token: str, at: datetime) -> Person:
    """Make the new address the person's own."""
    from betang.accounts.jobs import send_security_mail

    person, email = read_email_link(token)
    email = free_email(email, but_of=person.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.email:
        send_security_mail.enqueue(person_id=str(person.pk), what="email", address=person.email)
    person.email = email
    _forget_addresses(person)
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise InvalidInput(gettext("This address is in use already."))
    trail.record("accounts.profile.changed", person, actor=own_actor(person), at=at, data={"fields": ["email"]})
    return person


def _forget_addresses(person: Person) -> None:
    """allauth keeps a list of addresses of its own, and a reset goes to each: an old one must not stay in it."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=person).delete()


@transaction.atomic
def end_session(*, actor: Actor, person: Person, session_id: int, at: datetime) -> None:
    """End one of the person's own sessions; somebody else's is as unknown as one that does not exist."""
    from allauth.usersessions.models import UserSession

    session = UserSession.objects.filter(pk=session_id, user=person).first()
    if session is None or actor.id != person.pk:
        raise NotFound(gettext("This session does not exist any more."))
    session.end()
    trail.record("accounts.session.ended", person, actor=own_actor(person), at=at)


@transaction.atomic
def end_other_sessions(*, actor: Actor, person: Person, but_key: str, at: datetime) -> int:
    """End every session of the person but the one with this key; returns how many."""
    from allauth.usersessions.models import UserSession

    if actor.id != person.pk:
        raise NotAllowed(gettext("Everybody ends only their own sessions."))
    others = [one for one in UserSession.objects.filter(user=person) if one.session_key != but_key]
    for session in others:
        session.end()
    if others:
        trail.record("accounts.session.ended", person, actor=own_actor(person), at=at, data={"count": len(others)})
    return len(others)
