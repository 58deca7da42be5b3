"""Reading contests: for everybody, for the office, for a group, for a judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.models import Person
from betang.accounts.queries import actor_of
from betang.accounts.terms import Post
from betang.audit.models import Entry
from betang.communities.models import Group, Officer
from betang.growth.contests import policies, rules
from betang.growth.models import Contest, ContestCriterion, ContestEntry, Judge, Score
from betang.growth.queries.climbs import in_care
from betang.growth.reminding.rules import scores_due
from betang.growth.terms import ContestState
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting

TAKING_PART = Q(withdrawn_at__isnull=True)


def public_contests() -> QuerySet[Contest]:
    """Contests that everybody may see: all but those being prepared."""
    return (
        Contest.objects.exclude(state=ContestState.DRAFT)
        .select_related("region", "above")
        .annotate(taking_part=Count("entries", filter=Q(entries__withdrawn_at__isnull=True)))
        .order_by("-opens_on", "title", "id")
    )


def public_contest(address: str) -> Contest:
    """A contest by its address. Raises `NotFound`."""
    found = public_contests().filter(address=address).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def contests_for(actor: Actor) -> QuerySet[Contest]:
    """The contests of the regions in somebody's care, the newest first."""
    return (
        Contest.objects.filter(in_care(actor, "region__code"))
        .select_related("region")
        .annotate(taking_part=Count("entries", filter=Q(entries__withdrawn_at__isnull=True)))
        .order_by("-opens_on", "title", "id")
    )


