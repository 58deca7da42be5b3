"""What becomes of each item of an export, decided before anything is written: its new address, its state, or why it stays behind."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from betang.guard.words import slug_of, tidy_line
from betang.kernel import clock
from betang.publishing import redirects
from betang.publishing.models import Article, Category, ImportItem, Page
from betang.publishing.moving import wxr
from betang.publishing.moving.media import Media, plain_name, tail
from betang.publishing.moving.wxr import Source, SourceItem
from betang.publishing.terms import ArticleState

ARTICLE, PAGE, PICTURE, MENU, NOTHING = "article", "page", "picture", "menu", "nothing"
DEEPEST = 3
MAIN_MENU_NAMES = frozenset(
    {"primary", "main", "utama", "menu-utama", "main-menu", "primary-menu", "header", "header-menu", "top", "navigasi"}
)
WITHOUT_CATEGORY = frozenset({"uncategorized", "tak-berkategori", "tanpa-kategori", "uncategorised"})
IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


@dataclass(slots=True)
class Planned:
    """One item (without its text) and what becomes of it. `reason` says why not, or what of it was changed."""

    item: SourceItem
    key: str
    becomes: str
    reason: str = ""
    slug: str = ""
    state: str = ArticleState.DRAFT
    publish_at: datetime | None = None
    at: datetime | None = None
    target_id: UUID | None = None
    comments: int = 0

    @property
    def is_public(self) -> bool:
        """Readers will see it (or will, at its time)."""
        return self.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED)

    @property
    def path(self) -> str:
        """Its address on the new site."""
        return f"/halaman/{self.slug}/" if self.becomes == PAGE else f"/berita/{self.slug}/"


@dataclass(slots=True)
class Plan:
    """The whole file, without its texts."""

    source: Source
    rows: list[Planned] = field(default_factory=list)
    by_id: dict[str, Planned] = field(default_factory=dict)
    by_path: dict[str, Planned] = field(default_factory=dict)
    by_file: dict[str, Planned] = field(default_factory=dict)
    children: dict[str, list[Planned]] = field(default_factory=dict)
    menu: str = ""
    menu_pages: dict[str, int] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many items become what."""
        found = Counter(row.becomes for row in self.rows)
        found["comments"] = sum(row.comments for row in self.rows)
        return dict(found)

    @property
    def host(self) -> str:
        """The old site's host name, without `www.`."""
        return (urlsplit(self.source.base_url).hostname or "").removeprefix("www.")


def moment_of(item: SourceItem, fallback: datetime) -> datetime:
    """When an item was published: its time in GMT, else its local time in the province's zone, else the feed's date."""
    for text, zone in ((item.at_gmt, UTC), (item.at_local, clock.zone())):
        if text and not text.startswith("0000"):
            try:
                found = datetime.fromisoformat(text)
            except ValueError:
                continue
            if 1990 <= found.year <= 2200:
                return found.replace(tzinfo=zone).astimezone(UTC) if found.tzinfo is None else found.astimezone(UTC)
    try:
        found = parsedate_to_datetime(item.published)
    except (TypeError, ValueError, IndexError, OverflowError):
        return fallback
    if not 1990 <= found.year <= 2200:
        return fallback
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def key_of(source: Source, item: SourceItem, seen: set[str]) -> str:
    """The item's own name: its guid; where that is missing or used twice, its number on its site."""
    guid = item.guid
    if not guid or guid in seen or len(guid) > 280:
        guid = f"{source.base_url}#{item.kind}-{item.id or hashlib.sha256(f'{item.link}{item.title}'.encode()).hexdigest()[:24]}"
    while guid in seen:
        guid += "+"
    seen.add(guid)
    return guid[:300]


def _state(row: Planned, now: datetime) -> None:
    """The state of a post or page here, from its state there."""
    item = row.item
    row.at = moment_of(item, now)
    notes = []
    if item.password:
        row.state = ArticleState.DRAFT
        notes.append(_("was locked with a password; it is a draft now, publish it if everybody may read it"))
    elif item.status == "private":
        row.state = ArticleState.DRAFT
        notes.append(_("was private; it is a draft now"))
    elif item.status in ("publish", "future"):
        row.state = ArticleState.PUBLISHED
        if row.at > now:
            row.state, row.publish_at = ArticleState.SCHEDULED, row.at
    else:
        row.state = ArticleState.DRAFT
    if item.is_sticky:
        notes.append(_("was pinned to the top; news stands in the order of time here"))
    row.reason = "; ".join(notes)


