"""What is kept here of one person. Law: UU 27/2022 art. 7, 8"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from betang.accounts.models import Person
from betang.proposals.actions.retention import forget_contact
from betang.proposals.models import Proposal, Signature


def export(person: Person) -> dict[str, Any]:
    """The proposals that the person filed, and the minutes that they signed."""
    columns = ("title", "problem", "idea", "region_code", "matter__number", "proposer_name", "proposer_phone", "proposer_email", "sent_at")
    signed = Signature.objects.filter(person=person).values("minutes__meeting__number", "minutes__number", "name", "role", "at")
    return {"proposals": list(Proposal.objects.filter(person=person).values(*columns)), "signed_minutes": list(signed)}


def erase(person: Person, at: datetime) -> None:
    """What they proposed stays, for it is everybody's; that it was they is forgotten."""
    for proposal in Proposal.objects.filter(person=person):
        if not proposal.is_for_another:
            forget_contact(proposal, at)
        proposal.person = None
        proposal.save(update_fields=["person"])
