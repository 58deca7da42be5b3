"""Who may run a meeting: the officers of its level, in exactly its region; sealing and signing need a second factor."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor
from betang.proposals.meetings import rules
from betang.proposals.models import Meeting, Minutes
from betang.proposals.terms import MeetingKind

DESK_POSTS = (Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.PLANNER, Post.AGENCY_OFFICER)
"""Who finds meetings at the desk."""

POSTS_OF: dict[str, tuple[Post, ...]] = {
    MeetingKind.VILLAGE_ASSEMBLY: (Post.VILLAGE_OFFICER,),
    MeetingKind.DISTRICT_FORUM: (Post.DISTRICT_OFFICER,),
    MeetingKind.AGENCY_FORUM: (Post.PLANNER, Post.AGENCY_OFFICER),
    MeetingKind.REGENCY_FORUM: (Post.PLANNER,),
    MeetingKind.PROVINCE_FORUM: (Post.PLANNER,),
}


def kinds_for(actor: Actor) -> list[tuple[str, MeetingKind]]:
    """What this person can call: region code and kind."""
    codes = actor.regions_of(*DESK_POSTS)
    return [(code, kind) for code in codes for kind in rules.kinds_at(code) if actor.holds_exactly_in(code, *POSTS_OF[kind])]


def may_call(actor: Actor, kind: str, region_code: str) -> Verdict:
    """May plan a meeting of that kind for that region."""
    if actor.is_system:
        return YES
    if kind in rules.kinds_at(region_code) and actor.holds_exactly_in(region_code, *POSTS_OF[kind]):
        return YES
    return no(gettext("You can call a meeting of your own level and region only."))


def may_run(actor: Actor, meeting: Meeting) -> Verdict:
    """May see it at the desk and lead it through its steps. An agency's forum: the planner, and officers of that agency."""
    if actor.is_system:
        return YES
    for post in POSTS_OF.get(meeting.kind, ()):
        office = meeting.office_id if post == Post.AGENCY_OFFICER else None
        if actor.holds_exactly_in(meeting.region_code, post, office_id=office):
            return YES
    return hidden()


def may_seal(actor: Actor, meeting: Meeting) -> Verdict:
    """May close the meeting: its minutes are made and sealed, and cannot be changed after."""
    seen = may_run(actor, meeting)
    if not seen or actor.is_system:
        return seen
    return YES if actor.has_second_factor else second_factor()


def has_signed(actor: Actor, minutes: Minutes) -> bool:
    """Their name stands under these minutes already."""
    return actor.id is not None and minutes.signatures.filter(person_id=actor.id).exists()


def may_sign(actor: Actor, minutes: Minutes) -> Verdict:
    """May put their name under minutes: an officer of the meeting, once, under the number that counts."""
    allowed = may_seal(actor, minutes.meeting)
    if not allowed or actor.is_system:
        return allowed
    if minutes.replaced_at is not None:
        return no(gettext("These minutes were replaced by a later number. Sign that one."))
    if has_signed(actor, minutes):
        return no(gettext("You have signed these minutes already."))
    return YES
