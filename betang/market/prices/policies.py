"""Who decides on held prices, brings official series, reports for a group. Reading and reporting are free."""

from __future__ import annotations

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor
from betang.market.models import PriceReport

KEEPING = (Post.CHAIR, Post.EDITOR)


def area_of(region_code: str) -> str:
    """Where a group knows the prices: its kecamatan; of a group of a kabupaten the kabupaten."""
    return ".".join(region_code.split(".")[:3])


def _lies_in(code: str, area: str) -> bool:
    return code == area or code.startswith(f"{area}.")


def may_report(actor: Actor, site: Site) -> Verdict:
    """Report for the group: anybody with a post in it."""
    if not actor.holds_in_group(site.group_id):
        return hidden()
    if site.status != SiteStatus.OPEN:
        return no(_("The site is closed for now. Ask your coordinator; everything that you wrote is kept."))
    return YES


def may_decide(actor: Actor, report: PriceReport, site: Site | None = None) -> Verdict:
    """Let a held price count, or not: the coordinator of the place, and chair and editors of a group there. Never one's own."""
    if actor.is_system:
        return YES
    is_office = actor.holds_over(report.region_code, *APPROVING_POSTS)
    is_near = (
        site is not None
        and actor.holds_in_group(site.group_id, *KEEPING)
        and (_lies_in(report.region_code, area_of(site.group.region.code)) or report.group_id == site.group_id)
    )
    if not is_office and not is_near:
        return hidden()
    if report.by_id is not None and report.by_id == actor.id:
        return no(_("You reported this price yourself. Somebody else looks at it."))
    if is_office and not is_near and not actor.has_second_factor:
        return second_factor()
    return YES


def may_bring(actor: Actor, region_code: str) -> Verdict:
    """Bring an official series: who coordinates the region that its figures are of, or the province's administrator."""
    if actor.is_system or actor.holds_over(region_code, *APPROVING_POSTS):
        return YES if actor.is_system or actor.has_second_factor else second_factor()
    return no(_("Official prices are brought by the coordinator of the region, or by the province."))
