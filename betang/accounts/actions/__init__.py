"""Writing: one verb a function. Other packages import from here."""

from betang.accounts.actions.appointing import appoint, end_appointment, hand_over
from betang.accounts.actions.inviting import (
    IssuedInvitation,
    accept_invitation,
    invite,
    issue_reset,
    links_of,
    reissue_invitation,
    revoke_invitation,
    use_reset,
)

__all__ = [
    "IssuedInvitation",
    "accept_invitation",
    "appoint",
    "end_appointment",
    "hand_over",
    "invite",
    "issue_reset",
    "links_of",
    "reissue_invitation",
    "revoke_invitation",
    "use_reset",
]
