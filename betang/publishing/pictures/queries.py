"""Reading pictures: the library at the desk, one picture, where it is used, those that a text shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from betang.kernel.errors import NotFound
from betang.publishing.models import Article, Page, Picture, WorkingCopy
from betang.publishing.terms import PictureState

PAGE_SIZE = 24
IN_TEXT = re.compile(r"/-/berkas/([0-9a-f]{32})/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something that shows a picture."""

    kind: str
    id: UUID
    title: str


def library(page: int = 1, *, without_words: bool = False, only_ready: bool = False) -> tuple[list[Picture], bool]:
    """One page of the open site's pictures, newest first, and whether there are more. One query."""
    rows = Picture.objects.filter(alt="") if without_words else Picture.objects.all()
    if only_ready:
        rows = rows.filter(state=PictureState.READY)
    start = (max(1, page) - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def count_without_words() -> int:
    """How many pictures of the open site nobody has described. One query."""
    return int(Picture.objects.filter(alt="").count())


def picture(picture_id: UUID) -> Picture:
    """One picture of the open site; raises `NotFound`."""
    found: Picture | None = Picture.objects.filter(pk=picture_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def uses_of(picture: Picture) -> list[Use]:
    """Every article, page and unsaved text that shows the picture. Three queries."""
    mark = f"/-/berkas/{picture.pk.hex}/"
    in_text = Q(body__contains=mark) | Q(html__contains=mark)
    found = [
        Use(kind="article", id=pk, title=title or _("(without a title)"))
        for pk, title in Article.objects.filter(Q(lead_picture=picture) | in_text).values_list("id", "title")
    ]
    found += [Use(kind="page", id=pk, title=title) for pk, title in Page.objects.filter(in_text).values_list("id", "title")]
    seen = {use.id for use in found}
    for article_id, title, fields in WorkingCopy.objects.filter(article__isnull=False).values_list("article_id", "title", "fields"):
        is_led = str(fields.get("lead_picture") or "") == str(picture.pk)
        if article_id not in seen and (is_led or mark in str(fields.get("body", ""))):
            found.append(Use(kind="article", id=article_id, title=title or _("(without a title)")))
    return found


def keys_in(html: str) -> set[UUID]:
    """The keys of the pictures that a text refers to."""
    return {UUID(one) for one in IN_TEXT.findall(html)}


def pictures_in(texts: Iterable[str]) -> Mapping[UUID, Picture]:
    """The pictures of the open site that these texts refer to. One query, none where there are no pictures."""
    keys: set[UUID] = set()
    for text in texts:
        keys |= keys_in(text)
    return {row.pk: row for row in Picture.objects.filter(pk__in=keys)} if keys else {}


def choices(limit: int = 48) -> list[Picture]:
    """The newest pictures whose sizes are made, for choosing one in the editor. One query."""
    return list(Picture.objects.filter(state=PictureState.READY)[:limit])
