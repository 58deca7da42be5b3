"""What people of a group and coordinators see of the market at the desk."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.hosting import queries as hosting
from betang.kernel import fence
from betang.kernel.waiting import Waiting
from betang.market.models import PaymentCode, Product, ProductReport, Seller, Takedown
from betang.market.terms import AppealState, CodeState, ComplaintState, ProductState, SellerState

PAGE_SIZE = 30


def products(*, state: str = "", q: str = "", after: tuple[datetime, UUID] | None = None) -> list[Product]:
    """The open site's products, last changed first, one more than a page. One query."""
    rows = Product.objects.select_related("seller").order_by("-updated_at", "-id")
    if state in ProductState.values:
        rows = rows.filter(state=state)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(seller_name__icontains=q))
    if after is not None:
        at, key = after
        rows = rows.filter(updated_at__lte=at).filter(Q(updated_at__lt=at) | Q(id__lt=key))
    return list(rows[: PAGE_SIZE + 1])


def state_counts() -> dict[str, int]:
    """How many products stand in each state. One query."""
    return dict(Product.objects.order_by().values_list("state").annotate(Count("id")))


def sellers() -> list[Seller]:
    """Every seller of the open site with its number of goods, those that wait first. One query."""
    rows = Seller.objects.annotate(goods=Count("products", filter=Q(products__state=ProductState.SHOWN))).order_by("name", "id")
    return sorted(rows, key=lambda one: (one.state != SellerState.APPLIED, one.name.casefold()))


def reports(*, only_open: bool = False) -> list[ProductReport]:
    """What was reported of the open site's goods, newest first. One query."""
    rows = ProductReport.objects.select_related("seller", "product")
    return list((rows.filter(state=ComplaintState.OPEN) if only_open else rows)[:100])


def takedowns() -> list[Takedown]:
    """What was taken down on the open site, newest first. One query."""
    return list(Takedown.objects.select_related("seller", "product")[:100])


def _over(actor: Actor) -> Q | None:
    codes = actor.regions_of(*APPROVING_POSTS)
    if not codes:
        return None
    where = Q()
    for code in codes:
        where |= Q(site__group__region__code=code) | Q(site__group__region__code__startswith=f"{code}.")
    return where


def reports_over(actor: Actor) -> list[ProductReport]:
    """Open reports in the regions that the actor coordinates. One query."""
    where = _over(actor)
    if where is None:
        return []
    with fence.unfenced("reports on goods in the regions that somebody coordinates"):
        rows = ProductReport.objects.filter(where, state=ComplaintState.OPEN).select_related("seller", "product", "site")
        return list(rows.order_by("at", "id")[:100])


def takedowns_over(actor: Actor) -> list[Takedown]:
    """Take-downs that stand, objections first, in the regions that the actor coordinates. One query."""
    where = _over(actor)
    if where is None:
        return []
    with fence.unfenced("take-downs in the regions that somebody coordinates"):
        rows = Takedown.objects.filter(where, ended_at__isnull=True).select_related("seller", "product", "site")
        return sorted(rows.order_by("-at", "-id")[:100], key=lambda one: (one.appeal != AppealState.OPEN, one.appeal_due_on or date.max))


def waiting_for(actor: Actor) -> list[Waiting]:
    """Codes, applications and reports of the actor's groups; reports and objections of the regions that it coordinates."""
    lines: list[Waiting] = []
    keeps = {held.group_id for held in actor.posts if held.post in (Post.CHAIR, Post.EDITOR) and held.group_id}
    if keeps:
        cards = {card.id: card for card in hosting.sites_of_actor(actor) if card.group_id in keeps}
        with fence.unfenced("what waits in the markets of the actor's own groups"):
            asked = Counter(
                dict(
                    Seller.objects.filter(site__in=list(cards), state=SellerState.APPLIED)
                    .order_by()
                    .values_list("site_id")
                    .annotate(Count("id"))
                )
            )
            told = dict(
                ProductReport.objects.filter(site__in=list(cards), state=ComplaintState.OPEN)
                .order_by()
                .values_list("site_id")
                .annotate(Count("id"))
            )
            codes = list(
                PaymentCode.objects.filter(site__in=list(cards), state=CodeState.WAITING)
                .exclude(added_by_id=actor.id)
                .order_by("added_at")
                .values_list("site_id", "seller_id", "seller__name")
            )
        for site_id, seller_id, name in codes:
            lines.append(
                Waiting(
                    title=_("A new QRIS code of %(name)s waits for your look") % {"name": name},
                    url=reverse("market_desk:codes", kwargs={"site_slug": cards[site_id].slug, "seller_id": seller_id}),
                    detail=cards[site_id].title,
                    weight=80,
                )
            )
        for site_id, count in asked.items():
            lines.append(
                Waiting(
                    title=ngettext("%(count)d seller asks to be admitted", "%(count)d sellers ask to be admitted", count)
                    % {"count": count},
                    url=reverse("market_desk:sellers", kwargs={"site_slug": cards[site_id].slug}),
                    detail=cards[site_id].title,
                    weight=40,
                )
            )
        for site_id, count in told.items():
            lines.append(
                Waiting(
                    title=ngettext("%(count)d report about goods of your group", "%(count)d reports about goods of your group", count)
                    % {"count": count},
                    url=reverse("market_desk:reports", kwargs={"site_slug": cards[site_id].slug}),
                    detail=cards[site_id].title,
                    weight=60,
                )
            )
    where = _over(actor)
    if where is not None:
        with fence.unfenced("reports and objections in the regions that somebody coordinates"):
            count = ProductReport.objects.filter(where, state=ComplaintState.OPEN).count()
            appeals = Takedown.objects.filter(where, appeal=AppealState.OPEN).aggregate(n=Count("id"), due=Min("appeal_due_on"))
        if count:
            lines.append(
                Waiting(
                    title=ngettext("%(count)d report about goods", "%(count)d reports about goods", count) % {"count": count},
                    url=reverse("market_desk:office"),
                    detail=_("Market"),
                    weight=30,
                )
            )
        if appeals["n"]:
            lines.append(
                Waiting(
                    title=ngettext("%(count)d objection to a take-down", "%(count)d objections to a take-down", appeals["n"])
                    % {"count": appeals["n"]},
                    url=reverse("market_desk:office"),
                    detail=_("Market"),
                    due_on=appeals["due"],
                    weight=50,
                )
            )
    return lines
