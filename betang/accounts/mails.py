"""Mails of this package: plain text, one link, and never the data of anybody but the one who gets it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from betang.accounts.models import Invitation, Person
from betang.accounts.terms import Purpose


def send_text(to: str, subject: str, lines: list[str]) -> None:
    """One mail, signed with the operator's name. Raises what the mailer raises."""
    body = "\n\n".join([*lines, "-- \n" + settings.OPERATOR_NAME])
    EmailMessage(subject=" ".join(subject.split()), body=body, to=[to]).send()


def invitation_mail(invitation: Invitation) -> None:
    """The link of an invitation, or for a new password, to the address that it was made for."""
    from betang.accounts.actions.inviting import links_of, message_text

    language = invitation.person.language if invitation.person else settings.LANGUAGE_CODE
    url = links_of(invitation).url
    with translation.override(language):
        subject = gettext("Your invitation") if invitation.purpose == Purpose.JOIN else gettext("A new password")
        send_text(
            invitation.email,
            subject,
            [message_text(invitation, url), gettext("If you did not expect this, leave it: without the link nothing happens.")],
        )


def reset_mail(person: Person, url: str) -> None:
    """The link that a person asked for on the sign-in page."""
    assert person.email
    with translation.override(person.language):
        send_text(
            person.email,
            gettext("A new password"),
            [
                gettext("Hello %(name)s, somebody asked for a new password for your account.") % {"name": person.name},
                gettext("Choose it here: %(url)s") % {"url": url},
                gettext("Was it not you? Then leave it: your password stays as it is."),
            ],
        )


def email_change_mail(person: Person, email: str, url: str) -> None:
    """The link that makes a new address the person's own; it goes to that address."""
    with translation.override(person.language):
        send_text(
            email,
            gettext("Is this your address?"),
            [
                gettext("Hello %(name)s, you want to use this address at the desk.") % {"name": person.name},
                gettext("Open this link to confirm it, within one day: %(url)s") % {"url": url},
                gettext("Was it not you? Then leave it: nothing changes."),
            ],
        )


CHANGES = {
    "password": gettext_lazy("A new password was chosen."),
    "email": gettext_lazy("The e-mail address was changed."),
    "phone": gettext_lazy("The phone number was changed."),
    "factor_added": gettext_lazy("A second factor was added."),
    "factor_removed": gettext_lazy("A second factor was removed."),
    "codes": gettext_lazy("New recovery codes were made."),
    "erasure": gettext_lazy("The erasure of all your data was asked for."),
}


def security_mail(person: Person, what: str, address: str) -> None:
    """Tells a person that something of their sign-in has changed, so that a thief cannot do it quietly."""
    if not address:
        return
    with translation.override(person.language):
        send_text(
            address,
            gettext("Your sign-in was changed"),
            [
                gettext("Hello %(name)s, this has just happened to your account: %(what)s") % {"name": person.name, "what": CHANGES[what]},
                gettext("Was it not you? Sign in, end the other sessions on “Sessions”, and choose a new password."),
            ],
        )
