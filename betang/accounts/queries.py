"""Reading of people and posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY, Actor, HeldPost
from betang.accounts.groups import ids_in_region, places
from betang.accounts.models import Appointment, Consent, Erasure, Invitation, Person
from betang.accounts.privacy import CURRENT_VERSION
from betang.accounts.terms import APPROVING_POSTS, GROUP_POSTS, Post, Purpose
from betang.kernel import clock
from betang.kernel.waiting import Waiting


def held_on(day: date, at: datetime) -> Q:
    """The condition that an appointment counts on this day, at this moment."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day)) & (Q(ended_at__isnull=True) | Q(ended_at__gt=at))


def actor_of(person: Person, *, has_second_factor: bool = False) -> Actor:
    """The person with the posts that they hold today. One query."""
    rows = Appointment.objects.filter(held_on(clock.today(), clock.now()), person=person).values_list(
        "post", "region__code", "group_id", "office_id", "from_on"
    )
    posts = tuple(
        HeldPost(post=Post(post), region_code=code or "", group_id=group_id, office_id=office_id, since=since)
        for post, code, group_id, office_id, since in rows
    )
    return Actor(id=person.pk, name=person.name, posts=posts, has_second_factor=has_second_factor)


def actor_of_request(request: Any) -> Actor:
    """Who is signed in at the desk, or nobody.

    The second factor counts as shown when this session's own record of allauth says so, for this very person: a code of
    the authenticator app, a recovery code, or a passkey (with which one also signs in).
    """
    from allauth.account.authentication import get_authentication_records

    person = request.user
    if not person.is_authenticated or not person.is_active:
        return NOBODY
    records = get_authentication_records(request, person)
    return actor_of(person, has_second_factor=any(record.get("method") == "mfa" for record in records))


def people_who_hold(*posts: Post, region_code: str = "", group_id: UUID | None = None) -> QuerySet[Person]:
    """Who holds one of `posts` today in exactly this region or group: whom to tell of something. One query when read."""
    appointments = Appointment.objects.filter(held_on(clock.today(), clock.now()), post__in=posts)
    if region_code:
        appointments = appointments.filter(region__code=region_code)
    if group_id is not None:
        appointments = appointments.filter(group_id=group_id)
    return Person.objects.filter(pk__in=appointments.values("person_id"), is_active=True, erased_at__isnull=True).order_by("name", "pk")


