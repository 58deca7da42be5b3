"""Filling posts: appoint, end, hand over."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from betang.accounts import policies, rules
from betang.accounts.actors import Actor
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import Refused
from betang.regions.models import Office, Region


def day_of(at: datetime) -> date:
    """The civil date of a moment."""
    return at.astimezone(clock.zone()).date()


def _same_scope(post: Post, region: Region | None, office: Office | None, group_id: UUID | None, at: datetime) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(post=post, region=region, group_id=group_id)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        .filter(Q(office=office) if post not in rules.SINGLE_HOLDER else Q())
    )


def place_appointment(
    *,
    person: Person,
    post: Post,
    region: Region | None,
    office: Office | None,
    group_id: UUID | None,
    from_on: date,
    until_on: date | None,
    appointed_by: UUID | None,
    at: datetime,
) -> Appointment:
    """Save an appointment unless it clashes (`rules.clashes`). No policy, no entry: for the actions of this package."""
    for other in _same_scope(post, region, office, group_id, at).select_related("person").select_for_update(of=("self",)):
        if rules.clashes(post, same_person=other.person_id == person.pk) and rules.spans_overlap(
            from_on, until_on, other.from_on, other.until_on
        ):
            raise Refused(
                gettext("%(name)s holds this post in these days already.") % {"name": other.person.name},
                hint=gettext("End that appointment, or hand the post over."),
            )
    return Appointment.objects.create(
        person=person,
        post=post,
        region=region,
        office=office,
        group_id=group_id,
        from_on=from_on,
        until_on=until_on,
        appointed_by_id=appointed_by,
    )


def _about(appointment: Appointment) -> dict[str, str]:
    """What the trail keeps of an appointment: keys and codes, no names."""
    return {
        "appointment_id": str(appointment.pk),
        "person_id": str(appointment.person_id),
        "post": appointment.post,
        "region": appointment.region.code if appointment.region else "",
        "group_id": str(appointment.group_id or ""),
        "from": appointment.from_on.isoformat(),
        "until": appointment.until_on.isoformat() if appointment.until_on else "",
    }


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    post: Post,
    region: Region | None = None,
    office: Office | None = None,
    group_id: UUID | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    at: datetime,
) -> Appointment:
    """Give `person` a post from a day (today) until a day (open). Raises `Refused` where it clashes with another."""
    policies.may_appoint(actor, post, region_code=region.code if region else "", group_id=group_id, person_id=person.pk).require()
    if person.erased_at is not None or not person.is_active:
        raise Refused(gettext("This account is closed."))
    appointment = place_appointment(
        person=person,
        post=post,
        region=region,
        office=office,
        group_id=group_id,
        from_on=from_on or day_of(at),
        until_on=until_on,
        appointed_by=actor.id,
        at=at,
    )
    trail.record("accounts.appointment.made", appointment, actor=actor, at=at, data=_about(appointment))
    return appointment


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: Appointment, until_on: date | None = None, reason: str = "", at: datetime) -> Appointment:
    """End an appointment: after `until_on` where a day is given, else at once."""
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("region").get(pk=appointment.pk)
    policies.may_end(actor, appointment).require()
    if appointment.ended_at is not None:
        raise Refused(gettext("This appointment has ended already."))
    today = day_of(at)
    if until_on is None:
        appointment.ended_at = at
        appointment.until_on = max(appointment.from_on, min(today, appointment.until_on or today))
    else:
        if until_on < max(appointment.from_on, today):
            raise Refused(gettext("The last day cannot lie in the past."))
        appointment.until_on = until_on
    appointment.save(update_fields=["ended_at", "until_on"])
    trail.record("accounts.appointment.ended", appointment, actor=actor, at=at, reason=reason, data=_about(appointment))
    return appointment


def pass_on(predecessor: Appointment, *, successor: Person, from_on: date, appointed_by: UUID | None, at: datetime) -> Appointment:
    """End `predecessor` the day before `from_on` and let `successor` begin. For the actions of this package."""
    last_day = rules.last_day_before(from_on)
    if last_day < predecessor.from_on:
        predecessor.ended_at = at
        predecessor.until_on = predecessor.from_on
    else:
        predecessor.until_on = last_day
        if day_of(at) > last_day:
            predecessor.ended_at = at
    predecessor.save(update_fields=["until_on", "ended_at"])
    return place_appointment(
        person=successor,
        post=Post(predecessor.post),
        region=predecessor.region,
        office=predecessor.office,
        group_id=predecessor.group_id,
        from_on=from_on,
        until_on=None,
        appointed_by=appointed_by,
        at=at,
    )


@transaction.atomic
def hand_over(
    *, actor: Actor, appointment: Appointment, successor: Person, from_on: date | None = None, reason: str = "", at: datetime
) -> Appointment:
    """Hand a post from its holder to `successor`, who begins on `from_on` (today). Returns the successor's appointment.

    The holder's last day is the day before; where the holder began on that very day, their post ends at this moment.
    """
    predecessor = Appointment.objects.select_for_update(of=("self",)).select_related("region", "office").get(pk=appointment.pk)
    policies.may_appoint(
        actor,
        Post(predecessor.post),
        region_code=predecessor.region.code if predecessor.region else "",
        group_id=predecessor.group_id,
        person_id=successor.pk,
    ).require()
    begins = from_on or day_of(at)
    if predecessor.ended_at is not None or (predecessor.until_on is not None and predecessor.until_on < rules.last_day_before(begins)):
        raise Refused(gettext("This appointment has ended already."))
    if begins < day_of(at):
        raise Refused(gettext("A hand-over cannot begin in the past."))
    if successor.pk == predecessor.person_id:
        raise Refused(gettext("This person holds the post already."))
    made = pass_on(predecessor, successor=successor, from_on=begins, appointed_by=actor.id, at=at)
    trail.record(
        "accounts.appointment.handed_over",
        made,
        actor=actor,
        at=at,
        reason=reason,
        data={**_about(made), "predecessor_id": str(predecessor.person_id), "predecessor_appointment_id": str(predecessor.pk)},
    )
    return made
