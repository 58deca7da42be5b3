"""What the guard refused on the sites in a coordinator's care: nothing of it was published, but somebody should know who tried."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.models import Person
from betang.accounts.terms import Post
from betang.communities.queries import within
from betang.guard import actions, queries
from betang.guard.models import Report
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import NotFound

SHOWN = 100
OFFICE_POSTS = (Post.COORDINATOR, Post.PROVINCE_ADMIN)


@dataclass(frozen=True, slots=True)
class Line:
    """One note with the names that belong to its keys."""

    report: Report
    site_title: str
    person_name: str


def sites_in_care(actor: Actor) -> dict[UUID, str]:
    """`{site id: title}` of every site that lies in a region which the actor coordinates. One query a region."""
    found: dict[UUID, str] = {}
    for code in actor.regions_of(*OFFICE_POSTS):
        found |= dict(Site.objects.filter(within(code, "group__region__code")).values_list("id", "title"))
    return found


@desk_page(*OFFICE_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def refusals(request: HttpRequest) -> HttpResponse:
    """`/meja/ditolak/`: the newest notes; a POST marks one as seen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sites = sites_in_care(actor)
    if request.method == "POST":
        key = _key(request.POST.get("catatan", ""))
        if not queries.reports(sites).filter(pk=key).exists():
            raise NotFound(_("This page does not exist."))
        actions.mark_seen(actor=actor, report_id=key, at=clock.now())
        return redirect("web_desk:refusals")
    actions.collect_reports()
    rows = list(queries.reports(sites)[:SHOWN])
    names = dict(Person.objects.filter(pk__in={row.actor_id for row in rows if row.actor_id}).values_list("id", "name"))
    lines = [
        Line(row, sites.get(row.site_id, "") if row.site_id else "", names.get(row.actor_id, "") if row.actor_id else "") for row in rows
    ]
    return render(request, "web/refusals.html", {"lines": lines, "limit": SHOWN})


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This page does not exist."))
