"""The value that layouts are drawn from. Filled by `web.shell`; no queries here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from betang.ui.fragments import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One entry of the menu; `is_current` marks the page's own section."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed that a page announces; `media_type` is `application/atom+xml`, `application/rss+xml` or `application/feed+json`."""

    title: str
    url: str
    media_type: str = "application/atom+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """`kind` is `portal`, `site` or `desk`; `hue` is an OKLCH angle; `motif` names a woven pattern.

    `footer` are lines of text, `footer_links` the links under them; `feeds` are announced in the head of public pages.

    `is_resting`: nothing is taken in here (a site whose group is silent); `archived_on`: the day since when it stays as it was.

    `fragments` keeps parts of the layout that are drawn from this shell alone; None where nothing is kept. The two addresses
    change from page to page and are never part of one.
    """

    kind: str
    name: str
    place: str
    language: str
    hue: int = 165
    motif: str = "anyam"
    logo_url: str = ""
    home_url: str = "/"
    portal_url: str = "/"
    search_url: str = "/cari/"
    other_language_url: str = ""
    canonical_url: str = ""
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[str, ...] = ()
    footer_links: tuple[MenuItem, ...] = ()
    feeds: tuple[Feed, ...] = ()
    sign_out_url: str = "/meja/akun/keluar/"
    person_url: str = ""
    person_name: str = ""
    is_demo: bool = False
    is_resting: bool = False
    archived_on: date | None = None
    fragments: Store | None = field(default=None, compare=False, repr=False)
