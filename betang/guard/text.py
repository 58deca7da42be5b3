"""What a text must not say in public, found where it was typed: gambling, defacement, hidden text, link farms, personal data.

`check_text` reads Markdown and HTML alike, and sees what a reader would see. A finding with `is_refused` may not be
published; any other is for the writer to look at; personal data needs a deliberate yes from someone who may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from betang.guard import gambling, tricks
from betang.guard import personal as personal_data
from betang.guard.glyphs import reveal

PERSONAL = frozenset({"nik", "kk", "phone", "bank_account", "plate"})
EXCERPT_CHARS = 120
LONGEST_CHARS = 1_000_000
"""Longer texts are read up to here; forms and imports stop far below."""


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


def _explain(kind: str, line: int, excerpt: str, *, is_refused: bool, disguised: bool = False) -> str:
    """The sentence for the writer."""
    at = {"line": line, "excerpt": excerpt}
    if kind == "gambling" and is_refused and disguised:
        return _("Line %(line)d hides an advertisement for gambling: «%(excerpt)s». It cannot be published; delete it.") % at
    if kind == "gambling" and is_refused:
        return _("Line %(line)d advertises gambling: «%(excerpt)s». It cannot be published; delete it.") % at
    if kind == "gambling":
        return (
            _("Line %(line)d speaks of gambling: «%(excerpt)s». News about it is welcome; leave out names of gambling sites and links.")
            % at
        )
    if kind == "defacement" and is_refused:
        return _("Line %(line)d carries the sign of a break-in: «%(excerpt)s». It cannot be published; delete it.") % at
    if kind == "defacement":
        return _("Line %(line)d quotes the sign of a break-in: «%(excerpt)s». Publish it only if you report about it.") % at
    if kind == "hidden_text" and is_refused:
        return _("Line %(line)d hides words or links from the reader's eyes: «%(excerpt)s». It cannot be published; delete it.") % at
    if kind == "hidden_text":
        return _("Line %(line)d holds text that readers would not see: «%(excerpt)s». Delete it, or let it be seen.") % at
    if kind == "link_farm" and is_refused:
        return (
            _("From line %(line)d on there are almost only links to other sites. It cannot be published; keep the few that readers need.")
            % at
        )
    if kind == "link_farm":
        return (
            _("From line %(line)d on there are many links and few words. Keep the links that readers need, and say what each is for.") % at
        )
    if kind == "nik":
        return _("Line %(line)d holds a NIK: %(excerpt)s. Delete it: nobody's NIK is needed to tell news.") % at
    if kind == "kk":
        return _("Line %(line)d holds a family card number (KK): %(excerpt)s. Delete it.") % at
    if kind == "phone":
        return _("Line %(line)d holds a phone number: %(excerpt)s. Leave it only if its owner agrees that everybody may read it.") % at
    if kind == "bank_account":
        return _("Line %(line)d holds a bank account: %(excerpt)s. Leave it only if its owner agrees that everybody may read it.") % at
    return _("Line %(line)d holds a vehicle's number plate: %(excerpt)s. Leave it out unless the news needs it.") % at


def _excerpt(text: str, start: int, end: int) -> str:
    seen = " ".join(reveal(text[start : min(end, start + 4 * EXCERPT_CHARS)]).text.split())
    return seen if len(seen) <= EXCERPT_CHARS else seen[: EXCERPT_CHARS - 1].rstrip() + "…"


def check_text(text: str) -> tuple[Finding, ...]:
    """Everything found in `text` (Markdown or HTML), in its order. Takes about 15 ms for an article of 600 words."""
    text = text[:LONGEST_CHARS]
    if not text.strip():
        return ()
    plain = reveal(text)
    found: list[Finding] = []

    def put(kind: str, start: int, end: int, *, is_refused: bool, excerpt: str = "", disguised: bool = False) -> None:
        shown = excerpt or _excerpt(text, start, end)
        for secret in secrets:
            # an advertisement often carries a phone number: its excerpt must not publish it
            if not excerpt and start < secret[1] and secret[0] < end:
                shown = shown.replace(" ".join(reveal(text[secret[0] : secret[1]]).text.split()), secret[2])
        line = text.count("\n", 0, start) + 1
        explanation = _explain(kind, line, shown, is_refused=is_refused, disguised=disguised)
        found.append(Finding(kind=kind, start=start, end=end, excerpt=shown, explanation=explanation, is_refused=is_refused))

    data = personal_data.find(plain)
    secrets = [(*plain.span(one.first, one.last), one.masked) for one in data]
    for judged in gambling.judge(text):
        put("gambling", judged.start, judged.end, is_refused=judged.sells, disguised=judged.disguised)
    for trick in (*tricks.signatures(plain), *tricks.hidden_texts(text), *tricks.link_farms(text, plain)):
        put(trick.kind, trick.start, trick.end, is_refused=trick.is_refused)
    for one in data:
        start, end = plain.span(one.first, one.last)
        put(one.kind, start, end, is_refused=False, excerpt=one.masked)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def check_fields(fields: Mapping[str, str]) -> tuple[Finding, ...]:
    """`check_text` over several fields; each finding carries the name of its field."""
    return tuple(replace(one, field=name) for name, text in fields.items() for one in check_text(text or ""))


def refused(findings: tuple[Finding, ...]) -> bool:
    """Whether anything found may not be published at all."""
    return any(one.is_refused for one in findings)


def personal(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of personal data: publishing them needs a deliberate yes from someone who may."""
    return tuple(one for one in findings if one.kind in PERSONAL)
