"""Holding a meeting: who came, what is on the list, its order, its decisions, objections, and what people propose there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.casework.terms import Level
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.proposals import actions, machine
from betang.proposals.actions.deciding import RECOMMENDS
from betang.proposals.meetings import policies, queries, rules
from betang.proposals.meetings.actions.common import bring, invalid, locked, must_be, note, weigh
from betang.proposals.meetings.rules import Guest
from betang.proposals.models import Attendance, Meeting, Objection, Ranked
from betang.proposals.rules import Values, initials
from betang.proposals.terms import CONTACT_DAYS, Channel, MeetingState, RankingWay

_OPEN = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.HELD)


@transaction.atomic
def record_attendance(
    *, actor: Actor, meeting: Meeting, guests: Sequence[Guest], at: datetime, held_on: date | None = None
) -> list[Attendance]:
    """Write down who came; with the first of them the meeting is held. Somebody named twice is written down once.

    `held_on` is the day of a meeting that is entered afterwards. Raises `Refused` before the meeting's day.
    """
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, *_OPEN)
    if kept.state == MeetingState.PLANNED and not kept.is_afterwards:
        raise Refused(gettext("Nobody was invited yet."), hint=gettext("Send the invitation first, or enter it as a meeting held before."))
    today = at.astimezone(clock.zone()).date()
    day = held_on or kept.held_on or kept.starts_at.astimezone(clock.zone()).date()
    if day > today:
        raise Refused(gettext("The meeting has not begun yet."), hint=gettext("Write down who came on the day itself, or after it."))
    if not guests:
        raise invalid({"guests": gettext("Write one person a line: name; whom they represent; P or L.")})
    there = {(one.name.casefold(), one.represents.casefold()) for one in kept.attendances.all()}
    made = []
    for one in guests:
        key = (one.name.casefold(), one.represents.casefold())
        if key in there:
            continue
        there.add(key)
        made.append(
            Attendance(meeting=kept, name=one.name, represents=one.represents, is_woman=one.is_woman, is_invited=one.is_invited, at=at)
        )
    if len(there) > rules.MOST_PEOPLE:
        raise invalid({"guests": gettext("More than %(most)d people cannot be written down here.") % {"most": rules.MOST_PEOPLE}})
    Attendance.objects.bulk_create(made)
    kept.state, kept.held_on = MeetingState.HELD, day
    presence = queries.presence_of(kept)
    note("held", kept, actor=actor, at=at, present=presence.present, women=presence.women)
    bring(meeting, kept)
    return made


@transaction.atomic
def remove_attendance(*, actor: Actor, meeting: Meeting, attendance_id: UUID, at: datetime) -> None:
    """Take somebody off the attendance list who was not there."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    kept.attendances.filter(pk=attendance_id).delete()
    presence = queries.presence_of(kept)
    note("held", kept, actor=actor, at=at, present=presence.present, women=presence.women)
    bring(meeting, kept)


@transaction.atomic
def take_up(*, actor: Actor, meeting: Meeting, proposal_ids: Sequence[UUID], at: datetime) -> list[Ranked]:
    """Put proposals onto the list: what waits at the meeting's level, and what the bank kept, which is opened again for this year."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, *_OPEN)
    offered = queries.offered_to(kept)
    waiting = {one.pk: one for one in offered.waiting}
    deferred = {one.pk: one for one in offered.deferred}
    made = []
    for key in dict.fromkeys(proposal_ids):
        if key in deferred:
            actions.retable(actor=actor, proposal=deferred[key], fiscal_year=kept.fiscal_year, at=at)
        elif key not in waiting:
            continue  # it is on the list already, or has moved on: the page shows where it is
        made.append(Ranked.objects.create(meeting=kept, proposal_id=key))
    if made:
        put_in_order(kept)
        note("listed", kept, actor=actor, at=at, added=len(made), from_bank=sum(one.proposal_id in deferred for one in made))
    bring(meeting, kept)
    return made


@transaction.atomic
def take_down(*, actor: Actor, meeting: Meeting, ranked_id: UUID, at: datetime) -> None:
    """Take a proposal off the list again, as long as nothing was decided on it."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, *_OPEN)
    row = _row(kept, ranked_id)
    if row.decision:
        raise Refused(gettext("The meeting has decided on it. It stays on the list."))
    row.delete()
    put_in_order(kept)
    note("listed", kept, actor=actor, at=at, removed=1)
    bring(meeting, kept)


def _row(kept: Meeting, ranked_id: UUID) -> Ranked:
    row = Ranked.objects.select_related("proposal__matter").filter(meeting=kept, pk=ranked_id).first()
    if row is None:
        raise NotFound(gettext("This page does not exist."))
    return row


