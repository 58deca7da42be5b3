"""What is wrong with a file, cell by cell, and what may be answered. The words for it are in `wording`.

A problem that stands in many cells for the same reason (one unknown code, one strange place) is one problem with many cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

STOPS, ASK, NOTE = "stops", "ask", "note"
ORDER = {STOPS: 0, ASK: 1, NOTE: 2}

ACCEPT, KEEP, SKIP, TYPED = "accept", "keep", "skip", "typed"

SHOWN_CELLS = 12
MOST_OF_A_KIND = 400
"""Problems of one kind that are listed one by one; what is beyond is one more problem, so that nothing is decided unasked."""
BEYOND = "*"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: how grave it is, and which answers there are besides a suggestion. `typed`: what may be typed in."""

    severity: str
    keep: bool = False
    skip: bool = False
    typed: str = ""


KINDS: dict[str, Kind] = {
    # the file as a whole
    "wrong_place": Kind(STOPS, keep=True),
    "wrong_year": Kind(STOPS, keep=True),
    "year_in_name": Kind(ASK, keep=True),
    "no_table": Kind(STOPS),
    "columns_missing": Kind(STOPS),
    "no_lines": Kind(STOPS),
    "no_nomenclature": Kind(NOTE),
    "macros": Kind(NOTE),
    "formulas": Kind(NOTE),
    "hidden_sheet": Kind(NOTE),
    "field_unknown": Kind(STOPS, typed="code"),
    "field_filled": Kind(NOTE),
    "until_missing": Kind(STOPS),
    # amounts
    "amount_unclear": Kind(STOPS, skip=True, typed="amount"),
    "amount_negative": Kind(STOPS, skip=True, typed="amount"),
    "amount_absurd": Kind(STOPS, skip=True, typed="amount"),
    "amount_slipped": Kind(ASK, keep=True, skip=True, typed="amount"),
    "amount_fraction": Kind(NOTE),
    "amount_zero": Kind(NOTE),
    "formula_empty": Kind(STOPS, keep=True, skip=True, typed="amount"),
    "total_differs": Kind(ASK, keep=True),
    "group_without_lines": Kind(NOTE),
    "over_budget": Kind(ASK, keep=True, skip=True),
    "spent_fell": Kind(ASK, keep=True, skip=True),
    "percent_unclear": Kind(ASK, keep=True, skip=True),
    # codes and names
    "code_missing": Kind(STOPS, skip=True, typed="code"),
    "code_unclear": Kind(STOPS, skip=True, typed="code"),
    "code_unknown": Kind(ASK, keep=True, skip=True, typed="code"),
    "code_padded": Kind(NOTE),
    "code_from_number": Kind(NOTE),
    "code_from_date": Kind(ASK, keep=True, skip=True, typed="code"),
    "code_misplaced": Kind(NOTE),
    "name_differs": Kind(ASK, keep=True, skip=True),
    "name_missing": Kind(NOTE),
    "row_twice": Kind(ASK, keep=True, skip=True),
    "line_unknown": Kind(ASK, skip=True),
    # the rest of a row
    "place_unknown": Kind(ASK, keep=True),
    "place_elsewhere": Kind(ASK, keep=True, skip=True),
    "fund_unknown": Kind(ASK, keep=True),
    "office_unknown": Kind(ASK, keep=True, skip=True),
    "day_unclear": Kind(NOTE),
    "year_strange": Kind(STOPS, skip=True),
    "personal": Kind(STOPS, keep=True),
    "row_left_out": Kind(NOTE),
}


@dataclass(slots=True)
class Problem:
    """`key` is what an answer is remembered under. `cells`: the first ones, as (sheet, cell). `said` fills the sentence."""

    key: str
    kind: str
    severity: str
    cells: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    suggestion: str = ""
    suggested: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the report of the run."""
        return {
            "key": self.key, "kind": self.kind, "severity": self.severity, "cells": [list(one) for one in self.cells],
            "count": self.count, "said": self.said,
            "suggestion": self.suggestion, "suggested": self.suggested,
        }  # fmt: skip


class Problems:
    """The problems of one reading, and the answers that were given already. `skipped`: cells or values whose rows are left out."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.found: dict[str, Problem] = {}
        self.of_kind: dict[str, int] = {}
        self.beyond: dict[str, int] = {}
        self.skipped = {key.partition(":")[2] for key, given in answers.items() if given.get("a") == SKIP} - {BEYOND}

    def add(
        self, kind: str, value: str, sheet: str, cell: str, /, *, suggestion: str = "", suggested: str = "", severity: str = "", **said: Any
    ) -> str:
        """Note a problem; returns the answer that was given (`accept`, `keep`, `skip`, `typed`), empty for none yet."""
        key = f"{kind}:{value}"[:300]
        problem = self.found.get(key)
        if problem is None:
            number = self.of_kind.get(kind, 0)
            if number >= MOST_OF_A_KIND:
                return self._beyond(kind, value, sheet, cell, severity, said)
            self.of_kind[kind] = number + 1
            problem = self.found[key] = Problem(
                key, kind, severity or KINDS[kind].severity, said=said, suggestion=suggestion, suggested=suggested or suggestion
            )
        problem.count += 1
        if cell and len(problem.cells) < SHOWN_CELLS:
            problem.cells.append((sheet, cell))
        return self._answer(key)

    def _beyond(self, kind: str, value: str, sheet: str, cell: str, severity: str, said: dict[str, Any]) -> str:
        """One of too many of its kind: asked about together with the others, and without a suggestion, which would be of one cell."""
        own = self._answer(f"{kind}:{value}"[:300])
        if own:  # answered for an earlier file
            return own
        self.beyond[kind] = self.beyond.get(kind, 0) + 1
        key = f"{kind}:{BEYOND}"
        problem = self.found.get(key)
        if problem is None:
            problem = self.found[key] = Problem(key, kind, severity or KINDS[kind].severity, said={**said, "beyond": MOST_OF_A_KIND})
        problem.count += 1
        if cell and len(problem.cells) < SHOWN_CELLS:
            problem.cells.append((sheet, cell))
        answer = self._answer(key)
        if answer == SKIP:
            self.skipped.add(value)
        return answer

    def _answer(self, key: str) -> str:
        given = self.answers.get(key)
        return str(given["a"]) if isinstance(given, dict) else ""

    def value(self, kind: str, value: str) -> str:
        """What an accepted suggestion or a typed answer says."""
        given = self.answers.get(f"{kind}:{value}"[:300])
        return str(given.get("v", "")) if isinstance(given, dict) else ""

    def listed(self) -> list[Problem]:
        """The gravest first, then in the order in which they were met."""
        return sorted(self.found.values(), key=lambda one: ORDER[one.severity])


def open_ones(problems: list[dict[str, Any]], answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The problems of a report that still wait for an answer."""
    return [one for one in problems if one["severity"] != NOTE and one["key"] not in answers]
