"""What a document may be called and become, and how two texts of it differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from betang.planning.terms import OFFICE_DOCUMENTS, VILLAGE_DOCUMENTS, DocumentKind, DocumentStatus

FOLLOWS: dict[str, frozenset[str]] = {
    DocumentStatus.PREPARED: frozenset({DocumentStatus.CONSULTED, DocumentStatus.ENACTED}),
    DocumentStatus.CONSULTED: frozenset({DocumentStatus.ENACTED, DocumentStatus.ENDED}),
    DocumentStatus.ENACTED: frozenset({DocumentStatus.ENDED}),
    DocumentStatus.ENDED: frozenset({DocumentStatus.ENACTED}),
}
"""What a document may become. What was once shown to the public is never «being prepared» again: people have cited it."""

PUBLIC = frozenset({DocumentStatus.CONSULTED, DocumentStatus.ENACTED, DocumentStatus.ENDED})

LONGEST_SPAN_YEARS = 25
"""RPJPD spans twenty years; more is a typing mistake. Law: UU 23/2014 art. 263(2)"""

MOST_SENTENCES = 6
"""Changed sentences of a page that are shown; the rest is counted."""

SENTENCE_CHARS = 240
ALIKE = 0.5
"""Pages of which at least so much is the same are one page, changed; below it, one went and another came."""


def may_become(before: str, after: str) -> bool:
    """Whether a document may go from one status to another."""
    return before == after or after in FOLLOWS.get(before, frozenset())


def kinds_of(level: str) -> tuple[DocumentKind, ...]:
    """The kinds of document that a government of this level makes. Law: UU 6/2014 art. 79; UU 23/2014 art. 263"""
    if level == "village":
        return tuple(kind for kind in DocumentKind if kind in VILLAGE_DOCUMENTS)
    return tuple(kind for kind in DocumentKind if kind not in VILLAGE_DOCUMENTS)


def needs_office(kind: str) -> bool:
    """Whether a document of this kind is an office's own. Law: UU 25/2004 art. 7"""
    return kind in OFFICE_DOCUMENTS


def address_of(kind: str, government_code: str, from_year: int, to_year: int, office: str = "") -> str:
    """`rkpd-62-03-2026`, `renja-62-03-dinas-pupr-2026`, `rpjmd-62-2025-2029`."""
    parts = [kind.replace("_", "-"), government_code.replace(".", "-")]
    if office:
        parts.append(re.sub(r"[^a-z0-9]+", "-", office.lower()).strip("-")[:40])
    parts.append(str(from_year) if from_year == to_year else f"{from_year}-{to_year}")
    return "-".join(part for part in parts if part)[:110]


@dataclass(frozen=True, slots=True)
class PageChange:
    """How one page of a new text differs. `kind` is `added`, `removed` or `changed`; page numbers are 0 where there is none."""

    kind: str
    before: int
    after: int
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Two texts compared page by page."""

    same: int
    changes: tuple[PageChange, ...]

    @property
    def is_same(self) -> bool:
        return not self.changes


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def sentences(text: str) -> list[str]:
    """A page's text in pieces that people read as one: sentences, lines of a table, headings."""
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n|(?<=[.;:])\s*\n|\n(?=\s*(?:[A-Z0-9]{1,4}[.)]\s))", text):
        line = " ".join(block.split())
        pieces += [piece.strip() for piece in re.split(r"(?<=[.;])\s+(?=[A-Z(])", line) if piece.strip()]
    return pieces


def _shown(sentence: str) -> str:
    return sentence if len(sentence) <= SENTENCE_CHARS else sentence[: SENTENCE_CHARS - 1].rstrip() + "…"


def _changed(before: str, after: str, number_before: int, number_after: int) -> PageChange | None:
    old, new = sentences(before), sentences(after)
    keys_old, keys_new = [" ".join(_words(one)) for one in old], [" ".join(_words(one)) for one in new]
    gone: list[str] = []
    come: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys_old, keys_new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    flat_old, flat_new = " ".join(_words(" ".join(gone))), " ".join(_words(" ".join(come)))
    if flat_old == flat_new:  # only where lines break is different
        return None
    more = max(0, len(gone) - MOST_SENTENCES) + max(0, len(come) - MOST_SENTENCES)
    return PageChange(
        "changed", number_before, number_after,
        tuple(_shown(one) for one in gone[:MOST_SENTENCES]), tuple(_shown(one) for one in come[:MOST_SENTENCES]), more,
    )  # fmt: skip


def _alike(before: str, after: str) -> float:
    """How much of two pages is the same, from the words that they share: enough to pair them."""
    first, second = set(_words(before)), set(_words(after))
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _block(old: Sequence[str], new: Sequence[str], i1: int, i2: int, j1: int, j2: int) -> Iterator[PageChange]:
    """Pages that stand where others stood: paired in order where they are alike, else gone and come."""
    start = j1
    for i in range(i1, i2):
        window = range(start, min(j2, start + 4))
        best = max(window, key=lambda j: _alike(old[i], new[j]), default=None)
        if best is None or _alike(old[i], new[best]) < ALIKE:
            yield PageChange("removed", i + 1, 0)
            continue
        for j in range(start, best):
            yield PageChange("added", 0, j + 1)
        start = best + 1
        change = _changed(old[i], new[best], i + 1, best + 1)
        if change is not None:
            yield change
    for j in range(start, j2):
        yield PageChange("added", 0, j + 1)


def compare(old: Sequence[str], new: Sequence[str]) -> TextDifference:
    """What changed between two texts given page by page. A new page in the middle does not make all later pages new."""
    keys_old = [" ".join(_words(page)) for page in old]
    keys_new = [" ".join(_words(page)) for page in new]
    changes: list[PageChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys_old, keys_new, autojunk=False).get_opcodes():
        if tag != "equal":
            changes += _block(old, new, i1, i2, j1, j2)
    touched = sum(change.kind != "removed" for change in changes)
    return TextDifference(same=len(new) - touched, changes=tuple(changes))


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page in which all words of a search stand, with the place where they do: text before, the word, text after."""

    page: int
    pieces: tuple[tuple[str, bool], ...]
    count: int


def page_hit(number: int, text: str, words: Sequence[str], *, around: int = 110) -> PageHit | None:
    """Where the words stand in a page; None unless all do. Matching begins at a word's beginning, whatever its case."""
    found = [re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in words]
    if not words or not all(found):
        return None
    starts = [match.start() for match in found if match]
    count = sum(len(re.findall(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE)) for word in words)
    begin = max(0, min(starts) - around)
    begin = text.find(" ", begin) + 1 if begin else 0
    end = min(len(text), min(starts) + 2 * around)
    shown = " ".join(text[begin:end].split())
    pattern = re.compile("|".join(rf"(?<!\w)({re.escape(word)}\w*)" for word in words), re.IGNORECASE)
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = 0
    for match in pattern.finditer(shown):
        pieces += [(shown[at : match.start()], False), (match[0], True)]
        at = match.end()
    pieces.append((shown[at:] + ("…" if end < len(text) else ""), False))
    return PageHit(number, tuple(piece for piece in pieces if piece[0]), count)


def search_words(q: str) -> list[str]:
    """The words of a search, at most six."""
    return re.findall(r"\w[\w.-]*", q.lower())[:6]