def contest_by_id(contest_id: UUID) -> Contest:
    """A contest. Raises `NotFound`."""
    found = Contest.objects.select_related("region", "above__region", "decided_by").filter(pk=contest_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def criteria_of(contest: Contest) -> list[ContestCriterion]:
    """What is judged, in order."""
    return list(contest.criteria.order_by("order"))


def entries_of(contest: Contest) -> list[ContestEntry]:
    """Who takes part, by the name of the group; once it is decided by rank."""
    order = ("rank", "group__name") if contest.state == ContestState.DECIDED else ("group__name",)
    return list(contest.entries.filter(TAKING_PART).select_related("group__region", "certificate").order_by(*order))


def judges_of(contest: Contest) -> list[Judge]:
    """Who judges."""
    return list(contest.judges.filter(removed_at__isnull=True).select_related("person"))


def judge_of(actor: Actor, contest: Contest) -> Judge | None:
    """The seat of this person among the judges, if they have one."""
    if actor.id is None:
        return None
    return Judge.objects.select_related("contest").filter(contest=contest, person_id=actor.id, removed_at__isnull=True).first()


def conflict_of(contest: Contest, person: Person, groups: Sequence[Group] | None = None) -> str:
    """Why somebody may not judge a contest, in words; empty where nothing is known against it. Two to four queries.

    A post or an office in a group that takes part; or the care for a part of the region, whose groups would be judged by their own
    coordinator against others'.
    """
    taking = groups if groups is not None else [entry.group for entry in entries_of(contest)]
    actor = actor_of(person)
    in_office = set(
        Officer.objects.filter(person=person, until_on__isnull=True, group__in=[one.pk for one in taking]).values_list(
            "group_id", flat=True
        )
    )
    for group in taking:
        if actor.holds_in_group(group.pk) or group.pk in in_office:
            return gettext("%(name)s holds a post in %(group)s, which takes part.") % {"name": person.name, "group": group.name}
    for code in actor.regions_of(Post.COORDINATOR):
        if not code.startswith(contest.region.code + "."):
            continue
        for group in taking:
            if group.region.code == code or group.region.code.startswith(code + "."):
                return gettext("%(name)s coordinates %(group)s, but not the others that take part.") % {
                    "name": person.name,
                    "group": group.name,
                }
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what the judges gave it, criterion by criterion (mean), and the total as it would be now."""

    entry: ContestEntry
    means: tuple[Decimal | None, ...]
    total: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole count of a contest."""

    criteria: tuple[ContestCriterion, ...]
    lines: tuple[Line, ...]
    judges: tuple[Judge, ...]
    owed: tuple[tuple[Judge, int], ...]
    """Judges whose scores are not complete, with how many they owe."""

    @property
    def is_complete(self) -> bool:
        """Every judge gave every score, and there is somebody to judge and somebody who judges."""
        return bool(self.lines and self.judges) and not self.owed


def sheet_of(contest: Contest) -> Sheet:
    """The count as it stands. Four queries."""
    criteria = criteria_of(contest)
    entries = entries_of(contest)
    judges = judges_of(contest)
    rows = list(
        Score.objects.filter(judge__in=[one.pk for one in judges], entry__in=[one.pk for one in entries])
        .order_by()
        .values_list("judge_id", "entry_id", "criterion_id", "value")
    )
    given: dict[UUID, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for _judge, entry_id, criterion_id, value in rows:
        given[entry_id][str(criterion_id)].append(value)
    weights = {str(one.pk): one.weight for one in criteria}
    totals = {one.pk: rules.total(weights, given[one.pk]) for one in entries}
    ranked = rules.ranks(totals)
    lines = [
        Line(
            entry,
            tuple(rules.rounded(rules.mean(given[entry.pk][key])) if given[entry.pk][key] else None for key in weights),
            totals[entry.pk],
            ranked[entry.pk],
        )
        for entry in entries
    ]
    owed = rules.missing(
        [one.pk for one in judges], [one.pk for one in entries], [one.pk for one in criteria], {(j, e, c) for j, e, c, _value in rows}
    )
    return Sheet(
        tuple(criteria),
        tuple(sorted(lines, key=lambda one: (one.rank, one.entry.group.name))),
        tuple(judges),
        tuple((one, owed[one.pk]) for one in judges if one.pk in owed),
    )


def scores_of(judge: Judge, entry: ContestEntry) -> dict[UUID, Score]:
    """What a judge gave an entry, by criterion."""
    return {row.criterion_id: row for row in Score.objects.filter(judge=judge, entry=entry)}


@dataclass(frozen=True, slots=True)
class Own:
    """An entry as one judge sees it: their own total (where complete), how many scores they still owe it."""

    entry: ContestEntry
    total: Decimal | None
    owed: int


def own_sheet(judge: Judge) -> list[Own]:
    """All entries with what this judge gave: the second look. Complete ones first, by their total."""
    contest = judge.contest
    criteria = criteria_of(contest)
    given: dict[UUID, dict[str, list[int]]] = defaultdict(dict)
    for row in Score.objects.filter(judge=judge):
        given[row.entry_id][str(row.criterion_id)] = [row.value]
    weights = {str(one.pk): one.weight for one in criteria}
    found = []
    for entry in entries_of(contest):
        owed = sum(key not in given[entry.pk] for key in weights)
        found.append(Own(entry, rules.total(weights, given[entry.pk]) if not owed else None, owed))
    return sorted(found, key=lambda one: (one.total is None, -(one.total or 0), one.entry.group.name))


@dataclass(frozen=True, slots=True)
class Offer:
    """A contest as a group sees it: may it enter, and did it."""

    contest: Contest
    entry: ContestEntry | None

    @property
    def is_in(self) -> bool:
        """It takes part."""
        return self.entry is not None and self.entry.withdrawn_at is None


def offers_for(group: Group) -> list[Offer]:
    """Open contests that invite the group, and those in which it takes or took part. Two queries."""
    entries = {row.contest_id: row for row in group.contest_entries.select_related("certificate")}
    codes = [".".join(group.region.code.split(".")[:count]) for count in range(1, 5)]
    rows = (
        Contest.objects.filter(Q(pk__in=list(entries)) | Q(state=ContestState.OPEN, region__code__in=codes))
        .exclude(state=ContestState.DRAFT)
        .select_related("region")
        .order_by("-opens_on", "id")
    )
    return [Offer(row, entries.get(row.pk)) for row in rows if row.pk in entries or policies.fits(row, group)]


def judging_began(contest: Contest) -> date:
    """On which day judging began, from the trail. One query."""
    verb = "growth.contest.judging_begun"
    at = Entry.objects.filter(verb=verb, subject_id=contest.pk).order_by("-at").values_list("at", flat=True).first()
    return at.astimezone(clock.zone()).date() if at is not None else contest.closes_on


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits in contests: scores that a judge owes, a contest to close or decide for the office. Two queries, and five a seat."""
    if actor.id is None:
        return []
    today = clock.today()
    found: list[Waiting] = []
    seats = Judge.objects.filter(person_id=actor.id, removed_at__isnull=True, contest__state=ContestState.JUDGING).select_related("contest")
    for seat in seats:
        owed = sum(one.owed for one in own_sheet(seat))
        if not owed:
            continue
        due = scores_due(judging_began(seat.contest))
        found.append(
            Waiting(
                title=gettext("You judge the contest %(title)s") % {"title": seat.contest.title},
                url=reverse("growth_desk:judging", urlconf=settings.ROOT_URLCONF, kwargs={"contest_id": seat.contest_id}),
                detail=ngettext("%(num)s score is still missing.", "%(num)s scores are still missing.", owed) % {"num": owed},
                due_on=due,
                weight=14 if due < today else 7,
            )
        )
    if actor.holds_any(Post.COORDINATOR, Post.PROVINCE_ADMIN):
        own = actor.regions_of(Post.COORDINATOR, Post.PROVINCE_ADMIN)
        rows = Contest.objects.filter(region__code__in=own).select_related("region")
        for row in rows.filter(state=ContestState.JUDGING):
            if sheet_of(row).is_complete:
                found.append(
                    Waiting(
                        title=gettext("Every score for %(title)s is given: decide it") % {"title": row.title},
                        url=reverse("growth_desk:decide_contest", urlconf=settings.ROOT_URLCONF, kwargs={"contest_id": row.pk}),
                        detail=row.region.full_name,
                        weight=6,
                    )
                )
        for row in rows.filter(state=ContestState.OPEN, closes_on__lt=today):
            found.append(
                Waiting(
                    title=gettext("Entries for %(title)s are closed: judging can begin") % {"title": row.title},
                    url=reverse("growth_desk:contest", urlconf=settings.ROOT_URLCONF, kwargs={"contest_id": row.pk}),
                    detail=row.region.full_name,
                    weight=6,
                )
            )
    return found
