"""Reading."""

from betang.accounts.actors import Actor
from betang.kernel.waiting import Waiting
from betang.planning.papers import queries as papers
from betang.planning.queries import desk

__all__ = ["waiting_for"]


def waiting_for(actor: Actor) -> list[Waiting]:
    """What of plans and of their documents waits for a person."""
    return [*desk.waiting_for(actor), *papers.waiting_for(actor)]
