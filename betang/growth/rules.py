"""What follows from what: letters, criteria, stages, next steps. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from betang.growth.terms import Proof


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion of a stage, as the rules need it."""

    key: str
    name: str
    proof: str = Proof.COMPUTED
    measure: str = ""
    threshold: int = 1
    within_days: int | None = None
    how_to: str = ""
    how_to_path: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """How far a group is with a criterion. `value` is what was counted; for an attested one 1 once the coordinator confirmed it.

    `is_shown`: the group has handed in a proof that nobody has looked at yet.
    """

    asked: Asked
    value: int
    is_shown: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.asked.threshold

    @property
    def missing(self) -> int:
        """How much is missing, in the measure's own unit."""
        return max(0, self.asked.threshold - self.value)

    @property
    def share(self) -> float:
        """How far, from 0 to 1."""
        return min(1.0, self.value / self.asked.threshold) if self.asked.threshold else 1.0


def measure_key(measure: str, within_days: int | None) -> str:
    """The name under which a measure over a span of days is kept: `news/180`, or `officers` for all time."""
    return f"{measure}/{within_days}" if within_days else measure


def findings(
    criteria: Sequence[Asked], values: Mapping[str, int], *, confirmed: Mapping[str, bool | None] | None = None
) -> tuple[Finding, ...]:
    """Each criterion with how far the group is. `values` by `measure_key`; `confirmed` by the criterion's key: None is not looked at."""
    seen = confirmed or {}
    found = []
    for asked in criteria:
        if asked.proof == Proof.ATTESTED:
            found.append(Finding(asked, int(seen.get(asked.key) is True), is_shown=asked.key in seen and seen[asked.key] is None))
        else:
            found.append(Finding(asked, values.get(measure_key(asked.measure, asked.within_days), 0)))
    return tuple(found)


def may_be_applied_for(found: Sequence[Finding]) -> bool:
    """Everything that is counted is reached; what needs a proof is shown when applying."""
    return all(one.is_met for one in found if one.asked.proof == Proof.COMPUTED)


def may_be_granted(found: Sequence[Finding]) -> bool:
    """Every criterion is met: the counted ones by count, the others confirmed by somebody who saw the proof."""
    return bool(found) and all(one.is_met for one in found)


def next_step(found: Sequence[Finding]) -> Finding | None:
    """The one thing to do next: of what is missing that which is nearest to done; counted before shown; in the ladder's order."""
    open_ones = [(index, one) for index, one in enumerate(found) if not one.is_met and not one.is_shown]
    if not open_ones:
        return None
    return min(open_ones, key=lambda pair: (pair[1].asked.proof == Proof.ATTESTED, -pair[1].share, pair[0]))[1]


def code_shown(code: str) -> str:
    """A certificate's code in groups of four: `7KQ4-M2XD-9PTA`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_read(text: str) -> str:
    """What somebody typed or scanned, as the code is kept: capitals, no dashes, and 0 and 1 for the letters that look like them."""
    return "".join(letter for letter in text.upper() if letter.isalnum()).replace("O", "0").replace("I", "1").replace("L", "1")
