"""Reading the market."""

from betang.accounts.actors import Actor
from betang.kernel.waiting import Waiting
from betang.market.queries.catalogue import (
    Card,
    count_on_site,
    goods_exist,
    menu_for_site,
    newest_across,
    newest_on_site,
    on_site,
    overview,
    site_addresses,
)
from betang.market.queries.desk import waiting_for as _waiting_for


def waiting_for(actor: Actor) -> list[Waiting]:
    """Applications, reports and new orders of the actor's groups; reports and objections of the regions that it coordinates."""
    from betang.market.ordering.queries import waiting_for as orders_for

    return [*_waiting_for(actor), *orders_for(actor)]


__all__ = [
    "Card",
    "count_on_site",
    "goods_exist",
    "menu_for_site",
    "newest_across",
    "newest_on_site",
    "on_site",
    "overview",
    "site_addresses",
    "waiting_for",
]
