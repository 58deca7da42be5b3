"""What is decided about seats, presence and certificates. Pure: numbers, times and keys come in as arguments."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from betang.growth.trainings.terms import CLOCK_MINUTES, CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Limits:
    """How many may come: altogether, and of one group. None is no limit."""

    capacity: int | None = None
    a_group: int | None = None


def has_seat(limits: Limits, *, seated: int, of_group: int, is_of_group: bool) -> bool:
    """Is there a seat for one more? The limit of a group does not hold for who comes without one."""
    if limits.capacity is not None and seated >= limits.capacity:
        return False
    return limits.a_group is None or not is_of_group or of_group < limits.a_group


def moves_up[Key: Hashable, Group: Hashable](
    limits: Limits, *, seated: Sequence[Group | None], waiting: Sequence[tuple[Key, Group | None]]
) -> list[Key]:
    """Who of the waiting list gets a seat now, in the list's order; who is passed over keeps the place.

    `seated` names the group of everybody who has a seat.
    """
    count, of_groups = len(seated), Counter(group for group in seated if group is not None)
    risen: list[Key] = []
    for key, group in waiting:
        if has_seat(limits, seated=count, of_group=of_groups[group] if group is not None else 0, is_of_group=group is not None):
            risen.append(key)
            count += 1
            if group is not None:
                of_groups[group] += 1
    return risen


def seats_left(limits: Limits, seated: int) -> int | None:
    """How many seats are free; None where as many may come as like."""
    return None if limits.capacity is None else max(0, limits.capacity - seated)


def is_invited(*, kind: str, region_code: str, kinds: Sequence[str], regions: Sequence[str]) -> bool:
    """Is a group of this kind and place meant? Nothing named means all kinds; `regions` always names at least one."""
    if kinds and kind not in kinds:
        return False
    return any(region_code == code or region_code.startswith(f"{code}.") for code in regions)


def presence_percent(present: Iterable[Hashable], counting: Iterable[Hashable]) -> int:
    """Of the sessions that count, in percent and rounded down, in how many somebody was; several notes of one session count once."""
    wanted = set(counting)
    return 100 * len(set(present) & wanted) // len(wanted) if wanted else 0


def earns_certificate(present: Iterable[Hashable], counting: Iterable[Hashable], least_percent: int) -> bool:
    """Was somebody there often enough? Where no session counts, nobody earns one."""
    there = set(present)
    return bool(there) and presence_percent(there, counting) >= max(1, least_percent)


def code_hash(training_id: object, code: str) -> str:
    """What a scanner keeps of a code: enough to know it again, of no use for another training."""
    return hashlib.sha256(f"{training_id}:{code}".encode()).hexdigest()[:24]


def code_typed(text: str) -> str:
    """A code as it is kept, out of what somebody typed or a camera read."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[:CODE_LENGTH]


def clock_off(*, sent_at: datetime, received_at: datetime) -> int:
    """By how many minutes a device's clock is off (ahead is more than zero); 0 where it is near enough."""
    minutes = round((sent_at - received_at).total_seconds() / 60)
    return minutes if abs(minutes) >= CLOCK_MINUTES else 0


def scale_results(answers: Iterable[Mapping[str, object]], key: str) -> tuple[float, dict[int, int]]:
    """The mean of one question, and how often each mark was given."""
    marks = [value for row in answers if isinstance(value := row.get(key), int) and 1 <= value <= 5]
    counts = Counter(marks)
    return (round(sum(marks) / len(marks), 1) if marks else 0.0), {mark: counts[mark] for mark in range(1, 6)}


def calendar_file(
    *, uid: str, title: str, starts_at: datetime, ends_at: datetime, place: str, about: str, url: str, made_at: datetime, is_cancelled: bool
) -> bytes:
    """An iCalendar file of one event. Source: RFC 5545 sections 3.1 (lines of at most 75 octets), 3.3.11 (escaping), 3.6.1"""

    def moment(at: datetime) -> str:
        return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    def text(words: str) -> str:
        escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\r\n", "\n").replace("\n", "\\n")

    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Betang//pelatihan//ID",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{moment(made_at)}",
        f"DTSTART:{moment(starts_at)}",
        f"DTEND:{moment(ends_at)}",
        f"SUMMARY:{text(title)}",
        f"LOCATION:{text(place)}",
        f"DESCRIPTION:{text(about)}",
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no letter cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += width
    return "\r\n ".join([*pieces, piece])


def contact_ends(ends_at: datetime, days: int) -> datetime:
    """Until when contacts are kept. Law: UU 27/2022 art. 16(2)(g)"""
    return ends_at + timedelta(days=days)
