"""One step: the matter is locked, the machine asked, the reason and the words weighed, the clock set, step and entry written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.casework import policies, rules
from betang.casework.machines import ClockRule, Machine, Reason, Transition, machine_named
from betang.casework.models import Matter, Step
from betang.casework.policies import Seat
from betang.casework.rules import Holder
from betang.casework.terms import WORDS_LIMIT, Level, Outcome, ReasonKind
from betang.guard import text as guard_text
from betang.kernel import clock
from betang.kernel.actor import Actor as AnyActor
from betang.kernel.errors import InvalidInput, Refused
from betang.regions.models import Office, Region
from betang.statutes.calendar import Deadline, WorkCalendar
from betang.statutes.queries import calendar_for

_tells: ContextVar[bool] = ContextVar("casework_tells", default=True)


@contextmanager
def quietly() -> Iterator[None]:
    """Take steps of which nobody is told: what was taken over from elsewhere, and the demo world."""
    token = _tells.set(False)
    try:
        yield
    finally:
        _tells.reset(token)


SENDER = Holder(Level.SENDER)
NOBODY = Holder(Level.NOBODY)


@transaction.atomic
def take_step(
    *,
    matter: Matter,
    action: str,
    actor: Actor,
    at: datetime,
    reason_code: str = "",
    words: str = "",
    holder: Holder | None = None,
    data: Mapping[str, Any] | None = None,
    as_party: str = "",
    due: Deadline | None = None,
    seen: int | None = None,
    tells: bool = True,
) -> Step:
    """Take a step that the matter's machine declares, and tell whoever follows it.

    `holder` is needed where the transition moves it to another level. `as_party` is what the caller vouches for (`policies.seat_for`).
    `due` sets a day of the domain's own (a meeting) in place of the clock rule's. `seen` is the number of steps that the page showed on
    which somebody pressed: when there are more by now, nothing is done. `data` is public and must hold no personal data.

    Raises `Refused` where the matter has moved on, `InvalidInput` for a missing reason or too few words, `NotAllowed`. Nothing is
    changed then. The passed `matter` is brought up to date.
    """
    kept = locked(matter)
    machine = machine_named(kept.machine)
    not_seen_yet(kept, machine, seen)
    transition = machine.transition(action, kept.state)
    if transition is None:
        raise moved_on(kept, machine)
    policies.may_act(actor, kept, transition.by, as_party).require()
    seat = policies.seat_for(actor, kept, transition.by, as_party)
    assert seat is not None
    reason = weigh_reason(machine, transition.needs_reason, reason_code)
    words = weigh_words(words, max(transition.needs_words, reason.min_words if reason else 0), is_public=kept.is_public)
    to_state = transition.to_state or kept.state
    calendar = calendar_for(kept.region.code)
    _move(kept, machine, transition, to_state, holder, at)
    _close_or_open(kept, machine, to_state, at)
    _set_clock(kept, transition, due, at, calendar)
    step = write_step(
        kept,
        action=action,
        from_state=matter_state_before(kept, to_state),
        actor=actor,
        seat=seat,
        at=at,
        kind=transition.needs_reason,
        reason=reason,
        words=words,
        data=data,
        tells=tells,
    )
    bring_up_to_date(matter, kept)
    return step


def locked(matter: Matter) -> Matter:
    """The row as it is now, held until the transaction ends."""
    kept = Matter.objects.select_for_update(of=("self",)).select_related("region", "office").get(pk=matter.pk)
    kept._before = kept.state  # type: ignore[attr-defined]
    return kept


def matter_state_before(kept: Matter, to_state: str) -> str:
    """The state in which the locked row was found; sets the new one."""
    before = str(kept._before)  # type: ignore[attr-defined]
    kept.state = to_state
    return before


def bring_up_to_date(matter: Matter, kept: Matter) -> None:
    """Let the caller's object say what the row says."""
    if matter is not kept:
        for one in Matter._meta.concrete_fields:
            setattr(matter, one.attname, getattr(kept, one.attname))


def moved_on(matter: Matter, machine: Machine) -> Refused:
    """What is said when a step cannot be taken in the state in which the matter is by now."""
    return Refused(
        gettext("%(number)s has moved on meanwhile. It is now: %(state)s.")
        % {"number": matter.number, "state": machine.state(matter.state).label},
        hint=gettext("Nothing was changed, and what you typed is still here. Look at the latest steps first."),
    )


def not_seen_yet(matter: Matter, machine: Machine, seen: int | None) -> None:
    """Raise `Refused` where steps were taken that whoever acts has not seen."""
    if seen is not None and seen != matter.step_count:
        raise moved_on(matter, machine)


def weigh_reason(machine: Machine, kind: ReasonKind | None, code: str) -> Reason | None:
    """The coded reason that a step needs. Raises `InvalidInput` where none, or one of another kind, was chosen."""
    if kind is None:
        return None
    reason = machine.reason(code, kind)
    if reason is None:
        message = gettext("Choose a reason from the list.")
        raise InvalidInput(message, fields={"reason_code": message})
    return reason


