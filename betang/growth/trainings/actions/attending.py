"""Presence: scanners for helpers, notes that come late and twice from several devices, and notes by hand from the paper list.

A device's clock is written down and never trusted: which session was meant, the helper chose; when it came in, we know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY, Actor
from betang.accounts.tokens import link_token, token_hash
from betang.audit import trail
from betang.growth.models import Presence, Registration, Scanner, Training
from betang.growth.terms import MarkWay, SeatState, TrainingState
from betang.growth.trainings import policies, queries, rules
from betang.growth.trainings.actions.common import invalid, locked, must_be
from betang.growth.trainings.terms import BATCH_MOST, SCANNER_DAYS
from betang.kernel.errors import InvalidInput, Refused, TooLarge
from betang.kernel.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One note of a device: its own key, whose code, in which session, when by the device's clock."""

    key: UUID
    code: str
    session_id: UUID
    at: datetime
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of each mark: `kept` (now or before), `unknown` (no such code or session here), `other` (its key stands for another)."""

    results: dict[UUID, str] = field(default_factory=dict)
    new_count: int = 0
    clock_off_minutes: int = 0


def scanner_token(scanner: Scanner) -> str:
    """The token in a scanner's link."""
    return link_token(scanner.pk, 1)


@transaction.atomic
def make_scanner(*, actor: Actor, training: Training, name: str, at: datetime) -> Scanner:
    """Make a link for a helper's phone; it ends some days after the training, so that what was noted without network can come in."""
    kept = locked(training)
    policies.may_manage(actor, kept).require()
    must_be(kept, TrainingState.ANNOUNCED, TrainingState.CLOSED)
    assert actor.id is not None
    words = " ".join(name.split())
    if not 2 <= len(words) <= 80:
        raise invalid({"name": gettext("Say whose phone it is, for example: Door, Pak Udin.")})
    key = uuid7()
    row = Scanner.objects.create(
        pk=key, training=kept, name=words, token_hash=token_hash(link_token(key, 1)), made_at=at, made_by_id=actor.id,
        ends_at=kept.ends_at + timedelta(days=SCANNER_DAYS),
    )  # fmt: skip
    trail.record("growth.scanner.made", row, actor=actor, at=at, data={"training": str(kept.pk), "name": words})
    return row


@transaction.atomic
def revoke_scanner(*, actor: Actor, scanner: Scanner, at: datetime) -> Scanner:
    """End a scanner at once: a phone was lost. What it handed in before stays; nothing more is taken from it."""
    row = Scanner.objects.select_for_update(of=("self",)).select_related("training__region").get(pk=scanner.pk)
    policies.may_manage(actor, row.training).require()
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        trail.record("growth.scanner.revoked", row, actor=actor, at=at, data={"training": str(row.training_id)})
    return row


def must_scan(scanner: Scanner, *, at: datetime) -> None:
    """Raise `Refused` where a scanner may not, or no longer, note presence."""
    if scanner.revoked_at is not None:
        raise Refused(gettext("This scanner was ended by the organiser."), hint=gettext("Show this page to the organiser."))
    if at >= scanner.ends_at:
        raise Refused(gettext("This scanner has run out."), hint=gettext("Ask the organiser to write down from paper what is missing."))
    if scanner.training.state not in (TrainingState.ANNOUNCED, TrainingState.CLOSED):
        raise Refused(gettext("This training does not take place."), hint=gettext("Ask the organiser."))


@transaction.atomic
def hand_in(*, scanner: Scanner, marks: Sequence[Mark], sent_at: datetime | None = None, at: datetime) -> HandedIn:
    """Take what a device noted. In any order, any number of times, from any number of devices: the same notes stand in the end.

    `sent_at` is the device's clock as it hands in. Five queries, however many marks (at most `BATCH_MOST`).
    """
    if len(marks) > BATCH_MOST:
        raise TooLarge(gettext("Hand in at most %(most)d notes at once.") % {"most": BATCH_MOST})
    row = Scanner.objects.select_for_update(of=("self",)).select_related("training__region").get(pk=scanner.pk)
    must_scan(row, at=at)
    off = rules.clock_off(sent_at=sent_at, received_at=at) if sent_at is not None else 0
    codes = {rules.code_typed(mark.code) for mark in marks}
    seats = {
        seat.code: seat
        for seat in Registration.objects.filter(training_id=row.training_id, code__in=codes).exclude(state=SeatState.WITHDRAWN)
    }
    sessions = set(row.training.sessions.filter(counts=True).values_list("pk", flat=True))
    before = Presence.objects.in_bulk([mark.key for mark in marks])
    results: dict[UUID, str] = {}
    new: dict[UUID, Presence] = {}
    for mark in marks:
        seat = seats.get(rules.code_typed(mark.code))
        if seat is None or mark.session_id not in sessions:
            results[mark.key] = "unknown"
            continue
        there = before.get(mark.key) or new.get(mark.key)
        if there is not None:
            is_same = (there.registration_id, there.session_id, there.scanner_id) == (seat.pk, mark.session_id, row.pk)
            results[mark.key] = "kept" if is_same else "other"
            continue
        new[mark.key] = Presence(
            pk=mark.key, registration=seat, session_id=mark.session_id, scanner=row, at=mark.at, received_at=at,
            way=MarkWay.SCANNED_OFFLINE if mark.is_offline else MarkWay.SCANNED,
        )  # fmt: skip
        results[mark.key] = "kept"
    Presence.objects.bulk_create(new.values())
    row.last_seen_at = at
    row.save(update_fields=["last_seen_at"])
    if new:
        data = {"training": str(row.training_id), "count": len(new), "clock_off_minutes": off}
        trail.record("growth.presence.handed_in", row, actor=NOBODY, at=at, data=data)
    return HandedIn(results, len(new), off)


@transaction.atomic
def note_by_hand(*, actor: Actor, training: Training, session_id: UUID, present: Iterable[UUID], reason: str = "", at: datetime) -> int:
    """Make the list of one session what the office ticked: who was ticked is there, who is no longer ticked is taken out, with words.

    Returns how many notes changed.
    """
    kept = locked(training)
    policies.may_manage(actor, kept).require()
    must_be(kept, TrainingState.ANNOUNCED, TrainingState.CLOSED)
    session = kept.sessions.filter(pk=session_id, counts=True).first()
    if session is None:
        raise queries.gone()
    if session.starts_at > at:
        raise Refused(gettext("This part of the programme has not begun yet."))
    seats = set(Registration.objects.filter(training=kept).exclude(state=SeatState.WITHDRAWN).values_list("pk", flat=True))
    wanted = set(present) & seats
    notes = list(Presence.objects.select_for_update().filter(session=session, removed_at__isnull=True))
    there = {note.registration_id for note in notes}
    going = [note for note in notes if note.registration_id not in wanted]
    if going and len(reason.strip()) < 5:
        raise InvalidInput(
            gettext("You take somebody off the list."),
            fields={"reason": gettext("Say why, for example: their code was scanned by mistake.")},
        )
    for note in going:
        note.removed_at, note.removed_reason = at, reason.strip()[:200]
    Presence.objects.bulk_update(going, ["removed_at", "removed_reason"])
    new = [
        Presence(registration_id=key, session=session, way=MarkWay.TYPED, at=at, received_at=at, by_id=actor.id)
        for key in sorted(wanted - there)
    ]
    Presence.objects.bulk_create(new)
    if new or going:
        data = {"session": str(session.pk), "noted": len(new), "removed": len({note.registration_id for note in going})}
        trail.record("growth.training.presence_noted", kept, actor=actor, at=at, reason=reason.strip(), data=data)
    return len(new) + len(going)
