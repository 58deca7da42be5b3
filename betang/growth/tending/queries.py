"""Reading visits, tasks and mentorships; what waits for whom; which grown groups are near."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import GROUP_POSTS, Post
from betang.communities.models import Group
from betang.communities.terms import Standing
from betang.growth.models import Held, Mentorship, Quiet, Task, Visit
from betang.growth.queries.climbs import in_care
from betang.growth.tending.mentoring import GROWN
from betang.growth.tending.policies import SPEAKING
from betang.growth.terms import QuietStep, TaskFor, TaskState
from betang.kernel import clock
from betang.kernel.waiting import Waiting
from betang.regions import catalogue
from betang.regions.queries import place_lines

SHOWN = 12
NEAR_DAYS = 7
"""A task that is due within so many days stands on the desk's first page; an overdue one stands there until it is closed."""


def visits_of(group_id: UUID, limit: int = 30) -> list[Visit]:
    """Visits to a group, the newest first, with photos and tasks. Three queries."""
    rows = Visit.objects.filter(group_id=group_id).select_related("by", "mentorship__mentor")
    return list(rows.prefetch_related("photos", "tasks")[:limit])


def tasks_of(group_id: UUID) -> tuple[list[Task], list[Task]]:
    """A group's open tasks, those that are due first, and the last that were closed."""
    rows = Task.objects.filter(group_id=group_id).select_related("group__region", "closed_by")
    return list(rows.filter(state=TaskState.OPEN).order_by("due_on", "id")), list(
        rows.exclude(state=TaskState.OPEN).order_by("-closed_at", "-id")[:SHOWN]
    )


def mentorships_of(group_id: UUID) -> list[Mentorship]:
    """Every mentorship in which a group is the young one, the newest first."""
    rows = Mentorship.objects.filter(group_id=group_id).select_related("mentor__region", "group__region", "proposed_by")
    return list(rows.order_by("-proposed_at", "-id"))


def mentored_by(group_id: UUID) -> list[Mentorship]:
    """Every mentorship in which a group is the mentor, running and proposed ones first."""
    rows = Mentorship.objects.filter(mentor_id=group_id).select_related("mentor__region", "group__region")
    return sorted(rows.order_by("-proposed_at", "-id"), key=lambda row: row.until_on is not None)