def weigh_words(words: str, least: int, *, is_public: bool) -> str:
    """The words of a step, trimmed. Raises `InvalidInput` where they are too few, too many, or not fit to stand there for ever."""
    words = words.strip()
    if len(words) < least:
        message = ngettext(
            "Say it in your own words, with at least %(least)d letter.", "Say it in your own words, with at least %(least)d letters.", least
        ) % {"least": least}
        raise InvalidInput(message, fields={"words": message})
    if len(words) > WORDS_LIMIT:
        message = gettext("That is longer than %(limit)d letters. Say the main thing and attach the rest.") % {"limit": WORDS_LIMIT}
        raise InvalidInput(message, fields={"words": message})
    if words and is_public:
        findings = guard_text.check_text(words)
        bad = [one for one in findings if one.is_refused] or list(guard_text.personal(findings))
        if bad:
            message = bad[0].explanation
            raise InvalidInput(
                message,
                fields={"words": message},
                hint=gettext("Everybody can read these words, and nobody can change them later."),
            )
    return words


def check_holder(holder: Holder) -> tuple[str, Office | None]:
    """The code and office of a holder that exists. Raises `InvalidInput`. One or two queries."""
    if holder.level not in Level.values:
        raise ValueError(f"there is no level {holder.level}")
    if holder.level in (Level.SENDER, Level.NOBODY, Level.GROUP):
        return holder.region_code, None
    message = gettext("Choose who should hold it next.")
    if not Region.objects.filter(code=holder.region_code, valid_to__isnull=True).exists():
        raise InvalidInput(message, fields={"holder": message})
    if holder.office_id is None:
        return holder.region_code, None
    office = Office.objects.filter(pk=holder.office_id, region__code=holder.region_code, valid_to__isnull=True).first()
    if office is None:
        raise InvalidInput(message, fields={"holder": message})
    return holder.region_code, office


def place_with(kept: Matter, holder: Holder, at: datetime) -> None:
    """Let it lie with somebody else from now on; who has it already, has it still."""
    code, office = check_holder(holder)
    if (kept.level, kept.holder_code, kept.office_id) != (holder.level, code, office.pk if office else None):
        kept.level, kept.holder_code, kept.office, kept.since = holder.level, code, office, at


def _move(kept: Matter, machine: Machine, transition: Transition, to_state: str, holder: Holder | None, at: datetime) -> None:
    if machine.state(to_state).is_final:
        place_with(kept, NOBODY, at)
    elif transition.to_sender:
        place_with(kept, SENDER, at)
    elif transition.moves_level:
        if holder is None:
            message = gettext("Choose who should hold it next.")
            raise InvalidInput(message, fields={"holder": message})
        place_with(kept, holder, at)
    elif holder is not None:
        raise ValueError(f"{transition.action} of {machine.name} moves it to nobody")
    elif kept.level == Level.NOBODY:
        place_with(kept, last_holder(kept), at)


def last_holder(matter: Matter) -> Holder:
    """Who had it before it was closed."""
    last = (
        matter.steps.exclude(level__in=(Level.NOBODY, Level.SENDER))
        .order_by("-seq")
        .values_list("level", "holder_code", "office_id")
        .first()
    )
    return Holder(*last) if last else SENDER


def _close_or_open(kept: Matter, machine: Machine, to_state: str, at: datetime) -> None:
    state = machine.state(to_state)
    if state.is_final:
        kept.closed_at, kept.outcome = at, state.outcome or Outcome.CANCELLED
    else:
        kept.closed_at, kept.outcome, kept.merged_into = None, "", None


def stop_clock(kept: Matter) -> None:
    """No term runs any more."""
    kept.clock = kept.clock_kind = ""
    kept.due_on = kept.paused_at = kept.paused_left = kept.overdue_at = None
    kept.due_is_estimate, kept.extended_count = False, 0


def start_clock(kept: Matter, rule: ClockRule | None, due: Deadline | None, at: datetime, calendar: WorkCalendar) -> None:
    """A new term begins today. `due` takes the place of what the rule says."""
    stop_clock(kept)
    if rule is not None:
        kept.clock, kept.clock_kind = rule.name, rule.kind
        due = due or rules.first_deadline(rule, at.astimezone(clock.zone()).date(), kept.region.code, calendar)
    if due is not None:
        kept.due_on, kept.due_is_estimate = due.due_on, due.is_estimate


def _set_clock(kept: Matter, transition: Transition, due: Deadline | None, at: datetime, calendar: WorkCalendar) -> None:
    if kept.closed_at is not None or (transition.stops_clock and due is None):
        stop_clock(kept)
    elif transition.starts_clock is not None or due is not None:
        start_clock(kept, transition.starts_clock, due, at, calendar)


