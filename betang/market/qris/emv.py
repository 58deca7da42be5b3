"""The text inside a QRIS code: tags, lengths, values and a check sum (EMVCo merchant-presented mode). Pure.

Format of the EMV QR Code Specification for Payment Systems, merchant-presented mode, as Bank Indonesia's QRIS uses it (DOMAIN §4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 512
"""Letters of a payload: the specification's longest that a code of its size holds."""
CURRENCY, COUNTRY, STATIC, DYNAMIC = "360", "ID", "11", "12"
QRIS = "ID.CO.QRIS.WWW"
CENTRAL = "51"
ACCOUNTS = range(26, 52)
AMOUNT_DIGITS = 13


class BadCode(ValueError):
    """The text is no code that a buyer can pay with. `message` says in plain words why, and what to do."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Field:
    """One tag with its value."""

    tag: str
    value: str

    def text(self) -> str:
        """As it stands in the payload."""
        return f"{self.tag}{len(self.value):02d}{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantCode:
    """What a static code says of its merchant."""

    payload: str
    merchant_name: str
    merchant_city: str
    merchant_id: str
    category: str


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, begins with FFFF, nothing reflected) over the UTF-8 bytes, as four digits of base 16."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1 ^ 0x1021) & 0xFFFF if value & 0x8000 else value << 1
    return f"{value:04X}"


def split(text: str) -> tuple[Field, ...]:
    """Tags one after another; raises `BadCode` where a length does not fit or a tag stands twice."""
    found: list[Field] = []
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdecimal()):
            raise BadCode("format", _("This is not the text of a QRIS code: it begins with 000201 and is one long line."))
        end = at + 4 + int(head[2:])
        if end > len(text) or end == at + 4:
            raise BadCode("format", _("The text of the code is cut off or changed. Copy it whole, or upload the picture."))
        found.append(Field(head[:2], text[at + 4 : end]))
        at = end
    if len({one.tag for one in found}) != len(found):
        raise BadCode("twice", _("The code says the same thing twice. It was put together by hand: do not use it."))
    return tuple(found)


def read(text: str) -> MerchantCode:
    """A seller's static QRIS code, or `BadCode`. Spaces and line breaks around it are forgiven, nothing else is."""
    payload = text.strip()
    if not payload or len(payload) > LONGEST or not re.fullmatch(r"[ -~]+", payload):
        raise BadCode("format", _("This is not the text of a QRIS code: it begins with 000201 and is one long line."))
    fields = split(payload)
    values = {one.tag: one.value for one in fields}
    if fields[0] != Field("00", "01") or fields[-1].tag != "63" or len(fields[-1].value) != 4:
        raise BadCode("format", _("This is not the text of a QRIS code: it begins with 000201 and is one long line."))
    if crc(payload[:-4]) != fields[-1].value.upper():
        raise BadCode("crc", _("The check sum of the code is wrong: a letter was changed or lost. Take the picture once more."))
    _is_of_this_country(values)
    _is_static(values)
    return MerchantCode(
        payload=payload,
        merchant_name=_line(values, "59", 25, _("The code names no merchant.")),
        merchant_city=_line(values, "60", 15, _("The code names no city.")),
        merchant_id=_national_id(values),
        category=values["52"],
    )


def _is_of_this_country(values: dict[str, str]) -> None:
    if values.get("58") != COUNTRY:
        raise BadCode("country", _("The code is not from Indonesia. Buyers here cannot pay with it."))
    if values.get("53") != CURRENCY:
        raise BadCode("currency", _("The code is not in rupiah. Buyers here cannot pay with it."))


def _is_static(values: dict[str, str]) -> None:
    if values.get("01") != STATIC or "54" in values:
        raise BadCode(
            "dynamic", _("This code is for one payment only. Upload the one that hangs at your stall, on which the buyer types the amount.")
        )
    if "56" in values or "57" in values or values.get("55", "01") != "01":
        raise BadCode("fee", _("This code adds a fee of its own to every payment, so that buyers would pay more than the order says."))
    if not re.fullmatch(r"\d{4}", values.get("52", "")):
        raise BadCode("category", _("The code has no merchant category. It was put together by hand: do not use it."))


def _line(values: dict[str, str], tag: str, most: int, message: str | Promise) -> str:
    value = values.get(tag, "").strip()
    if not value or len(values[tag]) > most:
        raise BadCode("merchant", message)
    return value


def _national_id(values: dict[str, str]) -> str:
    """The merchant's number in the national register (NMID), from the template of QRIS itself (tag 51)."""
    parts = {one.tag: one.value for one in split(values.get(CENTRAL, ""))}
    if parts.get("00", "").upper() != QRIS:
        raise BadCode("national", _("The code is not a QRIS code: it carries no number of the national register (NMID)."))
    number = parts.get("02", "")
    if not re.fullmatch(r"ID\d{13}", number):
        raise BadCode("national", _("The number of the national register (NMID) in the code is not right: ID and thirteen digits."))
    for tag in values:
        if tag.isdecimal() and int(tag) in ACCOUNTS:
            split(values[tag])
    return number


def with_amount(payload: str, amount_idr: int) -> str:
    """The same merchant's code for one payment of so many whole rupiah: 01 becomes 12, 54 is put after 53, the check sum is made anew."""
    if not 0 < amount_idr < 10**AMOUNT_DIGITS:
        raise ValueError("an amount between one rupiah and thirteen digits")
    read(payload)
    parts = []
    for one in split(payload.strip())[:-1]:
        if one.tag == "01":
            parts.append(Field("01", DYNAMIC))
        else:
            parts.append(one)
        if one.tag == "53":
            parts.append(Field("54", str(amount_idr)))
    body = "".join(one.text() for one in parts) + "6304"
    return body + crc(body)
