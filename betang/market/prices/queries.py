"""What waits at the desk: held prices of a place, and what was decided lately."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.hosting import queries as hosting
from betang.kernel.waiting import Waiting
from betang.market.models import PriceReport
from betang.market.prices.actions import within
from betang.market.prices.policies import KEEPING, area_of
from betang.market.terms import ReportState

SHOWN = 60


def _rows(where: Q) -> QuerySet[PriceReport]:
    return PriceReport.objects.filter(where).select_related("commodity")


def held(where: Q) -> list[PriceReport]:
    """What is held, the oldest first. One query."""
    return list(_rows(where).filter(state=ReportState.HELD).order_by("at", "id")[:SHOWN])


def decided(where: Q) -> list[PriceReport]:
    """What was decided lately, the newest first. One query."""
    return list(_rows(where).filter(decided_at__isnull=False).order_by("-decided_at")[:15])


def of_office(actor: Actor) -> Q:
    """The reports of the regions that the actor coordinates."""
    where = Q(pk__in=[])
    for code in actor.regions_of(*APPROVING_POSTS):
        where |= within(code)
    return where


def of_group(region_code: str, group_id: object) -> Q:
    """The reports where a group is at home, and those that came through it."""
    return within(area_of(region_code)) | Q(group_id=group_id)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Held prices of the actor's groups and regions. One query for each group, one for all regions."""
    lines: list[Waiting] = []

    def line(count: int, url: str, detail: str) -> None:
        title = ngettext("%(count)d price is held until you have looked", "%(count)d prices are held until you have looked", count)
        lines.append(Waiting(title=title % {"count": count}, url=url, detail=detail, weight=35))

    if actor.holds_any(*KEEPING):
        for card in hosting.sites_of_actor(actor):
            if actor.holds_in_group(card.group_id, *KEEPING):
                count = PriceReport.objects.filter(of_group(card.region_code, card.group_id), state=ReportState.HELD).count()
                if count:
                    line(count, reverse("market_desk:site_prices", kwargs={"site_slug": card.slug}), card.title)
    if actor.regions_of(*APPROVING_POSTS):
        told = PriceReport.objects.filter(of_office(actor), state=ReportState.HELD).aggregate(count=Count("id"))
        if told["count"]:
            line(told["count"], reverse("market_desk:prices"), _("Prices of your region"))
    return lines
