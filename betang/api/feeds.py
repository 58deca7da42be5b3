"""The same newest articles in three tongues: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Pure functions from values to text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from betang.hosting import addresses
from betang.publishing.queries import FeedItem

NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)
"""When an empty feed changed last: Atom wants a moment, and the time of day must not stand on a kept page."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 section 2.2 does not know."""

_OWN_PATH = re.compile(r'(\s(?:src|href)=")(/(?!/))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's head and its items, newest first. `url` is the feed's own full address, `home` that of the pages."""

    title: str
    subtitle: str
    home: str
    url: str
    language: str
    items: Sequence[FeedItem]
    with_text: bool = True

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=NOTHING_YET)


def text_of(value: str) -> str:
    """A value as XML text: what XML does not know taken out, the rest escaped."""
    return escape(_NOT_XML.sub("", value), {'"': "&quot;"})


def absolute(html: str, host: str) -> str:
    """HTML whose own paths carry scheme and host, to be read elsewhere."""
    return _OWN_PATH.sub(lambda found: found[1] + addresses.site_url(host, found[2]), html)


def _picture(item: FeedItem) -> tuple[str, str]:
    """`(address, media type)` of the largest plain picture, or two empty texts."""
    if item.picture is None:
        return "", ""
    plain = [one for one in item.picture.variants if one["media_type"] == "image/jpeg"] or list(item.picture.variants)
    best = max(plain, key=lambda one: int(one["width"]))
    return addresses.site_url(item.host, str(best["path"])), str(best["media_type"])


def rss(feed: Feed) -> str:
    """RSS 2.0. Source: https://www.rssboard.org/rss-specification, with `content`, `dc` and `atom` for what it has no word for."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>',
        f"<title>{text_of(feed.title)}</title><link>{text_of(feed.home)}</link><description>{text_of(feed.subtitle)}</description>",
        f"<language>{text_of(feed.language)}</language><lastBuildDate>{format_datetime(feed.updated_at)}</lastBuildDate>",
        f'<atom:link rel="self" type="application/rss+xml" href="{text_of(feed.url)}"/>',
    ]
    for item in feed.items:
        parts.append(
            f"<item><title>{text_of(item.title)}</title><link>{text_of(item.url)}</link>"
            f'<guid isPermaLink="false">urn:uuid:{item.id}</guid><pubDate>{format_datetime(item.published_at)}</pubDate>'
            f"<dc:creator>{text_of(item.author or item.group)}</dc:creator>"
        )
        parts += [f"<category>{text_of(name)}</category>" for name in item.categories]
        if item.summary:
            parts.append(f"<description>{text_of(item.summary)}</description>")
        if feed.with_text:
            parts.append(f"<content:encoded>{text_of(absolute(item.html, item.host))}</content:encoded>")
        else:
            parts.append(f'<source url="{text_of(addresses.site_url(item.host, "/umpan/rss.xml"))}">{text_of(item.group)}</source>')
        parts.append("</item>")
    return "".join([*parts, "</channel></rss>\n"])


def atom(feed: Feed) -> str:
    """Atom. Source: RFC 4287."""
    parts = [
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{text_of(feed.language)}">',
        f"<id>{text_of(feed.home)}</id><title>{text_of(feed.title)}</title><subtitle>{text_of(feed.subtitle)}</subtitle>",
        f"<updated>{feed.updated_at.isoformat()}</updated><author><name>{text_of(feed.title)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{text_of(feed.url)}"/>'
        f'<link rel="alternate" type="text/html" href="{text_of(feed.home)}"/>',
    ]
    for item in feed.items:
        parts.append(
            f"<entry><id>urn:uuid:{item.id}</id><title>{text_of(item.title)}</title>"
            f'<link rel="alternate" type="text/html" href="{text_of(item.url)}"/>'
            f"<published>{item.published_at.isoformat()}</published><updated>{item.updated_at.isoformat()}</updated>"
            f"<author><name>{text_of(item.author or item.group)}</name></author>"
        )
        parts += [f'<category term="{text_of(name)}"/>' for name in item.categories]
        address, media_type = _picture(item)
        if address:
            parts.append(f'<link rel="enclosure" type="{text_of(media_type)}" href="{text_of(address)}"/>')
        if item.summary:
            parts.append(f"<summary>{text_of(item.summary)}</summary>")
        if feed.with_text:
            parts.append(f'<content type="html">{text_of(absolute(item.html, item.host))}</content>')
        else:
            parts.append(
                f"<source><id>{text_of(addresses.site_url(item.host))}</id><title>{text_of(item.group)}</title>"
                f"<updated>{item.updated_at.isoformat()}</updated></source>"
            )
        parts.append("</entry>")
    return "".join([*parts, "</feed>\n"])


def json_feed(feed: Feed) -> str:
    """JSON Feed. Source: https://www.jsonfeed.org/version/1.1/"""
    items: list[dict[str, Any]] = []
    for item in feed.items:
        made: dict[str, Any] = {
            "id": f"urn:uuid:{item.id}",
            "url": item.url,
            "title": item.title,
            "date_published": item.published_at.isoformat(),
            "date_modified": item.updated_at.isoformat(),
            "authors": [{"name": item.author or item.group}],
        }
        if feed.with_text:
            made["content_html"] = absolute(item.html, item.host)
        else:
            made["content_text"] = item.summary or item.title
        if item.summary:
            made["summary"] = item.summary
        if item.categories:
            made["tags"] = list(item.categories)
        address, _media_type = _picture(item)
        if address:
            made["image"] = address
        items.append(made)
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(head, ensure_ascii=False, separators=(",", ":"))


KINDS: dict[str, tuple[str, Callable[[Feed], str]]] = {
    "rss.xml": ("application/rss+xml; charset=utf-8", rss),
    "atom.xml": ("application/atom+xml; charset=utf-8", atom),
    "feed.json": ("application/feed+json; charset=utf-8", json_feed),
}
"""The last part of a feed's address to its media type and its maker."""
