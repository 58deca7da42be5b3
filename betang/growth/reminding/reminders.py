"""Sending what is due: one pass a day over what is open. Safe to run as often as one likes: each step stands in the trail once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override

from betang.accounts.actors import SYSTEM
from betang.accounts.models import Appointment, Person
from betang.accounts.queries import held_on, people_who_hold
from betang.accounts.terms import Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities.models import Group
from betang.communities.queries.register import within
from betang.communities.terms import REGISTERED, period_words
from betang.growth.contests import queries as contests
from betang.growth.models import Contest, ContestEntry, Judge, Mentorship, Registration, Task, Training
from betang.growth.reminding import rules
from betang.growth.reporting.queries import owed_in
from betang.growth.tending.policies import SPEAKING
from betang.growth.terms import ContestState, SeatState, TaskFor, TaskState, TrainingState
from betang.growth.trainings.actions.seats import seat_url
from betang.kernel import clock
from betang.notices.actions import tell
from betang.regions.models import Region


def remind(*, at: datetime) -> int:
    """Send every reminder that is due; returns how many people were told."""
    parts = (_entries_close, _scores_due, _reports_due, _tasks_due, _trainings_over, _trainings_tomorrow)
    return sum(part(at) for part in parts)


def _entries_close(at: datetime) -> int:
    """Invited groups that have not entered, before entries close; and once they are closed, everybody who looks at the page."""
    today = _day(at)
    count = 0
    for contest in Contest.objects.filter(state=ContestState.OPEN, opens_on__lte=today).select_related("region"):
        if contest.closes_on < today:
            with transaction.atomic():
                _once("growth.contest.entries_closed", contest, "closed", at, public=True)
            continue
        step = rules.step_due(rules.entry_steps(contest.opens_on, contest.closes_on), today)
        with transaction.atomic():
            if not step or not _once("growth.contest.reminded", contest, step, at) or contest.is_sample:
                continue
            count += _invite(contest, at)
    return count


def _invite(contest: Contest, at: datetime) -> int:
    groups = Group.objects.filter(within(contest.region.code), standing__in=REGISTERED).exclude(
        pk__in=ContestEntry.objects.filter(contest=contest).values("group_id")
    )
    if contest.invited_kinds:
        groups = groups.filter(kind__in=contest.invited_kinds)
    names = {group.pk: group for group in groups}
    held = Appointment.objects.filter(held_on(_day(at), at), post=Post.CHAIR, group_id__in=list(names)).select_related("person")
    for row in held.order_by("pk"):
        group = names[row.group_id]  # type: ignore[index]
        _tell(
            row.person, "growth.contest", "growth_desk:offers", {"slug": group.slug}, at,
            lambda: gettext("%(title)s: entries until %(day)s") % {"title": contest.title, "day": _words(contest.closes_on)},
            lambda name=group.name: gettext("%(group)s is invited and has not entered yet.") % {"group": name},  # type: ignore[misc]
        )  # fmt: skip
    return len(held)


def _scores_due(at: datetime) -> int:
    """Judges who owe scores."""
    today = _day(at)
    count = 0
    for contest in Contest.objects.filter(state=ContestState.JUDGING, is_sample=False).select_related("region"):
        begun = contests.judging_began(contest)
        step = rules.step_due(rules.scoring_steps(begun), today)
        if not step:
            continue
        due = rules.scores_due(begun)
        for judge, owed in contests.sheet_of(contest).owed:
            with transaction.atomic():
                if not _once("growth.judge.reminded", judge, step, at):
                    continue
                _remind_judge(judge, contest, owed, due, at)
            count += 1
    return count


def _remind_judge(judge: Judge, contest: Contest, owed: int, due: date, at: datetime) -> None:
    _tell(
        judge.person, "growth.judge", "growth_desk:judging", {"contest_id": contest.pk}, at,
        lambda: gettext("Your scores for %(title)s are due on %(day)s") % {"title": contest.title, "day": _words(due)},
        lambda: ngettext("%(num)s score is still missing.", "%(num)s scores are still missing.", owed) % {"num": owed},
    )  # fmt: skip


def _reports_due(at: datetime) -> int:
    """Who coordinates a kabupaten, or administers the province, until the report on the last period is sent."""
    today = _day(at)
    count = 0
    rows = Appointment.objects.filter(held_on(today, at), post__in=(Post.COORDINATOR, Post.PROVINCE_ADMIN), region__isnull=False)
    for region in Region.objects.filter(pk__in=rows.values("region_id"), valid_to__isnull=True).order_by("code"):
        owed = owed_in(region.code, today=today)
        step = rules.step_due(rules.report_steps(owed.period.last), today) if owed is not None else ""
        with transaction.atomic():
            if owed is None or not step or not _once("growth.report.reminded", region, f"{owed.period.key}:{step}", at):
                continue
            key, due = owed.period.key, rules.report_due(owed.period.last)
            for person in people_who_hold(Post.COORDINATOR, Post.PROVINCE_ADMIN, region_code=region.code):
                _tell(
                    person, "growth.report", owed.url_name, owed.url_kwargs, at,
                    lambda key=key, due=due: gettext("The report on %(period)s is due on %(day)s")  # type: ignore[misc]
                    % {"period": period_words(key), "day": _words(due)},
                    lambda: gettext("Betang has counted the period. Read the report, change what you know better, and send it."),
                )  # fmt: skip
                count += 1
    return count


def _tasks_due(at: datetime) -> int:
    """Whoever promised something at a visit: the group, its mentor, or the coordinator."""
    today = _day(at)
    soon = today + timedelta(days=rules.SOON_DAYS)
    rows = Task.objects.filter(state=TaskState.OPEN, due_on__lte=soon, is_sample=False).select_related("group__region").order_by("due_on")
    count = 0
    for task in rows:
        assert task.due_on is not None
        step = rules.step_due(rules.task_steps(task.due_on), today)
        with transaction.atomic():
            if not step or not _once("growth.task.reminded", task, step, at):
                continue
            for person in _who_promised(task):
                _remind_of_task(person, task, at)
                count += 1
    return count


def _remind_of_task(person: Person, task: Task, at: datetime) -> None:
    due = task.due_on or _day(at)
    _tell(
        person, "growth.task", "growth_desk:tending", {"slug": task.group.slug}, at,
        lambda: gettext("%(task)s: until %(day)s") % {"task": task.text[:150], "day": _words(due)},
        lambda: gettext("Agreed on for %(group)s. Say there what came of it.") % {"group": task.group.name},
        anchor="tugas",
    )  # fmt: skip


def _who_promised(task: Task) -> list[Person]:
    if task.whose == TaskFor.GROUP:
        return list(people_who_hold(Post.CHAIR, Post.EDITOR, group_id=task.group_id))
    if task.whose == TaskFor.MENTOR:
        mentors = Mentorship.objects.filter(group_id=task.group_id, from_on__isnull=False, until_on__isnull=True)
        found: dict[UUID, Person] = {}
        for mentor_id in mentors.values_list("mentor_id", flat=True):
            found |= {person.pk: person for person in people_who_hold(*SPEAKING, group_id=mentor_id)}
        return list(found.values())
    return list(people_who_hold(Post.COORDINATOR, region_code=task.group.region.code[:5]))


def _trainings_over(at: datetime) -> int:
    """The organiser of a training that is over and not closed: people wait for their certificates."""
    today = _day(at)
    rows = Training.objects.filter(state=TrainingState.ANNOUNCED, ends_at__lt=at, is_sample=False).select_related("region")
    count = 0
    for training in rows.order_by("ends_at"):
        step = rules.step_due(rules.closing_steps(_day(training.ends_at)), today)
        with transaction.atomic():
            if not step or not _once("growth.training.reminded", training, step, at):
                continue
            for person in people_who_hold(Post.COORDINATOR, Post.PROVINCE_ADMIN, region_code=training.region.code):
                _tell(
                    person, "growth.training", "growth_desk:training", {"training_id": training.pk}, at,
                    lambda title=training.title: gettext("%(title)s is over: close it") % {"title": title},  # type: ignore[misc]
                    lambda: gettext("Look whether everybody is noted, then close it: the certificates go out."),
                )  # fmt: skip
                count += 1
    return count


def _trainings_tomorrow(at: datetime) -> int:
    """Everybody with a seat, on the day before: when, where, and their code."""
    begin = datetime.combine(_day(at) + timedelta(days=1), datetime.min.time(), tzinfo=clock.zone())
    rows = Training.objects.filter(
        state=TrainingState.ANNOUNCED, is_sample=False, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)
    )
    count = 0
    for training in rows.order_by("starts_at"):
        seats = Registration.objects.filter(training=training, state=SeatState.SEATED, contact_erased_at__isnull=True)
        with transaction.atomic():
            if not _once("growth.training.reminded", training, "tomorrow", at):
                continue
            for seat in seats.order_by("at", "id"):
                if seat.email or seat.phone:
                    _remind_seat(seat, training, at)
                    count += 1
    return count


def _remind_seat(seat: Registration, training: Training, at: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        starts = date_format(training.starts_at.astimezone(clock.zone()), "j F Y H.i")
        tell(
            kind="growth.training.tomorrow",
            title=gettext("Tomorrow: %(title)s") % {"title": training.title},
            body=gettext("%(day)s, %(place)s. Open your page there: your code is shown at the door. You cannot come? Give the seat back.")
            % {"day": starts, "place": training.place},
            url=seat_url(seat), email=seat.email, phone=seat.phone, at=at,
        )  # fmt: skip


def _tell(
    person: Person, kind: str, name: str, kwargs: dict[str, Any], at: datetime, title: Callable[[], str], body: Callable[[], str], *,
    anchor: str = "",
) -> None:  # fmt: skip
    path = reverse(name, urlconf=settings.ROOT_URLCONF, kwargs=kwargs)
    with override(person.language or settings.LANGUAGE_CODE):
        tell(kind=kind, title=title(), body=body(), url=f"{path}#{anchor}" if anchor else path, person=person, at=at)


def _once(verb: str, subject: models.Model, step: str, at: datetime, *, public: bool = False) -> bool:
    """Keep that this step was sent; False where it was before."""
    steps: Iterable[Any] = Entry.objects.filter(verb=verb, subject_id=subject.pk).values_list("data", flat=True)
    if any(data.get("step") == step for data in steps):
        return False
    trail.record(verb, subject, actor=SYSTEM, at=at, public=public, data={"step": step})
    return True


def _day(at: datetime) -> date:
    return at.astimezone(clock.zone()).date()


def _words(day: date) -> str:
    return date_format(day, "j F Y")
