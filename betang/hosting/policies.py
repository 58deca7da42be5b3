"""Who may do what to a site. A group dresses its own house; its name and whether it answers are the coordinator's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor

if TYPE_CHECKING:
    from betang.communities.models import Group


def _over(actor: Actor, region_code: str) -> Verdict:
    if actor.is_system:
        return YES
    if not actor.holds_over(region_code, Post.COORDINATOR, Post.PROVINCE_ADMIN):
        return hidden()
    return YES if actor.has_second_factor else second_factor()


def may_create_site(actor: Actor, group: Group) -> Verdict:
    """Coordinators and administrators over the group's region, with a second factor."""
    return _over(actor, group.region.code)


def may_create_in_bulk(actor: Actor) -> Verdict:
    """Only the system itself: there is no page for it."""
    return YES if actor.is_system else hidden()


def may_see_site_desk(actor: Actor, site: Site) -> Verdict:
    """Whoever holds a post in the group, and coordinators and administrators over its region."""
    if (
        actor.is_system
        or actor.holds_in_group(site.group_id)
        or actor.holds_over(site.group.region.code, Post.COORDINATOR, Post.PROVINCE_ADMIN)
    ):
        return YES
    return hidden()


def may_change_look(actor: Actor, site: Site) -> Verdict:
    """The chair and the editors of the group."""
    if actor.is_system or actor.holds_in_group(site.group_id, Post.CHAIR, Post.EDITOR):
        return YES
    if actor.holds_in_group(site.group_id):
        return no(_("Only the chair and the editors change how the site looks. Ask one of them."))
    return hidden()


def may_change_approval(actor: Actor, site: Site) -> Verdict:
    """The chair alone decides whether writers may publish by themselves."""
    if actor.is_system or actor.holds_in_group(site.group_id, Post.CHAIR, Post.EDITOR):
        return YES
    if actor.holds_in_group(site.group_id):
        return no(_("Only the chair and the editors decide this. Ask one of them."))
    return hidden()


def may_rename(actor: Actor, site: Site) -> Verdict:
    """Coordinators and administrators over the region, with a second factor: a name is what people trust."""
    verdict = _over(actor, site.group.region.code)
    if not verdict and verdict.hidden and actor.holds_in_group(site.group_id):
        return no(_("The coordinator changes a site's address. Ask the communication office of your kabupaten."))
    return verdict


def may_suspend(actor: Actor, site: Site) -> Verdict:
    """As for the name; a group cannot suspend or reopen itself."""
    verdict = _over(actor, site.group.region.code)
    if not verdict and verdict.hidden and actor.holds_in_group(site.group_id):
        return no(_("The coordinator suspends and reopens sites. Ask the communication office of your kabupaten."))
    return verdict


def may_rest(actor: Actor, site: Site) -> Verdict:
    """Only the system: silence is counted, not judged."""
    return YES if actor.is_system else hidden()


def may_wake(actor: Actor, site: Site) -> Verdict:
    """Whoever holds a post in the group: chair, editor, writer."""
    return YES if actor.is_system or actor.holds_in_group(site.group_id) else hidden()
