"""Who may do what to people and posts. Everything follows from the posts that are held today."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.groups import GroupPlace, place
from betang.accounts.models import Appointment, Invitation, Person
from betang.accounts.rules import APPOINTERS
from betang.accounts.terms import APPROVING_POSTS, GROUP_POSTS, Post, Purpose
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor


def _holds_here(actor: Actor, posts: frozenset[Post], region_code: str, group: GroupPlace | None) -> bool:
    """Holds one of `posts` in the group, in the region, or over the region in which the group lies."""
    in_group = posts & GROUP_POSTS
    if group is not None and in_group and actor.holds_in_group(group.id, *in_group):
        return True
    code = region_code or (group.region_code if group else "")
    return bool(code) and actor.holds_over(code, *(posts - GROUP_POSTS))


def may_appoint(actor: Actor, post: Post, *, region_code: str = "", group_id: UUID | None = None, person_id: UUID | None = None) -> Verdict:
    """May `actor` give `post` in this region or group to somebody (`person_id`, where that person is known)?

    Who has nothing to do with the group or region is not told that it exists. Approving posts need a second factor.
    """
    if actor.is_system:
        return YES
    group = place(group_id) if group_id is not None else None
    if not actor.is_known or (group_id is not None and group is None):
        return hidden()
    if person_id is not None and person_id == actor.id:
        return no(gettext("Nobody appoints themselves. Ask a colleague to do it."))
    appointers = APPOINTERS[post]
    if _holds_here(actor, appointers, region_code, group):
        return second_factor() if appointers & APPROVING_POSTS and not actor.has_second_factor else YES
    if _holds_here(actor, GROUP_POSTS | APPROVING_POSTS, region_code, group):
        return no(gettext("Your post does not allow you to fill this one."))
    return hidden()


def may_end(actor: Actor, appointment: Appointment) -> Verdict:
    """May `actor` end this appointment? Who may fill the post may; and everybody may lay down a post of their own."""
    if not actor.is_system and actor.id == appointment.person_id:
        if appointment.post == Post.PROVINCE_ADMIN:
            return no(gettext("The operator of this installation ends this post, so that the province is never without one."))
        return YES
    return may_appoint(
        actor, Post(appointment.post), region_code=appointment.region.code if appointment.region else "", group_id=appointment.group_id
    )


def may_manage_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    """May `actor` see, re-issue or revoke the invitation? Who may fill its post may; for a new password, see `may_reset`."""
    if invitation.purpose == Purpose.RESET:
        assert invitation.person is not None
        return may_reset(actor, invitation.person)
    return may_appoint(
        actor, Post(invitation.post), region_code=invitation.region.code if invitation.region else "", group_id=invitation.group_id
    )


def may_reset(actor: Actor, person: Person) -> Verdict:
    """May `actor` hand `person` a link for a new password?

    Such a link opens the account, so it is for somebody who could fill every post that the person holds: otherwise a
    coordinator could step into the account of somebody above them.
    """
    from betang.accounts.queries import actor_of

    if actor.is_system:
        return YES
    if actor.id == person.pk:
        return no(gettext("Ask for a new password on the sign-in page."))
    held = actor_of(person).posts
    if not held:
        return hidden()
    verdicts = [may_appoint(actor, one.post, region_code=one.region_code, group_id=one.group_id) for one in held]
    if any(verdict.hidden for verdict in verdicts) and not any(verdicts) and not any(v.needs_second_factor for v in verdicts):
        return hidden()
    for verdict in verdicts:
        if not verdict:
            return no(gettext("This person also holds a post that you do not fill.")) if verdict.hidden else verdict
    return YES


def may_see_group_people(actor: Actor, group_id: UUID) -> Verdict:
    """May `actor` see who holds which post in the group: its own people, and those who coordinate its region."""
    group = place(group_id)
    if group is None or not actor.is_known:
        return hidden()
    if actor.is_system or actor.holds_in_group(group_id) or actor.holds_over(group.region_code, *APPROVING_POSTS):
        return YES
    return hidden()


def may_see_region_people(actor: Actor, region_code: str) -> Verdict:
    """May `actor` see who holds which post in the region: the province's administrator and the coordinator."""
    return YES if actor.is_system or actor.holds_over(region_code, *APPROVING_POSTS) else hidden()
