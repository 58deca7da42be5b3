"""The ladder of silence: each night every group takes at most one step down; any sign of life brings it up again at once."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import GROUP_POSTS, Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import actions as register
from betang.communities import queries as communities
from betang.communities.models import Group
from betang.communities.terms import REGISTERED, Standing
from betang.growth.models import Mentorship, Quiet, Task
from betang.growth.tending import ladder, policies, signs
from betang.growth.tending.ideas import idea_for
from betang.growth.terms import QuietStep, TaskFor, TaskState
from betang.hosting import actions as hosting
from betang.hosting.models import Site
from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import clock
from betang.notices.actions import tell

log = logging.getLogger("betang.growth")

TASK_DAYS = 30
"""Until when somebody has called a silent group: long before its site comes to rest."""


def run_ladder(*, at: datetime) -> Counter[str]:
    """One night: the steps that are due, each group in its own transaction; returns how often each step was taken.

    Safe to run as often as one likes: a second run on the same day finds nothing to do. A group whose site is suspended is left alone.
    """
    groups = list(Group.objects.filter(standing__in=REGISTERED).select_related("region").order_by("id"))
    alive = signs.last_of(groups, at=at)
    open_rows = _open_rows()
    suspended = set(Site.objects.filter(status=SiteStatus.SUSPENDED).values_list("group_id", flat=True))
    known: dict[str, dict[QuietStep, int]] = {}
    done: Counter[str] = Counter()
    for group in groups:
        if group.pk in suspended or group.pk not in alive:
            continue
        rows = open_rows.get(group.pk, [])
        if not _is_back(rows, alive[group.pk]) and _due(group, rows, alive[group.pk], at, known) is None:
            continue
        try:
            taken = _tend(group.pk, at=at, known=known)
        except Exception:
            log.exception("the ladder of silence stumbled over %s", group.slug)
            done["failed"] += 1
        else:
            if taken:
                done[taken] += 1
    return done


def _open_rows(group_id: UUID | None = None) -> dict[UUID, list[Quiet]]:
    rows = Quiet.objects.filter(woke_at__isnull=True)
    found: dict[UUID, list[Quiet]] = {}
    for row in (rows.filter(group_id=group_id) if group_id else rows).order_by("at", "id"):
        found.setdefault(row.group_id, []).append(row)
    return found


def _is_back(rows: Collection[Quiet], alive_at: datetime) -> bool:
    return bool(rows) and alive_at > max(row.at for row in rows)


def _due(
    group: Group, rows: Collection[Quiet], alive_at: datetime, at: datetime, known: dict[str, dict[QuietStep, int]]
) -> QuietStep | None:
    code = communities.regency_code(group.region.code)
    if code not in known:
        known[code] = ladder.days_for(communities.requirements_of(code).dormancy_days, settings.GROWTH_QUIET_DAYS)
    return ladder.next_step(
        alive_on=day_of(alive_at), today=day_of(at), taken=taken_by(rows), days=known[code], grace_days=settings.GROWTH_QUIET_GRACE_DAYS
    )


def day_of(moment: datetime) -> date:
    """The day in the province's own time."""
    return moment.astimezone(clock.zone()).date()


def taken_by(rows: Collection[Quiet]) -> dict[str, date]:
    """The steps of a silence with their days."""
    return {row.step: day_of(row.at) for row in rows}


@transaction.atomic
def _tend(group_id: UUID, *, at: datetime, known: dict[str, dict[QuietStep, int]]) -> str:
    """Look again with the group held, and take its step or wake it."""
    group = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group_id)
    rows = _open_rows(group_id).get(group_id, [])
    alive_at = signs.last_of([group], at=at).get(group_id)
    if alive_at is None or group.standing not in REGISTERED:
        return ""
    if _is_back(rows, alive_at):
        _rise(group, actor=SYSTEM, at=at)
        return "woken"
    step = _due(group, rows, alive_at, at, known)
    if step is None:
        return ""
    take_step(group, step, since=rows[0].since if rows else day_of(alive_at), silent_days=(day_of(at) - day_of(alive_at)).days, at=at)
    return step.value


