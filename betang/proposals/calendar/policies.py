"""Who states dates and quotas: the planners of a government for it, the village's officers for their village. Reading is free."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, no
from betang.proposals.calendar.rules import VILLAGE_KINDS

POSTS = (Post.PLANNER, Post.VILLAGE_OFFICER)


def regions_of(actor: Actor) -> tuple[str, ...]:
    """The codes of the governments whose calendar this person keeps."""
    return actor.regions_of(*POSTS)


def may_keep(actor: Actor, region_code: str) -> Verdict:
    """May state dates for this very region: never for one below, which has officers of its own, nor for one above."""
    if actor.is_system or actor.holds_exactly_in(region_code, Post.VILLAGE_OFFICER if region_code.count(".") == 3 else Post.PLANNER):
        return YES
    return no(gettext("Each government keeps its own calendar. Your post does not belong to this one."))


def may_state(actor: Actor, region_code: str, kind: str) -> Verdict:
    """May state this phase: a village only what it decides itself."""
    kept = may_keep(actor, region_code)
    if kept and region_code.count(".") == 3 and kind not in VILLAGE_KINDS:
        return no(gettext("A village states its own phases; the others are those of its kabupaten."))
    return kept


def may_set_quota(actor: Actor, region_code: str) -> Verdict:
    """May say how many proposals those below pass on: the planners of the government above them."""
    if region_code.count(".") > 1 and not actor.is_system:
        return no(gettext("Quotas are set by a kabupaten or the province."))
    return may_keep(actor, region_code)
