"""What codes, amounts and names of plans mean. Pure: no database, no clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from betang.planning.terms import AMOUNT_LIMIT_IDR, CodeLevel, Phase, Scheme

KEY_LENGTH = 64
NUMBER_LENGTH = 40
SLIP = 1000
"""Offices type thousands where rupiah are asked, or rupiah where thousands are asked."""

SUPPORT_PROGRAMME = "01"
"""The programme that every field has (Penunjang Urusan); the code list states it once, as X.XX.01. Source: DOMAIN §2.2."""

AMOUNT_COLUMNS: dict[Phase, str] = {
    Phase.INDICATIVE: "indicative_idr",
    Phase.PROPOSED: "proposed_idr",
    Phase.CEILING: "ceiling_idr",
    Phase.BUDGETED: "budgeted_idr",
    Phase.REVISED: "revised_idr",
    Phase.REALISED: "realised_idr",
}
"""In which column of `Line` and of `Rollup` the amount of a phase stands."""

WEIGHT_ORDER = (Phase.REVISED, Phase.BUDGETED, Phase.CEILING, Phase.PROPOSED, Phase.INDICATIVE)
"""Which amount counts as *the* amount of a line: the latest decision that there is."""


# ---------- Codes ----------


@dataclass(frozen=True, slots=True)
class CodeParts:
    """The codes above a code (and the code itself where it stands so high). Empty where the code ends before."""

    field: str
    programme: str
    activity: str


def parts(code: str, scheme: str = Scheme.REGIONAL) -> CodeParts:
    """`1.03.10.2.01.0032` → field 1.03, programme 1.03.10, activity 1.03.10.2.01. Village: `02.03.10` → 02, 02.03, 02.03.10."""
    pieces = code.split(".")
    if scheme == Scheme.VILLAGE_ACTIVITY:
        return CodeParts(pieces[0], ".".join(pieces[:2]) if len(pieces) > 1 else "", ".".join(pieces[:3]) if len(pieces) > 2 else "")
    return CodeParts(
        ".".join(pieces[:2]) if len(pieces) > 1 else "",
        ".".join(pieces[:3]) if len(pieces) > 2 else "",
        ".".join(pieces[:5]) if len(pieces) > 4 else "",
    )


_REGIONAL_LEVELS = {1: CodeLevel.AFFAIR, 2: CodeLevel.FIELD, 3: CodeLevel.PROGRAMME, 5: CodeLevel.ACTIVITY, 6: CodeLevel.SUB_ACTIVITY}
_VILLAGE_LEVELS = {1: CodeLevel.FIELD, 2: CodeLevel.PROGRAMME, 3: CodeLevel.ACTIVITY}


def level_of(code: str, scheme: str) -> CodeLevel | None:
    """What a code stands for, told from its depth; None for a depth that the scheme does not have."""
    depth = code.count(".") + 1
    if scheme == Scheme.REGIONAL:
        return _REGIONAL_LEVELS.get(depth)
    if scheme == Scheme.VILLAGE_ACTIVITY:
        return _VILLAGE_LEVELS.get(depth)
    return CodeLevel.ITEM


def parent_code(code: str, scheme: str) -> str:
    """The code directly above; empty at the top. The kegiatan `1.03.10.2.01` lies in the program `1.03.10`."""
    pieces = code.split(".")
    up = 3 if scheme == Scheme.REGIONAL and len(pieces) == 5 else len(pieces) - 1
    return ".".join(pieces[:up])


def support_code(code: str) -> str:
    """The entry of the code list that states a support programme's code: `1.03.01.2.01.0001` → `X.XX.01.2.01.0001`; else empty."""
    pieces = code.split(".")
    if len(pieces) > 2 and pieces[2] == SUPPORT_PROGRAMME and pieces[0] != "X":
        return ".".join(["X", "XX", *pieces[2:]])
    return ""


def listed_code(code: str, known: Container[str]) -> str:
    """The code under which a code list states this one (itself, or with X.XX); empty where it is unknown."""
    if code in known:
        return code
    general = support_code(code)
    return general if general and general in known else ""


