"""The desk of one site: the door that opens the fence to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.hosting import resting
from betang.hosting.models import Site
from betang.hosting.terms import Rest
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.pages import View


def site_desk(*posts: Post, while_resting: bool = False) -> Callable[[View], View]:
    """A desk page below `kim/<slug:site_slug>/`: the view gets the `Site` and runs with its fence open.

    Who holds none of `posts` in the group (any post in it, where none is named) is told that there is no such page,
    exactly as for a site that does not exist. On a site that rests (`hosting.resting`) only reading passes, and `while_resting` pages.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, site_slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            site = Site.objects.select_related("group").filter(slug=site_slug).first()
            if site is None or not request.actor.holds_in_group(site.group_id, *posts):  # type: ignore[attr-defined]
                raise NotFound(gettext("This page does not exist."))
            if site.rest != Rest.AWAKE and not while_resting:
                if request.method not in resting.READING:
                    return resting.answer(request, site)
                request.resting = resting.note_for(request, site)  # type: ignore[attr-defined]
            with fence.open_site(site.pk):
                return view(request, site, *args, **kwargs)

        return desk_page()(answer)

    return mark
