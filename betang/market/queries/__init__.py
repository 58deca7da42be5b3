"""Reading the market."""

from betang.market.queries.catalogue import Card, count_on_site, on_site, overview
from betang.market.queries.desk import waiting_for

__all__ = ["Card", "count_on_site", "on_site", "overview", "waiting_for"]
