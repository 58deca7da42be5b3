"""Taking consent back, and being forgotten: asked for, waited for, done."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts import personal
from betang.accounts.actions.appointing import day_of
from betang.accounts.actions.inviting import record_consent
from betang.accounts.actions.profile import own_actor
from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.models import Appointment, Consent, Erasure, Invitation, Person
from betang.audit import trail
from betang.audit.actions import forget_actor
from betang.kernel.errors import NotAllowed, Refused


@transaction.atomic
def ask_erasure(*, actor: Actor, person: Person, withdraws_consent: bool = False, at: datetime) -> Erasure:
    """Ask that everything about oneself be erased. It happens after a waiting period, in which one may change one's mind.

    Three days are the longest that the law allows after a withdrawn consent.

    Law: UU 27/2022 art. 8, 9, 40(2), 43(1)
    """
    from betang.accounts.jobs import send_security_mail

    if actor.id != person.pk:
        raise NotAllowed(gettext("Everybody may only ask for the erasure of their own data."))
    if withdraws_consent:
        Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
    erasure, made = Erasure.objects.get_or_create(
        person=person,
        cancelled_at=None,
        done_at=None,
        defaults={"asked_at": at, "due_at": at + timedelta(days=settings.ERASURE_WAIT_DAYS)},
    )
    if made or withdraws_consent:
        verb = "accounts.consent.withdrawn" if withdraws_consent else "accounts.erasure.asked"
        trail.record(verb, person, actor=own_actor(person), at=at, data={"due": erasure.due_at.isoformat()})
        send_security_mail.enqueue(person_id=str(person.pk), what="erasure")
    return erasure


@transaction.atomic
def cancel_erasure(*, actor: Actor, person: Person, has_consented: bool, at: datetime) -> None:
    """Change one's mind in time. Where consent was taken back, it must be given anew."""
    if actor.id != person.pk:
        raise NotAllowed(gettext("Everybody may only decide on their own data."))
    erasure = Erasure.objects.select_for_update().filter(person=person, cancelled_at__isnull=True, done_at__isnull=True).first()
    if erasure is None:
        raise Refused(gettext("No erasure has been asked for."))
    if not Consent.objects.filter(person=person, withdrawn_at__isnull=True).exists():
        if not has_consented:
            raise Refused(gettext("Without your consent we may not keep an account for you."), hint=gettext("Tick that you agree."))
        record_consent(person, at=at)
    erasure.cancelled_at = at
    erasure.save(update_fields=["cancelled_at"])
    trail.record("accounts.erasure.cancelled", person, actor=own_actor(person), at=at)


def erase_all_due(*, at: datetime) -> int:
    """Erase everybody whose waiting period is over, each in a transaction of its own; returns how many."""
    due = list(Erasure.objects.filter(due_at__lte=at, cancelled_at__isnull=True, done_at__isnull=True).values_list("pk", flat=True))
    return sum(erase_person(erasure_id=pk, at=at) for pk in due)


@transaction.atomic
def erase_person(*, erasure_id: UUID, at: datetime) -> bool:
    """Take everything out that says who it was. What was decided, and when, stays, under «former member».

    Posts end, sessions end, links die, addresses and second factors are removed; every other package erases its own.

    Law: UU 27/2022 art. 43(1)
    """
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    erasure = Erasure.objects.select_for_update().filter(pk=erasure_id, cancelled_at__isnull=True, done_at__isnull=True).first()
    if erasure is None or erasure.due_at > at:
        return False
    person = Person.objects.select_for_update().get(pk=erasure.person_id)
    for session in UserSession.objects.filter(user=person):
        session.end()
    addresses = Q(person=person)
    if person.email:
        addresses |= Q(email=person.email)
    if person.phone:
        addresses |= Q(phone=person.phone)
    with translation.override(settings.LANGUAGE_CODE):
        nameless = gettext("Former member")
    Invitation.objects.filter(addresses, accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    Invitation.objects.filter(addresses).update(name=nameless, email="", phone="")
    for source in personal.sources():
        source.erase(person, at)
    today = day_of(at)
    for appointment in Appointment.objects.filter(person=person, ended_at__isnull=True):
        if appointment.until_on is None or appointment.until_on >= today:
            appointment.ended_at = at
            appointment.until_on = max(appointment.from_on, today)
            appointment.save(update_fields=["ended_at", "until_on"])
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
    person.name, person.email, person.phone, person.phone_verified = nameless, None, None, False
    person.is_active, person.erased_at, person.last_login = False, at, None
    person.set_unusable_password()
    person.save()
    erasure.done_at = at
    erasure.save(update_fields=["done_at"])
    forget_actor(person.pk)
    trail.record("accounts.person.erased", person, actor=SYSTEM, at=at)
    return True