_REGIONAL_WIDTHS = (1, 2, 2, 1, 2, 4)
_VILLAGE_WIDTHS = (2, 2, 2)
_CODE = re.compile(r"[0-9Xx]{1,4}(\.[0-9Xx]{1,4})*")


def padded_code(text: str, scheme: str = Scheme.REGIONAL) -> str:
    """A code with every part at its official width: `1.3.1.2.1.1` → `1.03.01.2.01.0001`; empty for what is no code.

    Spaces, a trailing dot, commas for dots and small x are mended. The order of parts is never guessed.
    """
    body = re.sub(r"[\s\u00a0]+", "", text).strip(".").replace(",", ".")
    if not _CODE.fullmatch(body):
        return ""
    pieces = body.upper().split(".")
    if scheme == Scheme.REGIONAL:
        widths: tuple[int, ...] = _REGIONAL_WIDTHS
    elif scheme == Scheme.VILLAGE_ACTIVITY:
        widths = _VILLAGE_WIDTHS
    else:
        return ".".join(pieces)
    if len(pieces) > len(widths) or any(len(piece) > width for piece, width in zip(pieces, widths, strict=False)):
        return ""
    return ".".join(piece if "X" in piece else piece.zfill(width) for piece, width in zip(pieces, widths, strict=False))


def normalise_code(text: str, known: Container[str], scheme: str = Scheme.REGIONAL) -> str:
    """The official code that was meant, if the code list bears it out; else empty: codes are mended only with evidence.

    `1.3` → `1.03`; `1.1` is tried as `1.01` and, because a spreadsheet eats the last zero of a number, as `1.10`: where both
    are known nothing is guessed.
    """
    as_typed = re.sub(r"[\s\u00a0]+", "", text).strip(".").upper()
    if listed_code(as_typed, known):
        return as_typed
    padded = padded_code(text, scheme)
    if not padded:
        return ""
    found = {padded} if listed_code(padded, known) else set()
    eaten = _with_eaten_zero(padded, text)
    if eaten and listed_code(eaten, known):
        found.add(eaten)
    return found.pop() if len(found) == 1 else ""


def _with_eaten_zero(padded: str, text: str) -> str:
    """Only a code of two parts survives as a number (`2.10` → 2.1): its second part may have lost a zero at its end."""
    pieces = re.sub(r"\s+", "", text).strip(".").replace(",", ".").split(".")
    if len(pieces) != 2 or len(pieces[1]) != 1 or not pieces[1].isdigit():
        return ""
    return f"{padded.split('.')[0]}.{pieces[1]}0"


# ---------- Names and numbers of lines ----------


def line_key(name: str) -> str:
    """What tells lines of one code apart: the name in small letters and digits, at most 64 signs, long names with a digest at the end."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))
    if len(words) <= KEY_LENGTH:
        return words
    return words[: KEY_LENGTH - 9].rstrip() + "-" + blake2b(words.encode(), digest_size=4).hexdigest()


_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u, which people mistake or which make words."""
_PAIRS = tuple(first + second for second in _SIGNS for first in _SIGNS)
"""Ten bits as two signs, the lower five first."""


def line_number(government_code: str, fiscal_year: int, code: str, office_id: UUID | str | None = None, key: str = "") -> str:
    """The readable number of a line, the same wherever it is computed: `62.03-2026-1.03.10.2.01.0032-k7m2q4r`.

    The last part stands for office and key and is left out where there is neither. At most 40 signs.
    """
    head = f"{government_code}-{fiscal_year}-{code}"
    office = "" if not office_id else office_id.hex if isinstance(office_id, UUID) else UUID(office_id).hex
    apart = f"{office}|{key}"
    if len(head) > NUMBER_LENGTH - 8:
        apart = f"{code}|{apart}"
        head = head[: NUMBER_LENGTH - 8].rstrip(".-")
    elif apart == "|":
        return head
    return f"{head}-{_apart(apart)}"


