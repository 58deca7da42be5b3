"""Work for later: sizes of photos, permits that end, contacts that are forgotten."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def make_sizes(*, photo_id: str) -> None:
    """Straighten, strip and resize one photo of the open site."""
    from betang.market import photos

    photos.make_sizes(UUID(photo_id))


@job()
def turn_the_day() -> None:
    """Permits that end are told of, a new month's season begins on the pages, contacts of reports are forgotten."""
    from betang.market.actions.daily import turn_the_day as turn

    turn(at=clock.now())


@job()
def turn_the_day_of_orders() -> None:
    """Buyers are forgotten when their time is over; orders that nobody answered end."""
    from betang.market.ordering.daily import turn_the_day as turn

    turn(at=clock.now())
