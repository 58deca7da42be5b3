"""Who may do what with an order. Who the buyer is stays with the seller of that order."""

from __future__ import annotations

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.hosting.models import Site
from betang.kernel.verdict import YES, Verdict, hidden, no
from betang.market.models import Seller
from betang.market.policies import keeps, may_keep, may_see_desk


def may_see_orders(actor: Actor, site: Site) -> Verdict:
    """See numbers, sums and states: anybody with a post in the group. Names are another matter (`may_see_buyer`)."""
    return may_see_desk(actor, site)


def may_handle(actor: Actor, site: Site, seller: Seller) -> Verdict:
    """Take steps with a seller's orders: the seller itself, chair and editors."""
    return may_keep(actor, site, seller)


def may_see_buyer(actor: Actor, site: Site, seller: Seller) -> Verdict:
    """See who ordered and where to bring it: the seller of that order alone.

    A seller with an account of its own is that person and nobody else. Where it has none, chair and editors keep its stall for it, and
    somebody has to call the buyer. Law: UU 27/2022 art. 16(2), 35
    """
    if seller.site_id != site.pk or not actor.holds_in_group(site.group_id):
        return hidden()
    if seller.person_id is not None:
        return YES if actor.id is not None and actor.id == seller.person_id else no(_("Only the seller sees who ordered."))
    return YES if keeps(actor, site) else no(_("Only who keeps the stall sees who ordered."))


def may_export(actor: Actor, site: Site) -> Verdict:
    """Take the group's sales out as a file: whoever sees them. There is no buyer in it."""
    return may_see_orders(actor, site)
