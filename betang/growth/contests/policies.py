"""Who may do what in a contest. The office runs it, groups enter, judges judge; nobody judges or decides on a group of their own."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.communities.models import Group
from betang.communities.terms import REGISTERED
from betang.growth.models import Contest, Judge
from betang.growth.terms import ContestState
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor


def runs(actor: Actor, region_code: str) -> bool:
    """Runs contests of a region: who coordinates it or administers the province."""
    return actor.is_system or actor.holds_over(region_code, *APPROVING_POSTS)


def may_run(actor: Actor, region_code: str) -> Verdict:
    """May prepare, open and close a contest of the region."""
    return YES if runs(actor, region_code) else hidden()


def may_decide(actor: Actor, contest: Contest) -> Verdict:
    """May decide a contest: who runs it, with a second factor, and without a post in a group that takes part."""
    if actor.is_system:
        return YES
    if not runs(actor, contest.region.code):
        return hidden()
    mine = [entry.group.name for entry in contest.entries.filter(withdrawn_at__isnull=True).select_related("group")
            if actor.holds_in_group(entry.group_id)]  # fmt: skip
    if mine:
        return no(gettext("You hold a post in %(group)s, which takes part: somebody else has to decide.") % {"group": mine[0]})
    return YES if actor.has_second_factor else second_factor()


def may_invite_judge(actor: Actor, contest: Contest) -> Verdict:
    """May name judges: who runs the contest, with a second factor, because it may make an account."""
    if actor.is_system:
        return YES
    if not runs(actor, contest.region.code):
        return hidden()
    return YES if actor.has_second_factor else second_factor()


def may_judge(actor: Actor, judge: Judge | None) -> Verdict:
    """May give scores: a judge of the contest, for themselves alone, while it is judged."""
    if judge is None or judge.person_id != actor.id or judge.removed_at is not None:
        return hidden()
    if judge.contest.state != ContestState.JUDGING:
        return no(gettext("Scores are given while the contest is being judged."))
    return YES


def fits(contest: Contest, group: Group) -> bool:
    """Does the contest invite this group: by its place and its kind?"""
    code = contest.region.code
    inside = group.region.code == code or group.region.code.startswith(code + ".")
    return inside and (not contest.invited_kinds or group.kind in contest.invited_kinds)


def may_enter(actor: Actor, contest: Contest, group: Group) -> Verdict:
    """May enter, change and withdraw the group's entry: its chair, while the contest is open, for a group of the register."""
    if not actor.is_system:
        if not actor.holds_in_group(group.pk):
            return hidden()
        if not actor.holds_in_group(group.pk, Post.CHAIR):
            return no(gettext("The chair enters the group for a contest."))
    if contest.state != ContestState.OPEN:
        return no(gettext("This contest takes no entries now."))
    if not fits(contest, group):
        return no(gettext("This contest is for other groups."))
    if group.standing not in REGISTERED:
        return no(gettext("A group that is not in the register cannot take part."))
    return YES
