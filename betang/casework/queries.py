"""Reading: one matter by its number, its timeline, what lies where, what is late, and the chain that anybody can check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.tokens import token_hash
from betang.audit.models import Entry, Head, Leaf
from betang.casework import rules, texts
from betang.casework.machines import Machine, machine_named
from betang.casework.models import Follower, Matter, Step
from betang.casework.policies import POSTS_AT
from betang.casework.rules import Holder
from betang.casework.terms import Level, Party, ReasonKind
from betang.casework.tokens import hash_of
from betang.kernel import clock, keyset
from betang.kernel.errors import NotFound
from betang.regions.models import Region
from betang.statutes.calendar import WorkCalendar
from betang.statutes.queries import calendar_for

PAGE_SIZE = 30
MAX_HOPS = 50


def _unknown() -> NotFound:
    return NotFound(
        gettext("There is nothing with this number."), hint=gettext("Look at the number again. It looks like 62.03/U/2026/0042.")
    )


def find(number: str) -> Matter:
    """The matter of exactly that number, also one that was merged. Raises `NotFound`. One query."""
    found = Matter.objects.select_related("region", "office").filter(number=rules.number_typed(number)).first()
    if found is None:
        raise _unknown()
    return found


def by_number(number: str) -> Matter:
    """The matter to which a number leads, as typed or as in an address; a merged one leads to what it was merged into.

    Raises `NotFound`. One query, and one more for each merger.
    """
    found = find(number)
    for _hop in range(MAX_HOPS):
        if found.merged_into_id is None:
            break
        found = Matter.objects.select_related("region", "office").get(pk=found.merged_into_id)
    return found


def by_token(number: str, token: str) -> Matter:
    """The matter of whoever holds its secret token, merged or not. A wrong token is as unknown as a wrong number."""
    found = Matter.objects.select_related("region", "office").filter(number=rules.number_typed(number)).first()
    if found is None or not rules.same_hash(found.token_hash, hash_of(token)):
        raise _unknown()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """One line of a timeline. `when` is `done`, `back` (sent back or taken up again), `late`, `stop` (it ended without being done),
    `now` or `next`.

    `who` did it, or has it now; `since` is when it came there. `late_workdays` is above 0 only for what is late now.
    """

    when: str
    title: str
    detail: str = ""
    who: str = ""
    name: str = ""
    reason: str = ""
    words: str = ""
    at: datetime | None = None
    since: datetime | None = None
    due_on: date | None = None
    due_is_estimate: bool = False
    late_workdays: int = 0
    is_paused: bool = False
    seq: int = 0
    action: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def who_line(level: str, place: str, office: str = "") -> str:
    """Who that is, for people: `Kecamatan Mantangai`, `Dinas PUPR, Kabupaten Kapuas`."""
    if office:
        return f"{office}, {place}" if place and place not in office else office
    if level in (Level.SENDER, Party.SENDER):
        return gettext("Whoever sent it")
    if level == Level.NOBODY:
        return ""
    if level == Party.SYSTEM:
        return gettext("The calendar")
    if level in (Level.VILLAGE, Level.DISTRICT, Level.PROVINCE) and place:
        return place
    label = {
        Level.GROUP: gettext("The KIM"),
        Level.VILLAGE: gettext("The village government"),
        Level.DISTRICT: gettext("The district office"),
        Level.PLANNING: gettext("The planning agency (Bappeda)"),
        Level.AGENCY: gettext("The agency in charge"),
        Level.BUDGET_TEAM: gettext("The budget team (TAPD)"),
        Level.COUNCIL: gettext("The council (DPRD)"),
        Level.INFORMATION: gettext("The information officer (PPID)"),
        Level.PROVINCE: gettext("The provincial government"),
    }.get(Level(level) if level in Level.values else Level.NOBODY, "")
    return f"{label}, {place}" if place and level != Level.GROUP else str(label)


def _places(codes: Iterable[str]) -> dict[str, str]:
    wanted = {code for code in codes if code}
    rows = Region.objects.filter(code__in=wanted).order_by("valid_to").only("code", "kind", "name", "valid_to")
    return {row.code: row.full_name for row in sorted(rows, key=lambda row: (row.valid_to is None, row.valid_to or date.min))}


def holder_line(matter: Matter) -> str:
    """Who has it now. At most two queries."""
    office = matter.office.name if matter.office is not None else ""
    return who_line(matter.level, _places([matter.holder_code]).get(matter.holder_code, ""), office)


def timeline(matter: Matter, *, today: date | None = None, with_names: bool = True) -> tuple[TimelineStep, ...]:
    """What happened, who has it now since when and until when, and what comes next. Five queries, whatever its length.

    The last line that is not `next` is `now` for an open matter; a closed one ends with what closed it. What is late is counted to
    `today`. The words are those that the offices wrote; private persons are named nowhere.
    """
    machine = machine_named(matter.machine)
    steps = list(Step.objects.filter(matter=matter).select_related("office", "by_office").order_by("seq"))
    places = _places([matter.holder_code, *(one.by_code for one in steps)])
    named = [one.entry_id for one in steps if one.shows_name] if with_names else []
    names = dict(Entry.objects.filter(pk__in=named).values_list("pk", "actor_name")) if named else {}
    lines = [_line(machine, matter, one, places, names) for one in steps]
    if not matter.is_open:
        return tuple(lines)
    lines.append(_now(machine, matter, places, today or clock.today()))
    return (*lines, *_next(machine, matter))


_BACK = frozenset({ReasonKind.RETURN, ReasonKind.DISPUTE, ReasonKind.REOPEN, ReasonKind.DEFER})


def _line(machine: Machine, matter: Matter, step: Step, places: Mapping[str, str], names: Mapping[UUID, str]) -> TimelineStep:
    state = machine.state(step.to_state) if step.to_state in {one.name for one in machine.states} else None
    ended_badly = state is not None and state.is_final and state.outcome != "solved" and step.from_state != step.to_state
    return TimelineStep(
        when="stop" if ended_badly else "late" if step.action == "overdue" else "back" if step.reason_kind in _BACK else "done",
        title=texts.step_title(machine, step),
        who=who_line(step.by_level, places.get(step.by_code, ""), step.by_office.name if step.by_office else ""),
        name=names.get(step.entry_id, ""),
        reason=texts.reason_label(machine, step),
        words=step.words,
        at=step.at,
        seq=step.seq,
        action=step.action,
        due_on=step.due_on if step.action == "extend" else None,
        data=step.data,
    )


def _now(machine: Machine, matter: Matter, places: Mapping[str, str], today: date) -> TimelineStep:
    state = machine.state(matter.state)
    late = rules.workdays_late(matter.due_on, today, calendar_for(matter.region.code)) if matter.due_on and matter.due_on < today else 0
    return TimelineStep(
        when="now",
        title=str(state.label),
        detail=str(state.expects),
        who=who_line(matter.level, places.get(matter.holder_code, ""), matter.office.name if matter.office else ""),
        since=matter.since,
        due_on=matter.due_on,
        due_is_estimate=matter.due_is_estimate,
        late_workdays=late,
        is_paused=matter.paused_at is not None,
    )


def _next(machine: Machine, matter: Matter) -> list[TimelineStep]:
    """The rest of the ordinary way; where the present state is beside it, from where its first step leads back to it."""
    way = list(machine.way)
    at = matter.state
    seen: set[str] = set()
    while at not in way:
        seen.add(at)
        onward = [one.to_state for one in machine.transitions_from(at) if one.to_state and not machine.state(one.to_state).is_final]
        after = next((name for name in onward if name in way), None) or next((name for name in onward if name not in seen), None)
        if after is None:
            return []
        at = after
    start = way.index(at) + (at == matter.state)
    return [
        TimelineStep(when="next", title=str(machine.state(name).label), detail=str(machine.state(name).expects), action=name)
        for name in way[start:]
    ]


def overdue(*, today: date | None = None, region_code: str = "", machine: str = "", limit: int = 100) -> list[Matter]:
    """Open matters whose term has passed, the latest first; those of a region and what lies in it. One query."""
    rows = Matter.objects.filter(closed_at__isnull=True, due_on__lt=today or clock.today()).select_related("region", "office")
    return list(_narrowed(rows, region_code, machine).order_by("due_on", "pk")[:limit])


def _narrowed(rows: QuerySet[Matter], region_code: str, machine: str) -> QuerySet[Matter]:
    if machine:
        rows = rows.filter(machine=machine)
    if region_code:
        rows = rows.filter(Q(region__code=region_code) | Q(region__code__startswith=f"{region_code}."))
    return rows


def seats_of(actor: Actor) -> tuple[Holder, ...]:
    """Everywhere that somebody sits: what lies with one of these, they see to."""
    found = [
        Holder(level, held.region_code, held.office_id) for held in actor.posts for level, posts in POSTS_AT.items() if held.post in posts
    ]
    return tuple(dict.fromkeys(found))


def _lies_with(holders: Sequence[Holder]) -> Q:
    condition = Q(pk__in=[])
    for one in holders:
        part = Q(level=one.level, holder_code=one.region_code)
        if one.office_id is not None:
            part &= Q(office_id=one.office_id) | Q(office__isnull=True)
        condition |= part
    return condition


@dataclass(frozen=True, slots=True)
class MatterPage:
    """One page of a desk's list, the longest waiting first. `after` asks for the next page; empty where there is none."""

    matters: list[Matter]
    after: str


