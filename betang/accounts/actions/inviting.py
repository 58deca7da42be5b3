"""Links that bring people in: to a post, or back into their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts import policies, rules
from betang.accounts.actions.appointing import day_of, pass_on, place_appointment
from betang.accounts.actors import Actor
from betang.accounts.credentials import check_new_password, free_email, free_phone
from betang.accounts.groups import place
from betang.accounts.models import Appointment, Consent, Invitation, Person
from betang.accounts.phones import normal_phone
from betang.accounts.privacy import current_notice
from betang.accounts.terms import RESET_HOURS, ConsentKind, Post, Purpose
from betang.accounts.tokens import full_url, link_token, token_hash, whatsapp_url
from betang.audit import trail
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.regions.models import Office, Region


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation with the link that may be handed out, and a WhatsApp link with a short text typed already."""

    invitation: Invitation
    url: str
    whatsapp_url: str


def links_of(invitation: Invitation) -> IssuedInvitation:
    """The links of an invitation, for somebody who may manage it. Neither may stand in a log, a job or the trail."""
    token = link_token(invitation.pk, invitation.serial)
    name = "accounts_desk:invitation" if invitation.purpose == Purpose.JOIN else "accounts_desk:new_password"
    url = full_url(reverse(name, urlconf=settings.ROOT_URLCONF, kwargs={"token": token}))
    with translation.override(settings.LANGUAGE_CODE):
        text = message_text(invitation, url)
    return IssuedInvitation(invitation, url, whatsapp_url(text, invitation.phone))


def where_of(invitation: Invitation) -> str:
    """The group, office or region of the post, as people call it."""
    if invitation.group_id is not None:
        group = place(invitation.group_id)
        return group.name if group else ""
    return str(invitation.office or invitation.region or "")


def message_text(invitation: Invitation, url: str) -> str:
    """The short text of a chat message or mail, in the active language. It names nobody but whom it is for."""
    if invitation.purpose == Purpose.RESET:
        return gettext("Hello %(name)s, here you choose a new password for the desk: %(url)s The link works once, for one day.") % {
            "name": invitation.name,
            "url": url,
        }
    return gettext("Hello %(name)s, you are invited as %(post)s (%(where)s). Open this link and choose a password: %(url)s") % {
        "name": invitation.name,
        "post": Post(invitation.post).label,
        "where": where_of(invitation),
        "url": url,
    }


def _issue(invitation: Invitation) -> IssuedInvitation:
    """Give the row its hash, and queue the mail where there is an address. The job carries no token: it makes it anew."""
    from betang.accounts.jobs import send_invitation

    invitation.token_hash = token_hash(link_token(invitation.pk, invitation.serial))
    invitation.save()
    if invitation.email:
        send_invitation.enqueue(invitation_id=str(invitation.pk), serial=invitation.serial)
    return links_of(invitation)


def _clean_address(email: str, phone: str) -> tuple[str, str]:
    return email.strip().lower(), normal_phone(phone) if phone.strip() else ""


