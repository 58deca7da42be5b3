"""Writing the index: put a document, take one out, take a whole site out. Always inside the action's own transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from betang.search import words
from betang.search.models import Document

BODY_LIMIT = 100_000
"""Characters of a text that are indexed; beyond lies nothing that anyone searches for, and memory stays bounded."""

STRONG_FROM = 3
"""A stem that stands this often in a text says what the text is about."""

_SLOTS_BITS = 20
_QUARTER_MINUTES = 60 * 24 * 91
_EPOCH_MINUTES = 60 * 24 * 365 * 1000


def site_mark(site_id: UUID) -> str:
    """The few letters by which a site's own tokens begin. Two sites may share one: results are filtered by site again."""
    return hashlib.blake2s(site_id.bytes, digest_size=4).hexdigest()


def any_token(word: str) -> str:
    """The token under which `word` is found everywhere."""
    return f"a{word}"


def title_token(word: str) -> str:
    """The token of a word in a title."""
    return f"b{word}"


BEGINNINGS = (3, 4)
"""So many letters of a word that is being typed are a token of their own on PostgreSQL; behind more of them stand few words."""


def begun_token(token: str) -> str:
    """The token under which everything is found that has a token beginning so.

    PostgreSQL reads and joins the lists of all tokens behind a beginning before it looks at anything else of a query: 60 ms for three
    letters in 200,000 documents, at each statement. A token of its own is one list. SQLite's index does this by itself.
    """
    return f"~{token}"


def beginnings(tokens: Iterable[str]) -> dict[str, None]:
    """The beginnings of tokens that have one letter as their mark, each once."""
    return dict.fromkeys(begun_token(token[: size + 1]) for token in tokens for size in BEGINNINGS if len(token) > size)


def site_token(site_id: UUID, word: str) -> str:
    """The token under which `word` is found in one site: it makes a search in a site cost what the site is worth."""
    return f"c{site_mark(site_id)}{word}"


def _letters(text: str) -> str:
    """Only what a token may hold: a filter comes from an address, and nothing of it may be syntax to an engine."""
    return "".join(character for character in text.lower() if character.isascii() and character.isalnum())


def kind_token(kind: str) -> str:
    """The token of a kind of document."""
    return "k" + _letters(kind)


def period_tokens(minute: int, quarters: int = 1) -> list[str]:
    """The tokens of the quarter of a year that a key's minute lies in, and of so many before it, the newest first.

    PostgreSQL looks at the newest quarters first: its index knows no order, and a common word has many matches.
    """
    last = minute // _QUARTER_MINUTES
    return [f"h{number}" for number in range(last, last - quarters, -1)]


def region_tokens(code: str) -> list[str]:
    """The tokens of a region and of those that it lies in: `62.03.05` → r62, r6203, r620305."""
    parts = [_letters(part) for part in code.split(".")] if code else []
    return ["r" + "".join(parts[: n + 1]) for n in range(len(parts))]


def minute_of(moment: datetime) -> int:
    """A moment as the number that keys begin with; before the year 1 of Unix time it is still positive."""
    return int(moment.timestamp() // 60) + _EPOCH_MINUTES


def minute_of_key(key: int) -> int:
    """The minute of publication that a document's key holds."""
    return key >> _SLOTS_BITS


def key_for(kind: str, key: str, published_at: datetime) -> int:
    """The key of a document: minute of publication above, 20 bits of its name's hash below.

    So newer documents have larger keys, in both engines and whatever the order in which they were put.
    """
    slot = int.from_bytes(hashlib.blake2s(f"{kind}:{key}".encode(), digest_size=4).digest()) & ((1 << _SLOTS_BITS) - 1)
    return (minute_of(published_at) << _SLOTS_BITS) | slot


def _free_key(wanted: int) -> int:
    while True:
        window = range(wanted, wanted + 64)
        taken = set(Document.objects.filter(id__gte=window.start, id__lt=window.stop).values_list("id", flat=True))
        for one in window:
            if one not in taken:
                return one
        wanted = window.stop


def prepare(
    *,
    kind: str,
    key: str,
    title: str,
    body: str,
    path: str,
    site_id: UUID | None,
    region_code: str = "",
    published_at: datetime,
    place: str = "",
) -> Document:
    """The row for one document, with its tokens, not yet saved and with its first choice of a key."""
    body = " ".join(body[:BODY_LIMIT].split())
    title_words = words.split(title)
    body_words = words.split(body)
    place_words = words.split(place)
    counts: dict[str, int] = {}
    for word in body_words:
        counts[word.stem] = counts.get(word.stem, 0) + 1
    in_title = dict.fromkeys(spelling for word in title_words for spelling in words.spellings(word))
    everywhere = dict.fromkeys([*in_title, *(spelling for word in (*body_words, *place_words) for spelling in words.spellings(word))])
    tokens = [any_token(word) for word in everywhere]
    tokens += [title_token(word) for word in in_title]
    if connection.vendor == "postgresql":
        tokens += beginnings(tokens)
    tokens += [kind_token(kind), *region_tokens(region_code), *period_tokens(minute_of(published_at))]
    if site_id is not None:
        tokens += [site_token(site_id, ""), *(site_token(site_id, word) for word in everywhere)]
    return Document(
        id=key_for(kind, key, published_at),
        kind=kind,
        key=key,
        site_id=site_id,
        region_code=region_code,
        place=place[:200],
        title=title[:300],
        body=body,
        path=path,
        published_at=published_at,
        title_stems=" ".join(in_title)[:600],
        strong_stems=" ".join(stem for stem, count in counts.items() if count >= STRONG_FROM),
        tokens=" ".join(tokens),
    )


def put(
    *,
    kind: str,
    key: str,
    title: str,
    body: str,
    path: str,
    site_id: UUID | None,
    region_code: str = "",
    published_at: datetime,
    place: str = "",
) -> None:
    """Make a public thing findable, or bring its document up to date. The body is plain text. Three queries."""
    row = prepare(
        kind=kind,
        key=key,
        title=title,
        body=body,
        path=path,
        site_id=site_id,
        region_code=region_code,
        published_at=published_at,
        place=place,
    )
    with transaction.atomic():
        Document.objects.filter(kind=kind, key=key).delete()
        row.id = _free_key(row.id)
        row.save(force_insert=True)


def put_many(rows: Iterable[Document]) -> int:
    """Put many prepared documents that are not there yet; for rebuilding and for benches. Returns their number."""
    made = list(rows)
    Document.objects.bulk_create(made, batch_size=500)
    return len(made)


def remove(kind: str, key: str) -> None:
    """Take one document out; nothing happens where there is none. It is gone for every search after the commit."""
    Document.objects.filter(kind=kind, key=key).delete()


def remove_site(site_id: UUID) -> None:
    """Take everything of one site out (suspension, archive)."""
    Document.objects.filter(site_id=site_id).delete()