def _decide(row: Planned, now: datetime) -> None:
    item = row.item
    if item.kind in ("post", "page"):
        if item.status == "trash":
            row.becomes, row.reason = NOTHING, _("was in the bin")
        elif item.status == "auto-draft":
            row.becomes, row.reason = NOTHING, _("was never written")
        else:
            row.becomes = ARTICLE if item.kind == "post" else PAGE
            _state(row, now)
            if row.becomes == PAGE and row.state == ArticleState.SCHEDULED:
                row.state, row.publish_at = ArticleState.DRAFT, None
                row.reason = "; ".join(filter(None, [row.reason, _("was scheduled; pages have no schedule here, so it is a draft")]))
    elif item.kind == "attachment":
        row.becomes = PICTURE
    elif item.kind == "nav_menu_item":
        row.becomes = MENU
    elif item.kind == "revision":
        row.becomes, row.reason = NOTHING, _("an earlier text of another item")
    else:
        row.becomes, row.reason = NOTHING, _("items of the kind “%(kind)s” are not known here") % {"kind": item.kind[:40]}


def _slugs(rows: Iterable[Planned]) -> None:
    """A free address for every post and page; what was taken before keeps the one it has."""
    for becomes, model, word in ((ARTICLE, Article, "tulisan"), (PAGE, Page, "halaman")):
        there: dict[UUID, str] = dict(model.objects.values_list("id", "slug"))
        mine = [row for row in rows if row.becomes == becomes]
        own = {row.target_id for row in mine if row.target_id in there}
        taken = {slug for pk, slug in there.items() if pk not in own}
        for row in mine:
            if row.target_id in there:
                row.slug = there[row.target_id]
                taken.add(row.slug)
        for row in mine:
            if row.slug:
                continue
            title = slug_of(tidy_line(row.item.title), fallback="")
            base = slug_of(unquote(row.item.slug), fallback="") or title or f"{word}-{row.item.id or len(taken)}"
            slug, number = base, 2
            while slug in taken:
                slug, number = f"{base}-{number}", number + 1
            row.slug = slug
            taken.add(slug)


def _menu(plan: Plan) -> None:
    """Which of the old site's menus becomes the order of pages: the one with a main menu's name, else the one with most pages."""
    menus: dict[str, list[Planned]] = {}
    for row in plan.rows:
        if row.becomes == MENU:
            name = next((slug for domain, slug, _label in row.item.terms if domain == "nav_menu"), "")
            menus.setdefault(name, []).append(row)

    for rows in menus.values():
        for row in rows:
            _name_of_target(plan, row)

    def pages_of(rows: list[Planned]) -> int:
        return sum(_page_of(plan, row) is not None for row in rows)

    candidates = [name for name, rows in menus.items() if pages_of(rows)]
    named = [name for name in candidates if name in MAIN_MENU_NAMES]
    plan.menu = named[0] if named else max(candidates, key=lambda name: pages_of(menus[name]), default="")
    for name, rows in menus.items():
        for row in sorted(rows, key=lambda one: one.item.order):
            page = _page_of(plan, row)
            if name != plan.menu:
                row.becomes, row.reason = NOTHING, _("stands in another menu; the site has one, made of its pages")
            elif page is None:
                row.becomes, row.reason = NOTHING, _not_a_page(plan, row)
            else:
                plan.menu_pages.setdefault(page.item.id, row.item.order)


def _name_of_target(plan: Plan, row: Planned) -> None:
    """A menu entry without words of its own is called what it leads to is called, as WordPress shows it."""
    if tidy_line(row.item.title):
        return
    meta = row.item.meta
    number = meta.get("_menu_item_object_id", "")
    if meta.get("_menu_item_type") == "taxonomy":
        name = plan.source.names.get(number, "")
    else:
        there = plan.by_id.get(number)
        name = there.item.title if there is not None and there is not row else ""
    if name:
        row.item = replace(row.item, title=name)


def _page_of(plan: Plan, row: Planned) -> Planned | None:
    """The page that a menu entry leads to."""
    meta = row.item.meta
    if meta.get("_menu_item_object") == "page":
        found = plan.by_id.get(meta.get("_menu_item_object_id", ""))
    elif meta.get("_menu_item_type") == "custom":
        found = plan.by_path.get(path_on(plan, meta.get("_menu_item_url", "")) or "?")
    else:
        found = None
    return found if found is not None and found.becomes == PAGE else None


