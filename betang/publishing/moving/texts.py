"""WordPress's text to ours: block comments and shortcodes read, paragraphs made, links and pictures led to their new places.

Pure functions over text; where links and pictures lead is asked of an `Addresses`. What comes out is cleaned by the guard.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.guard.html import clean_html


class Addresses(Protocol):
    """Where things of the old site are now."""

    def link(self, url: str) -> str:
        """The new address of a link, or the link itself."""

    def picture(self, url: str, item_id: str = "") -> tuple[str, str] | None:
        """(address, words) of a picture by its old address or its number; None where the file is not at hand."""

    def gallery(self, ids: list[str]) -> list[tuple[str, str, str] | None]:
        """(address, words, caption) of each picture of a gallery; with no ids, of all that belong to this item."""


@dataclass(slots=True)
class Converted:
    """Clean HTML, and what could not be carried over."""

    html: str = ""
    missing: set[str] = field(default_factory=set)
    embeds: int = 0
    shortcodes: set[str] = field(default_factory=set)

    def notes(self) -> list[str]:
        """Sentences for the list of what was not taken over whole."""
        found = []
        if self.missing:
            count = len(self.missing)
            found.append(ngettext("%(count)d picture is not at hand", "%(count)d pictures are not at hand", count) % {"count": count})
        if self.embeds:
            found.append(
                ngettext("%(count)d video or sound became a link", "%(count)d videos or sounds became links", self.embeds)
                % {"count": self.embeds}
            )
        if self.shortcodes:
            found.append(_("left out: %(names)s") % {"names": ", ".join(f"[{name}]" for name in sorted(self.shortcodes)[:6])})
        return found


_BLOCK = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_ANY_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(<pre\b.*?</pre\s*>|<code\b.*?</code\s*>|<textarea\b.*?</textarea\s*>)", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE)
_GALLERY = re.compile(r"\[gallery\b([^\]]*)\]", re.IGNORECASE)
_EMBED = re.compile(r"\[embed\b[^\]]*\]\s*(\S+?)\s*\[/embed\]", re.IGNORECASE)
_PLAYER = re.compile(
    r"\[(video|audio|playlist|youtube|vimeo|dailymotion|wpvideo|soundcloud|slideshare|googlemaps|archives)\b([^\]]*)\](?:.*?\[/\1\])?",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS_IN = re.compile(r"https?://[^\s\"'\]<>]+")
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][a-zA-Z0-9_-]{2,40})((?:\s+[a-zA-Z_-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\]]+))*)\s*/?\]")
_ESCAPED = re.compile(r"\[\[([^\[\]]{1,200})\]\]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>\]]+))""")
_FRAME = re.compile(r"<(iframe|embed|video|audio|object)\b([^>]*)>(.*?</\1\s*>)?", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
_LINK = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BLOCKS = (
    "address|article|aside|blockquote|details|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|"
    "summary|table|tbody|td|tfoot|th|thead|tr|ul|iframe|caption|colgroup|object"
)
_BLOCK_PIECES = re.compile(rf"(</?(?:{_BLOCKS})\b[^>]*>|\ue004\d+\ue005)", re.IGNORECASE)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FREE = frozenset({"div", "section", "article", "aside", "main", "blockquote", "form", "fieldset", "details"})
_LINE_END = re.compile(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n")
_KEPT = re.compile(r"[\ue002\ue004](\d+)[\ue003\ue005]")
_OWN_MARKS = re.compile(r"[\ue000-\ue005]")
_BARE_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\[\]\"']+)[ \t]*$", re.MULTILINE)
_EMPTY = re.compile(
    r"<(p|a|figure|figcaption|li|h[2-6]|strong|em|blockquote|td|ul|ol)(?:\s[^>]*)?>(?:\s|&nbsp;|\u00a0|<br\s*/?>)*</\1>",
    re.IGNORECASE,
)
_EMPTY_CELL_KEEPERS = frozenset({"td", "li"})


def attributes(text: str) -> dict[str, str]:
    """`src="a" alt='b' c=d` to a mapping, entities read, names in lower case."""
    return {found[1].lower(): entities.unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}


def _quote(text: str) -> str:
    return entities.escape(text, quote=True)


def _figure(address: str, words: str, caption: str) -> str:
    below = f"<figcaption>{caption}</figcaption>" if caption.strip() else ""
    return f'\n\n<figure><img src="{_quote(address)}" alt="{_quote(words)}">{below}</figure>\n\n'


class _Code:
    """Code put aside while a text is worked on: nothing in it is a shortcode, a paragraph or a link."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def put_by(self, text: str) -> str:
        return _CODE.sub(self._put, text)

    def _put(self, found: re.Match[str]) -> str:
        self.kept.append(found[0])
        begin, end = ("\ue004", "\ue005") if found[0][:4].lower() == "<pre" else ("\ue002", "\ue003")
        return f"{begin}{len(self.kept) - 1}{end}"

    def put_back(self, text: str) -> str:
        return _KEPT.sub(lambda found: self.kept[int(found[1])], text)


def paragraphs(text: str) -> str:
    """What WordPress does when it shows an old text: empty lines divide paragraphs, single line ends become line breaks.

    Only what stands free, in a division or in a quotation gets paragraphs; headings, points and cells stay as they are.
    """
    made: list[str] = []
    inside: list[str] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for index, part in enumerate(_BLOCK_PIECES.split(text)):
        if index % 2:
            tag = _TAG_NAME.match(part)
            made.append(part)
            if tag is None or part.endswith("/>") or tag[2].lower() in ("hr", "iframe", "col"):
                continue
            if not tag[1]:
                inside.append(tag[2].lower())
            elif tag[2].lower() in inside:
                while inside.pop() != tag[2].lower():
                    pass
            continue
        if inside and inside[-1] not in _FREE:
            made.append(part)
            continue
        for piece in re.split(r"\n\s*\n", part):
            if piece.strip():
                made.append("<p>" + _LINE_END.sub("<br>", piece.strip()) + "</p>\n")
    return "".join(made)


def convert(text: str, addresses: Addresses) -> Converted:
    """One WordPress text to clean HTML of our own short list of elements."""
    done = Converted()
    has_blocks = bool(_BLOCK.search(text))
    text = _ANY_COMMENT.sub("", _OWN_MARKS.sub("", text))

    def linked(url: str) -> str:
        done.embeds += 1
        return f'\n\n<p><a href="{_quote(url)}">{_quote(url)}</a></p>\n\n'

    def image(found: re.Match[str]) -> str:
        of = attributes(found[1])
        number = re.search(r"\bwp-image-(\d+)\b", of.get("class", ""))
        there = addresses.picture(of.get("src", ""), number[1] if number else "")
        if there is None:
            done.missing.add(of.get("src", ""))
            return ""
        return f'<img src="{_quote(there[0])}" alt="{_quote(of.get("alt", "") or there[1])}">'

    def caption(found: re.Match[str]) -> str:
        of = attributes(found[1])
        picture = re.search(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a\s*>)?", found[2], re.IGNORECASE)
        words = of.get("caption", "") or (found[2][picture.end() :] if picture else found[2])
        return f"\n\n<figure>{picture[0] if picture else ''}<figcaption>{words.strip()}</figcaption></figure>\n\n"

    def gallery(found: re.Match[str]) -> str:
        ids = re.findall(r"\d+", attributes(found[1]).get("ids", "") or attributes(found[1]).get("include", ""))
        rows = addresses.gallery(ids)
        done.missing |= {f"{ids}{index}" for index, row in enumerate(rows) if row is None}
        return "".join(_figure(*row) for row in rows if row is not None)

    def player(found: re.Match[str]) -> str:
        url = _ADDRESS_IN.search(entities.unescape(found[0]))
        if url is None:
            done.shortcodes.add(found[1].lower())
            return ""
        return linked(url[0])

    def frame(found: re.Match[str]) -> str:
        url = attributes(found[2]).get("src", "") or attributes(found[2]).get("data", "")
        if not url and found[3]:
            inner = re.search(r"""src\s*=\s*["']?(https?:[^"'\s>]+)""", found[3])
            url = entities.unescape(inner[1]) if inner else ""
        if url.startswith("//"):
            url = "https:" + url
        return linked(url) if url.startswith(("http://", "https://")) else ""

    def unknown(found: re.Match[str]) -> str:
        is_known_kind = found[1] or "=" in found[3] or f"[/{found[2]}]" in text
        if not is_known_kind:
            return found[0]
        if not found[1]:
            done.shortcodes.add(found[2].lower())
        return ""

    escaped: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        escaped.append(f"[{found[1]}]")
        return f"\ue000{len(escaped) - 1}\ue001"

    def shortcodes(part: str) -> str:
        part = _ESCAPED.sub(put_by, part)
        part = _CAPTION.sub(caption, part)
        part = _GALLERY.sub(gallery, part)
        part = _EMBED.sub(lambda found: linked(found[1]), part)
        part = _PLAYER.sub(player, part)
        part = _FRAME.sub(frame, part)
        return _SHORTCODE.sub(unknown, part)

    code = _Code()
    text = shortcodes(code.put_by(text))
    text = re.sub(r"\ue000(\d+)\ue001", lambda found: escaped[int(found[1])], text)
    text = _BARE_ADDRESS.sub(lambda found: linked(entities.unescape(found[1])), text)
    if not has_blocks:
        text = paragraphs(text)
    own = '<img src="/-/berkas/'
    text = _IMAGE.sub(lambda found: found[0] if found[0].startswith(own) else image(found), text)
    text = _LINK.sub(
        lambda found: f'{found[1]}"{_quote(addresses.link(entities.unescape(found[2] if found[2] is not None else found[3])))}"', text
    )
    done.html = tidy(clean_html(code.put_back(text)))
    return done


def tidy(html: str) -> str:
    """Without elements that are empty once pictures and scripts are gone (cells of tables and points of lists stay)."""
    for _round in range(6):
        thinner = _EMPTY.sub(lambda found: found[0] if found[1].lower() in _EMPTY_CELL_KEEPERS else "", html)
        if thinner == html:
            break
        html = thinner
    return re.sub(r"\n{3,}", "\n\n", html).strip()