@lru_cache(maxsize=1000)
def _apart(text: str) -> str:
    """Seven signs that stand for a text. Kept, because the lines of one office mostly differ by their codes alone."""
    value = int.from_bytes(blake2b(text.encode(), digest_size=5).digest())
    return f"{_PAIRS[value & 1023]}{_PAIRS[value >> 10 & 1023]}{_PAIRS[value >> 20 & 1023]}{_SIGNS[value >> 30 & 31]}"


# ---------- Amounts ----------


class HasAmounts(Protocol):
    """A line, a rollup, or anything with their amount columns."""

    indicative_idr: Any
    proposed_idr: Any
    ceiling_idr: Any
    budgeted_idr: Any
    revised_idr: Any


def effective(line: HasAmounts) -> tuple[Phase | None, int]:
    """`(phase, amount)` that counts: revised, else budgeted, ceiling, proposed, indicative; `(None, 0)` where there is none."""
    for phase in WEIGHT_ORDER:
        amount = getattr(line, AMOUNT_COLUMNS[phase])
        if amount is not None:
            return phase, int(amount)
    return None, 0


def absorption(spent: int | None, budget: int | None) -> Decimal | None:
    """How much of a budget was spent, in percent with one decimal; None where either is unknown or the budget is 0."""
    if spent is None or not budget:
        return None
    return (Decimal(spent) * 100 / Decimal(budget)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def amount_problem(amount: int) -> str:
    """`negative` or `absurd` for an amount that no line can have; else empty."""
    if amount < 0:
        return "negative"
    return "absurd" if amount > AMOUNT_LIMIT_IDR else ""


@dataclass(frozen=True, slots=True)
class Spread:
    """What amounts are usual somewhere: the middle one, and the largest."""

    middle: int
    largest: int


FEWEST_OTHERS = 3


def spread(others: Iterable[int]) -> Spread | None:
    """The usual amounts among others, zeros left out; None where there are fewer than three."""
    found = sorted(one for one in others if one > 0)
    return Spread(found[len(found) // 2], found[-1]) if len(found) >= FEWEST_OTHERS else None


def looks_slipped(amount: int, others: Iterable[int] | Spread | None = (), *, same: Iterable[int] = ()) -> int | None:
    """The amount that was probably meant, if this one is likely a thousand times too large or too small; else None.

    `same` are the line's own amounts in other phases: one that is a thousand times away (within a factor of two) is
    enough. `others` are amounts of comparable lines (or their `Spread`): an amount counts as slipped only when it lies far
    outside of them and the mended one lies within.
    """
    if amount <= 0:
        return None
    own = [one for one in same if one > 0]
    if own:
        if any(_close(amount, one) for one in own):
            return None
        if amount % SLIP == 0 and any(_close(amount // SLIP, one) for one in own):
            return amount // SLIP
        if any(_close(amount * SLIP, one) for one in own):
            return amount * SLIP
    usual = others if isinstance(others, Spread) or others is None else spread(others)
    if usual is None:
        return None
    if amount > 20 * usual.largest and amount % SLIP == 0 and usual.middle // 20 <= amount // SLIP <= 2 * usual.largest:
        return amount // SLIP
    if amount * 200 < usual.middle and amount < 1_000_000 and amount * SLIP <= 2 * usual.largest:
        return amount * SLIP
    return None


def _close(one: int, other: int) -> bool:
    return other <= 2 * one and one <= 2 * other


# ---------- Realisation ----------


def semester_ends(fiscal_year: int) -> tuple[date, date]:
    """The days until which a village reports its budget's realisation. Law: PP 43/2014 art. 103"""
    return date(fiscal_year, 6, 30), date(fiscal_year, 12, 31)


def latest[T](rows: Iterable[T], value: Callable[[T], object], day: Callable[[T], date]) -> T | None:
    """The row of the last day whose value is known."""
    known = [row for row in rows if value(row) is not None]
    return max(known, key=day) if known else None
