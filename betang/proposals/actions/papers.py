"""Which papers of a proposal everybody may read: none, until an office has looked for what is private in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.kernel.errors import NotFound
from betang.proposals import policies
from betang.proposals.actions.deciding import sent
from betang.proposals.models import Attachment, Proposal
from betang.proposals.terms import AttachmentKind


@transaction.atomic
def show_paper(*, actor: Actor, proposal: Proposal, attachment_id: UUID, is_public: bool, at: datetime) -> Attachment:
    """Let everybody read a paper, or nobody but the offices again. Photos are public from the start."""
    kept = sent(proposal)
    policies.may_show_paper(actor, kept).require()
    row = kept.attachments.select_for_update().filter(pk=attachment_id).exclude(kind=AttachmentKind.PHOTO).first()
    if row is None:
        raise NotFound(gettext("This page does not exist."))
    if row.is_public != is_public:
        row.is_public = is_public
        row.save(update_fields=["is_public"])
        assert kept.matter is not None
        trail.record(
            f"proposals.paper.{'shown' if is_public else 'hidden'}", kept, actor=actor, at=at, site_id=kept.site_id,
            data={"number": kept.matter.number, "kind": row.kind, "sha256": row.sha256},
        )  # fmt: skip
    return row
