"""The desk of standing pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.accounts import stash
from betang.audit import trail
from betang.hosting import addresses
from betang.hosting import queries as hosting
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput
from betang.publishing import actions, policies, queries
from betang.publishing.actions.guarding import fields_of
from betang.publishing.actions.pages import PageWrittenMeanwhile
from betang.publishing.forms import PageForm
from betang.publishing.models import Page
from betang.publishing.terms import BodyFormat
from betang.publishing.views.writing import actor_of, number_of, told


def _list_url(site: Site) -> str:
    return reverse("publishing_desk:pages", kwargs={"site_slug": site.slug})


def in_order(rows: list[Page]) -> list[tuple[Page, int]]:
    """Pages with their depth, each under the page that it stands under. A circle (there is none) would stand at the top."""
    below: dict[UUID | None, list[Page]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    placed: list[tuple[Page, int]] = []
    stack = [(row, 0) for row in reversed(below.get(None, []))]
    while stack:
        row, depth = stack.pop()
        placed.append((row, depth))
        stack += [(child, depth + 1) for child in reversed(below.get(row.pk, []))]
    return placed


@site_desk()
def pages(request: HttpRequest, site: Site) -> HttpResponse:
    """All standing pages, as they stand under each other."""
    policies.may_see_desk(actor_of(request), site).require()
    may_change = bool(policies.may_manage_pages(actor_of(request), site))
    return render(request, "publishing/desk/pages.html", {"site": site, "rows": in_order(queries.desk_pages()), "may_change": may_change})


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def start_page(request: HttpRequest, site: Site) -> HttpResponse:
    """A new page."""
    policies.may_manage_pages(actor_of(request), site).require()
    return _edit(request, site, None)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, site: Site, page_id: UUID) -> HttpResponse:
    """One page to be changed."""
    found = queries.page_for_desk(page_id)
    policies.may_manage_pages(actor_of(request), site).require()
    return _edit(request, site, found)


def _edit(request: HttpRequest, site: Site, found: Page | None) -> HttpResponse:
    actor = actor_of(request)
    choices = [
        (str(row.pk), "— " * depth + row.title) for row, depth in in_order(queries.desk_pages()) if found is None or row.pk != found.pk
    ]
    context: dict[str, Any] = {
        "site": site, "page": found, "findings": [], "asks_agreement": False, "error": None, "theirs": None,
        "base_version": found.version if found else 0, "is_html": found is not None and found.body_format == BodyFormat.HTML,
        "may_agree": bool(policies.may_allow_personal_data(actor, site)), "public_url": _public_url(site, found),
    }  # fmt: skip
    if request.method != "POST":
        typed = stash.take(request)
        context["form"] = PageForm(initial=_initial(found, typed), pages=choices)
        return render(request, "publishing/desk/page.html", context)
    form = context["form"] = PageForm(request.POST, pages=choices)
    context["base_version"] = number_of(request.POST.get("versi"), context["base_version"])
    if form.is_valid():
        try:
            with trail.once(request.POST.get("kunci", ""), scope=f"page:{site.pk}:{actor.id}") as asked:
                if not asked.repeated:
                    saved = actions.save_page(
                        actor=actor, site=site, page=found,
                        draft=form.draft(body_format=found.body_format if found else BodyFormat.MARKDOWN),
                        base_version=context["base_version"], personal_data_agreed=request.POST.get("setuju_data_pribadi") == "ya",
                        at=clock.now(),
                    )  # fmt: skip
                    asked.location = reverse("publishing_desk:page", kwargs={"site_slug": site.slug, "page_id": saved.pk})
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(asked.location)
        except PageWrittenMeanwhile as error:
            context |= {"error": error, "theirs": error.page, "base_version": error.page.version}
        except (actions.GamblingFound, actions.PersonalDataFound) as error:
            fields = fields_of(title=form.cleaned_data["title"], body=form.cleaned_data["body"])
            labels = {name: str(one.label) for name, one in form.fields.items()}
            context |= {
                "error": error, "findings": told(error.findings, fields, labels),
                "asks_agreement": isinstance(error, actions.PersonalDataFound),
            }  # fmt: skip
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
    return render(request, "publishing/desk/page.html", context, status=409 if context["theirs"] else 422)


def _public_url(site: Site, found: Page | None) -> str:
    if found is None or not found.is_published:
        return ""
    host = hosting.hosts_of([site.pk]).get(site.pk, "")
    return addresses.site_url(host, f"/halaman/{found.slug}/") if host else ""


def _initial(found: Page | None, typed: Any) -> dict[str, Any]:
    if typed is not None:
        boxes = {name: name in typed for name in ("in_menu", "is_published")}
        return {name: typed.get(name, "") for name in ("title", "body", "slug", "parent", "position")} | boxes
    if found is None:
        return {"in_menu": True, "is_published": True, "position": 0}
    return {
        "title": found.title, "body": found.body, "slug": found.slug, "parent": str(found.parent_id) if found.parent_id else "",
        "position": found.position, "in_menu": found.in_menu, "is_published": found.is_published,
    }  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: HttpRequest, site: Site, page_id: UUID) -> HttpResponse:
    """Remove a page, asked once more."""
    actor = actor_of(request)
    found = queries.page_for_desk(page_id)
    policies.may_manage_pages(actor, site).require()
    if request.method == "POST":
        actions.remove_page(actor=actor, site=site, page=found, at=clock.now())
        messages.success(request, _("The page is gone."))
        return HttpResponseRedirect(_list_url(site))
    return render(request, "publishing/desk/remove_page.html", {"site": site, "page": found})
