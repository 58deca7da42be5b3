"""Reading a WordPress export (WXR, an RSS file with WordPress's own elements) as a stream. Knows XML and nothing of the house.

The file comes from a stranger's server: document types, entities and outside references are refused (the threat is a file of a
kilobyte that unpacks to gigabytes), and only one item is in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from betang.kernel.errors import InvalidInput

_ILLEGAL = bytes(code for code in range(32) if code not in (9, 10, 13))
"""Control characters that XML does not know and old exports contain all the same; they are left out while reading."""
_META_KEPT = re.compile(r"_thumbnail_id|_wp_attachment_image_alt|_wp_attached_file|_menu_item_\w+")


class BrokenExport(InvalidInput):
    """The file is not a WordPress export, or breaks off. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceComment:
    """One comment of an item. E-mail and network address are not read at all."""

    id: str
    author: str
    text: str
    at: str
    is_approved: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """One item as it stands in the file; every field is text as found there."""

    id: str
    kind: str
    title: str
    link: str
    guid: str
    creator: str
    status: str
    slug: str
    parent: str
    order: int
    password: str
    is_sticky: bool
    published: str
    at_local: str
    at_gmt: str
    content: str
    excerpt: str
    file_url: str
    terms: tuple[tuple[str, str, str], ...]
    meta: dict[str, str]
    comments: tuple[SourceComment, ...]


@dataclass(slots=True)
class Source:
    """What stands at the head of the file: whose site it was."""

    title: str = ""
    base_url: str = ""
    version: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """What a category, tag or term of this number is called."""