def take_step(group: Group, step: QuietStep, *, since: date, silent_days: int, at: datetime) -> None:
    """Take one step for a silent group, once a silence, in the transaction that is open."""
    row, is_new = Quiet.objects.get_or_create(group=group, step=step, since=since, defaults={"at": at})
    if not is_new:
        return
    site = Site.objects.filter(group=group).first()
    if step == QuietStep.REMINDED:
        _tell_people(group, (Post.CHAIR, Post.EDITOR), _reminder(group, since, at), site, at)
    elif step == QuietStep.TASKED:
        row.task = _ask_for_help(group, since, site, at)
        row.save(update_fields=["task"])
        register.lay_to_rest(group=group, days=silent_days, at=at)
    elif step == QuietStep.READ_ONLY:
        if site is not None:
            hosting.rest_site(actor=SYSTEM, site=site, rest=Rest.READ_ONLY, silent_days=silent_days, at=at)
        _tell_people(group, tuple(GROUP_POSTS), _resting(group), site, at)
    else:
        if site is not None:
            hosting.rest_site(actor=SYSTEM, site=site, rest=Rest.ARCHIVED, silent_days=silent_days, at=at)
        register.archive_silent(group=group, days=silent_days, at=at)
        _tell_people(group, tuple(GROUP_POSTS), _archived(group), site, at)
    trail.record(
        "growth.quiet.stepped", row, actor=SYSTEM, at=at, site_id=site.pk if site else None,
        data={"group_id": str(group.pk), "slug": group.slug, "step": step.value, "days": silent_days},
    )  # fmt: skip


def _reminder(group: Group, since: date, at: datetime) -> Any:
    return lambda: (
        gettext("Are you still there, %(name)s?") % {"name": group.name},
        gettext("We have not heard from your group since %(day)s. One tap says that you are still here. An idea for this week: %(idea)s")
        % {"day": date_format(since, "j F Y"), "idea": idea_for(group.pk, day_of(at))},
    )


def _resting(group: Group) -> Any:
    return lambda: (
        gettext("The site of %(name)s rests") % {"name": group.name},
        gettext(
            "Your group was silent for half a year, so its site can only be read for now: nobody can write anything bad on it. "
            "One tap of yours wakes it up, and everything is as before."
        ),
    )


def _archived(group: Group) -> Any:
    return lambda: (
        gettext("The site of %(name)s was archived") % {"name": group.name},
        gettext(
            "Your group was silent for a year. Its pages stay for everybody to read, and its name stays yours. "
            "One tap of yours brings everything back."
        ),
    )


def _tell_people(group: Group, posts: Collection[Post], words: Any, site: Site | None, at: datetime) -> None:
    url = reverse("growth_desk:wake", urlconf=settings.ROOT_URLCONF, kwargs={"slug": group.slug})
    for person in people_of(group.pk, posts, at=at):
        with translation.override(person.language):
            title, body = words()
        tell(kind="growth.quiet", title=title, body=body, url=url, person=person, site_id=site.pk if site else None, at=at)


def people_of(group_id: UUID, posts: Collection[Post], *, at: datetime) -> list[Person]:
    """Who holds one of the posts in a group on that day, each once."""
    today = day_of(at)
    rows = Appointment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), group_id=group_id, post__in=[str(post) for post in posts], from_on__lte=today,
        ended_at__isnull=True, person__erased_at__isnull=True,
    ).select_related("person")  # fmt: skip
    return list({row.person_id: row.person for row in rows.order_by("from_on", "id")}.values())


