"""Reading orders: what lies at the desk, what the buyer sees of one, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.hosting import queries as hosting
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.waiting import Waiting
from betang.market.models import BuyerContact, Order, OrderStep, Seller
from betang.market.ordering import policies
from betang.market.terms import OrderState, StepKind

PAGE_SIZE = 30


def orders(
    *, state: str = "", seller: Seller | None = None, is_unpaid: bool = False, after: tuple[datetime, UUID] | None = None
) -> list[Order]:
    """The open site's orders, newest first, one more than a page. One query."""
    rows = Order.objects.select_related("seller").order_by("-placed_at", "-id")
    if state in OrderState.values:
        rows = rows.filter(state=state)
    if is_unpaid:
        rows = rows.filter(paid_at__isnull=True).exclude(state=OrderState.CANCELLED)
    if seller is not None:
        rows = rows.filter(seller=seller)
    if after is not None:
        at, key = after
        rows = rows.filter(placed_at__lte=at).filter(Q(placed_at__lt=at) | Q(id__lt=key))
    return list(rows[: PAGE_SIZE + 1])


def state_counts() -> dict[str, int]:
    """How many orders stand in each state. One query."""
    return dict(Order.objects.order_by().values_list("state").annotate(Count("id")))


def buyers_for(actor: Actor, site: Site, rows: Sequence[Order]) -> dict[UUID, BuyerContact]:
    """Who ordered, for those orders alone whose seller the actor is. One query."""
    seen = [row.pk for row in rows if policies.may_see_buyer(actor, site, row.seller)]
    found = BuyerContact.objects.filter(order__in=seen, erased_at__isnull=True) if seen else ()
    return {one.order_id: one for one in found}


def buyer_for(actor: Actor, site: Site, order: Order) -> BuyerContact | None:
    """The same for one order."""
    return buyers_for(actor, site, [order]).get(order.pk)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step for people: its word, when, the words beside it."""

    label: str
    at: datetime
    words: str
    reason: str
    is_by_buyer: bool
    kind: str


def steps_of(order: Order, *, for_buyer: bool = False) -> list[ShownStep]:
    """What happened, in its order. Who of the group did it stays at the desk's trail. One query."""
    rows: list[OrderStep] = list(order.steps.all())
    return [
        ShownStep(
            label=str(one.get_kind_display()),
            at=one.at,
            words=one.words,
            reason=str(one.get_reason_display()) if one.reason else "",
            is_by_buyer=one.is_by_buyer,
            kind=one.kind,
        )
        for one in rows
        if not (for_buyer and one.kind == StepKind.NOTE)
    ]


def waiting_for(actor: Actor) -> list[Waiting]:
    """New orders of the stalls that the actor answers for. Two queries at most."""
    if not actor.group_ids:
        return []
    cards = {card.id: card for card in hosting.sites_of_actor(actor)}
    keeps = {held.group_id for held in actor.posts if held.post in (Post.CHAIR, Post.EDITOR)}
    with fence.unfenced("new orders of the stalls that the actor answers for"):
        counts = dict(
            Order.objects.filter(site__in=list(cards), state=OrderState.NEW)
            .filter(Q(seller__person_id=actor.id) | Q(seller__person__isnull=True, site__group_id__in=keeps))
            .order_by()
            .values_list("site_id")
            .annotate(Count("id"))
        )
    return [
        Waiting(
            title=ngettext("%(count)d new order", "%(count)d new orders", count) % {"count": count},
            url=reverse("market_desk:orders", kwargs={"site_slug": cards[site_id].slug}) + "?keadaan=new",
            detail=cards[site_id].title,
            weight=70,
        )
        for site_id, count in counts.items()
    ]
