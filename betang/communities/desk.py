"""The desk of one group's data in the register: the door keyed by the group's own slug."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.communities.queries import group_for_desk
from betang.kernel.pages import View


def actor_of(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def group_desk(view: View) -> View:
    """A desk page below `kim/<slug:slug>/data/`: the view gets the `Group`. Who may not tend it is told that there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, group_for_desk(actor_of(request), slug), *args, **kwargs)

    return desk_page()(answer)
