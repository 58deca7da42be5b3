"""What the register asks of a group, and how standing moves. Pure: settings and dates come in as arguments.

No law at hand fixes these numbers; sources conflict (DOMAIN §1.2). So each is a setting of a jurisdiction, inherited from the region
above, and `DEFAULTS` is only where an installation begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betang.communities.terms import DecreeSigner, GroupKind, OfficerRole, ReportPeriod, Seat, Standing

LONGEST_LIST = 200
"""Lines of members taken at once: far above the largest group in any source (30), far below what slows a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a jurisdiction asks. `max_members` 0 is no upper limit; `origins` tells from which region each came (code, or empty)."""

    kinds: tuple[str, ...]
    seats: tuple[str, ...]
    min_members: int
    max_members: int
    min_officers: int
    min_officer_age: int
    decree_required: bool
    signers: tuple[str, ...]
    statutes_required: bool
    number_pattern: str
    answer_workdays: int
    dormancy_days: int
    report_period: str
    origins: Mapping[str, str] = field(default_factory=dict)


DEFAULTS = Requirements(
    kinds=tuple(GroupKind.values),
    seats=tuple(Seat.values),
    min_members=3,
    max_members=30,
    min_officers=3,
    min_officer_age=18,
    decree_required=True,
    signers=tuple(DecreeSigner.values),
    statutes_required=False,
    number_pattern="{kode}/KIM/{tahun}/{nomor}",
    answer_workdays=5,
    dormancy_days=90,
    report_period=ReportPeriod.SEMESTER,
)
"""Where an installation begins, until the province or a kabupaten sets its own."""

SOURCES: dict[str, Any] = {
    "min_members": gettext_lazy("3 to 30 in Central Kalimantan’s own words (2023); 3 to 8 and at least 10 elsewhere. Sources conflict."),
    "max_members": gettext_lazy("30 in Central Kalimantan’s own words (2023); 8 elsewhere; 0 for no upper limit."),
    "min_officers": gettext_lazy("Chair, secretary and treasurer are the least everywhere."),
    "min_officer_age": gettext_lazy("18 years where a source names an age. The applicant states it; no date of birth is kept."),
    "decree_required": gettext_lazy("A decree (SK) that ratifies the officers is asked for everywhere."),
    "signers": gettext_lazy("Village head or lurah; the camat for a kecamatan’s group; in places the communication office."),
    "statutes_required": gettext_lazy("Some regions ask for clear statutes (AD/ART), others do not."),
    "number_pattern": gettext_lazy("House rule. The number on KIM.ID is another one and has its own field."),
    "answer_workdays": gettext_lazy("House rule: no term was found in a law."),
    "dormancy_days": gettext_lazy("House rule: a group is active while it publishes."),
    "report_period": gettext_lazy("No national form or period was found."),
    "kinds": gettext_lazy("Farmers, fishers, small businesses and pupils are named by the province; the others occur in the regions."),
    "seats": gettext_lazy("Seated in a desa or kelurahan, in a kecamatan, or themed across villages."),
}
"""From where each default comes, for the page on which it can be changed."""

SETTING_NAMES = tuple(one.name for one in fields(Requirements) if one.name != "origins")


def inherit(layers: Iterable[tuple[str, Mapping[str, Any]]]) -> Requirements:
    """The requirements after each layer `(region code, what it sets)`, from the province down. None and "" mean: as above."""
    found: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for code, layer in layers:
        for name in SETTING_NAMES:
            value = layer.get(name)
            if value is None or value == "":
                continue
            found[name] = tuple(value) if isinstance(value, list) else value
            origins[name] = code
    return replace(DEFAULTS, origins=origins, **found)


def register_number(pattern: str, *, region_code: str, year: int, number: int) -> str:
    """`{kode}/KIM/{tahun}/{nomor}` → `62.03/KIM/2026/0017`. The number has four digits, or more where it needs them."""
    return pattern.replace("{kode}", region_code).replace("{tahun}", str(year)).replace("{nomor}", f"{number:04d}")


def pattern_problem(pattern: str) -> str:
    """Why a pattern would not give each group a number of its own; empty where it does."""
    missing = [mark for mark in ("{kode}", "{tahun}", "{nomor}") if pattern.count(mark) != 1]
    if missing:
        return _("The pattern needs %(marks)s, each once.") % {"marks": ", ".join(missing)}
    if len(register_number(pattern, region_code="62.03", year=2026, number=99999)) > 30:
        return _("The number would be longer than 30 signs.")
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFacts:
    role: str
    name: str
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeFacts:
    number: str
    on: date
    signer: str
    signer_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an application says, understood. `region_code` is the seat's: a village, a district, or wider for a themed group."""

    name: str = ""
    kind: str = ""
    seat: str = ""
    about: str = ""
    founded_on: date | None = None
    region_code: str = ""
    officers: tuple[OfficerFacts, ...] = ()
    members: tuple[str, ...] = ()
    age_stated: bool = False
    decree: DecreeFacts | None = None
    has_decree_file: bool = False
    has_statutes_file: bool = False
    wished_name: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    chair_phone: str = ""
    chair_email: str = ""
    consent: bool = False

    @property
    def chair(self) -> str:
        return next((one.name for one in self.officers if one.role == OfficerRole.CHAIR), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a jurisdiction asks and whether it is so. `step` is the part of the form where it can be mended."""

    step: str
    is_met: bool
    words: str
    is_needed: bool = True


def all_members(facts: Facts) -> tuple[str, ...]:
    """Officers and members, each person once: an officer is a member and need not be typed twice."""
    found: dict[str, str] = {}
    for name in (*(one.name for one in facts.officers), *facts.members):
        found.setdefault(" ".join(name.casefold().split()), name)
    return tuple(found.values())


_DEPTHS = {Seat.VILLAGE: {4}, Seat.DISTRICT: {3}, Seat.THEMED: {2, 3, 4}}


def fits_seat(seat: str, region_code: str) -> bool:
    """A village's group lies in a village, a district's in a district, a themed one in any of them or the whole kabupaten."""
    return seat in Seat.values and len(region_code.split(".")) in _DEPTHS[Seat(seat)] and bool(region_code)


def findings(facts: Facts, asked: Requirements, *, today: date) -> tuple[Finding, ...]:
    """Everything that a jurisdiction asks, in the order of the form: what is met and what is not."""
    people = len(all_members(facts))
    roles = {one.role for one in facts.officers}
    found = [
        Finding(step="kelompok", is_met=bool(facts.name), words=_("The group has a name.")),
        Finding(step="kelompok", is_met=facts.kind in asked.kinds, words=_("Groups of this kind are taken here.")),
        Finding(step="kelompok", is_met=facts.seat in asked.seats, words=_("Groups with this kind of seat are taken here.")),
        Finding(step="tempat", is_met=fits_seat(facts.seat, facts.region_code), words=_("The place fits the kind of seat.")),
        Finding(
            step="orang",
            is_met={OfficerRole.CHAIR, OfficerRole.SECRETARY, OfficerRole.TREASURER} <= roles,
            words=_("There is a chair, a secretary and a treasurer."),
        ),
        Finding(
            step="orang",
            is_met=len(facts.officers) >= asked.min_officers and _all_different(facts.officers),
            words=_("%(count)d officers, each a different person; at least %(least)d are needed.")
            % {"count": len(facts.officers), "least": asked.min_officers},
        ),
        Finding(
            step="orang",
            is_met=facts.age_stated,
            words=_("All officers are %(age)d years or older, as the applicant states.") % {"age": asked.min_officer_age},
            is_needed=asked.min_officer_age > 0,
        ),
        Finding(
            step="orang",
            is_met=people >= asked.min_members,
            words=_("%(count)d people with officers; at least %(least)d are needed.") % {"count": people, "least": asked.min_members},
        ),
        Finding(
            step="orang",
            is_met=not asked.max_members or people <= asked.max_members,
            words=_("%(count)d people with officers; at most %(most)d are taken.") % {"count": people, "most": asked.max_members},
            is_needed=asked.max_members > 0,
        ),
    ]
    decree_needed = asked.decree_required or facts.decree is not None
    found += [
        Finding(
            step="sk",
            is_met=facts.decree is not None and facts.decree.on <= today,
            words=_("The decree (SK) has a number and a date."),
            is_needed=decree_needed,
        ),
        Finding(
            step="sk",
            is_met=facts.decree is not None and facts.decree.signer in asked.signers,
            words=_("The decree was signed by somebody who may."),
            is_needed=decree_needed,
        ),
        Finding(step="sk", is_met=facts.has_decree_file, words=_("A photo or PDF of the decree is there."), is_needed=decree_needed),
        Finding(step="sk", is_met=facts.has_statutes_file, words=_("The statutes (AD/ART) are there."), is_needed=asked.statutes_required),
        Finding(step="situs", is_met=bool(facts.wished_name), words=_("A name for the site was chosen.")),
        Finding(step="kirim", is_met=bool(facts.contact_name), words=_("There is a name to ask for.")),
        Finding(
            step="kirim",
            is_met=bool(facts.contact_phone or facts.contact_email),
            words=_("There is a phone number or an e-mail address for questions."),
        ),
        Finding(step="kirim", is_met=facts.consent, words=_("The applicant agreed to the use of these data.")),
    ]
    return tuple(one for one in found if one.is_needed)


def _all_different(officers: Sequence[OfficerFacts]) -> bool:
    names = [" ".join(one.name.casefold().split()) for one in officers]
    return len(set(names)) == len(names)


_BULLET = re.compile(r"^\s*(?:\(?\d{1,3}[.)\]:]\s*|[-–—*•·]\s*)")


def parse_names(text: str) -> tuple[list[str], str]:
    """Names from lines as people paste them (`1. Rina`, `- Budi`), each once; and what is wrong with them, or an empty string."""
    names: dict[str, str] = {}
    for line in text.replace(";", "\n").splitlines():
        name = " ".join(_BULLET.sub("", line).split()).strip(" ,.")
        if not name:
            continue
        problem = name_problem(name)
        if problem:
            return list(names.values()), problem
        names.setdefault(name.casefold(), name)
    if len(names) > LONGEST_LIST:
        return list(names.values()), ngettext(
            "That is more than %(most)d name at once.", "That is more than %(most)d names at once.", LONGEST_LIST
        ) % {"most": LONGEST_LIST}
    return list(names.values()), ""


def name_problem(name: str) -> str:
    """Why a line is not a person's name; empty where it may be one. Numbers of persons (NIK, phone) are neither needed nor wanted."""
    if sum(sign.isdigit() for sign in name) >= 6:
        return _("“%(name)s” holds a number. Write names only: no NIK, no phone number.") % {"name": name[:40]}
    if len(name) > 120:
        return _("“%(name)s…” is too long for a name. Write one name on each line.") % {"name": name[:40]}
    if len(name) < 2 or not any(sign.isalpha() for sign in name):
        return _("“%(name)s” is not a name.") % {"name": name[:40]}
    return ""


TRANSITIONS: dict[Standing, frozenset[Standing]] = {
    Standing.APPLIED: frozenset({Standing.VERIFIED}),
    Standing.VERIFIED: frozenset({Standing.ACTIVE, Standing.DORMANT, Standing.ARCHIVED}),
    Standing.ACTIVE: frozenset({Standing.DORMANT, Standing.ARCHIVED}),
    Standing.DORMANT: frozenset({Standing.ACTIVE, Standing.ARCHIVED}),
    Standing.ARCHIVED: frozenset({Standing.VERIFIED}),
}
"""How standing moves by hand. The system moves between active and dormant; silence archives too, and only what it archived itself comes
back from there by one tap (`growth.tending`)."""


def may_move(before: str, after: str) -> bool:
    """Whether standing may move so."""
    return Standing(after) in TRANSITIONS[Standing(before)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `first` through `last`, and the name by which the report calls them (`2026`, `2026-S2`, `2026-T3`, `2026-11`)."""

    key: str
    first: date
    last: date


def period(key: str) -> Period:
    """The period that a key names; raises `ValueError` for one that names none."""
    found = re.fullmatch(r"(20\d\d)(?:-(?:S([12])|T([1-4])|(0[1-9]|1[0-2])))?", key)
    if found is None:
        raise ValueError(key)
    year = int(found[1])
    start, months = 1, 12
    if found[2]:
        start, months = 1 + 6 * (int(found[2]) - 1), 6
    elif found[3]:
        start, months = 1 + 3 * (int(found[3]) - 1), 3
    elif found[4]:
        start, months = int(found[4]), 1
    first = date(year, start, 1)
    after = start + months
    end = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return Period(key=key, first=first, last=end - timedelta(days=1))


def period_of(day: date, length: str) -> Period:
    """The period of a length in which a day lies."""
    match length:
        case ReportPeriod.MONTH:
            return period(f"{day:%Y-%m}")
        case ReportPeriod.QUARTER:
            return period(f"{day.year}-T{(day.month - 1) // 3 + 1}")
        case ReportPeriod.SEMESTER:
            return period(f"{day.year}-S{1 if day.month <= 6 else 2}")
        case _:
            return period(str(day.year))
