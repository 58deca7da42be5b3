"""Background jobs. None of them carries a token: a job's arguments lie readable in the database."""

from __future__ import annotations

from uuid import UUID

from betang.accounts import mails
from betang.accounts.models import Invitation, Person
from betang.kernel import clock
from betang.kernel.jobs import job


@job(max_attempts=6)
def send_invitation(invitation_id: str, serial: int) -> None:
    """Mail an invitation, unless it was closed or issued anew since."""
    found = Invitation.objects.select_related("region", "office", "person").filter(pk=UUID(invitation_id), serial=serial).first()
    if found is not None and found.email and found.is_open(clock.now()):
        mails.invitation_mail(found)


@job(max_attempts=4)
def send_reset(email: str) -> None:
    """Mail the link for a new password, if somebody has that address. For strangers nothing happens, as slowly."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.conf import settings
    from django.urls import reverse

    from betang.accounts.tokens import full_url

    person = Person.objects.filter(email=email.lower(), is_active=True, erased_at__isnull=True).first()
    if person is not None:
        path = reverse(
            "account_reset_password_from_key",
            urlconf=settings.ROOT_URLCONF,
            kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
        )
        mails.reset_mail(person, full_url(path))


@job(max_attempts=4)
def send_email_change(person_id: str, email: str) -> None:
    """Mail the link that shows that the new address is the person's own."""
    from betang.accounts.actions.profile import email_change_path
    from betang.accounts.tokens import full_url

    person = Person.objects.filter(pk=UUID(person_id), erased_at__isnull=True).first()
    if person is not None:
        mails.email_change_mail(person, email, full_url(email_change_path(person, email)))


@job(max_attempts=4)
def send_security_mail(person_id: str, what: str, address: str = "") -> None:
    """Tell a person that something of their sign-in has changed (`what` is a key of `mails.CHANGES`).

    `address` is the one that they had before, where the address itself was changed.
    """
    person = Person.objects.filter(pk=UUID(person_id), erased_at__isnull=True).first()
    if person is not None:
        mails.security_mail(person, what, address or person.email or "")


@job(max_attempts=3)
def erase_due() -> None:
    """Carry out the erasures whose waiting period is over. Law: UU 27/2022 art. 8, 43(1)"""
    from betang.accounts.actions.erasing import erase_all_due

    erase_all_due(at=clock.now())


@job(max_attempts=3)
def clear_stashes() -> None:
    """Remove what was typed without a session and never fetched."""
    from betang.accounts import stash

    stash.clear_expired(at=clock.now())
