"""Who may write the report of a region."""

from __future__ import annotations

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.kernel.verdict import YES, Verdict, hidden, second_factor


def may_write(actor: Actor, region_code: str) -> Verdict:
    """May begin, read and edit the report of a region: who coordinates it or administers the province."""
    return YES if actor.is_system or actor.holds_over(region_code, *APPROVING_POSTS) else hidden()


def may_send(actor: Actor, region_code: str) -> Verdict:
    """May send it, after which it does not change: the same people, with a second factor."""
    found = may_write(actor, region_code)
    if not found or actor.is_system:
        return found
    return YES if actor.has_second_factor else second_factor()
