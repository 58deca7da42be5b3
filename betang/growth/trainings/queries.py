"""Reading trainings. Every list costs a handful of queries, however many signed up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.accounts.tokens import token_hash
from betang.communities.models import Group
from betang.communities.terms import REGISTERED
from betang.growth.models import Certificate, Evaluation, Presence, Registration, Scanner, Session, Training
from betang.growth.terms import SeatState, TrainingKind, TrainingState
from betang.growth.trainings import rules
from betang.growth.trainings.terms import RESULTS_LEAST, usual_questions
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting

PAGE = 20
LATE_DAYS = 14
"""So long after a training is presence looked for that was handed in after closing."""
PUBLIC_STATES = (TrainingState.ANNOUNCED, TrainingState.CLOSED, TrainingState.CANCELLED)
SEATED, WAITING, WITHDRAWN = SeatState.SEATED, SeatState.WAITING, SeatState.WITHDRAWN


def gone() -> NotFound:
    """What does not exist, or may not be known to exist."""
    return NotFound(_("This page does not exist."))


def _with_counts(rows: QuerySet[Training]) -> QuerySet[Training]:
    return rows.select_related("region", "place_region").annotate(
        seated_count=Count("registrations", filter=Q(registrations__state=SEATED)),
        waiting_count=Count("registrations", filter=Q(registrations__state=WAITING)),
    )


def limits_of(training: Training) -> rules.Limits:
    """How many may come."""
    return rules.Limits(training.capacity, training.seats_a_group)


def left(training: Training, seated: int) -> int | None:
    """How many seats are free; None where as many may come as like."""
    return rules.seats_left(limits_of(training), seated)


def regions_invited(training: Training) -> list[str]:
    """The codes of the places that are invited: the organiser's own where none is named."""
    return list(training.invited_regions) or [training.region.code]


def is_open(training: Training, *, at: datetime) -> bool:
    """May one sign up now?"""
    until = training.signs_up_until or training.starts_at
    return training.state == TrainingState.ANNOUNCED and at < until


# ---------- For everybody ----------


@dataclass(frozen=True, slots=True)
class Page:
    """A page of trainings, and the key after which the next one begins."""

    rows: Sequence[Any]
    after: str = ""


def public_list(*, is_past: bool, kind: str = "", region_code: str = "", after: str = "", at: datetime) -> Page:
    """Trainings that everybody may know of: coming ones with the next first, past ones with the last first. Two queries, keyset."""
    rows = _with_counts(Training.objects.filter(state__in=PUBLIC_STATES))
    rows = rows.filter(ends_at__lt=at) if is_past else rows.filter(ends_at__gte=at)
    if kind in TrainingKind.values:
        rows = rows.filter(kind=kind)
    if region_code:
        inner = Q(region__code=region_code) | Q(region__code__startswith=f"{region_code}.")
        rows = rows.filter(inner | Q(place_region__code=region_code) | Q(place_region__code__startswith=f"{region_code}."))
    order = ("-starts_at", "-pk") if is_past else ("starts_at", "pk")
    edge = Training.objects.filter(address=after).values_list("starts_at", "pk").first() if after else None
    if edge is not None:
        beyond = "lt" if is_past else "gt"
        rows = rows.filter(Q(**{f"starts_at__{beyond}": edge[0]}) | Q(starts_at=edge[0], **{f"pk__{beyond}": edge[1]}))
    found = list(rows.order_by(*order)[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].address if len(found) > PAGE else "")


def by_address(address: str) -> Training:
    """A training that everybody may know of, with `seated_count` and `waiting_count`. Raises `NotFound`."""
    found = _with_counts(Training.objects.filter(state__in=PUBLIC_STATES, address=address)).first()
    if found is None:
        raise gone()
    return found


def programme(training: Training) -> list[Session]:
    """The sessions in order."""
    return list(training.sessions.order_by("order"))


def invited_groups(training: Training) -> QuerySet[Group]:
    """The registered groups that are meant."""
    where = Q()
    for code in regions_invited(training):
        where |= Q(region__code=code) | Q(region__code__startswith=f"{code}.")
    rows = Group.objects.filter(where, standing__in=REGISTERED).select_related("region")
    return rows.filter(kind__in=training.invited_kinds) if training.invited_kinds else rows


