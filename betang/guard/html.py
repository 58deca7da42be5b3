"""HTML that may be shown: a short list of elements, links that lend no rank, pictures from our own storage, nothing that runs."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt

MEDIA_PATH = "/-/berkas/"
"""Where checked pictures are served; an `<img>` may come from nowhere else."""

_ELEMENTS = (
    "a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins li mark ol p pre q s small "
    "strong sub sup table tbody td tfoot th thead time tr u ul"
)
ELEMENTS = frozenset(_ELEMENTS.split())
"""What text is made of. No div, no span, no class, no style: a site's look is not in its texts."""

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
}
LINK_REL = "nofollow ugc noopener"
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "form", "select", "textarea", "title"}
_BLOCKS = (
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())

_WHOLE_NUMBER = re.compile(r"\d{1,4}")
_IMAGE = re.compile(r'<img((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_SRC = re.compile(r'\ssrc="([^"]*)"')
_SAFE_PATH = re.compile(r"/-/berkas/[A-Za-z0-9._~/-]+")
_FIRST_HEADING = re.compile(r"<(/?)h1(?=[\s>])")
_NUMERIC = frozenset({"width", "height", "start", "value", "colspan", "rowspan"})


def _attribute(element: str, name: str, value: str) -> str | None:
    if name in _NUMERIC:
        return value if _WHOLE_NUMBER.fullmatch(value) else None
    if element == "img" and name == "src":
        return value if _SAFE_PATH.fullmatch(value) and ".." not in value else None
    if name == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    if element == "a" and name == "href" and value.startswith("//"):
        return None  # an address of another house that looks like one of ours
    return value


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ELEMENTS | {"h1"}),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={name: set(values) for name, values in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=LINK_REL,
        strip_comments=True,
    )


def _keep_image(found: re.Match[str]) -> str:
    return f'<img{found[1]} loading="lazy" decoding="async">' if _SRC.search(found[1]) else ""


def clean_html(html: str) -> str:
    """The part of `html` that may be shown: `ELEMENTS` with `ATTRIBUTES`, nothing that runs, no foreign pictures.

    A first heading becomes a second one: the page has its own. Cleaning what is clean changes nothing.
    """
    cleaned = _IMAGE.sub(_keep_image, _cleaner().clean(html))
    lowered = _FIRST_HEADING.sub(r"<\1h2", cleaned)
    if lowered != cleaned:  # a heading in a heading of another rank is taken apart only when both have one rank
        lowered = _IMAGE.sub(_keep_image, _cleaner().clean(lowered))
    return lowered


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(["table", "strikethrough", "linkify"])


def render_markdown(text: str) -> str:
    """Markdown as typed on a phone to clean HTML. HTML in the text is shown as text; a single line break stays one."""
    return clean_html(_markdown().render(text))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "template"):
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of `html` without its elements: one line a block, no empty lines, no scripts."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
