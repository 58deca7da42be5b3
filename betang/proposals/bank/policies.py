"""Who closes a year, and who takes up or takes out what lies in the bank."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.casework import policies as casework
from betang.casework.terms import Level
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor
from betang.proposals.bank import rules
from betang.proposals.models import Proposal
from betang.proposals.terms import Channel

READERS = (Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.PLANNER, Post.COUNCIL_MEMBER)


def may_close(actor: Actor, region_code: str) -> Verdict:
    """A planner of that very government, with the second factor."""
    if actor.is_system:
        return YES
    if not actor.holds_exactly_in(region_code, Post.PLANNER):
        return hidden()
    return YES if actor.has_second_factor else second_factor()


def start_level(proposal: Proposal) -> str:
    """Where the proposal would begin again."""
    return rules.level_at_start(proposal.region_code, is_council=proposal.channel == Channel.COUNCIL)


def may_take_up(actor: Actor, proposal: Proposal) -> Verdict:
    """Put it before this year's meeting, or take it out with a reason: the level at which it began, in whose region it lies."""
    level = start_level(proposal)
    if not any(casework.seat_over(actor, one, proposal.region_code) for one in (level, Level.DISTRICT, Level.PLANNING)):
        return hidden()
    if not casework.seat_over(actor, level, proposal.region_code):
        return no(gettext("The meeting at which it began takes it up or takes it out: not yours."))
    return YES if level == Level.VILLAGE or actor.has_second_factor else second_factor()
