"""What happens to one proposal, and the newest of a place, as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: `key` is its own for ever."""

    key: str
    title: str
    url: str
    at: datetime
    text: str


def _plain(text: str) -> str:
    return escape("".join(sign for sign in text if sign in "\t\n" or ord(sign) >= 32))


def atom(*, title: str, url: str, home: str, items: Sequence[Item]) -> str:
    """The whole feed."""
    changed = max((one.at for one in items), default=NOTHING_YET).astimezone(UTC).isoformat()
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_plain(title)}</title><id>{_plain(url)}</id><updated>{changed}</updated><author><name>Betang</name></author>",
        f'<link rel="self" href={quoteattr(url)}/><link href={quoteattr(home)}/>',
    ]
    for one in items:
        parts.append(
            f"<entry><title>{_plain(one.title)}</title><id>{_plain(one.key)}</id><updated>{one.at.astimezone(UTC).isoformat()}</updated>"
            f"<link href={quoteattr(one.url)}/><summary>{_plain(one.text)}</summary></entry>"
        )
    return "".join([*parts, "</feed>"])
