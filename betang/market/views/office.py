"""The coordinator's desk of the market: reports and objections of the region."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.accounts.desk import desk_page
from betang.accounts.terms import APPROVING_POSTS
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.market import policies
from betang.market.queries import desk as queries
from betang.market.views.desk import actor_of
from betang.market.views.trust import answer_report, answer_takedown


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD"])
def office(request: HttpRequest) -> HttpResponse:
    """What waits in the markets of the region. Two queries."""
    actor = actor_of(request)
    return render(request, "market/desk/office.html", {"reports": queries.reports_over(actor), "takedowns": queries.takedowns_over(actor)})


def _site_of(request: HttpRequest, site_slug: str) -> Site:
    site = Site.objects.select_related("group__region").filter(slug=site_slug).first()
    if site is None or not policies.coordinates(actor_of(request), site):
        raise NotFound(_("This page does not exist."))
    return site


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_report(request: HttpRequest, site_slug: str, report_id: UUID) -> HttpResponse:
    """One report of the region."""
    site = _site_of(request, site_slug)
    with fence.open_site(site.pk):
        return answer_report(request, site, report_id, back=reverse("market_desk:office"), url=request.path)


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_takedown(request: HttpRequest, site_slug: str, takedown_id: UUID) -> HttpResponse:
    """One take-down of the region, with its objection."""
    site = _site_of(request, site_slug)
    with fence.open_site(site.pk):
        return answer_takedown(request, site, takedown_id, url=request.path, back=reverse("market_desk:office"))
