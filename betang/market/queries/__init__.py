"""Reading the market."""

from betang.market.queries.catalogue import (
    Card,
    count_on_site,
    goods_exist,
    menu_for_site,
    newest_on_site,
    on_site,
    overview,
    site_addresses,
)
from betang.market.queries.desk import waiting_for

__all__ = [
    "Card",
    "count_on_site",
    "goods_exist",
    "menu_for_site",
    "newest_on_site",
    "on_site",
    "overview",
    "site_addresses",
    "waiting_for",
]
