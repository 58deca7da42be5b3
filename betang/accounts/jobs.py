"""Background jobs. None of them carries a token: a job's arguments lie readable in the database."""

from __future__ import annotations

from uuid import UUID

from betang.accounts import mails
from betang.accounts.models import Invitation
from betang.kernel import clock
from betang.kernel.jobs import job


@job(max_attempts=6)
def send_invitation(invitation_id: str, serial: int) -> None:
    """Mail an invitation, unless it was closed or issued anew since."""
    found = Invitation.objects.select_related("region", "office", "person").filter(pk=UUID(invitation_id), serial=serial).first()
    if found is not None and found.email and found.is_open(clock.now()):
        mails.invitation_mail(found)
