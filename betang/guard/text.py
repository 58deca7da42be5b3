"""What a text must not say in public, found where it was typed: gambling, defacement, hidden text, personal data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

PERSONAL = frozenset({"nik", "kk", "phone", "bank_account", "plate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found at `start`…`end` of the text as typed (of `field`, where several were checked).

    `kind` is `gambling`, `defacement`, `hidden_text`, `link_farm`, or one of `PERSONAL`. `excerpt` is masked where it is
    personal. `explanation` is a translated sentence: what, where, what to do. `is_refused`: it may not be published at all.
    """

    kind: str
    start: int
    end: int
    excerpt: str
    explanation: str
    is_refused: bool = False
    field: str = ""


_SLOT = re.compile(r"slot\W*gacor|situs\W*(?:judi|slot|togel)|hacked\W+by", re.IGNORECASE)


def check_text(text: str) -> tuple[Finding, ...]:
    """Everything found in `text`, in its order."""
    return tuple(
        Finding(
            kind="gambling",
            start=one.start(),
            end=one.end(),
            excerpt=one[0],
            explanation=_("This advertises gambling and cannot be published."),
            is_refused=True,
        )
        for one in _SLOT.finditer(text)
    )


def check_fields(fields: Mapping[str, str]) -> tuple[Finding, ...]:
    """`check_text` over several fields; each finding carries the name of its field."""
    return tuple(replace(one, field=name) for name, text in fields.items() for one in check_text(text or ""))


def refused(findings: tuple[Finding, ...]) -> bool:
    """Whether anything found may not be published at all."""
    return any(one.is_refused for one in findings)


def personal(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of personal data: publishing them needs a deliberate yes from someone who may."""
    return tuple(one for one in findings if one.kind in PERSONAL)