@transaction.atomic
def score(*, actor: Actor, meeting: Meeting, scores: Mapping[UUID, Mapping[str, int]], at: datetime) -> list[Ranked]:
    """Give each proposal 0 to 100 by criterion. Ranks follow by themselves; who lacks a score has none yet."""
    kept = _ranking(actor, meeting, RankingWay.CRITERIA)
    keys = {one.key for one in rules.criteria_of(kept.criteria)}
    wrong: dict[str, str] = {}
    for row in Ranked.objects.filter(meeting=kept, pk__in=list(scores)):
        given = {key: value for key, value in scores[row.pk].items() if key in keys}
        for key, value in given.items():
            if not 0 <= value <= 100:
                wrong[f"{row.pk}:{key}"] = gettext("Between 0 and 100.")
        row.scores = {key: value for key, value in row.scores.items() if key in keys} | given
        row.save(update_fields=["scores"])
    if wrong:
        raise invalid(wrong)
    return _ranked(kept, meeting, actor, at)


@transaction.atomic
def give_points(*, actor: Actor, meeting: Meeting, points: Mapping[UUID, int], at: datetime) -> list[Ranked]:
    """Write down the points that those present gave: together no more than there are people times points."""
    kept = _ranking(actor, meeting, RankingWay.POINTS)
    for row in Ranked.objects.filter(meeting=kept, pk__in=list(points)):
        if points[row.pk] < 0:
            raise invalid({f"{row.pk}:points": gettext("Type a whole number, 0 or more.")})
        row.points = points[row.pk]
        row.save(update_fields=["points"])
    presence = queries.presence_of(kept)
    given = list(Ranked.objects.filter(meeting=kept).values_list("points", flat=True))
    left = rules.points_left(given, present=presence.present, each=kept.points_each)
    if left < 0:
        message = ngettext(
            "%(over)d point more was given than there is: %(present)d present with %(each)d each.",
            "%(over)d points more were given than there are: %(present)d present with %(each)d each.",
            -left,
        ) % {"over": -left, "present": presence.present, "each": kept.points_each}
        raise InvalidInput(message, fields={"points": message})
    return _ranked(kept, meeting, actor, at)


def _ranking(actor: Actor, meeting: Meeting, way: RankingWay) -> Meeting:
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    if kept.ranking_way != way:
        raise Refused(gettext("This meeting puts proposals in order in another way."))
    return kept


def _ranked(kept: Meeting, meeting: Meeting, actor: Actor, at: datetime) -> list[Ranked]:
    rows = put_in_order(kept)
    order = [str(one.proposal_id) for one in sorted(rows, key=lambda one: (one.rank or 9999, str(one.pk))) if one.rank is not None]
    note("ranked", kept, actor=actor, at=at, order=order[: rules.MOST_ROWS])
    bring(meeting, kept)
    return rows


def put_in_order(kept: Meeting) -> list[Ranked]:
    """Count totals and ranks anew from what was given."""
    rows = list(Ranked.objects.filter(meeting=kept))
    criteria = rules.criteria_of(kept.criteria)
    totals: dict[UUID, Decimal] = {}
    if kept.ranking_way == RankingWay.POINTS:
        if any(one.points for one in rows):
            totals = {one.pk: Decimal(one.points) for one in rows}
    else:
        totals = {one.pk: rules.total_of(one.scores, criteria) for one in rows if all(item.key in one.scores for item in criteria)}
    ranks = rules.ranks(totals)
    for row in rows:
        row.total, row.rank = totals.get(row.pk, Decimal(0)), ranks.get(row.pk)
    Ranked.objects.bulk_update(rows, ["total", "rank"])
    return rows


