"""Reading: the public list, one proposal with its levels side by side, the desk's queues, what is alike."""

from betang.proposals.queries.desk import Queue, queue, waiting_for
from betang.proposals.queries.listing import Filters, ListPage, StopCount, public_list, stop_counts
from betang.proposals.queries.one import (
    LevelWord,
    LineOf,
    ProposalPage,
    by_draft_token,
    by_support_token,
    by_tracking,
    of_number,
    page_of,
    who_proposed,
)
from betang.proposals.queries.similar import Alike, similar

__all__ = [
    "Alike",
    "Filters",
    "LevelWord",
    "LineOf",
    "ListPage",
    "ProposalPage",
    "Queue",
    "StopCount",
    "by_draft_token",
    "by_support_token",
    "by_tracking",
    "of_number",
    "page_of",
    "public_list",
    "queue",
    "similar",
    "stop_counts",
    "waiting_for",
    "who_proposed",
]