@transaction.atomic
def invite(
    *,
    actor: Actor,
    name: str,
    post: Post,
    region: Region | None = None,
    office: Office | None = None,
    group_id: UUID | None = None,
    email: str = "",
    phone: str = "",
    replaces: Appointment | None = None,
    at: datetime,
) -> IssuedInvitation:
    """Invite somebody to a post by a link. With `email` the link is also mailed; the caller shows or sends the rest.

    A post with one holder at a time that is held already needs `replaces`: accepting then hands it over.
    """
    policies.may_appoint(actor, post, region_code=region.code if region else "", group_id=group_id).require()
    email, phone = _clean_address(email, phone)
    if not name.strip():
        raise InvalidInput(gettext("Whom do you invite? Type a name."), fields={"name": gettext("Type a name.")})
    if post in rules.SINGLE_HOLDER:
        holder = (
            Appointment.objects.filter(post=post, region=region, group_id=group_id)
            .filter(Q(until_on__isnull=True) | Q(until_on__gte=day_of(at)), ended_at__isnull=True)
            .first()
        )
        if holder is not None and (replaces is None or replaces.pk != holder.pk):
            raise Refused(
                gettext("Somebody holds this post already."), hint=gettext("Hand the post over: then the invitation replaces them.")
            )
        replaces = holder
    elif replaces is not None and (replaces.post, replaces.region, replaces.group_id) != (post, region, group_id):
        raise Refused(gettext("The appointment that is to be replaced is for another post."))
    invitation = Invitation(
        id=uuid7(),
        purpose=Purpose.JOIN,
        name=name.strip(),
        email=email,
        phone=phone,
        post=post,
        region=region,
        office=office,
        group_id=group_id,
        replaces=replaces,
        invited_by_id=actor.id,
        created_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    issued = _issue(invitation)
    trail.record("accounts.invitation.issued", invitation, actor=actor, at=at, data=_about(invitation))
    return issued


def _about(invitation: Invitation) -> dict[str, str]:
    """What the trail keeps: no name, no address, no token."""
    return {
        "purpose": invitation.purpose,
        "post": invitation.post,
        "region": invitation.region.code if invitation.region else "",
        "group_id": str(invitation.group_id or ""),
    }


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("region", "office", "person").get(pk=invitation.pk)


@transaction.atomic
def reissue_invitation(*, actor: Actor, invitation: Invitation, at: datetime) -> IssuedInvitation:
    """A new link with a new term; the old link is dead from this moment."""
    invitation = _locked(invitation)
    policies.may_manage_invitation(actor, invitation).require()
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused(gettext("This invitation is closed."), hint=gettext("Make a new one."))
    invitation.serial += 1
    term = timedelta(days=settings.INVITATION_DAYS) if invitation.purpose == Purpose.JOIN else timedelta(hours=RESET_HOURS)
    invitation.expires_at = at + term
    issued = _issue(invitation)
    trail.record("accounts.invitation.reissued", invitation, actor=actor, at=at, data=_about(invitation))
    return issued


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation: Invitation, reason: str = "", at: datetime) -> Invitation:
    """Take an invitation back: its link is dead."""
    invitation = _locked(invitation)
    policies.may_manage_invitation(actor, invitation).require()
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused(gettext("This invitation is closed."))
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    trail.record("accounts.invitation.revoked", invitation, actor=actor, at=at, reason=reason, data=_about(invitation))
    return invitation


def open_invitation(token: str, purpose: Purpose, at: datetime) -> Invitation:
    """The invitation that a link opens. Unknown, used, revoked and expired look the same: `NotFound`."""
    found = (
        Invitation.objects.select_related("region", "office", "person", "replaces")
        .filter(token_hash=token_hash(token), purpose=purpose)
        .first()
    )
    if found is None or not found.is_open(at):
        raise NotFound(
            gettext("This link does not work, or does not work any more."), hint=gettext("Ask whoever invited you for a new one.")
        )
    return found


@transaction.atomic
def accept_invitation(
    *,
    token: str,
    at: datetime,
    person: Person | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    password: str = "",
    has_consented: bool = False,
    language: str = "id",
    from_on: date | None = None,
) -> tuple[Person, Appointment]:
    """Accept an invitation, as `person` who is signed in, or as somebody new with a name, an address and a password.

    Makes the person with their consent, the appointment (or the hand-over), and closes the link: all or nothing.

    Law: UU 27/2022 art. 20(2)(a), 22, 24
    """
    invitation = _locked(open_invitation(token, Purpose.JOIN, at))
    if not invitation.is_open(at):
        raise NotFound(gettext("This link does not work, or does not work any more."))
    if person is not None and person.pk == invitation.invited_by_id:
        raise Refused(gettext("Nobody appoints themselves. Ask a colleague to do it."))
    if person is None:
        person = _new_person(name=name, email=email, phone=phone, password=password, has_consented=has_consented, language=language, at=at)
    begins = from_on or day_of(at)
    predecessor = invitation.replaces
    if predecessor is not None and predecessor.ended_at is None and predecessor.person_id != person.pk:
        appointment = pass_on(predecessor, successor=person, from_on=begins, appointed_by=invitation.invited_by_id, at=at)
    else:
        appointment = place_appointment(
            person=person,
            post=Post(invitation.post),
            region=invitation.region,
            office=invitation.office,
            group_id=invitation.group_id,
            from_on=begins,
            until_on=None,
            appointed_by=invitation.invited_by_id,
            at=at,
        )
    invitation.accepted_at = at
    invitation.person = person
    invitation.save(update_fields=["accepted_at", "person"])
    trail.record(
        "accounts.invitation.accepted",
        invitation,
        actor=Actor(id=person.pk, name=person.name),
        at=at,
        data={**_about(invitation), "person_id": str(person.pk), "appointment_id": str(appointment.pk)},
    )
    return person, appointment