class _Legal:
    """A file without the control characters that XML forbids."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        return self.file.read(size).translate(None, delete=_ILLEGAL)


def _name(tag: Any) -> str:
    """`{http://wordpress.org/export/1.2/}post_id` to `post_id`; the two `encoded` elements are told apart."""
    if not isinstance(tag, str):
        return ""
    space, _sep, local = tag.rpartition("}")
    return f"excerpt_{local}" if local == "encoded" and "excerpt" in space else local


def _text(element: Element) -> str:
    return (element.text or "").replace("\x00", "")


def _fields(element: Element) -> dict[str, str]:
    return {_name(child.tag): _text(child) for child in element}


def _comment(element: Element) -> SourceComment:
    of = _fields(element)
    return SourceComment(
        id=of.get("comment_id", "").strip(),
        author=of.get("comment_author", "").strip(),
        text=of.get("comment_content", ""),
        at=of.get("comment_date_gmt", "").strip() or of.get("comment_date", "").strip(),
        is_approved=of.get("comment_approved", "").strip(),
        kind=of.get("comment_type", "").strip(),
        parent=of.get("comment_parent", "").strip(),
    )


def _item(element: Element) -> SourceItem:
    of: dict[str, str] = {}
    terms: list[tuple[str, str, str]] = []
    meta: dict[str, str] = {}
    comments: list[SourceComment] = []
    for child in element:
        name = _name(child.tag)
        if name == "category":
            terms.append((child.get("domain", ""), child.get("nicename", ""), _text(child).strip()))
        elif name == "postmeta":
            pair = _fields(child)
            if _META_KEPT.fullmatch(pair.get("meta_key", "").strip()):
                meta[pair["meta_key"].strip()] = pair.get("meta_value", "").strip()
        elif name == "comment":
            comments.append(_comment(child))
        else:
            of.setdefault(name, _text(child))
    order = of.get("menu_order", "").strip()
    return SourceItem(
        id=of.get("post_id", "").strip(),
        kind=of.get("post_type", "").strip() or "post",
        title=of.get("title", "").strip(),
        link=of.get("link", "").strip(),
        guid=of.get("guid", "").strip(),
        creator=of.get("creator", "").strip(),
        status=of.get("status", "").strip(),
        slug=of.get("post_name", "").strip(),
        parent="" if of.get("post_parent", "").strip() == "0" else of.get("post_parent", "").strip(),
        order=int(order) if order.lstrip("-").isdecimal() and len(order) < 8 else 0,
        password=of.get("post_password", "").strip(),
        is_sticky=of.get("is_sticky", "").strip() == "1",
        published=of.get("pubDate", "").strip(),
        at_local=of.get("post_date", "").strip(),
        at_gmt=of.get("post_date_gmt", "").strip(),
        content=of.get("encoded", ""),
        excerpt=of.get("excerpt_encoded", ""),
        file_url=of.get("attachment_url", "").strip(),
        terms=tuple(terms),
        meta=meta,
        comments=tuple(comments),
    )


def _broken(error: ParseError) -> BrokenExport:
    line, column = error.position if hasattr(error, "position") else (0, 0)
    if "no element found" in str(error) or "unclosed" in str(error):
        return BrokenExport(
            _("The file breaks off at line %(line)d: its end is missing.") % {"line": line},
            hint=_("Export it from WordPress again (Tools > Export) and see that the download is complete. Nothing was taken over."),
        )
    return BrokenExport(
        _("The file cannot be read at line %(line)d, column %(column)d.") % {"line": line, "column": column + 1},
        hint=_("Export it from WordPress again (Tools > Export) and send it as it comes, without opening it. Nothing was taken over."),
    )


def _events(file: IO[bytes], source: Source) -> Iterator[SourceItem]:
    """Every item in the file's order; `source` is filled on the way. Memory: one item."""
    channel: Element | None = None
    depth = 0
    for event, element in iterparse(_Legal(file), events=("start", "end"), forbid_dtd=True):
        name = _name(element.tag)
        if event == "start":
            depth += 1
            if depth == 1 and name != "rss":
                raise _not_wordpress()
            if depth == 2 and name == "channel":
                channel = element
            continue
        depth -= 1
        if depth != 2 or channel is None:
            continue
        if name == "item":
            yield _item(element)
        elif name == "author":
            of = _fields(element)
            login = of.get("author_login", "").strip()
            source.authors[login] = of.get("author_display_name", "").strip() or login
        elif name in ("category", "tag", "term"):
            of = _fields(element)
            slug = (of.get("category_nicename") or of.get("tag_slug") or of.get("term_slug") or "").strip()
            label = (of.get("cat_name") or of.get("tag_name") or of.get("term_name") or "").strip()
            domain = of.get("term_taxonomy", "").strip() or ("post_tag" if name == "tag" else "category")
            if slug:
                source.terms[domain, slug] = label or slug
                source.names[of.get("term_id", "").strip()] = label or slug
        elif name == "title" and not source.title:
            source.title = _text(element).strip()
        elif name == "base_blog_url" or (name == "link" and not source.base_url):
            source.base_url = _text(element).strip().rstrip("/") or source.base_url
        elif name == "wxr_version":
            source.version = _text(element).strip()
        channel.remove(element)


def _not_wordpress() -> BrokenExport:
    return BrokenExport(
        _("This is not an export of WordPress."),
        hint=_("In WordPress choose Tools > Export > All content, and send the file that ends in .xml."),
    )


def items(path: Path, source: Source | None = None) -> Iterator[SourceItem]:
    """The items of an export, one at a time. Raises `BrokenExport` with the line where it breaks."""
    head = Source() if source is None else source
    try:
        with path.open("rb") as file:
            yield from _events(file, head)
    except ParseError as error:
        raise _broken(error) from None
    except DefusedXmlException:
        raise BrokenExport(
            _("The file declares document types or entities, as files that want to do harm do."),
            hint=_("An export of WordPress has none. Export it again and send it as it comes."),
        ) from None
    except (LookupError, UnicodeError):
        raise BrokenExport(
            _("The file's letters are coded in a way that is not known here."), hint=_("Export it from WordPress again; it is UTF-8 then.")
        ) from None
    if not head.version:
        raise _not_wordpress()
