"""What the taking over of one item needs: the run under way, where links lead now, what became of an item."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.guard.text import Finding, personal, refused
from betang.guard.words import slug_of, tidy_line
from betang.hosting import files
from betang.hosting.models import Site
from betang.publishing.models import ImportItem, ImportRun, Picture
from betang.publishing.moving import plan as plans
from betang.publishing.moving.media import Media
from betang.publishing.moving.plan import ARTICLE, PAGE, Plan, Planned
from betang.publishing.moving.wxr import SourceItem

REASON_LENGTH = 300


@dataclass(slots=True)
class Taking:
    """One run under way."""

    run: ImportRun
    site: Site
    actor: Actor
    plan: Plan
    media: Media
    now: datetime
    place: str
    pictures: dict[str, Picture] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)

    def picture_of(self, row: Planned | None) -> Picture | None:
        """The picture that an attachment has become."""
        return self.pictures.get(row.key) if row is not None else None


class Addresses:
    """Where the links and pictures of one item lead now."""

    def __init__(self, taking: Taking, item: SourceItem) -> None:
        self.taking, self.item = taking, item

    def link(self, url: str) -> str:
        plan = self.taking.plan
        there = self.taking.picture_of(plans.file_of(plan, url)) if "/" in url else None
        if there is not None:
            return files.public_path(there.pk)
        path = plans.path_on(plan, url)
        if path is None:
            return url
        row = plans.target_of(plan, url)
        if row is not None and row.becomes in (ARTICLE, PAGE):
            mark = url.partition("#")[2]
            return row.path + (f"#{mark}" if mark and mark.isascii() else "")
        if row is not None and row.item.kind == "attachment":
            picture = self.taking.picture_of(row)
            if picture is not None:
                return files.public_path(picture.pk)
        for before, after in (("/category/", "/berita/kategori/"), ("/tag/", "/berita/tag/")):
            if path.startswith(before):
                name = path.removeprefix(before).rpartition("/")[2]
                domain = "category" if before == "/category/" else "post_tag"
                label = plan.source.terms.get((domain, name), "")
                return f"{after}{slug_of(label or name, fallback=name)}/" if label else url
        return "/" if path == "/" else url

    def picture(self, url: str, item_id: str = "") -> tuple[str, str] | None:
        plan = self.taking.plan
        row = plans.file_of(plan, url) or plan.by_id.get(item_id)
        picture = self.taking.picture_of(row)
        return (files.public_path(picture.pk), picture.alt) if picture is not None else None

    def gallery(self, ids: list[str]) -> list[tuple[str, str, str] | None]:
        plan = self.taking.plan
        rows: list[Planned | None]
        if ids:
            rows = [plan.by_id.get(one) for one in ids]
        else:
            rows = [row for row in plan.children.get(self.item.id, []) if row.item.kind == "attachment"]
        found: list[tuple[str, str, str] | None] = []
        for row in rows:
            picture = self.taking.picture_of(row)
            found.append((files.public_path(picture.pk), picture.alt, picture.caption) if picture is not None else None)
        return found


def title_for_list(row: Planned) -> str:
    """What an item is called in the list of what became of it: its title, else where it leads, else its number."""
    return (tidy_line(row.item.title) or row.item.meta.get("_menu_item_url", "") or row.item.link or f"#{row.item.id}")[:200]


def held_back(found: tuple[Finding, ...]) -> str:
    """Why a text is not shown at once: in words, or nothing."""
    if refused(found):
        return (
            _("advertises gambling or carries the signs of a break-in: draft")
            + f" («{next(one.excerpt for one in found if one.is_refused)[:80]}»)"
        )
    data = personal(found)
    if data:
        return _("holds personal data: draft, to be looked at") + f" ({', '.join(dict.fromkeys(one.excerpt for one in data[:4]))})"
    return ""


def known_item(row: Planned) -> ImportItem | None:
    """What an earlier run noted of the item, held until the transaction ends; None where it is seen for the first time."""
    known: ImportItem | None = (
        ImportItem.objects.select_for_update(of=("self",)).filter(source_key=row.key, kind=row.item.kind[:20]).first()
    )
    return known


def note(taking: Taking, row: Planned, outcome: str, *, reason: str = "", target_id: UUID | None = None, fingerprint: str = "") -> None:
    """Write down what became of an item."""
    defaults = {
        "run": taking.run,
        "title": title_for_list(row),
        "outcome": outcome,
        "reason": reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…",
        "target_id": target_id,
        "fingerprint": fingerprint,
    }
    ImportItem.objects.update_or_create(source_key=row.key, kind=row.item.kind[:20], defaults=defaults)


def fingerprint_of(*parts: Any) -> str:
    """What tells whether the source of an item has changed since it was taken."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()[:32]
