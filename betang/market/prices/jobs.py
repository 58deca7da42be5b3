"""Work for later: whose line a price crossed; wishes that nobody confirmed."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def look_at_alerts(*, commodity_id: str, level: str, region_code: str) -> None:
    """Tell whoever waits for this price."""
    from betang.market.prices import alerts

    alerts.look(commodity_id=commodity_id, level=level, region_code=region_code, at=clock.now())


@job()
def turn_prices() -> None:
    """A new day: forget unconfirmed wishes, and let the board be written with today's date."""
    from betang.market.prices import alerts
    from betang.market.prices.board import turn_the_day

    now = clock.now()
    alerts.forget_unconfirmed(at=now)
    turn_the_day(at=now)
