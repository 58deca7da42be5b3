"""Answers to a quiz, and whether a course is finished. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PASS_PERCENT = 80
"""Of all questions of a course, in percent: how many must be answered rightly for a certificate. House rule."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what was chosen: the choice is None where nothing, or nothing that there is, was chosen."""

    ask: str
    options: tuple[str, ...]
    right: int
    why: str
    chosen: int | None

    @property
    def is_right(self) -> bool:
        return self.chosen == self.right


def answered(quiz: Sequence[Mapping[str, Any]], chosen: Sequence[Any]) -> list[Answered]:
    """Each question of a quiz with the choice made. Whatever is no number of an option counts as not answered."""
    made = []
    for place, question in enumerate(quiz):
        options = tuple(str(one) for one in question["options"])
        choice = chosen[place] if place < len(chosen) else None
        valid = choice if isinstance(choice, int) and not isinstance(choice, bool) and 0 <= choice < len(options) else None
        made.append(Answered(str(question["ask"]), options, int(question["right"]), str(question["why"]), valid))
    return made


@dataclass(frozen=True, slots=True)
class Score:
    """How far somebody is with a course."""

    questions: int
    right: int
    unanswered: tuple[str, ...] = ()
    """The slugs of lessons in which a question is not answered."""

    @property
    def percent(self) -> int:
        return 100 * self.right // self.questions if self.questions else 0

    @property
    def is_passed(self) -> bool:
        return bool(self.questions) and not self.unanswered and self.percent >= PASS_PERCENT


def score(quizzes: Mapping[str, Sequence[Mapping[str, Any]]], answers: Mapping[str, Sequence[Any]]) -> Score:
    """`quizzes` and `answers` by the slug of the lesson."""
    questions = right = 0
    missing = []
    for slug, quiz in quizzes.items():
        given = answers.get(slug, ())
        rows = answered(quiz, given if isinstance(given, (list, tuple)) else ())
        questions += len(rows)
        right += sum(row.is_right for row in rows)
        if any(row.chosen is None for row in rows):
            missing.append(slug)
    return Score(questions, right, tuple(missing))


def problem_of(told: Mapping[str, Any]) -> str:
    """Why a lesson's quiz in a file cannot be asked; empty where it can."""
    for question in told.get("quiz", ()):
        options = question.get("options", ())
        if len(options) < 2 or not 0 <= question.get("right", -1) < len(options) or not question.get("why") or not question.get("ask"):
            return str(question.get("ask") or "quiz")
    return "" if told.get("quiz") else "quiz"
