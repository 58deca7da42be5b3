"""Regions get other codes, or become part of others: stalls, goods, prices and wishes go with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.audit.models import Entry
from betang.hosting.models import Site
from betang.kernel import fence
from betang.market import documents
from betang.market.models import OfficialPrice, PriceAlert, PriceReport, Product, Seller
from betang.regions import queries as regions
from betang.regions.models import Region


def name_new_place(*, group_id: UUID | str, from_code: str, to_code: str) -> int:
    """Give the group's sellers and their goods their new codes: those at the seat the seat's, others what their village became.

    Where a village became several, the stall goes to the seat until somebody says otherwise. Returns how many sellers moved.
    """
    moved = 0
    for site_id in Site.objects.filter(group_id=group_id).values_list("pk", flat=True):
        with fence.open_site(site_id):
            for seller in Seller.objects.exclude(region_code=to_code):
                new = to_code
                if seller.region_code != from_code:
                    now = regions.current_codes(seller.region_code)
                    if seller.region_code in now:
                        continue
                    new = now[0] if len(now) == 1 else to_code
                _put(seller, new)
                moved += 1
    return moved


def follow_region(*, entry: Entry) -> None:
    """What became of a region (`regions.region.*`, `regions.list.loaded`) becomes of its stalls and prices, in the same transaction.

    A split without one successor changes nothing here: the group is asked where it is, and what was reported there stays history.
    """
    what = entry.verb.rpartition(".")[2]
    if what == "merged":
        ended = Region.objects.get(pk=entry.subject_id)
        _follow({ended.code: entry.data["into"]}, at=entry.at, reason=entry.reason)
    elif what in ("moved", "recoded"):
        codes = entry.data.get("codes") or {entry.data["from"]: entry.data["to"]}
        _follow(codes, at=entry.at, reason=entry.reason, with_official=True)
    elif what in ("split", "loaded"):
        codes = _ended()
        _follow(codes, at=entry.at, reason=entry.reason, with_official=what == "loaded")


def _ended() -> dict[str, str]:
    """Codes that stalls and prices carry and nobody bears any more, to the one code that took their place."""
    with fence.unfenced("which regions stalls stand in, since some have other codes now"):
        codes = set(Seller.objects.order_by().values_list("region_code", flat=True).distinct())
    for model in (PriceReport, PriceAlert, OfficialPrice):
        codes |= set(model.objects.order_by().values_list("region_code", flat=True).distinct())
    codes -= set(regions.current().filter(code__in=codes).values_list("code", flat=True))
    after = {code: regions.current_codes(code) for code in codes}
    return {code: now[0] for code, now in after.items() if len(now) == 1}


def _follow(codes: Mapping[str, str], *, at: datetime, reason: str, with_official: bool = False) -> None:
    for old, new in codes.items():
        _move_prices(old, new, with_official=with_official)
    if codes:
        _move_sellers(codes, at=at, reason=reason)


def _move_prices(old: str, new: str, *, with_official: bool) -> None:
    """Reports and wishes. An office's figures go along under a new code only: what it said of an area that ended, it said of that area."""
    here = PriceReport.objects.filter(region_code=old)
    same_voice = PriceReport.objects.filter(
        region_code=new,
        commodity=OuterRef("commodity"),
        level=OuterRef("level"),
        on=OuterRef("on"),
        reporter_mark=OuterRef("reporter_mark"),
    )
    here.exclude(reporter_mark="").filter(Exists(same_voice)).update(reporter_mark="")
    here.update(region_code=new)
    wishes = PriceAlert.objects.filter(region_code=old)
    same_wish = PriceAlert.objects.filter(
        region_code=new, email=OuterRef("email"), commodity=OuterRef("commodity"), level=OuterRef("level"), way=OuterRef("way")
    )
    wishes.filter(Exists(same_wish)).delete()
    wishes.update(region_code=new)
    if with_official:
        figures = OfficialPrice.objects.filter(region_code=old)
        same_figure = OfficialPrice.objects.filter(
            region_code=new, series=OuterRef("series"), commodity=OuterRef("commodity"), on=OuterRef("on")
        )
        figures.exclude(Exists(same_figure)).update(region_code=new)


def _move_sellers(codes: Mapping[str, str], *, at: datetime, reason: str) -> None:
    with fence.unfenced("which sites have stalls in a region that has another code now"):
        site_ids = set(Seller.objects.filter(region_code__in=list(codes)).values_list("site_id", flat=True))
    for site_id in sorted(site_ids, key=str):
        with fence.open_site(site_id):
            for seller in Seller.objects.filter(region_code__in=list(codes)).order_by("pk"):
                old = seller.region_code
                _put(seller, codes[old])
                trail.record(
                    "market.seller.followed",
                    seller,
                    actor=SYSTEM,
                    at=at,
                    reason=reason or _("Its region has another code."),
                    data={"seller": str(seller.pk), "from_code": old, "to_code": codes[old]},
                )


def _put(seller: Seller, code: str) -> None:
    Seller.objects.filter(pk=seller.pk).update(region_code=code)
    Product.objects.filter(seller=seller).update(region_code=code)
    documents.put_products(list(Product.objects.filter(seller=seller, is_public=True)))