def coordinators_over(region_code: str) -> QuerySet[Person]:
    """The coordinators nearest to a region: of the region itself, else of the one that it lies in. Up to four queries."""
    parts = region_code.split(".")
    for length in range(len(parts), 0, -1):
        found = people_who_hold(Post.COORDINATOR, region_code=".".join(parts[:length]))
        if found.exists():
            return found
    return Person.objects.none()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One appointment as a list of people shows it."""

    appointment: Appointment
    person_name: str
    post: Post
    where: str
    is_current: bool


def _post_rows(appointments: Iterable[Appointment], at: datetime) -> list[PostRow]:
    today = at.astimezone(clock.zone()).date()
    rows = list(appointments)
    group_places = places({row.group_id for row in rows if row.group_id is not None})
    return [
        PostRow(
            appointment=row,
            person_name=row.person.name,
            post=Post(row.post),
            where=(group_places[row.group_id].name if row.group_id in group_places else str(row.office or row.region or "")),
            is_current=row.from_on <= today
            and (row.until_on is None or row.until_on >= today)
            and (row.ended_at is None or row.ended_at > at),
        )
        for row in rows
    ]


def appointments_in_group(group_id: UUID, *, at: datetime) -> list[PostRow]:
    """Who holds or held which post in a group, present ones first. Two queries, whatever the number of rows."""
    found = Appointment.objects.filter(group_id=group_id).select_related("person", "region", "office").order_by("-from_on", "pk")
    return sorted(_post_rows(found, at), key=lambda row: not row.is_current)


def appointments_in_region(region_code: str, *, posts: Iterable[Post] = (), at: datetime) -> list[PostRow]:
    """Who holds or held a post of office in the region or below it, present ones first. Two queries."""
    found = (
        Appointment.objects.exclude(post__in=sorted(GROUP_POSTS))
        .filter(Q(region__code=region_code) | Q(region__code__startswith=region_code + "."))
        .select_related("person", "region", "office")
        .order_by("region__code", "-from_on", "pk")
    )
    wanted = list(posts)
    if wanted:
        found = found.filter(post__in=wanted)
    return sorted(_post_rows(found, at), key=lambda row: not row.is_current)


def chairs_in_region(region_code: str, *, at: datetime) -> list[PostRow]:
    """The chairs of the groups that lie in the region. Three queries."""
    found = (
        Appointment.objects.filter(
            held_on(at.astimezone(clock.zone()).date(), at), post=Post.CHAIR, group_id__in=ids_in_region(region_code)
        )
        .select_related("person", "region", "office")
        .order_by("person__name", "pk")
    )
    return _post_rows(found, at)


def open_invitations(*, at: datetime, region_code: str = "", group_id: UUID | None = None) -> list[Invitation]:
    """Invitations that are neither accepted nor taken back, newest first; of a group, or of a region with its groups.

    Expired ones stay in the list: they can be issued anew. One or two queries.
    """
    found = Invitation.objects.filter(purpose=Purpose.JOIN, accepted_at__isnull=True, revoked_at__isnull=True).select_related(
        "region", "office", "person"
    )
    if group_id is not None:
        return list(found.filter(group_id=group_id))
    inside = Q(region__code=region_code) | Q(region__code__startswith=region_code + ".")
    return list(found.filter(inside | Q(group_id__in=ids_in_region(region_code), post=Post.CHAIR)))


def posts_of(person_id: UUID, *, at: datetime) -> list[PostRow]:
    """Every post that a person holds or held. Two queries."""
    found = Appointment.objects.filter(person_id=person_id).select_related("person", "region", "office").order_by("-from_on", "pk")
    return _post_rows(found, at)


def open_erasure(person_id: UUID) -> Erasure | None:
    """The erasure that a person asked for and that has not happened yet."""
    return Erasure.objects.filter(person_id=person_id, cancelled_at__isnull=True, done_at__isnull=True).first()


def has_factor(person_id: UUID) -> bool:
    """Whether the person has set up an authenticator app or a passkey."""
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user_id=person_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
    return bool(rows.exists())


def has_current_consent(person_id: UUID) -> bool:
    """Whether the person has agreed to the notice as it stands today."""
    return Consent.objects.filter(person_id=person_id, text_version=CURRENT_VERSION, withdrawn_at__isnull=True).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One of a person's own sessions: on which device, from where, since when."""

    id: int
    device: str
    ip: str
    since: datetime
    is_current: bool


_DEVICES = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
_BROWSERS = (
    ("Edg/", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(user_agent: str) -> str:
    """`Chrome, Android` out of what a browser says of itself; what it says where we know neither."""
    device = next((name for mark, name in _DEVICES if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return ", ".join(part for part in (browser, device) if part) or user_agent[:60]


def sessions_of(person: Person, *, current_key: str) -> list[SessionRow]:
    """The person's sessions that still stand, newest first; those that are over are cleared away."""
    from allauth.usersessions.models import UserSession

    rows = sorted(UserSession.objects.purge_and_list(person), key=lambda row: row.created_at, reverse=True)
    return [
        SessionRow(id=row.pk, device=device_of(row.user_agent), ip=row.ip, since=row.created_at, is_current=row.session_key == current_key)
        for row in rows
    ]


def waiting_for(actor: Actor) -> list[Waiting]:
    """What the person has to do for their own account. Up to two queries."""
    found: list[Waiting] = []
    if actor.id is None:
        return found
    if any(held.post in APPROVING_POSTS for held in actor.posts) and not actor.has_second_factor and not has_factor(actor.id):
        found.append(
            Waiting(
                title=gettext("Set up your second factor"),
                url=reverse("accounts_desk:second_factor"),
                detail=gettext("You approve for others: for that you need an authenticator app or a passkey."),
                weight=50,
            )
        )
    if not has_current_consent(actor.id):
        found.append(
            Waiting(
                title=gettext("Read how your data are kept"),
                url=reverse("accounts_desk:my_data"),
                detail=gettext("Then say whether you agree."),
                weight=10,
            )
        )
    return found
