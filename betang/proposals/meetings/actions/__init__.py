"""Writing: a meeting planned, held, its list ranked and decided, its minutes sealed and signed."""

from betang.proposals.meetings.actions.closing import close, reopen, sign, sign_on_paper
from betang.proposals.meetings.actions.files import add_file, remove_file, show_file
from betang.proposals.meetings.actions.holding import (
    answer_objection,
    decide_item,
    forget_names,
    give_points,
    propose_here,
    put_in_order,
    record_attendance,
    record_objection,
    remove_attendance,
    score,
    take_down,
    take_up,
)
from betang.proposals.meetings.actions.planning import MeetingValues, cancel, change_meeting, invite, plan_meeting

__all__ = [
    "MeetingValues",
    "add_file",
    "answer_objection",
    "cancel",
    "change_meeting",
    "close",
    "decide_item",
    "forget_names",
    "give_points",
    "invite",
    "plan_meeting",
    "propose_here",
    "put_in_order",
    "record_attendance",
    "record_objection",
    "remove_attendance",
    "remove_file",
    "reopen",
    "score",
    "show_file",
    "sign",
    "sign_on_paper",
    "take_down",
    "take_up",
]
