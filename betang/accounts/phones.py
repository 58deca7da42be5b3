"""Phone numbers as people type them, and the one form in which we keep them (E.164)."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext

from betang.kernel.errors import InvalidInput

_NOISE = re.compile(r"[\s().\-/]+")


def normal_phone(text: str) -> str:
    """`0812-3456-7890`, `62812…`, `+62 812…` and `812…` all become `+6281234567890`. Raises `InvalidInput`.

    A leading 62 without a plus sign must be turned first: the library would take `62812345678` for a number *inside*
    Indonesia and find it valid, so one person would have two numbers.
    """
    body = _NOISE.sub("", text.strip())
    if body.startswith("00"):
        body = "+" + body[2:]
    elif body.startswith("62"):
        body = "+" + body
    elif body.startswith("8"):
        body = "0" + body
    if body.startswith("+620"):
        body = "+62" + body[4:]
    try:
        number = phonenumbers.parse(body, "ID")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not re.fullmatch(r"\+?\d+", body) or not phonenumbers.is_valid_number(number):
        raise InvalidInput(gettext("This is not a phone number that we can use. Type it like 0812 3456 7890."), fields={"phone": ""})
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown_phone(number: str) -> str:
    """`+6281234567890` as people here read it: `0812-3456-7890`."""
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return number
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == 62 else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, kind))


def masked_phone(number: str) -> str:
    """Enough to recognise one's own number, too little to call it: `0812-••••-7890`."""
    digits = shown_phone(number)
    return digits[:4] + "-••••-" + digits[-4:] if len(digits) > 8 else "••••"
