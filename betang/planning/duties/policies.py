"""Who may state a village's income and where its poster hangs: its own officers."""

from __future__ import annotations

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, hidden


def may_keep(actor: Actor, village_code: str) -> Verdict:
    """May keep what a village shows besides its plan: the officers of this very village."""
    return YES if actor.is_system or actor.holds_exactly_in(village_code, Post.VILLAGE_OFFICER) else hidden()
