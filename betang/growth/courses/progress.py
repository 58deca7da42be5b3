"""Progress that nobody keeps but the learner: signed, in the address of the next page; with script it lies on the phone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing

SALT = "betang.growth.course"
Answers = dict[str, list[int]]
LONGEST = 4000


def packed(course: str, answers: Mapping[str, Sequence[int]]) -> str:
    """The answers so far as one short signed word, good for this course alone."""
    return signing.dumps({"c": course, "a": answers}, salt=SALT, compress=True) if answers else ""


def unpacked(course: str, text: str) -> Answers:
    """What `packed` made; nothing where it was made elsewhere or for another course."""
    try:
        told = signing.loads(text[:LONGEST], salt=SALT) if text else {}
    except signing.BadSignature:
        return {}
    return _clean(told.get("a")) if told.get("c") == course else {}


def from_phone(text: str) -> Answers:
    """What the phone kept, as JSON; every answer is checked again, so nothing of it is believed."""
    try:
        return _clean(json.loads(text[:LONGEST])) if text else {}
    except (ValueError, RecursionError):
        return {}


def _clean(told: Any) -> Answers:
    if not isinstance(told, dict):
        return {}
    return {
        str(slug)[:80]: [one if isinstance(one, int) else -1 for one in chosen[:20]]
        for slug, chosen in list(told.items())[:50]
        if isinstance(chosen, list)
    }