def shown_to_all(group_id: UUID) -> tuple[Mentorship | None, list[Mentorship]]:
    """For the public page: who mentors the group now, and whom it mentors. One query."""
    rows = Mentorship.objects.filter(Q(group_id=group_id) | Q(mentor_id=group_id), from_on__isnull=False, until_on__isnull=True)
    found = list(rows.select_related("mentor", "group"))
    return next((row for row in found if row.group_id == group_id), None), [row for row in found if row.mentor_id == group_id]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grown group that could mentor, and how far away it is."""

    group: Group
    stage: str
    place: str
    distance: str
    mentored: int


def candidates(group: Group, limit: int = 6) -> list[Candidate]:
    """Grown groups that are active, the nearest first: the same kecamatan, the same kabupaten, then by the way between the seats of the
    kabupaten. Those that mentor somebody already come after their equals. Three queries.
    """
    own = _order_of(group.pk)
    rows = list(
        Held.objects.filter(until_on__isnull=True, stage__order__gte=max(GROWN, own + 1), group__standing=Standing.ACTIVE)
        .exclude(group_id=group.pk)
        .select_related("group__region", "stage")
    )
    busy: dict[UUID, int] = {}
    for mentor_id in Mentorship.objects.filter(until_on__isnull=True).values_list("mentor_id", flat=True):
        busy[mentor_id] = busy.get(mentor_id, 0) + 1
    rows.sort(
        key=lambda row: (*nearness(group.region.code, row.group.region.code), busy.get(row.group_id, 0), -row.stage.order, row.group.name)
    )
    chosen = rows[:limit]
    places = place_lines([row.group.region.code for row in chosen])
    return [
        Candidate(
            row.group,
            row.stage.name,
            places.get(row.group.region.code, row.group.region.full_name),
            _distance_words(group.region.code, row.group.region.code),
            busy.get(row.group_id, 0),
        )
        for row in chosen
    ]


def _order_of(group_id: UUID) -> int:
    found = Held.objects.filter(group_id=group_id, until_on__isnull=True).values_list("stage__order", flat=True).first()
    return found or 1


def nearness(one: str, other: str) -> tuple[int, int]:
    """How near two places are: (0 same kecamatan, 1 same kabupaten, 2 another; kilometres between the seats of their kabupaten)."""
    if one[:8] == other[:8]:
        return (0, 0)
    if one[:5] == other[:5]:
        return (1, 0)
    seats = _seats()
    here, there = seats.get(one[:5]), seats.get(other[:5])
    if here is None or there is None:
        return (2, 100_000)
    return (2, round(_km(here.latitude, here.longitude, there.latitude, there.longitude)))


@cache
def _seats() -> dict[str, catalogue.Seat]:
    return catalogue.seats()


def _km(lat: float, lng: float, lat2: float, lng2: float) -> float:
    """Kilometres between two points over the ground of a sphere."""
    a = math.sin(math.radians(lat2 - lat) / 2) ** 2
    b = math.cos(math.radians(lat)) * math.cos(math.radians(lat2)) * math.sin(math.radians(lng2 - lng) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(a + b))


def _distance_words(one: str, other: str) -> str:
    step, km = nearness(one, other)
    if step == 0:
        return gettext("in the same kecamatan")
    if step == 1:
        return gettext("in the same kabupaten")
    return gettext("about %(km)s km between the seats of the kabupaten") % {"km": km} if km < 100_000 else gettext("in another kabupaten")


def _due(actor: Actor) -> QuerySet[Task]:
    """Open tasks that this person should close."""
    groups = [held.group_id for held in actor.posts if held.group_id is not None and held.post in GROUP_POSTS]
    speaking = [held.group_id for held in actor.posts if held.group_id is not None and held.post in SPEAKING]
    wanted = Q(pk__in=[])
    if groups:
        wanted |= Q(whose=TaskFor.GROUP, group_id__in=groups)
    if speaking:
        running = Mentorship.objects.filter(mentor_id__in=speaking, from_on__isnull=False, until_on__isnull=True)
        wanted |= Q(whose=TaskFor.MENTOR, group_id__in=running.values("group_id"))
    if actor.holds_any(Post.COORDINATOR):
        wanted |= in_care(actor, "group__region__code") & Q(whose=TaskFor.COORDINATOR)
    return Task.objects.filter(wanted, state=TaskState.OPEN)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for this person in tending: tasks that are due, mentorships to agree to, a silence to end. Three queries at most."""
    if not actor.holds_any(Post.COORDINATOR, *GROUP_POSTS):
        return []
    today = clock.today()
    found = []
    soon = today + timedelta(days=NEAR_DAYS)
    for task in _due(actor).filter(due_on__lte=soon).select_related("group__region").order_by("due_on", "id")[:20]:
        late = max(0, (today - task.due_on).days) if task.due_on else 0
        detail = task.group.name
        if late:
            detail = f"{detail}. " + ngettext("Overdue by %(days)d day.", "Overdue by %(days)d days.", late) % {"days": late}
        found.append(
            Waiting(title=task.text, url=_page(task.group.slug, "tugas"), detail=detail, due_on=task.due_on, weight=14 if late else 6)
        )
    found += _mentorships_waiting(actor)
    found += _silences(actor)
    return found


def _page(slug: str, anchor: str = "", name: str = "tending") -> str:
    path = reverse(f"growth_desk:{name}", urlconf=settings.ROOT_URLCONF, kwargs={"slug": slug})
    return f"{path}#{anchor}" if anchor else path


def _mentorships_waiting(actor: Actor) -> list[Waiting]:
    chaired = [held.group_id for held in actor.posts if held.post == Post.CHAIR and held.group_id is not None]
    if not chaired:
        return []
    wanted = Q(mentor_id__in=chaired, mentor_agreed_at__isnull=True) | Q(group_id__in=chaired, group_agreed_at__isnull=True)
    rows = Mentorship.objects.filter(wanted, until_on__isnull=True, from_on__isnull=True).select_related("mentor", "group")
    return [
        Waiting(
            title=gettext("Will %(mentor)s mentor %(name)s?") % {"mentor": row.mentor.name, "name": row.group.name},
            url=_page(row.group.slug, "pendamping"),
            detail=row.aim[:160],
            weight=12,
        )
        for row in rows
    ]


def _silences(actor: Actor) -> list[Waiting]:
    groups = [held.group_id for held in actor.posts if held.group_id is not None and held.post in GROUP_POSTS]
    if not groups:
        return []
    rows = Quiet.objects.filter(group_id__in=groups, woke_at__isnull=True).select_related("group").order_by("at", "id")
    last: dict[UUID, Quiet] = {row.group_id: row for row in rows}
    return [
        Waiting(
            title=gettext("Are you still there, %(name)s?") % {"name": row.group.name},
            url=_page(row.group.slug, name="wake"),
            detail=gettext("Silent since %(day)s: %(what)s. One tap ends it.")
            % {"day": date_format(row.since, "j F Y"), "what": QuietStep(row.step).label},
            weight=40 if row.step in (QuietStep.READ_ONLY, QuietStep.ARCHIVED) else 20,
        )
        for row in last.values()
    ]
