"""What a seller's words must not say: forbidden goods, promises to heal, and what the guard finds (gambling, personal data).

A word is found as a whole word, whatever its capitals, through the same glasses as the guard's (letters that look alike, invisible
signs). `is_refused` stops the product; the rest is pointed at.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from betang.guard import text as guard
from betang.guard.glyphs import reveal
from betang.guard.text import Finding
from betang.statutes import sources

GOODS, HEALTH = "forbidden_goods", "health_claim"


@dataclass(frozen=True, slots=True)
class Ban:
    """One line of the list of goods that must not be sold here, or only so.

    `law` is written as a `Law:` line is, and resolves; it is empty where the house says no and no source of law was found to cite.
    """

    key: str
    is_sure: bool
    words: tuple[str, ...]
    law: str
    about: str

    @property
    def ground(self) -> str:
        """The law in words for people: «UU 31/2004 pasal 8 ayat (1)»; what the house says where there is none."""
        return sources.in_words(self.law) if self.law else _("rule of this market")

    @property
    def pattern(self) -> re.Pattern[str]:
        parts = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(self.words, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("betang.market").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def bans() -> tuple[Ban, ...]:
    """The list, as its file has it; each line names its own law.

    Law: UU 35/2009; UU 5/1997; UU 5/1990; UU 32/2024; UU 18/2013; UU 31/2004 art. 8(1); UU 45/2009; UU 39/2007 art. 54;
    PP 28/2024 art. 434(1)(f), 326(2); Perpres 74/2013 art. 7; UUDrt 12/1951 art. 1(1), 2(2); Perkap 17/2017; UU 17/2023; UU 18/2012;
    UU 11/2017; UU 22/2019; UU 20/2016; UU 1/2023; UU 1/2024 art. 27(2); UU 21/2007; UU 44/2008 art. 4(1); Perpres 15/2011;
    Permendag 21/2024
    """
    return tuple(
        Ban(row["key"], row["strength"] == "sure", tuple(row["words"].split("|")), row["law"], row["about"])
        for row in _rows("forbidden.csv")
    )


@cache
def _banned() -> tuple[tuple[Ban, re.Pattern[str]], ...]:
    return tuple((ban, ban.pattern) for ban in bans())


@cache
def _claims() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE), row["about"]) for row in _rows("health.csv"))


def look(fields: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything found in the fields of a seller or a product, in their order."""
    found = list(guard.check_fields(fields))
    for name, text in fields.items():
        found += _goods(name, text) + _health(name, text)
    return tuple(found)


def _goods(name: str, text: str) -> list[Finding]:
    plain, found = reveal(text), []
    taken: set[tuple[int, int]] = set()
    for ban, pattern in _banned():
        for match in pattern.finditer(plain.text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.add(match.span())
            start, end = plain.span(match.start(), match.end())
            said = {"word": match[0], "about": ban.about, "law": ban.ground}
            words = (
                _("«%(word)s» must not be sold here: %(about)s (%(law)s). Take it out.")
                if ban.is_sure
                else _("«%(word)s» may be sold only under conditions: %(about)s (%(law)s). If it is something else, say so below.")
            )
            found.append(
                Finding(kind=GOODS, start=start, end=end, excerpt=match[0], explanation=words % said, is_refused=ban.is_sure, field=name)
            )
    return found


def _health(name: str, text: str) -> list[Finding]:
    plain, found = reveal(text), []
    for pattern, about in _claims():
        for match in pattern.finditer(plain.text):
            start, end = plain.span(match.start(), match.end())
            words = _("«%(word)s» promises something to the body (%(about)s). Say what it is made of and how it tastes instead.") % {
                "word": match[0],
                "about": about,
            }
            found.append(Finding(kind=HEALTH, start=start, end=end, excerpt=match[0], explanation=words, is_refused=True, field=name))
    return found


def refused(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What stops it."""
    return tuple(one for one in findings if one.is_refused)


def hints(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What somebody of the group must look at: goods that may be sold only so. Personal data counts too."""
    return tuple(one for one in findings if not one.is_refused and (one.kind == GOODS or one.kind in guard.PERSONAL))
