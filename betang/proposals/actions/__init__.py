"""Writing: drafts, sending, deciding, what the sender may still do, what became of it, support."""

from betang.proposals.actions.day import turn_the_day
from betang.proposals.actions.deciding import decide, hand_to, merge_into, split_into
from betang.proposals.actions.drafts import attach, detach, forget_old_drafts, readdress_draft, save_draft, start_draft
from betang.proposals.actions.outcomes import budget, complete, drop, link_outcome, report_progress, retable, start_work, take_progress
from betang.proposals.actions.papers import show_paper
from betang.proposals.actions.retention import erase_contacts
from betang.proposals.actions.senders import answer_return, dispute, withdraw
from betang.proposals.actions.sending import Sent, propose, send_proposal
from betang.proposals.actions.supporting import Supported, confirm_support, support, withdraw_support

__all__ = [
    "Sent",
    "Supported",
    "answer_return",
    "attach",
    "budget",
    "complete",
    "confirm_support",
    "decide",
    "detach",
    "dispute",
    "drop",
    "erase_contacts",
    "forget_old_drafts",
    "hand_to",
    "link_outcome",
    "merge_into",
    "propose",
    "readdress_draft",
    "report_progress",
    "retable",
    "save_draft",
    "send_proposal",
    "show_paper",
    "split_into",
    "start_draft",
    "start_work",
    "support",
    "take_progress",
    "turn_the_day",
    "withdraw",
    "withdraw_support",
]
