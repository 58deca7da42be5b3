"""Who may do what to a proposal. Each level decides what lies with it, in its own region; from the district up with a second factor."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import GROUP_POSTS, Post
from betang.casework import policies as casework
from betang.casework.actions.stepping import last_holder
from betang.casework.terms import Level
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor
from betang.proposals.machine import PROPOSAL
from betang.proposals.models import Proposal

OFFICE_POSTS = frozenset(
    {Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.PLANNER, Post.AGENCY_OFFICER, Post.BUDGET_TEAM, Post.COUNCIL_MEMBER}
)
DESK_POSTS = (*sorted(OFFICE_POSTS), *sorted(GROUP_POSTS))
"""Who finds proposals at the desk."""

_LEVELS = (Level.VILLAGE, Level.DISTRICT, Level.COUNCIL, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM)


def is_own(actor: Actor, proposal: Proposal) -> bool:
    """Filed by this person, or by one of their groups."""
    return actor.id is not None and (proposal.person_id == actor.id or proposal.group_id in actor.group_ids)


def _sits_over(actor: Actor, proposal: Proposal) -> bool:
    if proposal.matter is None:
        return False
    held = proposal.matter
    if casework.seat_at(actor, held.level, held.holder_code, held.office_id):
        return True
    offices = {row for row in held.steps.values_list("office_id", flat=True) if row}
    for level in _LEVELS:
        seat = casework.seat_over(actor, level, held.region.code)
        if seat is not None and (seat.office_id is None or seat.office_id in offices):
            return True
    return False


def may_open(actor: Actor, proposal: Proposal) -> Verdict:
    """May see it at the desk: who sits at one of its levels, and whoever filed it. An agency sees what came to it."""
    if proposal.matter is None:
        return YES if is_own(actor, proposal) else hidden()
    return YES if is_own(actor, proposal) or _sits_over(actor, proposal) else hidden()


def may_decide(actor: Actor, proposal: Proposal, action: str) -> Verdict:
    """May take this step as an office."""
    if actor.is_system:
        return YES
    seen = may_open(actor, proposal)
    if not seen:
        return seen
    matter = proposal.matter
    assert matter is not None
    transition = PROPOSAL.transition(action, matter.state)
    if transition is None:
        return YES  # the engine says that it has moved on
    if not (seat := casework.seat_for(actor, matter, transition.by)):
        return no(gettext("This lies with somebody else now. Only they can do this."))
    if seat.party == Level.COUNCIL and actor.id is not None and proposal.person_id == actor.id:
        return no(gettext("You proposed this yourself. Somebody else of the council's secretariat checks it."))
    if seat.party not in (Level.VILLAGE, Level.GROUP) and not actor.has_second_factor:
        return second_factor()
    return YES


def may_see_contact(actor: Actor, proposal: Proposal) -> Verdict:
    """May read the proposer's name and contact: the office that has it now (or waits for its completion), and whoever filed it."""
    if is_own(actor, proposal):
        return YES
    matter = proposal.matter
    if matter is None:
        return hidden()
    level, code, office = matter.level, matter.holder_code, matter.office_id
    if level == Level.SENDER:
        held = last_holder(matter)
        level, code, office = held.level, held.region_code, held.office_id
    return YES if casework.seat_at(actor, level, code, office) else hidden()


def may_show_paper(actor: Actor, proposal: Proposal) -> Verdict:
    """May let everybody read a paper of it: the office that has it now, which has looked for what is private in it."""
    seen = may_open(actor, proposal)
    matter = proposal.matter
    if not seen or matter is None:
        return seen or hidden()
    if not casework.seat_at(actor, matter.level, matter.holder_code, matter.office_id):
        return no(gettext("This lies with somebody else now. Only they can do this."))
    return YES


def may_act_as_sender(actor: Actor, proposal: Proposal, *, has_token: bool) -> Verdict:
    """May complete it, take it back or dispute: who shows its token, who sent it signed in, the group that filed it."""
    if has_token or is_own(actor, proposal):
        return YES
    return hidden()


def may_file_as(actor: Actor, level: str, region_code: str) -> Verdict:
    """May propose at the desk: a village's officer for it, a council member for a place in their region."""
    return YES if casework.seat_over(actor, level, region_code) else no(gettext("You can propose for places of your own region only."))


def may_link(actor: Actor, proposal: Proposal) -> Verdict:
    """May say which line of the plan it became: the holder, the planning agency or budget team, the village for its own plan."""
    seen = may_open(actor, proposal)
    matter = proposal.matter
    if not seen or matter is None:
        return seen or hidden()
    if casework.seat_at(actor, matter.level, matter.holder_code, matter.office_id):
        return YES if matter.level == Level.VILLAGE or actor.has_second_factor else second_factor()
    for level in (Level.PLANNING, Level.BUDGET_TEAM):
        if casework.seat_over(actor, level, matter.region.code):
            return YES if actor.has_second_factor else second_factor()
    return no(gettext("This lies with somebody else now. Only they can do this."))