def group_named(training: Training, text: str) -> Group | list[Group]:
    """The invited group that somebody named, or the few that it could be."""
    words = " ".join(text.split())
    rows = invited_groups(training)
    exact = list(rows.filter(Q(name__iexact=words) | Q(slug=words.lower()) | Q(register_number__iexact=words))[:2])
    if len(exact) == 1:
        return exact[0]
    near = list(rows.filter(name__icontains=words)[:6]) if len(words) >= 3 else []
    return near[0] if len(near) == 1 else near


# ---------- One's own seat ----------


def seat_by_token(token: str) -> Registration:
    """The sign-up of a secret link. Raises `NotFound`."""
    rows = Registration.objects.select_related("training__region", "training__place_region", "group", "certificate")
    found = rows.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise gone()
    return found


def place_in_line(seat: Registration) -> int:
    """Which place on the waiting list, counted from one."""
    before = Q(at__lt=seat.at) | Q(at=seat.at, pk__lt=seat.pk)
    return Registration.objects.filter(before, training_id=seat.training_id, state=WAITING).count() + 1


def present_sessions(seat: Registration) -> set[UUID]:
    """The keys of the sessions in which they were."""
    return set(seat.presences.filter(removed_at__isnull=True).values_list("session_id", flat=True))


# ---------- The desk ----------


def trainings_for(actor: Actor) -> QuerySet[Training]:
    """The trainings of the actor's own regions."""
    where = Q(pk__in=[])
    for code in actor.regions_of(*APPROVING_POSTS):
        where |= Q(region__code=code) | Q(region__code__startswith=f"{code}.")
    return _with_counts(Training.objects.filter(where)).order_by("-starts_at", "-pk")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who signed up, and in which sessions they were."""

    seat: Registration
    present: frozenset[UUID]
    percent: int
    earns: bool
    code: str = ""


def attendees(training: Training, *, states: Sequence[str] = (SEATED, WAITING)) -> list[Attendee]:
    """Everybody who signed up, by name. Three queries."""
    there: Mapping[UUID, set[UUID]] = defaultdict(set)
    rows = Presence.objects.filter(registration__training=training, removed_at__isnull=True)
    for seat_id, session_id in rows.values_list("registration_id", "session_id"):
        there[seat_id].add(session_id)
    counting = set(training.sessions.filter(counts=True).values_list("pk", flat=True))
    seats = Registration.objects.filter(training=training, state__in=states).select_related("group", "certificate").order_by("at", "pk")
    made = []
    for seat in seats:
        present = frozenset(there.get(seat.pk, ()))
        percent = rules.presence_percent(present, counting)
        made.append(Attendee(seat, present, percent, rules.earns_certificate(present, counting, training.present_percent)))
    return made


def session_counts(training: Training) -> dict[UUID, int]:
    """How many people were in each session: people, not notes. One query."""
    rows = Presence.objects.filter(session__training=training, removed_at__isnull=True).order_by()
    return {row["session_id"]: row["people"] for row in rows.values("session_id").annotate(people=Count("registration_id", distinct=True))}


def scanner_by_token(token: str) -> Scanner:
    """The scanner of a secret link, also one that was revoked. Raises `NotFound`."""
    found = Scanner.objects.select_related("training__region").filter(token_hash=token_hash(token)).first()
    if found is None:
        raise gone()
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """What people said to one question: marks with their mean, or words with how often they were said, in no order that tells who."""

    text: str
    is_scale: bool
    mean: float = 0.0
    counts: tuple[tuple[int, int], ...] = ()
    words: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The evaluation of a training. Nothing is shown of fewer than `RESULTS_LEAST` answers."""

    count: int
    rows: tuple[Result, ...] = ()


