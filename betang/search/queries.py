"""Searching: one function over everything public, with the same answer from SQLite and from PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField

from betang.kernel import clock
from betang.kernel.prepared import Prepared, slots, spread
from betang.search import words
from betang.search.index import (
    BEGINNINGS,
    any_token,
    begun_token,
    kind_token,
    minute_of,
    minute_of_key,
    period_tokens,
    region_tokens,
    site_token,
    title_token,
)
from betang.search.models import Document

CANDIDATES = 400
"""How many of the newest matches are ranked. A result list ends there; `is_total_exact` says whether there are more."""

TITLE_CANDIDATES = 100
"""How many of the newest matches in titles join them, however old they are."""

MOST_WORDS = 8
"""Words of a query beyond these are left out: nobody types more, and each costs a lookup."""

LONGEST_QUERY = 300
SHORTEST_PREFIX = 3
EXCERPT_LENGTH = 220


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. `path` is on the site's host where `site_id` is set, else on the portal; `excerpt_html` is safe HTML."""

    kind: str
    key: str
    title: str
    path: str
    excerpt_html: str
    site_id: UUID | None
    region_code: str
    place: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. When `is_total_exact` is False there are more than `total`."""

    hits: tuple[Hit, ...]
    total: int
    is_total_exact: bool


Candidate = tuple[int, str, str]
"""Key, title stems, strong stems: all that the ranking reads."""

NOTHING = Results(hits=(), total=0, is_total_exact=True)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a document must have: the word `stem`, or a word that begins with `prefix`, or all `parts` of a code."""

    stem: str
    prefix: str = ""
    parts: tuple[str, ...] = ()


def terms_of(q: str) -> list[Term]:
    """What a query asks for. The last word is also taken as a beginning, unless a space or a mark follows it."""
    q = q[:LONGEST_QUERY]
    found = list(dict.fromkeys(words.split(q)))[:MOST_WORDS]
    open_end = bool(q) and q[-1].isalnum()
    terms: list[Term] = []
    for n, word in enumerate(found):
        is_last = n == len(found) - 1
        prefix = word.text if is_last and open_end and len(word.text) >= SHORTEST_PREFIX else ""
        terms.append(Term(word.stem, prefix, tuple(words.stem(part) for part in word.parts)))
    return terms


def search(q: str, *, site_id: UUID | None = None, region_code: str = "", kind: str = "", limit: int = 20, offset: int = 0) -> Results:
    """Documents that have every word of `q`, best first: in one site, below one region, of one kind, or all.

    The newest matches are taken from the engine, and the newest with every word in the title; these are ranked here,
    so that both engines give the same order. Two queries, three where a word is only begun. Nothing is found without a word.
    """
    terms = terms_of(q)
    if not terms:
        return NOTHING
    found, is_whole = _candidates(terms, site_id=site_id, region_code=region_code, kind=kind)
    if not found:
        return NOTHING
    today = minute_of(clock.now())
    ranked = sorted(_weights(terms, found, today), reverse=True)
    shown = [one[1] for one in ranked[offset : offset + limit]]
    count, ids = spread("id", shown)
    full = {row[0]: row for row in _SHOWN.rows(count, **ids)}
    needles = _needles(terms)
    hits = tuple(_hit(full[one], terms, needles) for one in shown if one in full)
    return Results(hits=hits, total=len(ranked), is_total_exact=is_whole)


def _weights(terms: Sequence[Term], rows: Sequence[Candidate], now: int) -> list[tuple[float, int]]:
    """How good each match is, with its key: in the title most, in what the text is about next; newer before older, by half a year."""
    wanted = [(f" {term.stem} ", f" {term.prefix}" if term.prefix else "") for term in terms]
    made = []
    for key, title_stems, strong_stems in rows:
        title, strong = f" {title_stems} ", f" {strong_stems} "
        weight = 0
        for whole, begun in wanted:
            if whole in title:
                weight += 8
            elif begun and begun in title:
                weight += 5
            if whole in strong:
                weight += 3
        days = max(0, now - minute_of_key(key)) / (24 * 60)
        made.append((round(weight + 4 / (1 + days / 180), 6), key))
    return made