def held_by(
    holders: Sequence[Holder],
    *,
    machine: str = "",
    states: Sequence[str] = (),
    only_late: bool = False,
    after: str = "",
    size: int = PAGE_SIZE,
) -> MatterPage:
    """Open matters that lie with one of `holders` (`seats_of`), by how long they have lain there. One query, however deep the page.

    A wrong `after` is answered with the first page.
    """
    rows = Matter.objects.filter(_lies_with(holders), closed_at__isnull=True).select_related("region", "office")
    if machine:
        rows = rows.filter(machine=machine)
    if states:
        rows = rows.filter(state__in=states)
    if only_late:
        rows = rows.filter(due_on__lt=clock.today())
    place = keyset.read_mark(after)
    if place is not None:
        rows = rows.filter(Q(since__gt=place[0]) | Q(since=place[0], pk__gt=place[1]))
    found = list(rows.order_by("since", "pk")[: size + 1])
    return MatterPage(found[:size], keyset.mark(found[size - 1].since, found[size - 1].pk) if len(found) > size else "")


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How much of one machine lies in one state with somebody, and how much of it is late."""

    machine: str
    state: str
    waiting: int
    late: int


def waiting_counts(holders: Sequence[Holder], *, today: date | None = None) -> list[WaitingCount]:
    """What waits with one of `holders`, by machine and state. One query."""
    rows = (
        Matter.objects.filter(_lies_with(holders), closed_at__isnull=True)
        .order_by()
        .values_list("machine", "state")
        .annotate(waiting=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today or clock.today())))
    )
    return [WaitingCount(*row) for row in sorted(rows)]


def counts_by_state(*, machine: str, region_code: str = "") -> dict[str, int]:
    """How many are in each state, of a region and what lies in it. One query."""
    rows = _narrowed(Matter.objects.filter(machine=machine, merged_into__isnull=True), region_code, "").order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))


def follower_count(matter: Matter) -> int:
    """How many follow it, confirmed. One query."""
    return Follower.objects.filter(matter=matter, ended_at__isnull=True, confirmed_at__isnull=False).count()


def follows(matter: Matter, actor: Actor) -> bool:
    """Whether somebody who is signed in follows it. One query."""
    return actor.id is not None and Follower.objects.filter(matter=matter, person_id=actor.id, ended_at__isnull=True).exists()


def follower_by_token(token: str) -> Follower | None:
    """The follower whose link this is, if it still counts. One query."""
    rows = Follower.objects.select_related("matter", "person").filter(token_hash=token_hash(token), ended_at__isnull=True)
    return rows.first()


def days_here(matter: Matter, *, today: date, calendar: WorkCalendar) -> int:
    """For how many working days it has lain with whoever has it now."""
    return max(rules.days_left("workdays", matter.since.astimezone(clock.zone()).date(), today, calendar), 0)


TRAIL_FORMAT = "betang-trail-1"


def public_chain(matter: Matter) -> dict[str, Any]:
    """The whole trail of a public matter as JSON, with everything that is needed to compute its hashes again. Three queries.

    `docs/verify_trail.py` checks it, and `docs/howto/verify.md` says how. An entry that is not public stands with its hash alone: the
    chain can be followed through it. `roots` are the published days' seals that cover it. Raises `NotFound` where it is not public.
    """
    if not matter.is_public:
        raise _unknown()
    subject = {"subject_type": Matter._meta.label_lower, "subject_id": matter.pk}
    entries = list(Entry.objects.filter(**subject).order_by("subject_seq"))
    head = Head.objects.filter(**subject).first()
    leaves = Leaf.objects.filter(**subject).select_related("root").order_by("root__day")
    return {
        "format": TRAIL_FORMAT,
        "number": matter.number,
        "subject": [subject["subject_type"], str(matter.pk)],
        "entries": [_exported(one) for one in entries],
        "head": {"seq": head.seq if head else 0, "hash": head.hash if head else ""},
        "roots": [{"day": one.root.day.isoformat(), "seq": one.seq, "hash": one.hash, "root": one.root.hash} for one in leaves],
    }


def _exported(entry: Entry) -> dict[str, Any]:
    if not entry.is_public:
        return {"seq": entry.subject_seq, "previous": entry.previous_hash, "hash": entry.hash, "sealed": True}
    return {
        "seq": entry.subject_seq,
        "id": str(entry.id),
        "verb": entry.verb,
        "actor": [str(entry.actor_id) if entry.actor_id else None, entry.actor_mark],
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reason": entry.reason,
        "data": entry.data,
        "site": str(entry.site_id) if entry.site_id else None,
        "public": entry.is_public,
        "previous": entry.previous_hash,
        "hash": entry.hash,
    }


__all__ = [
    "MatterPage",
    "TimelineStep",
    "WaitingCount",
    "by_number",
    "by_token",
    "counts_by_state",
    "days_here",
    "find",
    "follower_by_token",
    "follower_count",
    "follows",
    "held_by",
    "holder_line",
    "overdue",
    "public_chain",
    "seats_of",
    "timeline",
    "waiting_counts",
    "who_line",
]
