"""What decides itself: initials, marks, the year that is asked for, who weighs next, what is missing, what is alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from betang.casework.rules import Holder
from betang.casework.terms import Level
from betang.proposals.machine import APPEAL_TO, LEVEL_OF, NEXT_LEVEL, REVIEWS, refused_at, returned_from
from betang.proposals.terms import HIGHEST_IDR
from betang.statutes.calendar import WorkCalendar, workdays_between

PLAN_FOR_NEXT_UNTIL_MONTH = 6
"""Sent until June it asks for next year, later for the year after: village assemblies are held by June (PP 43/2014 art. 114)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a proposal says, read and checked. Empty or None where nothing was said."""

    title: str = ""
    problem: str = ""
    idea: str = ""
    region_code: str = ""
    place_detail: str = ""
    latitude: float | None = None
    longitude: float | None = None
    field_code: str = ""
    price_entry_id: UUID | None = None
    volume: Decimal | None = None
    unit: str = ""
    estimate_idr: int | None = None
    beneficiary_count: int | None = None
    beneficiaries: str = ""
    land_status: str = ""
    office_id: UUID | None = None
    proposer_name: str = ""
    proposer_phone: str = ""
    proposer_email: str = ""


def initials(name: str) -> str:
    """`Siti Maimunah` becomes `S. M.`: at most three letters, titles and academic degrees left out."""
    parts = [part for part in re.split(r"[\s.]+", name.split(",")[0]) if part and part[0].isalpha()]
    without = [
        part for part in parts if part.lower() not in {"h", "hj", "ibu", "bapak", "bpk", "pak", "bu", "ir", "drs", "dra", "dr"}
    ] or parts
    return " ".join(f"{part[0].upper()}." for part in without[:3])


def support_contact(contact: str) -> tuple[str, str]:
    """`("email", "a@b.id")` or `("phone", "+6281…")`, in one form for each person; `("", "")` for what is neither."""
    text = contact.strip().lower()
    if "@" in text:
        return ("email", text) if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", text) else ("", "")
    digits = re.sub(r"[\s().\-+]", "", text)
    if not digits.isascii() or not digits.isdecimal():
        return ("", "")
    digits = re.sub(r"^(62|0)", "", digits)
    return ("phone", f"+62{digits}") if re.fullmatch(r"8\d{7,11}", digits) else ("", "")


def year_asked(on: date) -> int:
    """The year for which what is sent on a day asks, where the calendar of the place says nothing."""
    return on.year + (1 if on.month <= PLAN_FOR_NEXT_UNTIL_MONTH else 2)


def estimate(volume: Decimal | None, unit_price_idr: int | None) -> int | None:
    """Volume times price, in whole rupiah."""
    return None if volume is None or unit_price_idr is None else int(volume * unit_price_idr)


def parse_volume(text: str) -> Decimal | None:
    """`1.250,5` and `1250.5` alike; None for what is no number, or none above 0."""
    body = text.strip().replace(" ", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", body) or "," in body:
        body = body.replace(".", "").replace(",", ".")
    try:
        value = Decimal(body)
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if value.is_finite() and 0 < value < 10**13 else None


def is_absurd(amount_idr: int | None) -> bool:
    """An amount that can only be a slip."""
    return amount_idr is not None and not 0 <= amount_idr <= HIGHEST_IDR


def told_once(places: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """What all places have in common from behind, and what is left of each: `Desa A, Kecamatan C` and `Desa B, Kecamatan C` give
    `Kecamatan C`, `Desa A` and `Desa B`."""
    split = {code: line.split(", ") for code, line in places.items()}
    shared: list[str] = []
    for parts in zip(*(line[::-1] for line in split.values()), strict=False):
        if len(set(parts)) > 1:
            break
        shared.insert(0, parts[0])
    return ", ".join(shared), {code: ", ".join(line[: len(line) - len(shared)]) for code, line in split.items()}


def government_of(region_code: str) -> str:
    """The kabupaten that a place lies in, or the province where it is none."""
    return ".".join(region_code.split(".")[:2])


def first_holder(region_code: str, *, is_council: bool = False) -> Holder | None:
    """With whom a new proposal for a place begins; None where the place is too wide to propose for."""
    depth = region_code.count(".") + 1 if region_code else 0
    if is_council:
        return Holder(Level.COUNCIL, government_of(region_code)) if depth >= 2 else None
    if depth == 4:
        return Holder(Level.VILLAGE, region_code)
    return Holder(Level.DISTRICT, region_code) if depth == 3 else None


def begin_state(holder: Holder) -> str:
    """The state in which a level weighs it."""
    return REVIEWS[holder.level]


def next_holder(level: str, region_code: str, holder_code: str, office_id: UUID | None) -> Holder:
    """Who weighs it after `level` accepted it. From the planning agency on it stays with the same government."""
    above = NEXT_LEVEL.get(level)
    if above == Level.DISTRICT:
        return Holder(Level.DISTRICT, ".".join(region_code.split(".")[:3]))
    if above == Level.PLANNING:
        return Holder(Level.PLANNING, government_of(region_code))
    if above == Level.AGENCY:
        return Holder(Level.AGENCY, holder_code, office_id)
    if above == Level.BUDGET_TEAM:
        return Holder(Level.BUDGET_TEAM, holder_code)
    return Holder(Level.AGENCY, holder_code, office_id) if office_id else Holder(Level.PLANNING, holder_code)


def appeal_holder(refused_level: str, region_code: str, holder_code: str) -> Holder:
    """Who takes the second look at a refusal."""
    level = APPEAL_TO[refused_level]
    if level == Level.DISTRICT:
        return Holder(Level.DISTRICT, ".".join(region_code.split(".")[:3]))
    code = holder_code if refused_level in (Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM) else government_of(region_code)
    return Holder(Level.PLANNING, code)


def level_of_state(state: str) -> str:
    """The level at which a proposal is weighed, waits to be completed, or was refused; empty elsewhere."""
    if state in LEVEL_OF:
        return LEVEL_OF[state]
    return next((level for level in REVIEWS if state in (refused_at(level), returned_from(level))), "")


def can_dispute(refused_on: date, today: date, *, disputes: int, within_workdays: int, calendar: WorkCalendar) -> bool:
    """A refusal can be disputed once, within so many working days after its day."""
    return disputes == 0 and workdays_between(refused_on, today, calendar) <= within_workdays


STAGES: Mapping[str, tuple[str, ...]] = {
    "berjalan": (*REVIEWS.values(), *(returned_from(level) for level in REVIEWS)),
    "diterima": ("planned", "budgeted", "village_planned", "village_budgeted"),
    "dikerjakan": ("in_progress",),
    "selesai": ("completed",),
    "ditunda": ("deferred",),
    "ditolak": tuple(refused_at(level) for level in REVIEWS),
    "ditarik": ("cancelled",),
    "dipecah": ("split",),
}
"""What people filter by, and the states that it stands for. Merged ones are shown by what they were merged into."""


def stage_of(state: str) -> str:
    """The stage that a state belongs to; empty for what was merged."""
    return next((stage for stage, states in STAGES.items() if state in states), "")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike another proposal is, from 0 to 1."""

    score: float
    same_place: bool
    same_field: bool


def trigrams(stems: Iterable[str]) -> frozenset[str]:
    """Three letters at a time of each word with its ends marked: `air` → ` ai`, `air`, `ir `."""
    return frozenset(f" {word} "[at : at + 3] for word in stems for at in range(len(word)))


def likeness(mine: frozenset[str], others: frozenset[str], *, my_place: str, other_place: str, my_field: str, other_field: str) -> Likeness:
    """Words count for two thirds; the same village for more than the same kecamatan; the same sector a little."""
    common = len(mine & others) / min(len(mine), len(others)) if mine and others else 0.0
    near = 1.0 if my_place == other_place else 0.6 if my_place.rpartition(".")[0] == other_place.rpartition(".")[0] else 0.0
    same_field = bool(my_field) and my_field == other_field
    return Likeness(common * 0.66 + near * 0.22 + 0.12 * same_field, near == 1.0, same_field)


ALIKE_FROM = 0.55
"""House rule, set by hand on the demo's proposals: two water pipes of one village are alike, a pipe and a road are not."""
