"""Reading meetings: the public list and page, the desk's list, what waits for a meeting, minutes by their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.casework.terms import Level, ReasonKind
from betang.kernel import keyset
from betang.kernel.errors import NotFound
from betang.proposals import machine
from betang.proposals.meetings import policies, rules
from betang.proposals.models import Attendance, LevelOpinion, Meeting, MeetingFile, Minutes, Objection, Proposal, Ranked
from betang.proposals.terms import MeetingKind, MeetingState, RankingWay, Recommendation
from betang.regions.queries import place_lines

PAGE_SIZE = 20
PUBLIC_STATES = (MeetingState.INVITED, MeetingState.HELD, MeetingState.MINUTED, MeetingState.SIGNED, MeetingState.CANCELLED)
MOST_OFFERED = 200
_WITH = ("region", "office")


def gone() -> NotFound:
    """What does not exist, or may not be known to."""
    return NotFound(gettext("This page does not exist."))


def of_address(address: str, *, is_public: bool) -> Meeting:
    """The meeting of that number. A meeting that is only being prepared is nobody's business yet. Raises `NotFound`. One query."""
    found = Meeting.objects.select_related(*_WITH).filter(number=rules.number_of(address)).first()
    if found is None or (is_public and found.state not in PUBLIC_STATES):
        raise gone()
    return found


