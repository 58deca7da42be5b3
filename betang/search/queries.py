"""Searching: one function over everything public, with the same answer from SQLite and from PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from django.db import connection

from betang.kernel import clock
from betang.search import words
from betang.search.index import any_token, kind_token, region_tokens, site_token, title_token
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


NOTHING = Results(hits=(), total=0, is_total_exact=True)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a document must have: any of the `exact` words, all of `parts`, or a word that begins with `prefix`."""

    exact: tuple[str, ...]
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
        terms.append(Term((word.stem,), prefix, tuple(words.stem(part) for part in word.parts)))
    return terms


def search(q: str, *, site_id: UUID | None = None, region_code: str = "", kind: str = "", limit: int = 20, offset: int = 0) -> Results:
    """Documents that have every word of `q`, best first: in one site, below one region, of one kind, or all.

    The newest matches are taken from the engine, and the newest with every word in the title; these are ranked here,
    so that both engines give the same order. Two queries. A query without any word finds nothing.
    """
    terms = terms_of(q)
    if not terms:
        return NOTHING
    ids = _candidates(terms, site_id=site_id, region_code=region_code, kind=kind)
    if not ids:
        return NOTHING
    rows = Document.objects.filter(id__in=ids)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    weighed = sorted(
        ((_weight(terms, row, clock.now()), row["id"]) for row in rows.values("id", "title_stems", "strong_stems", "published_at")),
        reverse=True,
    )
    shown = [one[1] for one in weighed[offset : offset + limit]]
    full = {row.id: row for row in Document.objects.filter(id__in=shown).defer("tokens", "title_stems", "strong_stems")}
    hits = tuple(_hit(full[one], terms) for one in shown if one in full)
    return Results(hits=hits, total=len(weighed), is_total_exact=len(weighed) < CANDIDATES)


def _weight(terms: Sequence[Term], row: dict[str, Any], now: datetime) -> float:
    title = row["title_stems"].split()
    strong = row["strong_stems"].split()
    weight = 0.0
    for term in terms:
        if any(one in title for one in term.exact):
            weight += 8
        elif term.prefix and any(one.startswith(term.prefix) for one in title):
            weight += 5
        if any(one in strong for one in term.exact):
            weight += 3
    days = max(0.0, (now - row["published_at"]).total_seconds() / 86_400)
    return round(weight + 4 / (1 + days / 180), 6)


def _match(term: Term, mark: Any, engine: str) -> str:
    """One term in the engine's own words. Tokens hold letters and digits alone, so nothing of a query is syntax."""
    quote, star, both = ('"', '"*', " AND ") if engine == "sqlite" else ("'", "':*", " & ")
    either = " OR " if engine == "sqlite" else " | "
    ways = [f"{quote}{mark(word)}{quote}" for word in term.exact]
    if term.prefix:
        ways.append(f"{quote}{mark(term.prefix)}{star}")
    if term.parts:
        ways.append("(" + both.join(f"{quote}{mark(part)}{quote}" for part in term.parts) + ")")
    return f"({either.join(ways)})"


def _expression(terms: Sequence[Term], mark: Any, filters: Sequence[str], engine: str) -> str:
    both = " AND " if engine == "sqlite" else " & "
    quote = '"' if engine == "sqlite" else "'"
    return both.join([*(_match(term, mark, engine) for term in terms), *(f"{quote}{token}{quote}" for token in filters)])


def _candidates(terms: Sequence[Term], *, site_id: UUID | None, region_code: str, kind: str) -> list[int]:
    filters = region_tokens(region_code)[-1:] + ([kind_token(kind)] if kind else [])
    engine = connection.vendor

    def in_site(word: str) -> str:
        return site_token(site_id, word) if site_id is not None else any_token(word)

    if engine == "sqlite":
        sql = 'SELECT rowid FROM "search_index" WHERE "search_index" MATCH %s ORDER BY rowid DESC LIMIT %s'
    else:
        sql = 'SELECT id FROM "search_document" WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s'
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [_expression(terms, in_site, filters, engine), CANDIDATES])
        rows = cursor.fetchall()
        found.update((row[0], None) for row in rows)
        if len(rows) == CANDIDATES:
            cursor.execute(sql, [_expression(terms, title_token, filters, engine), TITLE_CANDIDATES])
            found.update((row[0], None) for row in cursor.fetchall())
    return list(found)


_WORD = re.compile(r"[^\W_]+(?:[./\-:,_][^\W_]+)*")


def _is_hit(word: str, terms: Sequence[Term]) -> bool:
    for one in words.split(word):
        for term in terms:
            if one.stem in term.exact or (term.prefix and one.text.startswith(term.prefix)):
                return True
            if term.parts and one.text in term.exact:
                return True
    return False


def excerpt(body: str, terms: Sequence[Term]) -> str:
    """The part of a text where the query's words stand first, as HTML with `<mark>` around them and nothing else in it."""
    first = -1
    for found in _WORD.finditer(body):
        if _is_hit(found.group(), terms):
            first = found.start()
            break
    start = max(0, first - 60)
    if start:
        start = body.find(" ", start) + 1
    piece = body[start : start + EXCERPT_LENGTH]
    if start + EXCERPT_LENGTH < len(body):
        piece = piece[: piece.rfind(" ")] if " " in piece else piece
    made: list[str] = ["… "] if start else []
    last = 0
    for found in _WORD.finditer(piece):
        if _is_hit(found.group(), terms):
            made += [escape(piece[last : found.start()]), "<mark>", escape(found.group()), "</mark>"]
            last = found.end()
    made.append(escape(piece[last:]))
    if start + len(piece) < len(body):
        made.append(" …")
    return "".join(made)


def _hit(row: Document, terms: Sequence[Term]) -> Hit:
    return Hit(
        kind=row.kind,
        key=row.key,
        title=row.title,
        path=row.path,
        excerpt_html=excerpt(row.body, terms),
        site_id=row.site_id,
        region_code=row.region_code,
        place=row.place,
        published_at=row.published_at,
    )
