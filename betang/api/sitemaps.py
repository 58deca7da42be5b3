"""Site maps. Source: https://www.sitemaps.org/protocol.html: at most 50,000 addresses and 50 MB a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from betang.api.feeds import text_of

MOST = 40_000
"""Addresses in one file: below the protocol's limit, and below its size with our longest addresses."""


def urlset(rows: Iterable[tuple[str, datetime | None]]) -> str:
    """A map of `(full address, last change)`."""
    made = "".join(
        f"<url><loc>{text_of(address)}</loc>{f'<lastmod>{at.isoformat(timespec="seconds")}</lastmod>' if at else ''}</url>"
        for address, at in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{made}</urlset>\n'


def index(addresses: Sequence[str]) -> str:
    """A map of maps."""
    made = "".join(f"<sitemap><loc>{text_of(address)}</loc></sitemap>" for address in addresses)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{made}</sitemapindex>\n'
    )


def pages_for(count: int) -> int:
    """How many files `count` addresses need; one for none."""
    return max(1, -(-count // MOST))
