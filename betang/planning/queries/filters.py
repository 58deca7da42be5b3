"""What the explorer is asked for, as it stands in the address: read forgivingly, written in one order only.

A value that means nothing is left out, never refused: an address that somebody shortened still shows a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betang.planning.terms import YEAR_FIRST, YEAR_LAST, Phase
from betang.regions import catalogue

WORDS_LIMIT = 80
"""Letters of a search that are read."""

MOST_PAGES = 400
"""The list ends here: who wants more takes the file, or asks more narrowly."""

PARAMS = ("dana", "hal", "kegiatan", "oleh", "perangkat", "program", "sub", "tahap", "tahun", "urusan", "wilayah")
"""The parameters under which a page is kept. `q`, free words, is read too, but such a page is made anew each time."""

PLANNERS: dict[str, tuple[int, str | Promise]] = {
    "prov": (2, _("the province")),
    "kab": (5, _("kabupaten and cities")),
    "desa": (13, _("villages")),
}
"""Whose plan: the value in the address, how long the region code of such a government is, and its name."""

_CODE = re.compile(r"[0-9X]{1,4}(\.[0-9X]{1,4}){0,5}")
_FUND = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){0,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """One question to the plans. Empty means: not asked. `code` is the code of a sub-activity."""

    place: str = ""
    planner: str = ""
    office: UUID | None = None
    field: str = ""
    programme: str = ""
    activity: str = ""
    code: str = ""
    fund: str = ""
    phase: str = ""
    year: int | None = None
    words: str = ""
    page: int = 1

    @property
    def narrowest(self) -> tuple[str, str]:
        """(column of `Line`, code) of the deepest code asked for; `("", "")` without one."""
        for column, code in (
            ("code", self.code),
            ("activity_code", self.activity),
            ("programme_code", self.programme),
            ("field_code", self.field),
        ):
            if code:
                return column, code
        return "", ""

    @property
    def is_bare(self) -> bool:
        """Asks for a place and a year at most."""
        return not (self.planner or self.office or self.narrowest[1] or self.fund or self.phase or self.words)

    @property
    def amount_column(self) -> str:
        """The column whose amounts are shown: of the phase asked for, else what lines are worth now."""
        return f"{self.phase}_idr" if self.phase else "effective_idr"

    def but(self, **change: object) -> Filters:
        """The same question with something else in it, from the first page on."""
        return replace(self, **{"page": 1, **change})  # type: ignore[arg-type]

    def params(self) -> dict[str, str]:
        """As parameters of the address, in their order, without what is empty."""
        values = {
            "dana": self.fund,
            "hal": str(self.page) if self.page > 1 else "",
            "kegiatan": self.activity,
            "oleh": self.planner,
            "perangkat": str(self.office or ""),
            "program": self.programme,
            "q": self.words,
            "sub": self.code,
            "tahap": self.phase,
            "tahun": str(self.year or ""),
            "urusan": self.field,
            "wilayah": self.place,
        }
        return {name: value for name, value in values.items() if value}


def read(given: Mapping[str, str], **fixed: object) -> Filters:
    """The question in an address; `fixed` are those that the page itself asks (its programme, its office)."""
    found = Filters(
        place=_place(given.get("wilayah", "")),
        planner=_one_of(given.get("oleh", ""), PLANNERS),
        office=_uuid(given.get("perangkat", "")),
        field=_code(given.get("urusan", "")),
        programme=_code(given.get("program", "")),
        activity=_code(given.get("kegiatan", "")),
        code=_code(given.get("sub", "")),
        fund=given.get("dana", "") if _FUND.fullmatch(given.get("dana", "")) else "",
        phase=_one_of(given.get("tahap", ""), Phase.values),
        year=_year(given.get("tahun", "")),
        words=" ".join(given.get("q", "").replace("\0", "")[:WORDS_LIMIT].split()),
        page=_page(given.get("hal", "")),
    )
    return replace(found, **fixed) if fixed else found  # type: ignore[arg-type]


def _place(text: str) -> str:
    return text if catalogue.is_code(text) else ""


def _one_of(text: str, known: object) -> str:
    return text if text in known else ""  # type: ignore[operator]


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


def _year(text: str) -> int | None:
    year = _number(text)
    return year if YEAR_FIRST <= year <= YEAR_LAST else None


def _page(text: str) -> int:
    return min(max(_number(text), 1), MOST_PAGES)
