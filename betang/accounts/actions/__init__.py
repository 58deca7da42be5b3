"""Writing: one verb a function. Other packages import from here."""

from betang.accounts.actions.appointing import appoint, end_appointment, hand_over
from betang.accounts.actions.erasing import ask_erasure, cancel_erasure, erase_all_due
from betang.accounts.actions.inviting import (
    IssuedInvitation,
    accept_invitation,
    agree,
    invite,
    issue_reset,
    links_of,
    open_invitation,
    reissue_invitation,
    revoke_invitation,
    use_reset,
)
from betang.accounts.actions.machine import close_account, create_person, forget_factor
from betang.accounts.actions.profile import change_profile, confirm_email, end_other_sessions, end_session, read_email_link

__all__ = [
    "IssuedInvitation",
    "accept_invitation",
    "agree",
    "appoint",
    "ask_erasure",
    "cancel_erasure",
    "change_profile",
    "close_account",
    "confirm_email",
    "create_person",
    "end_appointment",
    "end_other_sessions",
    "end_session",
    "erase_all_due",
    "forget_factor",
    "hand_over",
    "invite",
    "issue_reset",
    "links_of",
    "open_invitation",
    "read_email_link",
    "reissue_invitation",
    "revoke_invitation",
    "use_reset",
]