TERMS = """
WITH RECURSIVE found(term) AS (
SELECT (SELECT term FROM search_terms WHERE term >= %s LIMIT 1)
UNION ALL SELECT (SELECT term FROM search_terms WHERE term >= found.term || '!' LIMIT 1) FROM found WHERE found.term < %s
) SELECT term FROM found WHERE term < %s LIMIT %s"""
"""From one term of the index to the next by looking for the smallest that is larger («!» stands before every letter and digit)."""

INDEXED_PREFIX = 6
"""SQLite's index has lists of its own for the first four, five and six characters of tokens (migration 2)."""

MOST_TERMS = 40


def _begun(token: str) -> list[str]:
    """The tokens that begin with `token`, on SQLite, where its index has no list for such a beginning; else nothing.

    FTS5 puts the lists of all that begins so together before it gives the first match: 45 ms for a word in 140,000 documents. Asked
    for by name, each list is read from its newest end and only as far as needed. Of more than `MOST_TERMS` FTS5 takes care itself.
    """
    if len(token) <= INDEXED_PREFIX:
        return []
    end = token + "~"
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [token, end, end, MOST_TERMS + 1])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) <= MOST_TERMS else []


def _match(term: Term, mark: Any, engine: str) -> str:
    """One term in the engine's own words. Tokens hold letters and digits alone, so nothing of a query is syntax."""
    quote, star, both = ('"', '"*', " AND ") if engine == "sqlite" else ("'", "':*", " & ")
    either = " OR " if engine == "sqlite" else " | "
    ways = [f"{quote}{mark(term.stem)}{quote}"]
    if term.prefix:
        token = mark(term.prefix)
        is_wide = token[0] in "ab"
        begun = _begun(token) if engine == "sqlite" and is_wide else []
        if engine == "postgresql" and is_wide and len(term.prefix) in BEGINNINGS:
            begun = [begun_token(token)]
        ways += [f"{quote}{one}{quote}" for one in begun if one != mark(term.stem)] if begun else [f"{quote}{token}{star}"]
    if term.parts:
        ways.append("(" + both.join(f"{quote}{mark(part)}{quote}" for part in term.parts) + ")")
    return f"({either.join(ways)})"


def _expression(terms: Sequence[Term], mark: Any, filters: Sequence[str], engine: str) -> str:
    both = " AND " if engine == "sqlite" else " & "
    quote = '"' if engine == "sqlite" else "'"
    return both.join([*(_match(term, mark, engine) for term in terms), *(f"{quote}{token}{quote}" for token in filters)])


SQLITE = (
    'SELECT id, title_stems, strong_stems FROM "search_document" WHERE id IN ('
    'SELECT rowid FROM "search_index" WHERE "search_index" MATCH %s ORDER BY rowid DESC LIMIT %s) AND (%s IS NULL OR site_id = %s)'
)
POSTGRESQL = (
    'SELECT id, title_stems, strong_stems FROM "search_document" WHERE vector @@ %s::tsquery AND (%s::uuid IS NULL OR site_id = %s) '
    "ORDER BY id + 0 DESC LIMIT %s"
)
"""`id + 0` keeps the planner from walking the key backwards and unpacking every row's vector on the way (20 times dearer)."""

FIRST_QUARTERS = (1, 2, 5)
"""PostgreSQL over all sites looks into the newest quarter of a year, then into two and five, then into everything."""