def _new_person(*, name: str, email: str, phone: str, password: str, has_consented: bool, language: str, at: datetime) -> Person:
    faults: dict[str, str] = {}
    if not name.strip():
        faults["name"] = gettext("Type your name.")
    kept_email = kept_phone = ""
    try:
        kept_email = free_email(email)
    except InvalidInput as error:
        faults["email"] = error.message
    try:
        kept_phone = free_phone(phone)
    except InvalidInput as error:
        faults["phone"] = error.message
    if not faults and not kept_email and not kept_phone:
        faults["email"] = gettext("Type an e-mail address or a phone number: with it you sign in.")
    person = Person(name=name.strip(), email=kept_email or None, phone=kept_phone or None, language=language)
    try:
        check_new_password(password, person)
    except InvalidInput as error:
        faults["password"] = error.message
    if not has_consented:
        faults["consent"] = gettext("Without your consent we may not keep an account for you.")
    if faults:
        raise InvalidInput(gettext("Something is missing still."), fields=faults)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise InvalidInput(gettext("This address is in use already. Sign in, then open the link again."), fields={"email": ""})
    record_consent(person, at=at)
    return person


def record_consent(person: Person, *, at: datetime) -> Consent:
    """Keep the proof that the person agreed to today's notice. Law: UU 27/2022 art. 24"""
    notice = current_notice()
    return Consent.objects.create(
        person=person,
        kind=ConsentKind.ACCOUNT,
        text_version=notice.version,
        text_sha256=notice.sha256,
        language=(translation.get_language() or settings.LANGUAGE_CODE)[:5],
        given_at=at,
    )


@transaction.atomic
def agree(*, actor: Actor, person: Person, at: datetime) -> Consent:
    """Agree to today's notice (a newer text, or an account that was made at the machine). Law: UU 27/2022 art. 22, 24"""
    if actor.id != person.pk:
        raise NotAllowed(gettext("Everybody agrees only for themselves."))
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
    consent = record_consent(person, at=at)
    trail.record("accounts.consent.given", person, actor=actor, at=at, data={"version": consent.text_version})
    return consent


@transaction.atomic
def issue_reset(*, actor: Actor, person: Person, at: datetime) -> IssuedInvitation:
    """A link with which `person` chooses a new password, for those who have no e-mail. Older links of this kind are dead.

    The second factor stays as it is: whoever intercepts the link still lacks it.
    """
    policies.may_reset(actor, person).require()
    Invitation.objects.filter(purpose=Purpose.RESET, person=person, accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    invitation = Invitation(
        id=uuid7(),
        purpose=Purpose.RESET,
        name=person.name,
        email=person.email or "",
        phone=person.phone or "",
        person=person,
        invited_by_id=actor.id,
        created_at=at,
        expires_at=at + timedelta(hours=RESET_HOURS),
    )
    issued = _issue(invitation)
    trail.record("accounts.invitation.issued", invitation, actor=actor, at=at, data={**_about(invitation), "person_id": str(person.pk)})
    return issued


@transaction.atomic
def use_reset(*, token: str, password: str, at: datetime) -> Person:
    """Set the new password. All sessions of the person end, because their key hangs on the password."""
    invitation = _locked(open_invitation(token, Purpose.RESET, at))
    if not invitation.is_open(at):
        raise NotFound(gettext("This link does not work, or does not work any more."))
    person = invitation.person
    assert person is not None
    if not person.is_active or person.erased_at is not None:
        raise NotFound(gettext("This link does not work, or does not work any more."))
    check_new_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    trail.record("accounts.password.reset", person, actor=Actor(id=person.pk, name=person.name), at=at, data={"by": "link"})
    return person
