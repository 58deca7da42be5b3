"""What decides itself in a meeting: its level, quorum, shares, totals and ranks, and how pasted lists are read. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from betang.casework.terms import Level
from betang.proposals.terms import MeetingKind

LEVEL_OF: dict[str, str] = {
    MeetingKind.VILLAGE_ASSEMBLY: Level.VILLAGE,
    MeetingKind.DISTRICT_FORUM: Level.DISTRICT,
    MeetingKind.AGENCY_FORUM: Level.AGENCY,
    MeetingKind.REGENCY_FORUM: Level.PLANNING,
    MeetingKind.PROVINCE_FORUM: Level.PLANNING,
}
"""Which level's proposals a meeting weighs."""

LETTERS: dict[str, str] = {
    MeetingKind.VILLAGE_ASSEMBLY: "MD",
    MeetingKind.DISTRICT_FORUM: "MC",
    MeetingKind.AGENCY_FORUM: "FP",
    MeetingKind.REGENCY_FORUM: "MK",
    MeetingKind.PROVINCE_FORUM: "MP",
}
"""What stands in its number (`62.03.05.2004/MD/2027/01`)."""

KINDS_AT: dict[int, tuple[MeetingKind, ...]] = {
    1: (MeetingKind.PROVINCE_FORUM, MeetingKind.AGENCY_FORUM),
    2: (MeetingKind.REGENCY_FORUM, MeetingKind.AGENCY_FORUM),
    3: (MeetingKind.DISTRICT_FORUM,),
    4: (MeetingKind.VILLAGE_ASSEMBLY,),
}
"""Which meetings a region of that depth holds."""

DECISIONS: dict[str, tuple[str, ...]] = {
    MeetingKind.VILLAGE_ASSEMBLY: ("accept", "take_into_village_plan", "send_back", "defer", "refuse"),
    MeetingKind.DISTRICT_FORUM: ("accept", "send_back", "defer", "refuse"),
    MeetingKind.AGENCY_FORUM: ("accept", "send_back", "defer", "refuse"),
    MeetingKind.REGENCY_FORUM: ("accept", "send_back", "defer", "refuse"),
    MeetingKind.PROVINCE_FORUM: ("accept", "send_back", "defer", "refuse"),
}
"""What a meeting can decide: steps of the proposal's own machine."""

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
MOST_PEOPLE = 2000
MOST_CRITERIA = 8
MOST_ROWS = 200


def kinds_at(region_code: str) -> tuple[MeetingKind, ...]:
    """Which meetings can be held by the government of a region."""
    return KINDS_AT.get(region_code.count(".") + 1, ()) if region_code else ()


def number_text(kind: str, region_code: str, fiscal_year: int, serial: int) -> str:
    """`62.03.05.2004/MD/2027/01`."""
    return f"{region_code}/{LETTERS[kind]}/{fiscal_year}/{serial:02d}"


def address_of(number: str) -> str:
    """A number as part of an address."""
    return number.replace("/", "-")


def number_of(address: str) -> str:
    """The number in an address."""
    return address.upper().replace("-", "/")


def new_code() -> str:
    """What a QR names: nobody guesses it, everybody can type it."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


@dataclass(frozen=True, slots=True)
class Presence:
    """How many came, how many of them women, and whether that is enough."""

    present: int
    women: int
    quorum: int
    women_share_wanted: int

    @property
    def has_quorum(self) -> bool:
        """Enough people came; also where no least number was set and at least one came."""
        return self.present >= max(1, self.quorum)

    @property
    def missing(self) -> int:
        """How many are still missing for the quorum."""
        return max(0, max(1, self.quorum) - self.present)

    @property
    def women_percent(self) -> int:
        """The share of women in whole per cent, rounded down: 29.9 is not 30."""
        return 100 * self.women // self.present if self.present else 0

    @property
    def has_women_share(self) -> bool:
        """The share of women is reached. Compared without rounding."""
        return self.present > 0 and 100 * self.women >= self.women_share_wanted * self.present


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its key (stays when it is renamed), name, and weight in per cent."""

    key: str
    name: str
    weight: int


def criteria_of(rows: Iterable[Mapping[str, object]]) -> tuple[Criterion, ...]:
    """The criteria of a meeting, as they are kept."""
    return tuple(Criterion(str(row["key"]), str(row["name"]), int(str(row["weight"]))) for row in rows)


def weights_are_whole(criteria: Sequence[Criterion]) -> bool:
    """The weights add up to 100, and none is empty."""
    return bool(criteria) and all(one.weight > 0 for one in criteria) and sum(one.weight for one in criteria) == 100


