"""Planning a meeting: what it is about, who is invited, when enough have come, how it ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.kernel.errors import InvalidInput, Refused
from betang.proposals.meetings import policies, rules
from betang.proposals.meetings.actions.common import bring, invalid, locked, must_be, note, weigh
from betang.proposals.meetings.rules import Criterion
from betang.proposals.models import Meeting
from betang.proposals.terms import MeetingKind, MeetingState, RankingWay
from betang.regions.models import Office, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingValues:
    """What a meeting says of itself, read and checked for its form alone."""

    title: str
    starts_at: datetime
    place: str
    fiscal_year: int
    agenda: Sequence[dict[str, str]] = ()
    invitation: str = ""
    invited: Sequence[dict[str, Any]] = ()
    quorum: int = 0
    women_share_percent: int = 30
    ranking_way: str = RankingWay.CRITERIA
    criteria: Sequence[Criterion] = field(default=rules.DEFAULT_CRITERIA)
    points_each: int = 5


def _weigh(values: MeetingValues) -> None:
    wrong: dict[str, str] = {}
    if len(values.title) < 8 or len(values.title) > 200:
        wrong["title"] = gettext("Give the meeting a title, in 8 to 200 letters.")
    if len(values.place) < 3 or len(values.place) > 200:
        wrong["place"] = gettext("Say where it is held, in 3 to 200 letters.")
    if not values.starts_at.year <= values.fiscal_year <= values.starts_at.year + 5:
        wrong["fiscal_year"] = gettext("The year that is planned for is the meeting's own or one of the five after it.")
    if not 0 <= values.quorum <= rules.MOST_PEOPLE:
        wrong["quorum"] = gettext("A number between 0 and %(most)d.") % {"most": rules.MOST_PEOPLE}
    if not 0 <= values.women_share_percent <= 100:
        wrong["women_share_percent"] = gettext("Between 0 and 100.")
    if values.ranking_way not in RankingWay.values:
        wrong["ranking_way"] = gettext("Choose how proposals are put in order.")
    elif values.ranking_way == RankingWay.CRITERIA and not rules.weights_are_whole(values.criteria):
        total = sum(one.weight for one in values.criteria)
        message = gettext("The weights must add up to 100; they are %(total)d now. Write one criterion a line: name | weight.")
        wrong["criteria"] = message % {"total": total}
    elif values.ranking_way == RankingWay.POINTS and not 1 <= values.points_each <= 100:
        wrong["points_each"] = gettext("Between 1 and 100.")
    if not values.agenda:
        wrong["agenda"] = gettext("Write at least one point of the agenda: time | what | who.")
    if wrong:
        raise invalid(wrong)
    weigh(
        {
            "title": values.title,
            "place": values.place,
            "invitation": values.invitation,
            "agenda": "\n".join(f"{row.get('topic', '')} {row.get('speaker', '')}" for row in values.agenda),
            "invited": "\n".join(str(row.get("who", "")) for row in values.invited),
            "criteria": "\n".join(one.name for one in values.criteria),
        }
    )


def _fill(kept: Meeting, values: MeetingValues) -> None:
    for name in ("title", "starts_at", "place", "fiscal_year", "invitation", "quorum", "women_share_percent", "ranking_way", "points_each"):
        setattr(kept, name, getattr(values, name))
    kept.agenda = [dict(row) for row in values.agenda]
    kept.invited = [dict(row) for row in values.invited]
    kept.criteria = [{"key": one.key, "name": one.name, "weight": one.weight} for one in values.criteria]


@transaction.atomic
def plan_meeting(
    *,
    actor: Actor,
    kind: str,
    region_code: str,
    values: MeetingValues,
    at: datetime,
    office_id: UUID | None = None,
    is_afterwards: bool = False,
    is_sample: bool = False,
) -> Meeting:
    """Plan a meeting of one's own level and region. `is_afterwards`: it was held without network and is entered from its paper form.

    Raises `InvalidInput` by field, `NotAllowed` for another's region. Nobody else sees it until it is invited to.
    """
    policies.may_call(actor, kind, region_code).require()
    _weigh(values)
    office = None
    if kind == MeetingKind.AGENCY_FORUM:
        office = Office.objects.filter(pk=office_id, region__code=region_code, valid_to__isnull=True).first() if office_id else None
        if office is None:
            raise invalid({"office_id": gettext("Choose the agency whose forum it is.")})
    region = Region.objects.select_for_update().get(code=region_code, valid_to__isnull=True)  # numbers of a region go one after another
    serial = Meeting.objects.filter(region_code=region_code, kind=kind, fiscal_year=values.fiscal_year).count() + 1
    made = Meeting(
        kind=kind,
        region=region,
        region_code=region_code,
        office=office,
        number=rules.number_text(kind, region_code, values.fiscal_year, serial),
        is_afterwards=is_afterwards,
        is_sample=is_sample,
        created_at=at,
    )
    _fill(made, values)
    if is_afterwards and values.starts_at > at:
        raise invalid({"starts_at": gettext("A meeting that is entered afterwards was held before now.")})
    policies.may_run(actor, made).require()
    note("planned", made, actor=actor, at=at, year=made.fiscal_year)
    return made


@transaction.atomic
def change_meeting(*, actor: Actor, meeting: Meeting, values: MeetingValues, at: datetime) -> Meeting:
    """Change what was planned, until it is held. The year stays, for it stands in the number."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.PLANNED, MeetingState.INVITED)
    _weigh(values)
    if values.fiscal_year != kept.fiscal_year:
        raise invalid({"fiscal_year": gettext("The year stands in the meeting's number. Cancel it and plan another.")})
    _fill(kept, values)
    note("changed", kept, actor=actor, at=at)
    bring(meeting, kept)
    return kept


@transaction.atomic
def invite(*, actor: Actor, meeting: Meeting, at: datetime) -> Meeting:
    """Make it public: from now on everybody can read when and where it is."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.PLANNED)
    if kept.is_afterwards:
        raise Refused(gettext("This meeting was held already. Enter who was present."))
    if not kept.invited:
        raise InvalidInput(
            gettext("Nobody is invited yet. Say which institutions and groups come, and how many of each."),
            fields={"invited": gettext("Say which institutions and groups come, and how many of each.")},
        )
    kept.state = MeetingState.INVITED
    note("invited", kept, actor=actor, at=at, groups=len(kept.invited))
    bring(meeting, kept)
    return kept


@transaction.atomic
def cancel(*, actor: Actor, meeting: Meeting, reason: str, at: datetime) -> Meeting:
    """Call it off, with a reason that everybody reads. Proposals on its list lie where they lay."""
    kept = locked(meeting)
    policies.may_run(actor, kept).require()
    must_be(kept, MeetingState.PLANNED, MeetingState.INVITED)
    reason = " ".join(reason.split())
    if len(reason) < 10:
        raise invalid({"reason": gettext("Say why, in 10 letters or more. Everybody reads it.")})
    weigh({"reason": reason})
    was_public = kept.state != MeetingState.PLANNED
    kept.state = MeetingState.CANCELLED
    kept.minutes_text = reason[:1000]
    note("cancelled", kept, actor=actor, at=at, was_public=was_public)
    bring(meeting, kept)
    return kept
