"""Who may tend a group: its coordinator, its mentor KIM, and the group itself."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import GROUP_POSTS, Post
from betang.communities.models import Group
from betang.communities.terms import REGISTERED
from betang.growth import policies
from betang.growth.models import Mentorship, Task
from betang.growth.terms import TaskFor
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor

SPEAKING = (Post.CHAIR, Post.EDITOR)
"""Who speaks for a mentor KIM on its visits."""


def may_wake(actor: Actor, group: Group) -> Verdict:
    """May say that the group is still there: whoever holds a post in it."""
    return YES if actor.is_system or actor.holds_in_group(group.pk, *GROUP_POSTS) else hidden()


def mentors(actor: Actor, group: Group) -> Mentorship | None:
    """The running or proposed mentorship of the group for whose mentor KIM this person speaks."""
    groups = [held.group_id for held in actor.posts if held.group_id is not None and held.post in SPEAKING]
    if not groups:
        return None
    return Mentorship.objects.select_related("mentor", "group").filter(group=group, mentor_id__in=groups, until_on__isnull=True).first()


def may_see(actor: Actor, group: Group) -> Verdict:
    """May open a group's page of visits: its people, who coordinates its place, and who mentors it."""
    seen = policies.may_see_room(actor, group)
    return seen if seen or mentors(actor, group) is None else YES


def may_close(actor: Actor, task: Task) -> Verdict:
    """May close a task: those whose task it is. The coordinator may also say of any that it is no longer needed."""
    group = task.group
    if actor.is_system or policies.coordinates(actor, group):
        return YES
    if task.whose == TaskFor.GROUP and actor.holds_in_group(group.pk, *GROUP_POSTS):
        return YES
    if task.whose == TaskFor.MENTOR and mentors(actor, group) is not None:
        return YES
    return no(gettext("Those whose task it is close it.")) if may_see(actor, group) else hidden()


def may_propose(actor: Actor, group: Group, mentor: Group) -> Verdict:
    """May propose a mentor for a group: who coordinates the group's place, and the chair of the mentor KIM itself."""
    if group.standing not in REGISTERED or mentor.standing not in REGISTERED:
        return no(gettext("Both groups must be in the register."))
    if actor.is_system or policies.coordinates(actor, group) or actor.holds_in_group(mentor.pk, Post.CHAIR):
        return YES
    seen = policies.may_see_room(actor, group)
    return no(gettext("The coordinator or the chair of a grown KIM proposes.")) if seen else hidden()


def may_answer(actor: Actor, mentorship: Mentorship) -> Verdict:
    """May agree to a mentorship, or decline: the chair of either group."""
    if actor.holds_in_group(mentorship.group_id, Post.CHAIR) or actor.holds_in_group(mentorship.mentor_id, Post.CHAIR):
        return YES
    return no(gettext("The chairs of both groups agree.")) if may_see(actor, mentorship.group) else hidden()


def may_end(actor: Actor, mentorship: Mentorship) -> Verdict:
    """May end a mentorship: either chair, and who coordinates the group's place."""
    if actor.is_system or policies.coordinates(actor, mentorship.group):
        return YES
    return may_answer(actor, mentorship)


def may_certify(actor: Actor, mentorship: Mentorship) -> Verdict:
    """May give the mentor KIM its certificate: who coordinates the mentored group's place, with a second factor."""
    if actor.is_system:
        return YES
    if not policies.coordinates(actor, mentorship.group):
        return no(gettext("The coordinator of the kabupaten does this.")) if may_see(actor, mentorship.group) else hidden()
    if actor.holds_in_group(mentorship.mentor_id):
        return no(gettext("You hold a post in the mentor KIM: somebody else has to do this."))
    return YES if actor.has_second_factor else second_factor()
