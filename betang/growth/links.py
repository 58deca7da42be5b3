"""Where things are."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from betang.communities.models import Group


def how_to_url(name: str, group: Group) -> str:
    """The page where a criterion can be met, by the name of its address, for this group; nothing where there is no such page."""
    if not name:
        return ""
    for kwargs in ({}, {"slug": group.slug}, {"site_slug": group.slug}):
        try:
            return reverse(name, urlconf=settings.ROOT_URLCONF, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""