def _not_a_page(plan: Plan, row: Planned) -> str:
    meta = row.item.meta
    kind, address = meta.get("_menu_item_object", ""), meta.get("_menu_item_url", "")
    if kind in ("category", "post_tag"):
        return _("leads to a category or tag; the menu holds pages, the news page shows its categories itself")
    if kind == "post":
        return _("leads to an article; the menu holds pages")
    if kind == "page":
        return _("leads to a page that is not in the file")
    if path_on(plan, address) in ("/", ""):
        return _("leads to the first page, which is always in the menu")
    if address in ("", "#"):
        return _("is a heading without a page")
    return _("leads to another site: %(address)s") % {"address": address[:120]}


def path_on(plan: Plan, url: str) -> str | None:
    """The normal path (with a telling query) of an address on the old site; None where it leads elsewhere."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("", "http", "https"):
        return None
    if parts.hostname and parts.hostname.lower().removeprefix("www.") != plan.host:
        return None
    if not parts.hostname and not url.startswith("/"):
        return None
    return redirects.normal(parts.path.replace("//", "/"), parts.query)


def target_of(plan: Plan, url: str) -> Planned | None:
    """The item that an address of the old site names: by its path, or by its number (`/?p=12`)."""
    path = path_on(plan, url)
    if path is None:
        return None
    query = parse_qs(urlsplit(url).query)
    for name in ("p", "page_id", "attachment_id"):
        for number in query.get(name, []):
            found = plan.by_id.get(number)
            if found is not None:
                return found
    return plan.by_path.get(path)


def file_of(plan: Plan, url: str) -> Planned | None:
    """The attachment whose file an address names, in whatever size."""
    name = tail(url)
    return plan.by_file.get(name) or plan.by_file.get(plain_name(name))


def make(path: Path, media: Media, *, now: datetime) -> Plan:
    """Read an export and plan it for the open site. Raises `BrokenExport`; writes nothing. Four queries."""
    source = Source()
    plan = Plan(source)
    seen: set[str] = set()
    for item in wxr.items(path, source):
        row = Planned(replace(item, content="", excerpt="", comments=()), key_of(source, item, seen), NOTHING, comments=len(item.comments))
        _decide(row, now)
        plan.rows.append(row)
        if item.id:
            plan.by_id.setdefault(item.id, row)
    known = dict(
        ImportItem.objects.exclude(kind="comment").filter(target_id__isnull=False).values_list("source_key", "target_id")
    )  # all of this site: a few columns, once a run
    for row in plan.rows:
        row.target_id = known.get(row.key)
        if row.becomes in (ARTICLE, PAGE):
            plan.by_path.setdefault(path_on(plan, row.item.link) or f"?{row.key}", row)
            if row.item.parent:
                plan.children.setdefault(row.item.parent, []).append(row)
        elif row.item.kind == "attachment":
            plan.by_file.setdefault(tail(row.item.file_url or row.item.guid), row)
            plan.children.setdefault(row.item.parent, []).append(row)
            _picture(row, media)
    _slugs(plan.rows)
    _menu(plan)
    plan.categories = dict(Category.objects.values_list("slug", "slug"))
    return plan


def _picture(row: Planned, media: Media) -> None:
    item = row.item
    name = item.file_url or item.guid
    if not IMAGE_NAME.search(urlsplit(name).path):
        row.becomes, row.reason = NOTHING, _("is not a picture; documents, sounds and videos are not taken over yet")
    elif row.target_id is None and media.find(name, item.meta.get("_wp_attached_file", ""), item.guid) is None:
        row.becomes, row.reason = NOTHING, _("its file is not at hand: send the folder wp-content/uploads as ZIP with the export")


def depth_of(plan: Plan, row: Planned) -> list[Planned]:
    """The pages above a page, nearest first; a circle ends it."""
    above: list[Planned] = []
    seen = {row.item.id}
    parent = plan.by_id.get(row.item.parent)
    while parent is not None and parent.becomes == PAGE and parent.item.id not in seen:
        above.append(parent)
        seen.add(parent.item.id)
        parent = plan.by_id.get(parent.item.parent)
    return above


def parent_of(plan: Plan, row: Planned) -> tuple[Planned | None, bool]:
    """The page that a page stands under here, and whether it had to be moved up because menus are at most three deep."""
    above = depth_of(plan, row)
    if not above:
        return None, False
    if len(above) < DEEPEST:
        return above[0], False
    return above[len(above) - DEEPEST + 1], True
