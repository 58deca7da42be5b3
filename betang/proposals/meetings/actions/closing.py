"""Closing: the minutes are made and sealed once, signed, and corrected only by a new number."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.audit import signet
from betang.kernel.errors import Refused
from betang.proposals.meetings import paper, photos, policies, rules
from betang.proposals.meetings.actions.common import bring, invalid, locked, must_be, note, weigh
from betang.proposals.models import Meeting, Minutes, Signature
from betang.proposals.terms import MeetingState
from betang.regions.queries import by_code

FOLDER = "usulan/berita-acara"
LEAST_WORDS = 20


def close(*, actor: Actor, meeting: Meeting, minutes_text: str, at: datetime, reason: str = "") -> Minutes:
    """Make the minutes as a PDF, fix them by their SHA-256, and seal them with the installation's key.

    Where there are minutes already this is a correction: it needs a `reason`, and the number before says that it was replaced. The PDF is
    made before the meeting is held fast, so that nobody waits for it; whoever changed the meeting meanwhile makes this one `Refused`.
    Costs about a second.
    """
    policies.may_seal(actor, meeting).require()
    before = Meeting.objects.select_related("region", "office").get(pk=meeting.pk)
    must_be(before, MeetingState.HELD)
    text, reason = minutes_text.strip(), " ".join(reason.split())
    number = before.minutes.count() + 1
    _weigh(text, reason, is_correction=number > 1)
    code = rules.new_code()
    before.minutes_text = text
    body = paper.minutes_pdf(before, code=code, number=number, reason=reason, at=at)
    with transaction.atomic():
        kept = locked(meeting)
        policies.may_seal(actor, kept).require()
        must_be(kept, MeetingState.HELD)
        if kept.changed_at != before.changed_at or kept.minutes.count() != number - 1:
            raise Refused(
                gettext("Somebody changed the meeting just now, so its minutes were not made."),
                hint=gettext("What you typed is still here. Look at the meeting, then close it again."),
            )
        kept.minutes_text, kept.state = text, MeetingState.MINUTED
        kept.minutes.filter(replaced_at__isnull=True).update(replaced_at=at)
        made = _seal(kept, code=code, number=number, body=body, reason=reason, at=at)
        note("minuted", kept, actor=actor, at=at, minutes=number, code=code, sha256=made.sha256)
        bring(meeting, kept)
    return made


def _weigh(text: str, reason: str, *, is_correction: bool) -> None:
    wrong: dict[str, str] = {}
    if len(text) < LEAST_WORDS or len(text) > 20_000:
        wrong["minutes_text"] = gettext("Say how the meeting went and what it resolved, in 20 letters or more.")
    if is_correction and not 10 <= len(reason) <= 250:
        wrong["reason"] = gettext("Say what the new number corrects, in 10 to 250 letters. Everybody reads it.")
    if wrong:
        raise invalid(wrong)
    weigh({"minutes_text": text, "reason": reason})


def _seal(kept: Meeting, *, code: str, number: int, body: bytes, reason: str, at: datetime) -> Minutes:
    digest = hashlib.sha256(body).hexdigest()
    path = f"{FOLDER}/{code}.pdf"
    storages["private"].save(path, ContentFile(body))
    try:
        return Minutes.objects.create(
            meeting=kept,
            number=number,
            code=code,
            path=path,
            sha256=digest,
            size_bytes=len(body),
            seal=signet.sign(digest),
            public_key=signet.public_key().hex(),
            reason=reason,
            made_at=at,
        )
    except BaseException:
        storages["private"].delete(path)
        raise


@transaction.atomic
def reopen(*, actor: Actor, meeting: Meeting, at: datetime) -> Meeting:
    """Open a closed meeting to correct what was written down. Its minutes count until new ones are made; decisions stay as they are."""
    kept = locked(meeting)
    policies.may_seal(actor, kept).require()
    must_be(kept, MeetingState.MINUTED, MeetingState.SIGNED)
    kept.state = MeetingState.HELD
    note("reopened", kept, actor=actor, at=at)
    bring(meeting, kept)
    return kept


def role_of(actor: Actor, meeting: Meeting) -> str:
    """As what an officer signs: their post and its place."""
    for post in policies.POSTS_OF[meeting.kind]:
        if actor.holds_exactly_in(meeting.region_code, post):
            return f"{Post(post).label}, {by_code(meeting.region_code).full_name}"[:120]
    return ""


@transaction.atomic
def sign(*, actor: Actor, minutes: Minutes, at: datetime) -> Signature:
    """Put one's name under the minutes, with the second factor. It stands in the trail beside the file's hash."""
    kept = locked(minutes.meeting)
    row = Minutes.objects.select_related("meeting").get(pk=minutes.pk)
    policies.may_sign(actor, row).require()
    must_be(kept, MeetingState.MINUTED, MeetingState.SIGNED)
    made = Signature.objects.create(minutes=row, person_id=actor.id, name=actor.name[:120], role=role_of(actor, kept), at=at)
    kept.state = MeetingState.SIGNED
    note("signed", kept, actor=actor, at=at, minutes=row.number, sha256=row.sha256)
    return made


@transaction.atomic
def sign_on_paper(*, actor: Actor, minutes: Minutes, name: str, role: str, file: IO[bytes] | Any, at: datetime) -> Signature:
    """Write down a signature on the printed minutes; the photo of the signed page is kept with the meeting, and is not public."""
    kept = locked(minutes.meeting)
    row = Minutes.objects.select_related("meeting").get(pk=minutes.pk)
    policies.may_seal(actor, kept).require()
    must_be(kept, MeetingState.MINUTED, MeetingState.SIGNED)
    name, role = " ".join(name.split()), " ".join(role.split())
    wrong: dict[str, str] = {}
    if row.replaced_at is not None:
        raise Refused(gettext("These minutes were replaced by a later number. Sign that one."))
    if len(name) < 2 or len(name) > 120:
        wrong["name"] = gettext("Write the name that stands under the minutes.")
    if len(role) < 2 or len(role) > 120:
        wrong["role"] = gettext("Write for whom they sign, for example: chair of the BPD.")
    if not file:
        wrong["photo"] = gettext("Choose the photo of the signed page.")
    if row.signatures.filter(name__iexact=name, role__iexact=role).exists():
        wrong["name"] = gettext("This signature stands there already.")
    if wrong:
        raise invalid(wrong)
    weigh({"role": role})
    photos.keep(kept, file, kind="signed", alt=gettext("Signed page of the minutes"), is_public=False, at=at)
    made = Signature.objects.create(minutes=row, name=name, role=role, is_on_paper=True, at=at)
    kept.state = MeetingState.SIGNED
    note("signed", kept, actor=actor, at=at, minutes=row.number, sha256=row.sha256, on_paper=True)
    return made