def _candidates(terms: Sequence[Term], *, site_id: UUID | None, region_code: str, kind: str) -> tuple[list[Candidate], bool]:
    """The newest matches, and the newest in titles where there are too many; and whether these are all. One or two queries."""
    filters = region_tokens(region_code)[-1:] + ([kind_token(kind)] if kind else [])
    engine = connection.vendor

    def in_site(word: str) -> str:
        return site_token(site_id, word) if site_id is not None else any_token(word)

    key = site_id.hex if site_id is not None and engine == "sqlite" else site_id  # two sites may share a mark: asked again by key

    def ask(expression: str, most: int) -> list[Candidate]:
        if engine == "sqlite":
            cursor.execute(SQLITE, [expression, most, key, key])
        else:
            cursor.execute(POSTGRESQL, [expression, key, key, most])
        rows: list[Candidate] = cursor.fetchall()
        return rows

    def newest(mark: Callable[[str], str], wanted: Sequence[str], most: int) -> list[Candidate]:
        expression = _expression(terms, mark, wanted, engine)
        if engine == "postgresql" and site_id is None:
            for quarters in FIRST_QUARTERS:
                periods = " | ".join(f"'{token}'" for token in period_tokens(minute_of(clock.now()), quarters))
                rows = ask(f"{expression} & ({periods})", most)
                if len(rows) == most:
                    return rows
        return ask(expression, most)

    with connection.cursor() as cursor:
        rows = sorted(newest(in_site, filters, CANDIDATES + 1), reverse=True)
        is_whole = len(rows) <= CANDIDATES
        del rows[CANDIDATES:]
        if not is_whole:
            of_site = filters if site_id is None else [*filters, site_token(site_id, "")]
            rows = list(dict.fromkeys([*rows, *newest(title_token, of_site, TITLE_CANDIDATES)]))
    return rows, is_whole


_NOT_SPACE = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:[./\-:,_][^\W_]+)*")


@lru_cache(maxsize=20_000)
def _words_of(chunk: str) -> tuple[words.Word, ...]:
    return tuple(words.split(chunk))


def _is_hit(chunk: str, terms: Sequence[Term]) -> bool:
    for one in _words_of(chunk):
        for term in terms:
            if one.stem == term.stem or (term.prefix and one.text.startswith(term.prefix)):
                return True
            if one.parts and term.stem in words.spellings(one):
                return True
    return False


def _needles(terms: Sequence[Term]) -> re.Pattern[str]:
    """Letters that every form of the words contains: they find the place at once, then the words there are looked at.

    A root's first letter is left out where a nasal may have taken its place (tulis, menulis).
    """
    found = set()
    for term in terms:
        root = term.stem[1:] if term.stem[0] in "kpst" and len(term.stem) > 3 else term.stem
        found.add(term.parts[0] if term.parts else root[:4])
        if term.prefix:
            found.add(term.prefix)
    return re.compile("|".join(re.escape(needle) for needle in sorted(found, key=len, reverse=True)), re.IGNORECASE)


def _first_hit(body: str, terms: Sequence[Term], needles: re.Pattern[str]) -> int:
    at = 0
    while (found := needles.search(body, at)) is not None:
        start = body.rfind(" ", 0, found.start()) + 1
        chunk = _NOT_SPACE.match(body, start)
        if chunk is None or chunk.end() <= found.start():
            return -1
        if _is_hit(chunk.group(), terms):
            return start
        at = chunk.end()
    return -1


def excerpt(body: str, terms: Sequence[Term], needles: re.Pattern[str] | None = None) -> str:
    """The part of a text where the query's words stand first, as HTML with `<mark>` around them and nothing else in it."""
    needles = needles or _needles(terms)
    start = max(0, _first_hit(body, terms, needles) - 60)
    if start:
        start = body.find(" ", start) + 1
    piece = body[start : start + EXCERPT_LENGTH]
    if start + EXCERPT_LENGTH < len(body) and " " in piece:
        piece = piece[: piece.rfind(" ")]
    made: list[str] = ["… "] if start else []
    last = 0
    for found in _WORD.finditer(piece) if needles.search(piece) else ():
        if needles.search(found.group()) and _is_hit(found.group(), terms):
            made += [escape(piece[last : found.start()]), "<mark>", escape(found.group()), "</mark>"]
            last = found.end()
    made.append(escape(piece[last:]))
    if start + len(piece) < len(body):
        made.append(" …")
    return "".join(made)


_COLUMNS = ("id", "kind", "key", "title", "path", "body", "site_id", "region_code", "place", "published_at")
_SHOWN = Prepared(lambda count: Document.objects.filter(id__in=slots("id", count, BigIntegerField())).values_list(*_COLUMNS))


def _hit(row: tuple[Any, ...], terms: Sequence[Term], needles: re.Pattern[str]) -> Hit:
    _id, kind, key, title, path, body, site_id, region_code, place, published_at = row
    return Hit(
        kind=kind, key=key, title=title, path=path, excerpt_html=excerpt(body, terms, needles), site_id=site_id,
        region_code=region_code, place=place, published_at=published_at,
    )  # fmt: skip