def total_of(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> Decimal:
    """Scores (0–100) times weights: 0 to 100, with two places. A criterion that nobody scored counts 0."""
    return (Decimal(sum(scores.get(one.key, 0) * one.weight for one in criteria)) / 100).quantize(Decimal("0.01"))


def ranks[T](totals: Mapping[T, Decimal]) -> dict[T, int]:
    """Ranks by total, the highest first. Equal totals share a rank and the next is left out: 1, 2, 2, 4."""
    return {one: 1 + sum(other > total for other in totals.values()) for one, total in totals.items()}


def points_left(given: Iterable[int], *, present: int, each: int) -> int:
    """How many points may still be given; below 0 where more were given than there are."""
    return present * each - sum(given)


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of an attendance list."""

    name: str
    represents: str = ""
    is_woman: bool = False
    is_invited: bool = True


_WOMAN = frozenset({"p", "pr", "perempuan", "wanita", "ibu", "f"})
_MAN = frozenset({"l", "lk", "laki-laki", "laki laki", "pria", "m"})


def read_guests(text: str) -> tuple[list[Guest], list[tuple[int, str]]]:
    """What was pasted, one person a line: name; whom they represent; P or L; `tambahan` for who came uninvited.

    Columns are parted by tab, semicolon or bar, in any order after the name. Returns the people, and the lines (from 1) that are none:
    without a name, or without P or L where the share of women could not be counted.
    """
    found: list[Guest] = []
    wrong: list[tuple[int, str]] = []
    for at, line in enumerate(text.splitlines(), start=1):
        cells = [" ".join(cell.split()) for cell in re.split(r"[\t;|]", line)]
        if cells and re.fullmatch(r"\d{1,4}[.)]?", cells[0]):
            cells = cells[1:]  # the running number of a copied table
        if not any(cells):
            continue
        name = re.sub(r"^\d{1,4}[.)]\s+", "", cells[0])
        sex, represents, is_invited = "", "", True
        for cell in cells[1:]:
            plain = cell.lower().strip(".")
            if plain in _WOMAN | _MAN and not sex:
                sex = "P" if plain in _WOMAN else "L"
            elif plain in ("tambahan", "tidak diundang", "uninvited"):
                is_invited = False
            elif cell:
                represents = f"{represents}, {cell}" if represents else cell
        if not any(sign.isalpha() for sign in name) or not sex:
            wrong.append((at, line.strip()[:80]))
            continue
        found.append(Guest(name[:120], represents[:120], sex == "P", is_invited))
    return found, wrong


def rows_of(text: str, columns: int) -> list[list[str]]:
    """What was typed as a list, one thing a line, its columns parted by bar, semicolon or tab; what is missing is empty."""
    found = []
    for line in text.splitlines():
        cells = [" ".join(cell.split()) for cell in re.split(r"[|;\t]", line)]
        if any(cells):
            found.append([*cells[:columns], *[""] * (columns - len(cells))])
    return found[:MOST_ROWS]


def agenda_of(text: str) -> list[dict[str, str]]:
    """`08.00 | Pembukaan | Kepala desa` a line."""
    return [{"time": row[0][:20], "topic": row[1][:200], "speaker": row[2][:120]} for row in rows_of(text, 3) if row[1]]


def invited_of(text: str) -> list[dict[str, object]]:
    """`Ketua RT | 6` a line; who stands without a number is one."""
    rows = [row for row in rows_of(text, 2) if row[0]]
    return [{"who": row[0][:120], "count": int(row[1]) if row[1].isdecimal() and len(row[1]) < 5 else 1} for row in rows]


def criteria_typed(text: str, before: Sequence[Criterion] = ()) -> list[Criterion]:
    """`Mendesak | 40` a line. A criterion that keeps its name keeps its key, so that scores given before stay."""
    keys = {one.name.casefold(): one.key for one in before}
    used = set(keys.values())
    found: list[Criterion] = []
    for row in rows_of(text, 2)[:MOST_CRITERIA]:
        name, weight = row[0][:80], row[1].rstrip(" %")
        key = keys.get(name.casefold())
        if key is None:
            key = next(f"k{at}" for at in range(1, 100) if f"k{at}" not in used)
            used.add(key)
        found.append(Criterion(key, name, int(weight) if weight.isdecimal() and len(weight) < 4 else 0))
    return found


DEFAULT_CRITERIA = (
    Criterion("k1", "Mendesak dan berbahaya bila ditunda", 30),
    Criterion("k2", "Jumlah warga yang terbantu", 30),
    Criterion("k3", "Lahan dan rencana siap", 20),
    Criterion("k4", "Membantu warga miskin dan rentan", 20),
)
"""What is offered for a new meeting, to be changed freely: house rule. No law at hand fixes criteria."""
