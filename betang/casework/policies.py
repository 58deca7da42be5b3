"""Who may take a step: the machine names levels and parties, a person's posts say which of them they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from betang.accounts.actors import Actor, HeldPost
from betang.accounts.terms import GROUP_POSTS, Post
from betang.casework.models import Matter
from betang.casework.terms import Level, Party
from betang.kernel.actor import Actor as AnyActor
from betang.kernel.errors import NotAllowed
from betang.kernel.verdict import YES, Verdict, no

POSTS_AT: dict[str, frozenset[Post]] = {
    Level.VILLAGE: frozenset({Post.VILLAGE_OFFICER}),
    Level.DISTRICT: frozenset({Post.DISTRICT_OFFICER}),
    Level.PLANNING: frozenset({Post.PLANNER}),
    Level.AGENCY: frozenset({Post.AGENCY_OFFICER}),
    Level.BUDGET_TEAM: frozenset({Post.BUDGET_TEAM}),
    Level.COUNCIL: frozenset({Post.COUNCIL_MEMBER}),
    Level.INFORMATION: frozenset({Post.INFORMATION_OFFICER}),
    Level.PROVINCE: frozenset({Post.PROVINCE_ADMIN}),
}
"""Which posts sit at a level. A KIM's people act only where the domain vouches for them (`as_party`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """As what somebody acts, as everybody may read it. `party` is a level or a party."""

    party: str
    post: str = ""
    region_code: str = ""
    office_id: UUID | None = None

    @property
    def is_official(self) -> bool:
        """Somebody who acts in an office: their name stands beside the step."""
        return bool(self.post)


def seat_at(actor: AnyActor, level: str, region_code: str, office_id: UUID | None = None) -> HeldPost | None:
    """The post by which somebody sits exactly there; a post without an office sits in every office of its region."""
    posts = POSTS_AT.get(level, frozenset())
    for held in actor.posts if isinstance(actor, Actor) else ():
        if held.post in posts and held.region_code == region_code and (office_id is None or held.office_id in (None, office_id)):
            return held
    return None


def seat_over(actor: AnyActor, level: str, region_code: str) -> HeldPost | None:
    """The post by which somebody sits at that level of a region, or of one that it lies in."""
    posts = POSTS_AT.get(level, frozenset())
    for held in actor.posts if isinstance(actor, Actor) else ():
        if held.post in posts and held.region_code and f"{region_code}.".startswith(f"{held.region_code}."):
            return held
    return None


def _seat(held: HeldPost, level: str) -> Seat:
    return Seat(party=level, post=held.post, region_code=held.region_code, office_id=held.office_id)


def seat_for(actor: AnyActor, matter: Matter, by: frozenset[str], as_party: str = "") -> Seat | None:
    """As which of `by` somebody may act on a matter; None where they are none of them.

    `as_party` is what the caller has made sure of: `sender` (a valid token was shown), `group` (an editor files for a villager), or
    the level at which a meeting decided. It counts only where `by` has it.
    """
    if actor.is_system:
        return Seat(party=Party.SYSTEM) if Party.SYSTEM in by else None
    if as_party:
        return _vouched(actor, matter, by, as_party)
    if Party.HOLDER in by and (held := seat_at(actor, matter.level, matter.holder_code, matter.office_id)):
        return _seat(held, matter.level)
    for level in sorted(by & set(Level.values)):
        if held := seat_over(actor, level, matter.region.code):
            return _seat(held, level)
    holds_it = Party.HOLDER in by and matter.level == Level.SENDER
    if (Party.SENDER in by or holds_it) and actor.id is not None and matter.sender_id == actor.id:
        return Seat(party=Party.SENDER)
    return None


def _vouched(actor: AnyActor, matter: Matter, by: frozenset[str], as_party: str) -> Seat | None:
    if as_party not in by and not (Party.HOLDER in by and as_party == matter.level):
        return None
    if as_party in (Party.SENDER, Level.SENDER):
        return Seat(party=Party.SENDER)
    return _named_seat(actor, matter.region.code, as_party)


def _named_seat(actor: AnyActor, region_code: str, as_party: str) -> Seat | None:
    """In whose name somebody acts: a KIM's people in that of their group, officers at their level of the region."""
    if as_party != Level.GROUP:
        held = seat_over(actor, as_party, region_code)
        return _seat(held, as_party) if held else None
    in_group = next((one for one in actor.posts if one.post in GROUP_POSTS), None) if isinstance(actor, Actor) else None
    return Seat(party=as_party, post=in_group.post) if in_group else None


def seat_to_open(actor: AnyActor, region_code: str, as_party: str = "") -> Seat:
    """As what somebody sends something: as a resident, unless `as_party` names the level in whose name. Raises `NotAllowed`."""
    if actor.is_system:
        return Seat(party=Party.SYSTEM)
    if as_party in ("", Party.SENDER):
        return Seat(party=Party.SENDER)
    seat = _named_seat(actor, region_code, as_party)
    if seat is None:
        raise NotAllowed(gettext("You do not hold the post in whose name this is sent."))
    return seat


def may_act(actor: AnyActor, matter: Matter, by: frozenset[str], as_party: str = "") -> Verdict:
    """May somebody take a step that `by` may take?"""
    if seat_for(actor, matter, by, as_party) is not None:
        return YES
    return no(gettext("This lies with somebody else now. Only they can do this."))
