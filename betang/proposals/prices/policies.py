"""Who keeps a price dictionary: the planners of the government whose it is. Reading is free."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, no

POSTS = (Post.PLANNER,)


def may_bring(actor: Actor, region_code: str) -> Verdict:
    """May bring the dictionary of this very government: a kabupaten, a city or the province."""
    if actor.is_system or (region_code.count(".") <= 1 and actor.holds_exactly_in(region_code, *POSTS)):
        return YES
    return no(gettext("Each government keeps its own price dictionary. Your post does not belong to this one."))
