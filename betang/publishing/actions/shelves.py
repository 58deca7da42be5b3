"""Categories (shelves) and tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.words import free_slug, slug_of, tidy_line
from betang.hosting.models import Site
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.publishing import policies
from betang.publishing.models import Article, Category, Tag, Tagging
from betang.publishing.terms import TAG_LIMIT

DEFAULT_SHELVES = (
    ("pengumuman", gettext_lazy("Announcements")),
    ("kegiatan", gettext_lazy("Activities")),
    ("kabar-desa", gettext_lazy("Village news")),
    ("belajar-bersama", gettext_lazy("Learning together")),
)
"""Shelves that every site is offered; one becomes a row when the first article is put on it."""


def default_shelves() -> list[tuple[str, str]]:
    """`(slug, name)` of the shelves that are offered, in the language of the province: a row's name is content."""
    with translation.override(settings.LANGUAGE_CODE):
        return [(slug, str(name)) for slug, name in DEFAULT_SHELVES]


def shelf(slug: str) -> Category | None:
    """The category with this slug, made now if it is one of those that are offered; None for an empty slug."""
    if not slug:
        return None
    found: Category | None = Category.objects.filter(slug=slug).first()
    if found is not None:
        return found
    for position, (offered, name) in enumerate(default_shelves()):
        if offered == slug:
            made: Category = Category.objects.create(slug=slug, name=name, position=position)
            return made
    raise InvalidInput(_("This category does not exist any more."), fields={"category": _("Choose another category.")})


@transaction.atomic
def add_category(*, actor: Actor, site: Site, name: str, at: datetime) -> Category:
    """A new shelf at the end."""
    policies.may_manage_pages(actor, site).require()
    name = tidy_line(name)[:60]
    if not name:
        raise InvalidInput(_("A category needs a name."), fields={"name": _("Write its name.")})
    slug = slug_of(name, fallback="rak-" + uuid7().hex[-6:])
    if Category.objects.filter(slug=slug).exists():
        raise Refused(_("There is already a category “%(name)s”.") % {"name": name})
    made: Category = Category.objects.create(name=name, slug=slug, position=min(Category.objects.count() + 10, 32_000))
    trail.record("publishing.category.added", made, actor=actor, at=at, data={"group_id": str(site.group_id), "name": name}, public=True)
    return made


@transaction.atomic
def rename_category(*, actor: Actor, site: Site, category: Category, name: str, at: datetime) -> Category:
    """Another name; the address stays."""
    policies.may_manage_pages(actor, site).require()
    name = tidy_line(name)[:60]
    if not name:
        raise InvalidInput(_("A category needs a name."), fields={"name": _("Write its name.")})
    before, category.name = category.name, name
    category.save(update_fields=["name"])
    trail.record(
        "publishing.category.renamed", category, actor=actor, at=at, public=True,
        data={"group_id": str(site.group_id), "name": name, "before": before},
    )  # fmt: skip
    return category


@transaction.atomic
def remove_category(*, actor: Actor, site: Site, category: Category, at: datetime) -> None:
    """Take a shelf down; its articles stay, on no shelf."""
    policies.may_manage_pages(actor, site).require()
    count = Article.objects.filter(category=category).update(category=None)
    trail.record(
        "publishing.category.removed", category, actor=actor, at=at, public=True,
        data={"group_id": str(site.group_id), "name": category.name, "articles": count},
    )  # fmt: skip
    category.delete()


def set_tags(article: Article, names: Sequence[str]) -> None:
    """Have the (saved) article carry exactly these tags. A constant number of queries; sets `tag_list` without saving it."""
    if len(names) > TAG_LIMIT:
        raise InvalidInput(
            _("An article carries at most %(count)s tags.") % {"count": TAG_LIMIT}, fields={"tags": _("Take some of the tags out.")}
        )
    wanted: dict[str, str] = {}
    for name in names:
        slug = slug_of(name, fallback="")
        if not slug:
            slug = "t-" + name.encode("utf-8").hex()[:60]
        wanted.setdefault(slug[:80], name[:60])
    there = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted)}
    missing = [Tag(site_id=article.site_id, slug=slug, name=name) for slug, name in wanted.items() if slug not in there]
    if missing:
        Tag.objects.bulk_create(missing)
        there |= {tag.slug: tag for tag in missing}
    keep = {there[slug].pk for slug in wanted}
    have = set(Tagging.objects.filter(article=article).values_list("tag_id", flat=True))
    if have - keep:
        Tagging.objects.filter(article=article, tag_id__in=have - keep).delete()
    if keep - have:
        Tagging.objects.bulk_create([Tagging(site_id=article.site_id, article=article, tag_id=pk) for pk in sorted(keep - have)])
    article.tag_list = [[there[slug].name, slug] for slug in wanted]


__all__ = ["add_category", "default_shelves", "free_slug", "remove_category", "rename_category", "set_tags", "shelf"]
