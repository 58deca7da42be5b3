"""The form of permit numbers. That a number has the right form says nothing about its truth, and no page says so.

Sources: DOMAIN §4 (NIB, P-IRT); BPOM's prefixes and the length of halal numbers come from public guides, so their lengths are read with
some room: a right number must never be refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betang.kernel.errors import InvalidInput
from betang.market.terms import PermitKind


@dataclass(frozen=True, slots=True)
class Form:
    """How a number looks: `pattern` after spaces, dots and dashes were taken out, `shape` puts it as it is printed."""

    pattern: re.Pattern[str]
    shape: str
    hint: object
    years: int | None = None
    drops: str = ""


FORMS: dict[str, Form] = {
    PermitKind.NIB: Form(re.compile(r"(\d{13})"), r"\1", _("A NIB has 13 digits, like 0220001234567."), drops="NIB"),
    PermitKind.PIRT: Form(
        re.compile(r"([1-8]\d{12})(\d{2})"),
        r"\1-\2",
        _("A P-IRT number has 15 digits, like 2066203010123-29; the first is 1 to 8."),
        5,
        "P-IRT|PIRT",
    ),
    PermitKind.HALAL: Form(
        re.compile(r"ID(\d{14,17})"), r"ID\1", _("A halal certificate's number begins with ID, like ID62110000123450124."), None, "BPJPH"
    ),
    PermitKind.BPOM_FOOD: Form(
        re.compile(r"(MD|ML)(\d{12,15})"),
        r"BPOM RI \1 \2",
        _("Food of BPOM: MD or ML and 12 digits, like MD 262311001234."),
        5,
        "BPOM RI|BPOM|RI",
    ),
    PermitKind.BPOM_HERBAL: Form(
        re.compile(r"(TR|HT|FF|QD)(\d{9})"),
        r"POM \1 \2",
        _("Traditional medicine of BPOM: TR and 9 digits, like TR 213712345."),
        5,
        "BPOM RI|BPOM|POM",
    ),
    PermitKind.BPOM_COSMETIC: Form(
        re.compile(r"(N[A-E])(\d{11})"), r"\1\2", _("Cosmetics of BPOM: NA and 11 digits, like NA18211234567."), 3, "BPOM RI|BPOM|POM"
    ),
}
_OTHER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./\-()]{2,59}")


def checked_number(kind: str, text: str) -> str:
    """The number as it is printed; raises `InvalidInput` with how it should look."""
    typed = " ".join(text.split())
    form = FORMS.get(kind)
    if form is None:
        if not _OTHER.fullmatch(typed):
            raise InvalidInput(str(_("Write the number as it stands on the paper.")), fields={"number": str(_("Letters and digits."))})
        return typed
    body = re.sub(rf"^(?:{form.drops})\b[\s.:]*(?:NO\b[\s.:]*)?", "", typed.upper()) if form.drops else typed.upper()
    body = re.sub(r"[\s.\-/]", "", body)
    found = form.pattern.fullmatch(body)
    if found is None:
        raise InvalidInput(str(form.hint), fields={"number": str(form.hint)})
    return found.expand(form.shape)
