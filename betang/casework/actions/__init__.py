"""Writing: open, step, stop the clock, hand over, merge, split, follow. Every action writes one step and one entry, or nothing."""

from betang.casework.actions.clocks import extend, mark_overdue, pause, resume
from betang.casework.actions.following import confirm_follow, end_push, follow, tell_followers, unfollow
from betang.casework.actions.joining import Part, merge, split
from betang.casework.actions.opening import Opened, open_matter, renew_token
from betang.casework.actions.stepping import dispute, hand_over, reopen, take_step
from betang.casework.rules import Holder

__all__ = [
    "Holder",
    "Opened",
    "Part",
    "confirm_follow",
    "dispute",
    "end_push",
    "extend",
    "follow",
    "hand_over",
    "mark_overdue",
    "merge",
    "open_matter",
    "pause",
    "renew_token",
    "reopen",
    "resume",
    "split",
    "take_step",
    "tell_followers",
    "unfollow",
]