def results_of(training: Training) -> Results:
    """The answers, without anybody's name. One query."""
    answers = list(Evaluation.objects.filter(training=training).values_list("answers", flat=True))
    if len(answers) < RESULTS_LEAST:
        return Results(len(answers))
    rows = []
    for question in questions_of(training):
        key = question["key"]
        if question["kind"] == "scale":
            mean, counts = rules.scale_results(answers, key)
            rows.append(Result(question["text"], True, mean, tuple(counts.items())))
        else:
            words = Counter(str(row[key]).strip() for row in answers if str(row.get(key) or "").strip())
            rows.append(Result(question["text"], False, words=tuple(sorted(words.items(), key=lambda pair: (-pair[1], pair[0])))))
    return Results(len(answers), tuple(rows))


def questions_of(training: Training) -> list[dict[str, str]]:
    """What the evaluation asks."""
    return list(training.questions) or usual_questions()


def without_certificate(training: Training) -> int:
    """How many earned a certificate and have none yet: presence that was handed in after the training was closed."""
    if training.state != TrainingState.CLOSED:
        return 0
    return sum(1 for one in attendees(training) if one.earns and not has_certificate(one.seat))


def has_certificate(seat: Registration) -> bool:
    """Was a certificate issued for this seat?"""
    try:
        return seat.certificate is not None
    except Certificate.DoesNotExist:
        return False


def forgettable(*, before: datetime) -> QuerySet[Registration]:
    """Sign-ups of trainings that ended before a moment, whose contacts are still kept."""
    rows = Registration.objects.filter(training__ends_at__lt=before, contact_erased_at__isnull=True)
    there = Presence.objects.filter(registration_id=OuterRef("pk"), removed_at__isnull=True)
    return rows.annotate(was_there=Exists(there))


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for an organiser: trainings to close, certificates that came due late, drafts and doors that their day overtakes.

    Of the trainings of their own region alone. Two queries, and one for each training that was closed in the last two weeks.
    """
    regions = actor.regions_of(*APPROVING_POSTS)
    if not regions:
        return []
    now = clock.now()
    near = Training.objects.filter(
        region__code__in=regions, ends_at__gt=now - timedelta(days=LATE_DAYS), starts_at__lt=now + timedelta(days=7)
    )
    open_ones = Training.objects.filter(region__code__in=regions, state__in=(TrainingState.DRAFT, TrainingState.ANNOUNCED))
    rows = (near | open_ones).exclude(state=TrainingState.CANCELLED).select_related("region").order_by("starts_at", "pk")
    with_door = set(Scanner.objects.filter(training__in=near, revoked_at__isnull=True).values_list("training_id", flat=True))
    found = []
    for row in rows:
        title, detail, name, weight = _waits(row, now, has_door=row.pk in with_door)
        if title:
            url = reverse(f"growth_desk:{name}", urlconf=settings.ROOT_URLCONF, kwargs={"training_id": row.pk})
            starts = row.starts_at.astimezone(clock.zone()).date()
            due_on = starts if starts >= clock.today() else None
            found.append(Waiting(title=title % {"title": row.title}, url=url, detail=detail, due_on=due_on, weight=weight))
    return found


def _waits(row: Training, now: datetime, *, has_door: bool) -> tuple[str, str, str, int]:
    """What a training waits for: words, more words, the page, how pressing; empty words where nothing."""
    is_near = row.starts_at < now + timedelta(days=7)
    if row.state == TrainingState.ANNOUNCED and row.ends_at < now:
        return _("%(title)s is over: close it"), _("People wait for their certificates."), "training", 12
    if row.state == TrainingState.ANNOUNCED and is_near and not has_door:
        return (
            _("%(title)s comes near: prepare the door"),
            _("Make a link for a helper’s phone, or print the list."),
            "training_scanners",
            6,
        )
    if row.state == TrainingState.DRAFT and is_near:
        return _("%(title)s is not announced yet"), _("Nobody can sign up before."), "training", 9
    late = without_certificate(row) if row.state == TrainingState.CLOSED else 0
    if late:
        words = ngettext("%(num)s more person was noted after closing.", "%(num)s more people were noted after closing.", late)
        return _("%(title)s: issue certificates that are late"), words % {"num": late}, "training", 7
    return "", "", "", 0
