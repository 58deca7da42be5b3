"""Numbers, tokens as people type them, and clocks. Pure: dates, rules and calendars come in as arguments."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from betang.casework.machines import ClockRule
from betang.casework.terms import TOKEN_LENGTH, TOKEN_LETTERS, ClockKind
from betang.statutes.calendar import Deadline, WorkCalendar, add_workdays, is_official, workdays_between


@dataclass(frozen=True, slots=True)
class Holder:
    """With whom a matter lies: a level, the region whose government that is, and one office of it where it is one."""

    level: str
    region_code: str = ""
    office_id: UUID | None = None


def number_code(region_code: str) -> str:
    """The region in a number: the kabupaten or kota, or the province where there is none (`62.03.05.2004` → `62.03`)."""
    return ".".join(region_code.split(".")[:2])


def number_text(letter: str, region_code: str, year: int, serial: int) -> str:
    """`62.03/U/2026/0042`: four digits, or more where it needs them."""
    return f"{region_code}/{letter}/{year}/{serial:04d}"


def number_typed(text: str) -> str:
    """A number as somebody typed it or as it stands in an address, in its one form: `62.03-u-2026-42` → `62.03/U/2026/0042`."""
    parts = text.strip().upper().replace("-", "/").replace(" ", "").split("/")
    if len(parts) == 4 and parts[3].isdecimal() and len(parts[3]) < 10:
        parts[3] = f"{int(parts[3]):04d}"
    return "/".join(parts)[:40]


def token_typed(text: str) -> str:
    """A secret token without the dashes and spaces by which it is made readable."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:64]


def token_shown(token: str) -> str:
    """`7KQ4-M2XD-9PTA`."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4))


def token_from(secret: bytes) -> str:
    """Twelve letters out of 32 bytes of a digest. 30 letters from 256 bits: the bias is below 2⁻¹⁹⁰."""
    value = int.from_bytes(secret, "big")
    letters = ""
    for _each in range(TOKEN_LENGTH):
        value, place = divmod(value, len(TOKEN_LETTERS))
        letters += TOKEN_LETTERS[place]
    return letters


def same_hash(one: str, other: str) -> bool:
    """Compares in a time that tells nothing of where two hashes differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def push_key(endpoint: str) -> str:
    """The digest by which a browser is known again."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def deadline(kind: str, start: date, days: int, calendar: WorkCalendar) -> Deadline:
    """The last day of a term. `start` is day zero and never counts; a term of calendar days is never an estimate.

    Law: UU 14/2008 art. 22(7)
    """
    if kind == ClockKind.CALENDAR_DAYS:
        return Deadline(start + timedelta(days=days), is_estimate=False)
    due_on = add_workdays(start, days, calendar)
    return Deadline(due_on, is_estimate=not all(is_official(year) for year in range(start.year, due_on.year + 1)))


def first_deadline(rule: ClockRule, start: date, region_code: str, calendar: WorkCalendar) -> Deadline:
    """When a clock that starts now runs out; the term is the region's own where it is a setting there."""
    days = rule.term_of(region_code) if rule.term_of else rule.term
    return deadline(rule.kind, start, days, calendar)


def days_left(kind: str, today: date, due_on: date, calendar: WorkCalendar) -> int:
    """How many days of the term are left after today; 0 on the last day, negative once it has passed."""
    return (due_on - today).days if kind == ClockKind.CALENDAR_DAYS else workdays_between(today, due_on, calendar)


def workdays_late(due_on: date | None, today: date, calendar: WorkCalendar) -> int:
    """By how many working days a term has passed; 0 where it has not."""
    return 0 if due_on is None or today <= due_on else max(workdays_between(due_on, today, calendar), 0)
