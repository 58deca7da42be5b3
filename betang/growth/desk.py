"""The desk of growth: the door to a group's own pages, and carrying out what a form asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities.models import Group
from betang.growth import policies
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import View


def actor_of(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def group_room(view: View) -> View:
    """A desk page below `kim/<slug:slug>/`: the view gets the `Group`. Who may not see it is told that there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        group = Group.objects.select_related("region").filter(slug=slug).first()
        if group is None:
            raise NotFound(_("This page does not exist."))
        policies.may_see_room(actor_of(request), group).require()
        return view(request, group, *args, **kwargs)

    return desk_page()(answer)


def rooms_of(actor: Actor, group: Group, current: str) -> list[tuple[str, str, bool]]:
    """The pages of a group's growth as tabs: (label, address, is this one)."""
    rooms = [("ladder", _("Our steps")), ("activities", _("Activities")), *EXTRA_ROOMS]
    return [(str(label), reverse(f"growth_desk:{name}", kwargs={"slug": group.slug}), name == current) for name, label in rooms]


EXTRA_ROOMS: list[tuple[str, Any]] = []
"""Rooms of the other parts of this package, hung in by their `urls` module: (name of the address, label)."""


def carry_out(
    request: HttpRequest, form: BaseForm | None, act: Callable[[], str], show: Callable[..., HttpResponse], *, to: str
) -> HttpResponseBase:
    """Do once what a form asks and go `to`; where it cannot be done, show the page again with what was typed and what to mend.

    `act` returns the words that say it is done. `show(status=…, problem=…)` draws the page.
    """
    if form is not None and not form.is_valid():
        return show(status=422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"growth.{actor_of(request).id}") as once:
            if not once.repeated:
                messages.success(request, act())
                once.location = to
    except DomainError as error:
        if error.status in (403, 404):
            raise
        if isinstance(error, InvalidInput) and form is not None:
            for field, words in error.fields.items():
                if words:
                    form.add_error(field if field in form.fields else None, words)
        return show(status=error.status, problem=error)
    return redirect(to)


def is_office(actor: Actor) -> bool:
    """Coordinates a kabupaten, or administers the province."""
    return actor.holds_any(Post.COORDINATOR, Post.PROVINCE_ADMIN)
