"""Two texts side by side in one: what stands only in the first, only in the second, and in both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 4000
"""A changed stretch longer than this is shown whole, old and new: comparing it word by word would take seconds."""

_WORD = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `kind` is "same", "old" (only in the first) or "new" (only in the second)."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[list[Piece]]:
    """The two texts as lines of pieces, in the order of the second. Lines first, then words inside what changed."""
    a, b = old.splitlines(), new.splitlines()
    lines: list[list[Piece]] = []
    for what, a0, a1, b0, b1 in _steps(a, b):
        if what == "equal":
            lines += [[Piece("same", line)] for line in b[b0:b1] if line]
        else:
            lines += _lines(_words("\n".join(a[a0:a1]), "\n".join(b[b0:b1])))
    return lines


def _steps(a: list[str], b: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(a) + len(b) > MOST_WORDS:
        return [("replace", 0, len(a), 0, len(b))]
    return list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())


def _words(old: str, new: str) -> Iterator[Piece]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    for what, a0, a1, b0, b1 in _steps(a, b):
        if what == "equal":
            yield Piece("same", "".join(b[b0:b1]))
            continue
        if a1 > a0:
            yield Piece("old", "".join(a[a0:a1]))
        if b1 > b0:
            yield Piece("new", "".join(b[b0:b1]))


def _lines(pieces: Iterator[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        if first:
            lines[-1].append(Piece(piece.kind, first))
        lines += [[Piece(piece.kind, text)] if text else [] for text in rest]
    return [line for line in lines if line]
