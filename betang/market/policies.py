"""Who may do what with stalls and goods. A stranger gets nothing, not even that it exists."""

from __future__ import annotations

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor
from betang.market.models import Seller, Takedown
from betang.market.terms import AppealState


def keeps(actor: Actor, site: Site) -> bool:
    """Chair or editor: who keeps the group's market."""
    return actor.holds_in_group(site.group_id, Post.CHAIR, Post.EDITOR)


def coordinates(actor: Actor, site: Site) -> bool:
    """The coordinator of the group's region, or the province's administrator."""
    return actor.holds_over(site.group.region.code, *APPROVING_POSTS)


def may_see_desk(actor: Actor, site: Site) -> Verdict:
    """Anybody with a post in the group sees the market's desk."""
    return YES if actor.is_system or actor.holds_in_group(site.group_id) else hidden()


def _while_open(site: Site) -> Verdict:
    if site.status != SiteStatus.OPEN:
        return no(_("The site is closed for now. Ask your coordinator; everything that you wrote is kept."))
    return YES


def may_apply(actor: Actor, site: Site) -> Verdict:
    """Write down that somebody wants to sell: anybody with a post in the group."""
    seen = may_see_desk(actor, site)
    return _while_open(site) if seen else seen


def may_admit(actor: Actor, site: Site) -> Verdict:
    """Admit, refuse: chair and editors."""
    if actor.is_system or keeps(actor, site):
        return _while_open(site)
    if actor.holds_in_group(site.group_id):
        return no(_("The chair or an editor decides who sells here."))
    return hidden()


def may_keep(actor: Actor, site: Site, seller: Seller) -> Verdict:
    """Change a stall and its goods: chair, editors, and the seller itself where it has an account in the group."""
    if seller.site_id != site.pk:
        return hidden()
    if actor.is_system or keeps(actor, site):
        return _while_open(site)
    if not actor.holds_in_group(site.group_id):
        return hidden()
    if actor.id is not None and seller.person_id == actor.id:
        return _while_open(site)
    return no(_("This stall is somebody else's. An editor, the chair or the seller changes it."))


def may_see_private(actor: Actor, site: Site, seller: Seller) -> Verdict:
    """See a seller's number, owner and the evidence of its permits: who keeps the stall, and who coordinates."""
    if seller.site_id != site.pk:
        return hidden()
    if actor.is_system or keeps(actor, site) or coordinates(actor, site) or (actor.id is not None and seller.person_id == actor.id):
        return YES
    return hidden()


def may_judge_reports(actor: Actor, site: Site) -> Verdict:
    """Read what is reported and answer it: chair and editors for their own group, the coordinator for the region."""
    if actor.is_system or keeps(actor, site):
        return YES
    if coordinates(actor, site):
        return YES if actor.has_second_factor else second_factor()
    return hidden()


def may_take_down(actor: Actor, site: Site) -> Verdict:
    """Take something from buyers: the same."""
    return may_judge_reports(actor, site)


def may_appeal(actor: Actor, site: Site, takedown: Takedown) -> Verdict:
    """Object: the seller, or chair and editors for it."""
    allowed = may_keep(actor, site, takedown.seller)
    if not allowed:
        return allowed
    if takedown.ended_at is not None or takedown.appeal != AppealState.NONE:
        return no(_("An objection can be made once, while it is taken down."))
    return YES


def may_restore(actor: Actor, site: Site, takedown: Takedown) -> Verdict:
    """Decide an objection, or let it be seen again. What the group itself took down, it may restore; the rest is the coordinator's."""
    if actor.is_system:
        return YES
    if coordinates(actor, site):
        return YES if actor.has_second_factor else second_factor()
    if keeps(actor, site):
        if takedown.by_id is not None and takedown.is_by_group:
            return YES
        return no(_("The coordinator of the kabupaten took this down, and decides whether it may be seen again."))
    return hidden()
