"""A grown KIM mentors a young one: proposed with an aim, agreed to by both chairs, ended with words, thanked for with a certificate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities.models import Group
from betang.growth import certificates
from betang.growth.models import Certificate, Held, Mentorship
from betang.growth.tending import policies
from betang.growth.tending.dormancy import day_of, people_of
from betang.growth.terms import CertificateKind
from betang.kernel.errors import InvalidInput, Refused
from betang.notices.actions import tell

GROWN = 2
"""The order of the stage from which a group may mentor another (house rule): the second, «KIM digital»."""


def stages_of(group_ids: Collection[UUID]) -> dict[UUID, int]:
    """The order of the stage that each group holds; 1 for who holds none. One query."""
    rows = Held.objects.filter(group_id__in=group_ids, until_on__isnull=True).values_list("group_id", "stage__order")
    return dict.fromkeys(group_ids, 1) | dict(rows)


@transaction.atomic
def propose(*, actor: Actor, group: Group, mentor: Group, aim: str, at: datetime, is_sample: bool = False) -> Mentorship:
    """Propose a mentor KIM for a group. Where the mentor's own chair proposes, it has agreed with that. Both chairs are told."""
    policies.may_propose(actor, group, mentor).require()
    Group.objects.select_for_update().filter(pk=group.pk).first()
    aim = aim.strip()
    if len(aim.split()) < 3:
        raise InvalidInput(gettext("It is not proposed yet."), fields={"aim": gettext("Say in a sentence what the group shall learn.")})
    if group.pk == mentor.pk:
        raise InvalidInput(gettext("It is not proposed yet."), fields={"mentor": gettext("A group cannot mentor itself.")})
    stages = stages_of([group.pk, mentor.pk])
    if stages[mentor.pk] < GROWN:
        raise Refused(
            gettext("%(name)s has not reached the second stage yet.") % {"name": mentor.name},
            hint=gettext("A mentor KIM stands at least on the stage of a digital KIM."),
        )
    if stages[group.pk] >= stages[mentor.pk]:
        raise Refused(gettext("The mentor must stand on a higher stage than the group."))
    if Mentorship.objects.filter(group=group, until_on__isnull=True).exists():
        raise Refused(gettext("This group has a mentor, or one is proposed already."), hint=gettext("End that first."))
    is_own = actor.holds_in_group(mentor.pk, Post.CHAIR)
    row = Mentorship.objects.create(
        group=group, mentor=mentor, aim=aim, proposed_at=at, proposed_by_id=_id(actor), mentor_agreed_at=at if is_own else None,
        is_sample=is_sample,
    )  # fmt: skip
    _record("proposed", row, actor=actor, at=at)
    _tell(row, (group.pk,) if is_own else (group.pk, mentor.pk), at=at)
    return row


def _id(actor: Actor) -> UUID:
    if actor.id is None:
        raise Refused(gettext("A mentorship is proposed by a person."))
    return actor.id


@transaction.atomic
def agree(*, actor: Actor, mentorship: Mentorship, at: datetime) -> Mentorship:
    """A chair agrees for its own group. When both have, the mentorship begins on that day."""
    row = _held(mentorship)
    policies.may_answer(actor, row).require()
    if row.until_on is not None:
        raise Refused(gettext("This mentorship has ended."))
    if actor.holds_in_group(row.mentor_id, Post.CHAIR) and row.mentor_agreed_at is None:
        row.mentor_agreed_at = at
    if actor.holds_in_group(row.group_id, Post.CHAIR) and row.group_agreed_at is None:
        row.group_agreed_at = at
    begins = row.from_on is None and row.mentor_agreed_at is not None and row.group_agreed_at is not None
    if begins:
        row.from_on = day_of(at)
    row.save(update_fields=["mentor_agreed_at", "group_agreed_at", "from_on"])
    _record("begun" if begins else "agreed", row, actor=actor, at=at)
    return row


@transaction.atomic
def end(*, actor: Actor, mentorship: Mentorship, reason: str, at: datetime) -> Mentorship:
    """End a mentorship, or decline one that was proposed, with words."""
    row = _held(mentorship)
    policies.may_end(actor, row).require()
    if row.until_on is not None:
        raise Refused(gettext("This mentorship has ended."))
    if len(reason.split()) < 2:
        raise InvalidInput(gettext("It is not ended yet."), fields={"reason": gettext("Say in a sentence how it went, or why not.")})
    row.until_on, row.ended_reason = day_of(at), reason.strip()
    row.save(update_fields=["until_on", "ended_reason"])
    _record("ended" if row.from_on else "declined", row, actor=actor, at=at)
    return row


@transaction.atomic
def certify(*, actor: Actor, mentorship: Mentorship, signer_post: str, at: datetime) -> Certificate:
    """Thank the mentor KIM with a certificate, when the mentorship has ended and at least one of its visits is on record. One for each."""
    row = _held(mentorship)
    policies.may_certify(actor, row).require()
    if row.from_on is None or row.until_on is None:
        raise Refused(gettext("The certificate is given when the mentorship has ended."))
    if not row.visits.exists():
        raise Refused(gettext("No visit of the mentor is on record: without one there is no certificate."))
    found = certificate_of(row)
    if found is not None:
        return found
    return certificates.issue(
        kind=CertificateKind.MENTOR, holder=row.mentor.name, title=title_of(row), region=certificates.issuer_of(row.group.region.code),
        group=row.mentor, signer=actor.name, signer_post=signer_post.strip() or gettext("Coordinator of the KIMs"), on=day_of(at), at=at,
        actor=actor, is_sample=row.is_sample,
    )  # fmt: skip


def title_of(row: Mentorship) -> str:
    """What stands on the mentor's certificate: whom it mentored, from when until when."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("%(name)s, %(first)s to %(last)s") % {
            "name": row.group.name,
            "first": date_format(row.from_on, "j F Y") if row.from_on else "",
            "last": date_format(row.until_on, "j F Y") if row.until_on else "",
        }


def certificate_of(row: Mentorship) -> Certificate | None:
    """The certificate that was given for a mentorship, if any."""
    found: Certificate | None = Certificate.objects.filter(
        kind=CertificateKind.MENTOR, group=row.mentor_id, title=title_of(row)[:250]
    ).first()
    return found


def _held(mentorship: Mentorship) -> Mentorship:
    return Mentorship.objects.select_for_update(of=("self",)).select_related("group__region", "mentor__region").get(pk=mentorship.pk)


def _record(verb: str, row: Mentorship, *, actor: Actor, at: datetime) -> None:
    data = {"group_id": str(row.group_id), "mentor_id": str(row.mentor_id), "slug": row.group.slug, "mentor": row.mentor.slug}
    trail.record(f"growth.mentorship.{verb}", row, actor=actor, at=at, data=data, public=verb in ("begun", "ended"))


def _tell(row: Mentorship, group_ids: Collection[UUID], *, at: datetime) -> None:
    url = reverse("growth_desk:tending", urlconf=settings.ROOT_URLCONF, kwargs={"slug": row.group.slug})
    for group_id in group_ids:
        for person in people_of(group_id, (Post.CHAIR,), at=at):
            with translation.override(person.language):
                title = gettext("Will %(mentor)s mentor %(name)s?") % {"mentor": row.mentor.name, "name": row.group.name}
                body = gettext("It is proposed, and begins when both chairs agree. The aim: %(aim)s") % {"aim": row.aim}
            tell(kind="growth.mentorship", title=title, body=body, url=url, person=person, at=at)
