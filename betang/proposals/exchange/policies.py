"""Who brings and takes proposals of a region in the national system's form: its planners, and a kecamatan's officers for their part."""

from __future__ import annotations

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.casework.terms import Level
from betang.kernel.verdict import YES, Verdict, hidden, second_factor

POSTS = (Post.PLANNER, Post.DISTRICT_OFFICER)
_DEPTHS = {Post.PLANNER: (0, 1), Post.DISTRICT_OFFICER: (2,)}


def regions_of(actor: Actor) -> list[str]:
    """The codes of the regions for which somebody may."""
    return sorted(
        {held.region_code for held in actor.posts if held.region_code.count(".") in _DEPTHS.get(held.post, ()) and held.region_code}
    )


def may_exchange(actor: Actor, region_code: str) -> Verdict:
    """May look a file through, and take one out."""
    return YES if actor.is_system or region_code in regions_of(actor) else hidden()


def may_take_over(actor: Actor, region_code: str) -> Verdict:
    """May say yes to a file: with the second factor, for it writes steps."""
    seen = may_exchange(actor, region_code)
    if not seen or actor.is_system or actor.has_second_factor:
        return seen
    return second_factor()


def level_of(actor: Actor, region_code: str) -> str:
    """The level at which somebody brings it: their own, and no other's word is taken over as theirs."""
    if actor.is_system or actor.holds_exactly_in(region_code, Post.PLANNER):
        return Level.PLANNING
    return Level.DISTRICT
