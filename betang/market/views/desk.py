"""What the pages of a group's market desk share: who sits there, where a page leads, what an action refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.text import Finding
from betang.hosting.models import Site
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market.actions.guarding import LookNeeded, WordsRefused


def actor_of(request: HttpRequest) -> Actor:
    """Who sits at the desk."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def at_desk(name: str, site: Site, /, **more: Any) -> str:
    """The address of a page of this group's market desk."""
    return reverse(f"market_desk:{name}", kwargs={"site_slug": site.slug, **more})


def with_region(site: Site) -> Site:
    """The site with its group's region at hand: policies and words ask for it."""
    return Site.objects.select_related("group__region").get(pk=site.pk)


def bring_back(form: forms.Form, error: DomainError) -> tuple[Finding, ...]:
    """What an action said no to, beside the fields; what the guard found is returned."""
    if isinstance(error, InvalidInput):
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not error.fields:
            form.add_error(None, error.message)
    elif isinstance(error, (WordsRefused, LookNeeded)):
        return error.findings
    else:
        form.add_error(None, f"{error.message} {error.hint}".strip())
    return ()


def once(request: HttpRequest, scope: str, act: Callable[[], str]) -> HttpResponse:
    """Do it once for each sending of the form, and lead on."""
    with trail.once(request.POST.get("kunci", ""), scope=scope) as asked:
        if not asked.repeated:
            asked.location = act()
    return HttpResponseRedirect(asked.location)


def key_of(text: str) -> UUID:
    """A row's key as it was sent; raises `NotFound`."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This page does not exist.")) from None