def presence_of(meeting: Meeting) -> rules.Presence:
    """Who came, in numbers. One query."""
    counted = Attendance.objects.filter(meeting=meeting).aggregate(all=Count("pk"), women=Count("pk", filter=Q(is_woman=True)))
    return rules.Presence(counted["all"], counted["women"], meeting.quorum, meeting.women_share_percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A proposal on a meeting's list, with what was said of it there. `scores` in the order of the criteria."""

    ranked: Ranked
    proposal: Proposal
    number: str
    address: str
    place: str
    scores: tuple[int | None, ...]
    is_tied: bool
    decision: str
    tone: str
    reason: str
    words: str
    volume: Decimal | None
    amount_idr: int | None


TONES = {
    Recommendation.ACCEPTED: "good",
    Recommendation.RETURNED: "wait",
    Recommendation.DEFERRED: "wait",
    Recommendation.REFUSED: "stop",
}


def items_of(meeting: Meeting) -> list[Item]:
    """The meeting's list by rank, then as it was taken up. Four queries, whatever its length."""
    rows = list(
        Ranked.objects.filter(meeting=meeting).select_related("proposal__matter", "step").order_by("rank", "id")
    )  # NULL ranks: sorted below, alike on both databases
    rows.sort(key=lambda one: (one.rank is None, one.rank or 0, str(one.pk)))
    opinions = {one.step_id: one for one in LevelOpinion.objects.filter(step__in=[row.step_id for row in rows if row.step_id])}
    places = place_lines({row.proposal.region_code for row in rows})
    criteria = rules.criteria_of(meeting.criteria)
    by_rank: dict[int, int] = {}
    for row in rows:
        if row.rank is not None:
            by_rank[row.rank] = by_rank.get(row.rank, 0) + 1
    found = []
    for row in rows:
        matter = row.proposal.matter
        assert matter is not None
        opinion = opinions.get(row.step_id) if row.step_id else None
        found.append(
            Item(
                ranked=row,
                proposal=row.proposal,
                number=matter.number,
                address=matter.address,
                place=places.get(row.proposal.region_code, ""),
                scores=tuple(row.scores.get(one.key) for one in criteria),
                is_tied=row.rank is not None and by_rank[row.rank] > 1,
                decision=_decision_label(row),
                tone=TONES.get(Recommendation(row.decision), "plain") if row.decision else "plain",
                reason=_reason_label(row),
                words=row.words,
                volume=opinion.volume if opinion else None,
                amount_idr=opinion.amount_idr if opinion else None,
            )
        )
    return found


def _decision_label(row: Ranked) -> str:
    if not row.decision:
        return ""
    if row.step is not None and row.step.action == "take_into_village_plan":
        return gettext("taken into the village's own plan")
    return str(Recommendation(row.decision).label)


_KINDS = (ReasonKind.ACCEPT, ReasonKind.RETURN, ReasonKind.DEFER, ReasonKind.REFUSE)


def _reason_label(row: Ranked) -> str:
    if row.step is None or not row.step.reason_code:
        return ""
    known = (machine.PROPOSAL.reason(row.step.reason_code, kind) for kind in _KINDS)
    return next((str(one.label) for one in known if one is not None), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """Everything that everybody may know of a meeting: numbers of people, never their names."""

    meeting: Meeting
    place: str
    kind: str
    state: str
    presence: rules.Presence
    invited_count: int
    criteria: tuple[rules.Criterion, ...]
    items: tuple[Item, ...]
    objections: tuple[Objection, ...]
    minutes: tuple[Minutes, ...]
    files: tuple[MeetingFile, ...]
    made_here: int

    @property
    def current(self) -> Minutes | None:
        """The minutes that count."""
        return next((one for one in self.minutes if one.replaced_at is None), None)

    @property
    def is_by_points(self) -> bool:
        """Ranked by points, not by criteria."""
        return self.meeting.ranking_way == RankingWay.POINTS

    @property
    def undecided(self) -> int:
        """How many of the list were not decided yet."""
        return sum(not one.ranked.decision for one in self.items)


def page_of(meeting: Meeting) -> MeetingPage:
    """One meeting whole. Ten queries, whatever its length."""
    return MeetingPage(
        meeting=meeting,
        place=place_lines([meeting.region_code]).get(meeting.region_code, ""),
        kind=str(MeetingKind(meeting.kind).label),
        state=str(MeetingState(meeting.state).label),
        presence=presence_of(meeting),
        invited_count=sum(int(str(row.get("count", 1))) for row in meeting.invited),
        criteria=rules.criteria_of(meeting.criteria),
        items=tuple(items_of(meeting)),
        objections=tuple(meeting.objections.select_related("proposal__matter")),
        minutes=tuple(meeting.minutes.prefetch_related("signatures").order_by("-number")),
        files=tuple(meeting.files.all()),
        made_here=Proposal.objects.filter(meeting=meeting, matter__isnull=False).count(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address says; what it says wrongly is left out."""

    region_code: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None

    @classmethod
    def read(cls, params: dict[str, str]) -> Filters:
        """From `wilayah`, `jenis`, `keadaan`, `tahun`."""
        code, year = params.get("wilayah", "")[:13], params.get("tahun", "")
        return cls(
            region_code=code if code and all(part.isascii() and part.isdecimal() for part in code.split(".")) else "",
            kind=params["jenis"] if params.get("jenis") in MeetingKind.values else "",
            state=params["keadaan"] if params.get("keadaan") in PUBLIC_STATES else "",
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        )

    def params(self) -> dict[str, str]:
        """The same as parts of an address, in the one order in which a page is kept."""
        found = {"jenis": self.kind, "keadaan": self.state, "tahun": str(self.year or ""), "wilayah": self.region_code}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `after` asks for the next. `places` by region code; `numbers` of people by meeting."""

    rows: Sequence[Meeting]
    after: str
    places: dict[str, str]


def _in(rows: QuerySet[Meeting], region_code: str) -> QuerySet[Meeting]:
    return rows.filter(Q(region_code=region_code) | Q(region_code__startswith=f"{region_code}.")) if region_code else rows


def public_list(filters: Filters, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """The newest first. Two queries, however deep the page; a wrong `after` is answered with the first page."""
    rows = _in(Meeting.objects.filter(state__in=PUBLIC_STATES), filters.region_code)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.year:
        rows = rows.filter(fiscal_year=filters.year)
    mark = keyset.read_mark(after)
    if mark is not None:
        rows = rows.filter(Q(starts_at__lt=mark[0]) | Q(starts_at=mark[0], pk__lt=mark[1]))
    counted = rows.select_related("office").annotate(
        present=Count("attendances", distinct=True),
        listed=Count("ranked", distinct=True),
    )
    found = list(counted.order_by("-starts_at", "-pk")[: size + 1])
    shown = found[:size]
    after = keyset.mark(shown[-1].starts_at, shown[-1].pk) if len(found) > size else ""
    return ListPage(shown, after, place_lines({one.region_code for one in shown}))


def has_meetings(region_code: str) -> bool:
    """Whether a place has meetings to show. One query."""
    return _in(Meeting.objects.filter(state__in=PUBLIC_STATES), region_code).exists()


def desk_list(actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """The meetings that somebody may run, the newest first."""
    codes = actor.regions_of(*policies.DESK_POSTS)
    rows = Meeting.objects.filter(region_code__in=codes).select_related("office")
    mark = keyset.read_mark(after)
    if mark is not None:
        rows = rows.filter(Q(starts_at__lt=mark[0]) | Q(starts_at=mark[0], pk__lt=mark[1]))
    found = list(rows.order_by("-starts_at", "-pk")[: size * 3])
    mine = [one for one in found if policies.may_run(actor, one)]
    shown = mine[:size]
    more = len(mine) > size or len(found) == size * 3
    after = keyset.mark(shown[-1].starts_at, shown[-1].pk) if shown and more else ""
    return ListPage(shown, after, place_lines({one.region_code for one in shown}))


@dataclass(frozen=True, slots=True)
class Offered:
    """What a meeting can take onto its list: what waits at its level, and what the bank keeps from earlier years."""

    waiting: list[Proposal]
    deferred: list[Proposal]
    places: dict[str, str]


def offered_to(meeting: Meeting) -> Offered:
    """What can be put before a meeting and is not on its list. The bank's go before the village first. Three queries."""
    level = rules.LEVEL_OF[meeting.kind]
    taken = Ranked.objects.filter(meeting=meeting).values("proposal_id")
    rows = Proposal.objects.select_related("matter").filter(matter__merged_into__isnull=True).exclude(pk__in=taken)
    waiting = rows.filter(matter__state=machine.REVIEWS[level])
    if level == Level.VILLAGE:
        waiting = waiting.filter(region_code=meeting.region_code)
    else:
        waiting = waiting.filter(matter__holder_code=meeting.region_code)
    if level == Level.AGENCY:
        waiting = waiting.filter(matter__office=meeting.office)
    waiting = waiting.filter(fiscal_year__lte=meeting.fiscal_year)
    deferred = rows.none()
    if level == Level.VILLAGE:
        deferred = rows.filter(matter__state="deferred", region_code=meeting.region_code, fiscal_year__lt=meeting.fiscal_year)
    offered = list(waiting.order_by("sent_at", "pk")[:MOST_OFFERED])
    kept = list(deferred.order_by("-deferral_count", "sent_at", "pk")[:MOST_OFFERED])
    return Offered(offered, kept, place_lines({one.region_code for one in (*offered, *kept)}))


def minutes_by_code(code: str) -> Minutes:
    """The minutes that a QR names. Raises `NotFound`."""
    rows = Minutes.objects.select_related("meeting__region", "meeting__office").prefetch_related("signatures")
    found = rows.filter(code=code.upper()).first()
    if found is None or found.meeting.state not in PUBLIC_STATES:
        raise gone()
    return found


@dataclass(frozen=True, slots=True)
class RankedIn:
    """The meeting that weighed a proposal, for the proposal's page."""

    number: str
    address: str
    title: str
    at: Any
    rank: int | None
    of: int
    decision: str


def meetings_of(proposal: Proposal) -> list[RankedIn]:
    """The meetings that weighed a proposal, in their order. One query."""
    rows = (
        Ranked.objects.filter(proposal=proposal, meeting__state__in=PUBLIC_STATES)
        .select_related("meeting", "step")
        .annotate(of=Count("meeting__ranked"))
        .order_by("meeting__starts_at")
    )
    return [
        RankedIn(
            one.meeting.number,
            rules.address_of(one.meeting.number),
            one.meeting.title,
            one.meeting.held_on or one.meeting.starts_at,
            one.rank,
            one.of,
            _decision_label(one),
        )
        for one in rows
    ]


def attendances_of(meeting: Meeting) -> QuerySet[Attendance]:
    """The attendance list with its names: for the desk alone."""
    return meeting.attendances.order_by("at", "id")