def write_step(
    kept: Matter,
    *,
    action: str,
    from_state: str,
    actor: AnyActor,
    seat: Seat,
    at: datetime,
    kind: ReasonKind | None = None,
    reason: Reason | None = None,
    words: str = "",
    data: Mapping[str, Any] | None = None,
    tells: bool = True,
) -> Step:
    """Save the matter, write the entry and the step, and let the job tell who follows. The row must be locked.

    Whoever acts as a private person stands in neither: `Matter.sender` knows them, and can forget them.
    """
    kept.step_count += 1
    kept.changed_at = at
    kept.save()
    said = {
        "number": kept.number,
        "step": kept.step_count,
        "from": from_state,
        "to": kept.state,
        "level": kept.level,
        "region": kept.holder_code,
        "office": str(kept.office_id) if kept.office_id else None,
        "by": seat.party,
        "post": seat.post,
        "by_region": seat.region_code,
        "reason_code": reason.code if reason else "",
        "due_on": kept.due_on.isoformat() if kept.due_on else None,
        "due_is_estimate": kept.due_is_estimate,
        "outcome": kept.outcome,
        "data": dict(data or {}),
    }
    entry = trail.record(
        f"casework.{kept.machine}.{action}",
        kept,
        actor=actor if seat.is_official or actor.is_system else AnyActor(),
        at=at,
        reason=words,
        data=said,
        site_id=kept.site_id,
        public=kept.is_public,
    )
    step = Step(
        matter=kept,
        seq=kept.step_count,
        action=action,
        from_state=from_state,
        to_state=kept.state,
        level=kept.level,
        holder_code=kept.holder_code,
        office_id=kept.office_id,
        by_level=seat.party,
        by_post=seat.post,
        by_code=seat.region_code,
        by_office_id=seat.office_id,
        shows_name=seat.is_official,
        reason_kind=kind if reason and kind else "",
        reason_code=reason.code if reason else "",
        words=words,
        data=entry.data["data"],
        at=at,
        due_on=kept.due_on,
        due_is_estimate=kept.due_is_estimate,
        entry_id=entry.pk,
    )
    step.save()
    if tells and _tells.get():
        from betang.casework.jobs import tell_of_step

        tell_of_step.enqueue(step_id=str(step.pk))
    return step


@transaction.atomic
def hand_over(
    *, matter: Matter, to: Holder, actor: Actor, reason_code: str, words: str = "", at: datetime, seen: int | None = None
) -> Step:
    """Let another office or level hold it, with a coded reason. State and clock stay: a hand-over buys no time."""
    kept = locked(matter)
    machine = machine_named(kept.machine)
    not_seen_yet(kept, machine, seen)
    must_be_open(kept, machine)
    policies.may_act(actor, kept, machine.may_hand_over).require()
    seat = policies.seat_for(actor, kept, machine.may_hand_over)
    assert seat is not None
    reason = weigh_reason(machine, ReasonKind.HAND_OVER, reason_code)
    assert reason is not None
    words = weigh_words(words, reason.min_words, is_public=kept.is_public)
    before = (kept.level, kept.holder_code, kept.office_id)
    place_with(kept, to, at)
    if before == (kept.level, kept.holder_code, kept.office_id):
        message = gettext("It lies there already.")
        raise InvalidInput(message, fields={"holder": message})
    step = write_step(
        kept,
        action="hand_over",
        from_state=kept.state,
        actor=actor,
        seat=seat,
        at=at,
        kind=ReasonKind.HAND_OVER,
        reason=reason,
        words=words,
    )
    bring_up_to_date(matter, kept)
    return step


def must_be_open(matter: Matter, machine: Machine) -> None:
    """Raise `Refused` for a matter that is closed."""
    if not matter.is_open:
        raise moved_on(matter, machine)


def dispute(
    *,
    matter: Matter,
    actor: Actor,
    reason_code: str,
    words: str,
    at: datetime,
    holder: Holder | None = None,
    as_party: str = "",
    seen: int | None = None,
) -> Step:
    """Whoever sent it says that the answer is none. The machine must declare `dispute`."""
    return take_step(
        matter=matter,
        action="dispute",
        actor=actor,
        at=at,
        reason_code=reason_code,
        words=words,
        holder=holder,
        as_party=as_party,
        seen=seen,
    )


def reopen(
    *,
    matter: Matter,
    actor: Actor,
    reason_code: str,
    words: str,
    at: datetime,
    holder: Holder | None = None,
    as_party: str = "",
    seen: int | None = None,
) -> Step:
    """Open what was closed, for a coded reason. The machine must declare `reopen`; who had it last has it again."""
    return take_step(
        matter=matter,
        action="reopen",
        actor=actor,
        at=at,
        reason_code=reason_code,
        words=words,
        holder=holder,
        as_party=as_party,
        seen=seen,
    )
