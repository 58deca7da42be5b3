"""Who may do what in the register. The kabupaten registers, the province coordinates (DOMAIN §1.3); a group tends its own data."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.communities.models import Application, Group
from betang.communities.terms import ApplicationStatus
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor


def may_see_application(actor: Actor, application: Application) -> Verdict:
    """The coordinator of the place and the province's administrator may; drafts are the applicant's own."""
    if application.status == ApplicationStatus.DRAFT or not application.region_code:
        return hidden()
    return YES if actor.holds_over(application.region_code, *APPROVING_POSTS) else hidden()


def may_decide(actor: Actor, application: Application) -> Verdict:
    """May ask for a correction, refuse or approve: the coordinator of the place, with a second factor."""
    seen = may_see_application(actor, application)
    if not seen:
        return seen
    if not actor.holds_over(application.region_code, Post.COORDINATOR):
        return no(gettext("The coordinator of the kabupaten decides on applications; the province reads along."))
    return YES if actor.has_second_factor else second_factor()


def may_tend(actor: Actor, group: Group) -> Verdict:
    """May read and change a group's data: its chair and editors, the coordinator of its region, the province's administrator."""
    if actor.holds_in_group(group.pk, Post.CHAIR, Post.EDITOR) or actor.holds_over(group.region.code, *APPROVING_POSTS):
        return YES
    return hidden()


def may_name_officers(actor: Actor, group: Group) -> Verdict:
    """May name officers and end their time: the chair and the coordinator, not an editor."""
    seen = may_tend(actor, group)
    if not seen:
        return seen
    if actor.holds_in_group(group.pk, Post.CHAIR) or actor.holds_over(group.region.code, *APPROVING_POSTS):
        return YES
    return no(gettext("The chair or the coordinator changes the officers."))


def may_coordinate(actor: Actor, group: Group) -> Verdict:
    """May set what is the office's to say (standing, priority, KIM.ID number): who coordinates the region, with a second factor."""
    seen = may_tend(actor, group)
    if not seen:
        return seen
    if not actor.holds_over(group.region.code, *APPROVING_POSTS):
        return no(gettext("The coordinator of the kabupaten does this."))
    return YES if actor.has_second_factor else second_factor()


def may_see_settings(actor: Actor, region_code: str) -> Verdict:
    """May read what a region asks of groups at the desk, and its mapping report."""
    return YES if actor.holds_over(region_code, *APPROVING_POSTS) else hidden()


def may_change_settings(actor: Actor, region_code: str) -> Verdict:
    """May change what a region asks: the province's administrator everywhere, a coordinator in their own region; second factor."""
    seen = may_see_settings(actor, region_code)
    if not seen:
        return seen
    return YES if actor.has_second_factor else second_factor()


def may_write_report(actor: Actor, region_code: str) -> Verdict:
    """May write the notes of a mapping report."""
    return may_see_settings(actor, region_code)


def regions_of_register(actor: Actor) -> tuple[str, ...]:
    """The regions whose register somebody keeps: a coordinator their kabupaten, the administrator the province."""
    codes = sorted({held.region_code for held in actor.posts if held.post in APPROVING_POSTS and held.region_code})
    return tuple(code for code in codes if not any(code.startswith(f"{other}.") for other in codes))


def may_take_register_over(actor: Actor) -> Verdict:
    """May bring a table of groups into the register: whoever keeps one, with a second factor; the system for the province."""
    if actor.is_system:
        return YES
    if not regions_of_register(actor):
        return hidden()
    return YES if actor.has_second_factor else second_factor()


def may_wake(actor: Actor, group: Group) -> Verdict:
    """May say that a silent group is there again: whoever holds a post in it."""
    return YES if actor.is_system or actor.holds_in_group(group.pk) else hidden()
