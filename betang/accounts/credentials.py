"""What one signs in with: an address that nobody else has, a password that is not easily guessed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext

from betang.accounts.models import Person
from betang.accounts.phones import normal_phone
from betang.accounts.rules import PASSWORD_MIN_LENGTH
from betang.kernel.errors import InvalidInput


def _others(but_of: UUID | None) -> QuerySet[Person]:
    return Person.objects.all() if but_of is None else Person.objects.exclude(pk=but_of)


def free_email(text: str, *, but_of: UUID | None = None) -> str:
    """The address in lower case, or "" where nothing was typed. Raises `InvalidInput` where it is malformed or taken."""
    email = text.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(gettext("This is not an e-mail address. Type it like nama@contoh.id."))
    if _others(but_of).filter(email__iexact=email).exists():
        raise InvalidInput(gettext("This address is in use already. Sign in, then open the link again."))
    return email


def free_phone(text: str, *, but_of: UUID | None = None) -> str:
    """The number in E.164 form, or "" where nothing was typed. Raises `InvalidInput` where it is malformed or taken."""
    if not text.strip():
        return ""
    phone = normal_phone(text)
    if _others(but_of).filter(phone=phone).exists():
        raise InvalidInput(gettext("This number is in use already. Sign in, then open the link again."))
    return phone


def check_new_password(password: str, person: Person) -> None:
    """Raise `InvalidInput` with every reason for which the password will not do."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), fields={"password": " ".join(error.messages)})


def password_rules() -> tuple[str, ...]:
    """What a password must be, in sentences for people."""
    return (
        gettext("At least %(count)d characters; a short sentence is easy to remember.") % {"count": PASSWORD_MIN_LENGTH},
        gettext("Not your name, your number or your address."),
        gettext("Not one that many people use, like “password123”."),
    )
