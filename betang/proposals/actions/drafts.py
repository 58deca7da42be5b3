"""A draft: what is typed is kept as it is typed, right or wrong, at a secret link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.tokens import link_token, token_hash
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.proposals import photos, rules
from betang.proposals.models import Attachment, Proposal
from betang.proposals.terms import DRAFT_DAYS, FILE_LIMIT, PHOTO_LIMIT, AttachmentKind, Channel

TYPED_LIMIT = 5_000
"""Letters kept of one field of a draft: more than any field takes, so that nothing is cut that could be right."""

FIELDS_LIMIT = 40


def draft_token(proposal: Proposal) -> str:
    """The token in the secret link of a draft."""
    return link_token(proposal.pk, 1)


def locked(proposal: Proposal) -> Proposal:
    """The row as it is now, with its matter, held until the transaction ends."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("matter__region", "matter__office").get(pk=proposal.pk)


def must_be_draft(kept: Proposal) -> None:
    """Raise `Refused` for what was sent."""
    if kept.matter_id is not None:
        raise Refused(gettext("This proposal was sent already."), hint=gettext("Look at it with its number."))


@transaction.atomic
def start_draft(
    *,
    actor: Actor,
    at: datetime,
    key: str = "",
    typed: Mapping[str, str] | None = None,
    channel: str = Channel.RESIDENT,
    group_id: UUID | None = None,
    meeting_id: UUID | None = None,
    site_id: UUID | None = None,
    language: str = "id",
) -> tuple[Proposal, str]:
    """Begin a draft; the same form's `key` again gives the same draft. Returns it and the token of its secret link.

    A draft is nobody's business yet: nothing is written into the trail.
    """
    if key:
        found = Proposal.objects.filter(sending_key=key).first()
        if found is not None:
            return found, draft_token(found)
    year = rules.year_asked(at.astimezone(clock.zone()).date())
    pk = uuid7()
    made = Proposal(
        pk=pk,
        draft_token_hash=token_hash(link_token(pk, 1)),
        sending_key=key[:80],
        channel=channel,
        fiscal_year=year,
        first_year=year,
        person_id=actor.id if channel != Channel.RESIDENT else None,
        group_id=group_id,
        meeting_id=meeting_id,
        site_id=site_id,
        language=language[:5],
        typed=_kept({}, typed or {}),
        created_at=at,
        changed_at=at,
    )
    made.save(force_insert=True)
    return made, draft_token(made)


def _kept(before: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    after = {**before, **{name[:40]: str(value).replace("\x00", "")[:TYPED_LIMIT] for name, value in typed.items()}}
    return dict(list(after.items())[:FIELDS_LIMIT])


@transaction.atomic
def save_draft(*, proposal: Proposal, typed: Mapping[str, str], at: datetime) -> Proposal:
    """Keep what was typed. Whoever calls has seen the secret link. Raises `Refused` once it was sent."""
    kept = locked(proposal)
    must_be_draft(kept)
    kept.typed = _kept(kept.typed, typed)
    kept.title = " ".join(kept.typed.get("title", "").split())[:150]
    kept.changed_at = at
    kept.save(update_fields=["typed", "title", "changed_at"])
    return kept


@transaction.atomic
def readdress_draft(*, proposal: Proposal, channel: str, group_id: UUID | None, site_id: UUID | None) -> Proposal:
    """Let a draft of the desk be sent in another name than it was begun in: who files it chose so."""
    kept = locked(proposal)
    must_be_draft(kept)
    kept.channel, kept.group_id, kept.site_id = channel, group_id, site_id
    kept.save(update_fields=["channel", "group_id", "site_id"])
    return kept


@transaction.atomic
def attach(*, proposal: Proposal, file: IO[bytes] | Any, at: datetime, kind: str = AttachmentKind.PHOTO, alt: str = "") -> Attachment:
    """Put a photo or file to a draft, or to a proposal that was returned. The same file twice is kept once."""
    kept = locked(proposal)
    _must_be_open_to_sender(kept)
    if kind not in AttachmentKind.values:
        raise InvalidInput(gettext("Choose what kind of file it is."), fields={"kind": gettext("Choose what kind of file it is.")})
    row = photos.keep(file, kind)
    same = kept.attachments.filter(sha256=row.sha256, kind=kind).first()
    if same is not None:
        return same
    if kind == AttachmentKind.PHOTO and kept.attachments.filter(kind=kind).count() >= PHOTO_LIMIT:
        message = gettext("At most %(limit)d photos. Take one away first.") % {"limit": PHOTO_LIMIT}
        raise InvalidInput(message, fields={"photos": message})
    if kind != AttachmentKind.PHOTO and kept.attachments.filter(kind=kind).count() >= FILE_LIMIT:
        message = gettext("At most %(limit)d files of this kind. Take one away first.") % {"limit": FILE_LIMIT}
        raise InvalidInput(message, fields={"file": message})
    row.proposal, row.added_at, row.alt = kept, at, " ".join(alt.split())[:250]
    row.save(force_insert=True)
    return row


@transaction.atomic
def detach(*, proposal: Proposal, attachment_id: UUID, at: datetime) -> None:
    """Take a photo or file away again, as long as the sender may change it."""
    kept = locked(proposal)
    _must_be_open_to_sender(kept)
    row = kept.attachments.filter(pk=attachment_id).first()
    if row is None or (kept.sent_at is not None and kept.changed_at >= row.added_at and row.added_at <= kept.sent_at):
        return  # what the offices have seen stays
    path = row.path
    row.delete()
    transaction.on_commit(lambda: photos.discard(path))


def _must_be_open_to_sender(kept: Proposal) -> None:
    if kept.matter is not None and not kept.matter.state.startswith("returned_"):
        raise Refused(gettext("It lies with an office now and cannot be changed."))


def forget_old_drafts(*, at: datetime) -> int:
    """Remove drafts that nobody has touched for `DRAFT_DAYS`, with their files. Returns how many."""
    old = Proposal.objects.filter(matter__isnull=True, changed_at__lt=at - timedelta(days=DRAFT_DAYS))
    count = 0
    for proposal in list(old[:1000]):
        with transaction.atomic():
            paths = list(proposal.attachments.values_list("path", flat=True))
            proposal.attachments.all().delete()
            proposal.delete()
        for path in paths:
            photos.discard(path)
        count += 1
    return count
