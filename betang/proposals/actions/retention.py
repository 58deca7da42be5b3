"""Forgetting: a proposer's name and contact go when they are needed no more. Law: UU 27/2022 art. 16(2)(g)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.proposals.models import Proposal
from betang.proposals.terms import CONTACT_DAYS


def contact_days() -> int:
    """For how many days after its end the contact of a proposal is kept."""
    return int(getattr(settings, "PROPOSAL_CONTACT_DAYS", CONTACT_DAYS))


def erase_contacts(*, at: datetime, limit: int = 2_000) -> int:
    """Erase name, phone and e-mail of proposals that ended long enough ago. Initials stay. Returns how many."""
    old = Proposal.objects.filter(
        matter__closed_at__lt=at - timedelta(days=contact_days()), contact_erased_at__isnull=True, matter__isnull=False
    ).order_by("pk")
    count = 0
    for proposal in list(old[:limit]):
        with transaction.atomic():
            forget_contact(proposal, at)
            trail.record("proposals.contact.erased", proposal, actor=SYSTEM, at=at, data={"after_days": contact_days()})
        count += 1
    return count


def forget_contact(proposal: Proposal, at: datetime) -> None:
    """Take name and contact out of one row."""
    proposal.proposer_name = proposal.proposer_phone = proposal.proposer_email = ""
    proposal.contact_erased_at = at
    proposal.save(update_fields=["proposer_name", "proposer_phone", "proposer_email", "contact_erased_at"])
