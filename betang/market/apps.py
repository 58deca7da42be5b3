from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from betang.audit.models import Entry


class MarketConfig(AppConfig):
    name = "betang.market"
    label = "market"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.kernel import schedule
        from betang.market import documents, jobs
        from betang.market.prices import jobs as price_jobs
        from betang.notices import kinds
        from betang.search import sources

        kinds.register("orders", _("Orders at your stall"), "market.order")
        kinds.register("codes", _("Payment codes that change"), "market.code")
        kinds.register("market", _("The market: sellers, permits, reports, take-downs"), "market.*")
        # publishing's own handlers empty the site's documents first: ours are put back after
        trail.subscribe("hosting.site.reopened", _find_again, name="market.site_reopened", inline=True)
        trail.subscribe("communities.group.followed", _name_new_place, name="market.group_followed", inline=True)
        trail.subscribe("communities.group.followed", _find_again, name="market.group_found_again")
        trail.subscribe("regions.region.*", _follow_region, name="market.regions", inline=True)
        trail.subscribe("regions.list.loaded", _follow_region, name="market.region_list", inline=True)
        schedule.daily("00:10", jobs.turn_the_day)
        schedule.daily("00:05", price_jobs.turn_prices)
        post_migrate.connect(_know_commodities, sender=self)
        schedule.daily("00:20", jobs.turn_the_day_of_orders)
        sources.register("product", documents.every_document)


def _find_again(entry: Entry) -> None:
    """An opened site's goods are found again."""
    from betang.market import documents
    from betang.search import index

    if entry.site_id is None:
        return
    for document in documents.every_document(entry.site_id):
        index.put(**document)


def _name_new_place(entry: Entry) -> None:
    """A group's place has a new code: its sellers and goods are in that region from now on."""
    from betang.market.actions.places import name_new_place

    name_new_place(group_id=entry.data["group_id"], from_code=entry.data.get("from_code", ""), to_code=entry.data["to_code"])


def _follow_region(entry: Entry) -> None:
    """A region has another code, or is part of another: stalls and prices go with it."""
    from betang.market.actions.places import follow_region

    follow_region(entry=entry)


def _know_commodities(*, using: str = "default", **_signal: object) -> None:
    """After the schema: the commodities that the product brings are in the house, where their table is already."""
    from django.db import connections

    from betang.market.models import Commodity
    from betang.market.prices.commodities import ensure

    if using == "default" and Commodity._meta.db_table in connections[using].introspection.table_names():
        ensure()
