"""What happens to orders of itself once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from betang.hosting.models import Site
from betang.kernel import fence
from betang.market.models import BuyerContact, Order
from betang.market.ordering import handling, rules
from betang.market.terms import OrderState


def turn_the_day(*, at: datetime) -> dict[str, int]:
    """Forget buyers whose time is over, close orders that nobody answered. Each site by itself."""
    old = at - timedelta(days=rules.UNANSWERED_DAYS)
    with fence.unfenced("which sites have buyers to forget or orders that nobody answered"):
        due = set(BuyerContact.objects.filter(erase_at__lte=at, erased_at__isnull=True).values_list("site_id", flat=True).distinct())
        unanswered = dict.fromkeys(Order.objects.filter(state=OrderState.NEW, placed_at__lte=old).values_list("site_id", flat=True))
    counts = {"forgotten": 0, "closed": 0}
    for site in Site.objects.select_related("group__region").filter(pk__in=due | set(unanswered)).order_by("pk"):
        with fence.open_site(site.pk):
            for order in Order.objects.filter(state=OrderState.NEW, placed_at__lte=old).order_by("placed_at", "pk"):
                handling.close_unanswered(site=site, order=order, at=at)
                counts["closed"] += 1
            with transaction.atomic():
                counts["forgotten"] += handling.forget_buyers(at)
    return counts