@transaction.atomic
def decide_item(
    *,
    actor: Actor,
    meeting: Meeting,
    ranked_id: UUID,
    action: str,
    at: datetime,
    reason_code: str = "",
    words: str = "",
    volume: Decimal | None = None,
    amount_idr: int | None = None,
    office_id: UUID | None = None,
    beyond_quota: bool = False,
    seen: int | None = None,
) -> Ranked:
    """Let the meeting decide on one proposal of its list. The proposal itself goes the way that every decision goes.

    Raises `Refused` without a quorum, or where the proposal has moved on; and whatever `proposals.actions.decide` raises.
    """
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    row = _row(kept, ranked_id)
    if action not in rules.DECISIONS[kept.kind]:
        raise NotFound(gettext("This page does not exist."))
    if row.decision:
        raise Refused(gettext("The meeting has decided on this proposal already."))
    presence = queries.presence_of(kept)
    if not presence.has_quorum:
        raise Refused(
            ngettext("%(missing)d person is missing for a decision.", "%(missing)d people are missing for a decision.", presence.missing)
            % {"missing": presence.missing},
            hint=gettext("Write down everybody who came, or close the meeting without decisions and call it again."),
        )
    step = actions.decide(
        actor=actor, proposal=row.proposal, action=action, at=at, reason_code=reason_code, words=words, volume=volume,
        amount_idr=amount_idr, office_id=office_id, beyond_quota=beyond_quota, seen=seen,
    )  # fmt: skip
    row.decision, row.words, row.step = RECOMMENDS[action], step.words, step
    row.save(update_fields=["decision", "words", "step"])
    matter = row.proposal.matter
    note(
        "decided", kept, actor=actor, at=at, proposal=matter.number if matter else "", decision=str(row.decision),
        volume=None if volume is None else str(volume), amount_idr=amount_idr,
    )  # fmt: skip
    bring(meeting, kept)
    return row


@transaction.atomic
def record_objection(
    *, actor: Actor, meeting: Meeting, by_label: str, words: str, at: datetime, answer: str = "", ranked_id: UUID | None = None
) -> Objection:
    """Write down an objection in the words of who raised it: as a role or group, for everybody reads it."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    by_label, words, answer = " ".join(by_label.split()), words.strip(), answer.strip()
    wrong: dict[str, str] = {}
    if len(by_label) < 2 or len(by_label) > 120:
        wrong["by_label"] = gettext("Say for whom they spoke: a role or group, not a name.")
    if len(words) < 10 or len(words) > 2000:
        wrong["words"] = gettext("Write it down in their own words, in 10 to 2,000 letters.")
    if wrong:
        raise invalid(wrong)
    weigh({"by_label": by_label, "words": words, "answer": answer})
    proposal = _row(kept, ranked_id).proposal if ranked_id else None
    made = Objection.objects.create(meeting=kept, proposal=proposal, by_label=by_label, words=words, answer=answer[:2000], at=at)
    note("objected", kept, actor=actor, at=at, objections=kept.objections.count())
    bring(meeting, kept)
    return made


@transaction.atomic
def answer_objection(*, actor: Actor, meeting: Meeting, objection_id: UUID, answer: str, at: datetime) -> Objection:
    """What the meeting answered to an objection."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    found = kept.objections.filter(pk=objection_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    answer = answer.strip()
    if len(answer) < 5 or len(answer) > 2000:
        raise invalid({"answer": gettext("Write the answer in 5 to 2,000 letters.")})
    weigh({"answer": answer})
    found.answer = answer
    found.save(update_fields=["answer"])
    note("answered", kept, actor=actor, at=at)
    bring(meeting, kept)
    return found


@transaction.atomic
def propose_here(*, actor: Actor, meeting: Meeting, values: Values, at: datetime, key: str = "") -> actions.Sent:
    """Propose in the name of those present. It goes onto the list where it begins at the meeting's level."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.HELD)
    if rules.LEVEL_OF[kept.kind] not in (Level.VILLAGE, Level.DISTRICT):
        raise Refused(gettext("Proposals begin in the villages and kecamatan."))
    if not f"{values.region_code}.".startswith(f"{kept.region_code}."):
        raise invalid({"region_code": gettext("Choose a place of the meeting's own region.")})
    sent = actions.propose(
        actor=actor, values=values, at=at, has_consent=True, key=key, channel=Channel.MEETING, meeting_id=kept.pk, is_for_another=True,
        fiscal_year=kept.fiscal_year, is_sample=kept.is_sample,
    )  # fmt: skip
    matter = sent.proposal.matter
    assert matter is not None
    is_listed = matter.state == machine.REVIEWS[rules.LEVEL_OF[kept.kind]]
    if is_listed:
        Ranked.objects.get_or_create(meeting=kept, proposal=sent.proposal)
        put_in_order(kept)
    note("proposed", kept, actor=actor, at=at, proposal=matter.number, listed=is_listed)
    bring(meeting, kept)
    return sent


def forget_names(*, at: datetime) -> int:
    """Leave initials of the people on attendance lists that nobody needs any more. Returns how many. Law: UU 27/2022 art. 16(2)(g)"""
    before = (at - timedelta(days=CONTACT_DAYS)).date()
    rows = Attendance.objects.filter(meeting__held_on__lt=before).exclude(name__endswith=".")
    count = 0
    for one in list(rows[:5000]):
        one.name = initials(one.name) or "."
        one.save(update_fields=["name"])
        count += 1
    return count
