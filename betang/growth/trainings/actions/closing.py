"""After a training: what people say of it, certificates for who was there, and forgetting who they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY, SYSTEM, Actor
from betang.accounts.terms import Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities.links import sites_of
from betang.growth import certificates
from betang.growth.models import Evaluation, Registration, Training
from betang.growth.terms import CertificateKind, TrainingState
from betang.growth.trainings import policies, queries
from betang.growth.trainings.actions.common import invalid, locked, must_be, note, weigh
from betang.growth.trainings.actions.seats import seat_url
from betang.growth.trainings.terms import CONTACT_DAYS
from betang.kernel import clock
from betang.kernel.errors import Refused
from betang.notices.actions import tell

DRAWN_AT_ONCE = 30
ATTENDED = "growth.training.attended"


def evaluation_mark(seat: Registration) -> str:
    """What stands for a seat beside its evaluation: once, and nobody reads whose."""
    return salted_hmac("betang.growth.evaluation", str(seat.pk), algorithm="sha256").hexdigest()


def has_evaluated(seat: Registration) -> bool:
    """Did they say already what they think?"""
    return Evaluation.objects.filter(mark=evaluation_mark(seat)).exists()


@transaction.atomic
def evaluate(*, seat: Registration, answers: dict[str, Any], at: datetime) -> Evaluation:
    """Keep what somebody thought of a training: without a name, and with the day alone, so that the hour tells nothing. Once a seat."""
    training = seat.training
    if training.state == TrainingState.CANCELLED or at < training.ends_at:
        raise Refused(gettext("Tell us after the training."))
    if not queries.present_sessions(seat):
        raise Refused(gettext("Only who was there evaluates the training."), hint=gettext("Were you there? Ask the organiser to note it."))
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in queries.questions_of(training):
        value = answers.get(question["key"])
        if question["kind"] == "scale":
            if isinstance(value, int) and 1 <= value <= 5:
                kept[question["key"]] = value
            else:
                wrong[question["key"]] = gettext("Choose a number from 1 to 5.")
        elif str(value or "").strip():
            kept[question["key"]] = str(value).strip()[:1000]
    if wrong:
        raise invalid(wrong)
    weigh({key: value for key, value in kept.items() if isinstance(value, str)})
    day = at.astimezone(clock.zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with transaction.atomic():
            # a key that, unlike the usual ones, holds no time
            row = Evaluation.objects.create(pk=uuid4(), training=training, mark=evaluation_mark(seat), answers=kept, at=day)
    except IntegrityError:
        raise Refused(gettext("You have told us already. Thank you.")) from None
    trail.record("growth.training.evaluated", training, actor=NOBODY, at=at, data={"address": training.address})
    return row


def signs_as(actor: Actor, training: Training) -> str:
    """As what somebody signs certificates."""
    post = Post.COORDINATOR if actor.holds_over(training.region.code, Post.COORDINATOR) else Post.PROVINCE_ADMIN
    return f"{post.label}, {training.region.full_name}"[:120]


@transaction.atomic
def close_training(*, actor: Actor, training: Training, at: datetime) -> int:
    """Close a training that was held: certificates for who was there, an activity for each group. Returns how many certificates."""
    kept = locked(training)
    policies.may_certify(actor, kept).require()
    must_be(kept, TrainingState.ANNOUNCED)
    if at < kept.ends_at:
        raise Refused(gettext("The training is not over yet."), hint=gettext("Close it when its last part has ended."))
    kept.state, kept.changed_at = TrainingState.CLOSED, at
    kept.save(update_fields=["state", "changed_at"])
    count = _certify(kept, actor=actor, at=at)
    note("closed", kept, actor=actor, at=at, certificates=count)
    training.state = kept.state
    return count


@transaction.atomic
def give_certificates(*, actor: Actor, training: Training, at: datetime) -> int:
    """After closing: certificates for those whose presence was handed in late. Who has one gets no second."""
    kept = locked(training)
    policies.may_certify(actor, kept).require()
    must_be(kept, TrainingState.CLOSED)
    count = _certify(kept, actor=actor, at=at)
    if count:
        note("certified", kept, actor=actor, at=at, certificates=count)
    return count


def _certify(kept: Training, *, actor: Actor, at: datetime) -> int:
    people = queries.attendees(kept)
    due = [one.seat for one in people if one.earns and not queries.has_certificate(one.seat)]
    region = certificates.issuer_of(kept.region.code)
    for seat in due:
        certificates.issue(
            kind=CertificateKind.TRAINING, holder=seat.name, title=kept.title, region=region, group=seat.group, registration=seat,
            signer=actor.name, signer_post=signs_as(actor, kept), on=kept.ends_at.astimezone(clock.zone()).date(), at=at, actor=actor,
            is_sample=kept.is_sample, is_drawn=len(due) <= DRAWN_AT_ONCE and not kept.is_sample,
        )  # fmt: skip
        if seat.email and not kept.is_sample:
            tell(
                kind="growth.training.certificate",
                title=gettext("Your certificate: %(title)s") % {"title": kept.title},
                body=gettext("You find your certificate on your page. Tell us there, too, what you think of the training."),
                url=seat_url(seat),
                email=seat.email,
                at=at,
            )
    _record_attended(kept, [one.seat for one in people if one.present], actor=actor, at=at)
    return len(due)


def _record_attended(kept: Training, seats: list[Registration], *, actor: Actor, at: datetime) -> None:
    """One entry a group and training: its subject is the sign-up of the group's first who was there."""
    keys = Registration.objects.filter(training=kept, group_id__isnull=False).values("pk")
    told = set(Entry.objects.filter(verb=ATTENDED, subject_id__in=keys).values_list("subject_id", flat=True))
    groups = {seat.group_id for seat in Registration.objects.filter(pk__in=told)}
    sites = sites_of([seat.group_id for seat in seats if seat.group_id])
    for seat in seats:
        if seat.group_id is None or seat.group_id in groups:
            continue
        groups.add(seat.group_id)
        site = sites.get(seat.group_id)
        people = sum(1 for one in seats if one.group_id == seat.group_id)
        trail.record(
            ATTENDED, seat, actor=actor, at=at, site_id=site.site_id if site else None,
            data={"group_id": str(seat.group_id), "title": kept.title, "training": kept.address, "people": people},
        )  # fmt: skip


@transaction.atomic
def forget_contacts(*, at: datetime) -> int:
    """Forget phone numbers, e-mails and needs of trainings that ended long ago, and the names of those who never came.

    Runs each night. The name of who was there stays with the attendance and the certificate. Law: UU 27/2022 art. 16(2)(g)
    """
    days = getattr(settings, "TRAINING_CONTACT_DAYS", CONTACT_DAYS)
    rows = list(queries.forgettable(before=at - timedelta(days=days))[:2000])
    for row in rows:
        forget(row, at, is_name_kept=row.was_there)  # type: ignore[attr-defined]
    Registration.objects.bulk_update(rows, ["phone", "email", "needs", "name", "contact_erased_at"], batch_size=500)
    for training in Training.objects.filter(pk__in={row.training_id for row in rows}).select_related("region"):
        note("contacts_erased", training, actor=SYSTEM, at=at, count=sum(1 for row in rows if row.training_id == training.pk))
    return len(rows)


def forget(row: Registration, at: datetime, *, is_name_kept: bool) -> None:
    """Take the contact out of a sign-up; the caller saves."""
    row.phone, row.email, row.needs, row.contact_erased_at = "", "", "", at
    if not is_name_kept:
        row.name = "—"