def _ask_for_help(group: Group, since: date, site: Site | None, at: datetime) -> Task:
    """The mentor KIM, where there is one, or the coordinator is asked to call. The coordinator finds it on the desk's first page."""
    mentorship = Mentorship.objects.select_related("mentor").filter(group=group, from_on__isnull=False, until_on__isnull=True).first()
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext("Call or visit the group: it has been silent since %(day)s") % {"day": date_format(since, "j F Y")}
    task = Task.objects.create(
        group=group, whose=TaskFor.MENTOR if mentorship else TaskFor.COORDINATOR, text=text, due_on=day_of(at) + timedelta(days=TASK_DAYS),
        made_at=at,
    )  # fmt: skip
    if mentorship is not None:
        url = reverse("growth_desk:tending", urlconf=settings.ROOT_URLCONF, kwargs={"slug": group.slug})
        for person in people_of(mentorship.mentor_id, (Post.CHAIR, Post.EDITOR), at=at):
            with translation.override(person.language):
                title = gettext("Please call %(name)s") % {"name": group.name}
                body = gettext("The group that you mentor has been silent since %(day)s.") % {"day": date_format(since, "j F Y")}
            tell(kind="growth.quiet", title=title, body=body, url=url, person=person, at=at)
    return task


@transaction.atomic
def wake(*, actor: Actor, group: Group, at: datetime) -> bool:
    """The group says that it is there: the silence ends, and everything comes back at once. False where it was not counted as silent."""
    policies.may_wake(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    return _rise(kept, actor=actor, at=at)


def _rise(group: Group, *, actor: Actor, at: datetime) -> bool:
    rows = list(Quiet.objects.select_for_update(of=("self",)).filter(group=group, woke_at__isnull=True).order_by("at", "id"))
    site = Site.objects.filter(group=group).first()
    is_resting = site is not None and site.rest != Rest.AWAKE
    Quiet.objects.filter(pk__in=[row.pk for row in rows]).update(woke_at=at, woken_by_id=actor.id)
    with translation.override(settings.LANGUAGE_CODE):
        result = gettext("The group is there again.")
    Task.objects.filter(pk__in=[row.task_id for row in rows if row.task_id], state=TaskState.OPEN).update(
        state=TaskState.DROPPED, result=result, closed_at=at, closed_by_id=actor.id
    )
    came_back = register.wake_group(actor=_surely(actor), group=group, at=at)
    if site is not None and is_resting:
        hosting.wake_site(actor=_surely(actor), site=site, at=at)
    if rows:
        trail.record(
            "growth.quiet.ended", rows[-1], actor=actor, at=at, site_id=site.pk if site else None,
            data={"group_id": str(group.pk), "slug": group.slug, "step": rows[-1].step},
        )  # fmt: skip
    return bool(rows) or came_back or is_resting


def _surely(actor: Actor) -> Actor:
    """The same person, for whom the door was asked already: a deed of the group wakes it whoever did it."""
    return Actor(id=actor.id, name=actor.name, is_system=True)


@transaction.atomic
def note_life(*, entry: Entry) -> None:
    """A sign of life ends the silence in the transaction of what was done. What lies before the last step (old news) wakes nobody."""
    for group_id in signs.groups_of(entry):
        last = Quiet.objects.filter(group_id=group_id, woke_at__isnull=True).order_by("-at").values_list("at", flat=True).first()
        if last is None or entry.at <= last:
            continue
        group = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group_id)
        _rise(group, actor=Actor(id=entry.actor_id, name=entry.actor_name, is_system=entry.actor_id is None), at=entry.at)


@transaction.atomic
def note_woken_site(*, entry: Entry) -> None:
    """Somebody woke the site at its desk: the group is there again with all that belongs to it."""
    group = Group.objects.select_related("region").filter(pk=str(entry.data.get("group_id", ""))).first()
    if group is not None and (Quiet.objects.filter(group=group, woke_at__isnull=True).exists() or group.standing in _ASLEEP):
        _rise(group, actor=Actor(id=entry.actor_id, name=entry.actor_name, is_system=entry.actor_id is None), at=entry.at)


_ASLEEP: Collection[str] = (Standing.DORMANT, Standing.ARCHIVED)


def state_of(group: Group) -> Mapping[str, Any] | None:
    """For pages: which step of silence a group stands on, and since when it is silent; None where it is not silent."""
    rows = _open_rows(group.pk).get(group.pk, [])
    last = ladder.last_of(taken_by(rows))
    return {"step": last, "since": rows[0].since, "label": last.label} if last is not None else None
