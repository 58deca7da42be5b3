"""Proposals of the demo world: in every state, each step through its real action, marked as sample."""

from betang.proposals.seeds.plan import Built, ProposalSeed, Spot, plan
from betang.proposals.seeds.writing import Writer, write_calendar

__all__ = ["Built", "ProposalSeed", "Spot", "Writer", "plan", "write_calendar"]
