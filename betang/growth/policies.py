"""Who may do what for a group's growth. A group tells of itself; the coordinator of its place sees, visits and grants."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, GROUP_POSTS, Post
from betang.communities.models import Group
from betang.communities.terms import REGISTERED
from betang.growth.models import Activity, Climb
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor

COORDINATING_POSTS = tuple(sorted(APPROVING_POSTS))
"""Posts for which the coordinator's pages open at all."""


def may_see_room(actor: Actor, group: Group) -> Verdict:
    """May open a group's own pages of growth at the desk: its people, and who coordinates its place."""
    return YES if actor.holds_in_group(group.pk, *GROUP_POSTS) or coordinates(actor, group) else hidden()


def coordinates(actor: Actor, group: Group) -> bool:
    """Coordinates the group's place, or administers the province."""
    return actor.holds_over(group.region.code, *APPROVING_POSTS)


def may_tell(actor: Actor, group: Group) -> Verdict:
    """May record an activity by hand: whoever holds a post in the group."""
    if actor.is_system:
        return YES
    seen = may_see_room(actor, group)
    if not seen:
        return seen
    if not actor.holds_in_group(group.pk, *GROUP_POSTS):
        return no(gettext("Only the group’s own people record what it did."))
    return YES


def may_remove(actor: Actor, activity: Activity) -> Verdict:
    """May take an activity that was typed out of the record: the group's chair or editor, or the coordinator."""
    group = activity.group
    if actor.is_system or actor.holds_in_group(group.pk, Post.CHAIR, Post.EDITOR) or coordinates(actor, group):
        return YES
    return may_tell(actor, group) and no(gettext("The chair or an editor takes an activity out."))


def may_apply(actor: Actor, group: Group) -> Verdict:
    """May apply for a stage: the chair, for a group that is in the register and not archived."""
    if not actor.is_system:
        seen = may_see_room(actor, group)
        if not seen:
            return seen
        if not actor.holds_in_group(group.pk, Post.CHAIR):
            return no(gettext("The chair applies for the next stage."))
    if group.standing not in REGISTERED:
        return no(gettext("A group that is not in the register, or is archived, cannot apply for a stage."))
    return YES


def may_look_into(actor: Actor, climb: Climb) -> Verdict:
    """May see an application for a stage with its proofs: the group's chair and editors, and who coordinates its place."""
    if actor.holds_in_group(climb.group_id, Post.CHAIR, Post.EDITOR) or coordinates(actor, climb.group):
        return YES
    return hidden()


def may_verify(actor: Actor, group: Group) -> Verdict:
    """May confirm proofs, record visits, grant, send back, refuse and end a stage: the coordinator, with a second factor.

    Nobody verifies a group in which they hold a post themselves.
    """
    if actor.is_system:
        return YES
    if not coordinates(actor, group):
        return no(gettext("The coordinator of the kabupaten does this.")) if may_see_room(actor, group) else hidden()
    if actor.holds_in_group(group.pk):
        return no(gettext("You hold a post in this group: somebody else has to verify it."))
    return YES if actor.has_second_factor else second_factor()
