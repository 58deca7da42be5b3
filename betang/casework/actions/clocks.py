"""The clock: stopped, running again, extended once, and run out. None of it changes the state."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.casework import policies, rules
from betang.casework.actions.stepping import (
    bring_up_to_date,
    locked,
    must_be_open,
    not_seen_yet,
    weigh_reason,
    weigh_words,
    write_step,
)
from betang.casework.machines import ClockRule, Machine, machine_named
from betang.casework.models import Matter, Step
from betang.casework.policies import Seat
from betang.casework.terms import Party, ReasonKind
from betang.kernel import clock
from betang.kernel.errors import Refused
from betang.statutes.queries import calendar_for
from betang.ui.formats import day

log = logging.getLogger(__name__)
_HOLDER = frozenset({str(Party.HOLDER)})


def _ready(matter: Matter, actor: Actor, seen: int | None) -> tuple[Matter, Machine, Seat]:
    kept = locked(matter)
    machine = machine_named(kept.machine)
    not_seen_yet(kept, machine, seen)
    must_be_open(kept, machine)
    policies.may_act(actor, kept, _HOLDER).require()
    seat = policies.seat_for(actor, kept, _HOLDER)
    assert seat is not None
    return kept, machine, seat


def _running(kept: Matter, at: datetime) -> None:
    if kept.paused_at is not None:
        raise Refused(gettext("The clock stands still already."))
    if kept.due_on is None:
        raise Refused(gettext("No term runs here."))
    if at.astimezone(clock.zone()).date() > kept.due_on:
        raise Refused(
            gettext("The term ended on %(day)s. It can neither be stopped nor extended any more.") % {"day": day(kept.due_on)},
            hint=gettext("Answer now, and say why it took longer."),
        )


def _rule(kept: Matter, machine: Machine) -> ClockRule | None:
    return machine.clock(kept.clock) if kept.clock else None


@transaction.atomic
def pause(*, matter: Matter, actor: Actor, reason_code: str, words: str = "", at: datetime, seen: int | None = None) -> Step:
    """Stop the clock, with a coded reason; what is left of the term is kept."""
    kept, machine, seat = _ready(matter, actor, seen)
    _running(kept, at)
    rule = _rule(kept, machine)
    if rule is None or not rule.may_pause:
        raise Refused(gettext("This term cannot be stopped."))
    reason = weigh_reason(machine, ReasonKind.PAUSE, reason_code)
    words = weigh_words(words, reason.min_words if reason else 0, is_public=kept.is_public)
    assert kept.due_on is not None
    today = at.astimezone(clock.zone()).date()
    kept.paused_left = rules.days_left(kept.clock_kind, today, kept.due_on, calendar_for(kept.region.code))
    kept.paused_at, kept.due_on, kept.due_is_estimate = at, None, False
    step = write_step(
        kept, action="pause", from_state=kept.state, actor=actor, seat=seat, at=at, kind=ReasonKind.PAUSE, reason=reason, words=words,
        data={"days_left": kept.paused_left},
    )  # fmt: skip
    bring_up_to_date(matter, kept)
    return step


@transaction.atomic
def resume(*, matter: Matter, actor: Actor, words: str = "", at: datetime, seen: int | None = None) -> Step:
    """Let the clock run again: what was left of the term begins today."""
    kept, _machine, seat = _ready(matter, actor, seen)
    if kept.paused_at is None or kept.paused_left is None:
        raise Refused(gettext("The clock is running."))
    words = weigh_words(words, 0, is_public=kept.is_public)
    left = rules.deadline(kept.clock_kind, at.astimezone(clock.zone()).date(), kept.paused_left, calendar_for(kept.region.code))
    kept.due_on, kept.due_is_estimate = left.due_on, left.is_estimate
    kept.paused_at = kept.paused_left = None
    step = write_step(kept, action="resume", from_state=kept.state, actor=actor, seat=seat, at=at, words=words)
    bring_up_to_date(matter, kept)
    return step


@transaction.atomic
def extend(*, matter: Matter, actor: Actor, reason_code: str, words: str = "", at: datetime, seen: int | None = None) -> Step:
    """Add the rule's extension to the term: once, before it has ended, with a written reason.

    Law: UU 14/2008 art. 22(8)
    """
    kept, machine, seat = _ready(matter, actor, seen)
    _running(kept, at)
    rule = _rule(kept, machine)
    if rule is None or not rule.extension:
        raise Refused(gettext("This term cannot be extended."))
    if kept.extended_count:
        raise Refused(gettext("This term was extended already. It can be extended once."))
    reason = weigh_reason(machine, ReasonKind.EXTEND, reason_code)
    words = weigh_words(words, reason.min_words if reason else 0, is_public=kept.is_public)
    assert kept.due_on is not None
    before = kept.due_on
    longer = rules.deadline(kept.clock_kind, before, rule.extension, calendar_for(kept.region.code))
    kept.due_on, kept.due_is_estimate = longer.due_on, kept.due_is_estimate or longer.is_estimate
    kept.extended_count = 1
    step = write_step(
        kept, action="extend", from_state=kept.state, actor=actor, seat=seat, at=at, kind=ReasonKind.EXTEND, reason=reason, words=words,
        data={"was_due_on": before.isoformat()},
    )  # fmt: skip
    bring_up_to_date(matter, kept)
    return step


def mark_overdue(*, at: datetime, limit: int = 5_000) -> int:
    """Note on every matter whose term has passed that it has, once, and tell who holds it. The state stays. Returns how many.

    Each in a transaction of its own: one that fails is logged and holds up no other.
    """
    today = at.astimezone(clock.zone()).date()
    late = Matter.objects.filter(closed_at__isnull=True, due_on__lt=today, overdue_at__isnull=True).order_by("due_on", "pk")
    noted = 0
    for key in list(late.values_list("pk", flat=True)[:limit]):
        try:
            noted += _mark(key, at)
        except Exception:
            log.exception("could not note that %s is overdue", key)
    return noted


@transaction.atomic
def _mark(key: UUID, at: datetime) -> bool:
    kept = locked(Matter(pk=key))
    today = at.astimezone(clock.zone()).date()
    if not kept.is_open or kept.due_on is None or kept.due_on >= today or kept.overdue_at is not None:
        return False
    kept.overdue_at = at
    write_step(kept, action="overdue", from_state=kept.state, actor=SYSTEM, seat=Seat(party=Party.SYSTEM), at=at)
    return True
