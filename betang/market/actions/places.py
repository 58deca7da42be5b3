"""A region gets another code: stalls and goods follow their group."""

from __future__ import annotations

from uuid import UUID

from betang.hosting.models import Site
from betang.kernel import fence
from betang.market.models import Product, Seller
from betang.regions import queries as regions


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
                Seller.objects.filter(pk=seller.pk).update(region_code=new)
                Product.objects.filter(seller=seller).update(region_code=new)
                moved += 1
    return moved
