"""Seats: signing up without an account, the waiting list that moves up by itself, giving a seat back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY
from betang.accounts.phones import normal_phone
from betang.accounts.tokens import link_token, token_hash
from betang.casework.rules import token_from
from betang.communities.models import Group
from betang.communities.rules import name_problem
from betang.growth.models import Registration, Training
from betang.growth.terms import SeatState, TrainingState
from betang.growth.trainings import queries, rules
from betang.growth.trainings.actions.common import invalid, locked, note, weigh
from betang.growth.trainings.terms import CODE_LENGTH
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.notices.actions import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody types to sign up."""

    name: str
    group_name: str = ""
    phone: str = ""
    email: str = ""
    needs: str = ""
    has_consented: bool = False


def seat_token(seat: Registration) -> str:
    """The token in the link of a seat: the same each time, kept nowhere."""
    return link_token(seat.pk, 1)


def seat_url(seat: Registration) -> str:
    """The path of somebody's own page."""
    return reverse("growth:seat", urlconf=settings.ROOT_URLCONF, kwargs={"token": seat_token(seat)})


def contact_mark(training: Training, contact: str) -> str:
    """What stands for a phone number or e-mail at one training: the same person cannot take two seats, and nobody reads who it is."""
    return salted_hmac("betang.growth.seat", f"{training.pk}:{contact}", algorithm="sha256").hexdigest()


def new_seat(training: Training, *, name: str, contact: str, at: datetime) -> Registration:
    """A seat with its key, code and link, not kept yet."""
    key = uuid7()
    code = token_from(hashlib.sha256(b"seat" + key.bytes + settings.SECRET_KEY.encode()).digest())[:CODE_LENGTH]
    return Registration(
        pk=key,
        training=training,
        name=name[:120],
        contact_mark=contact_mark(training, contact),
        code=code,
        token_hash=token_hash(link_token(key, 1)),
        at=at,
        consent_at=at,
    )


@transaction.atomic
def sign_up(*, training: Training, sought: Sought, sending_key: str = "", at: datetime) -> Registration:
    """Take a seat, or a place on the waiting list. Sent twice it is kept once; one phone number or e-mail has one seat.

    Raises `InvalidInput` by field, and `Refused` where signing up is over.
    """
    kept = locked(training)
    digest = hashlib.sha256(f"{kept.pk}:{sending_key}".encode()).hexdigest() if sending_key else ""
    if digest:
        before: Registration | None = Registration.objects.filter(sending_key=digest).first()
        if before is not None:
            return before
    if not queries.is_open(kept, at=at):
        raise Refused(gettext("Signing up for this training is over."), hint=gettext("Look at the other trainings, or ask the organiser."))
    name, contact, phone, email, group = _weigh(kept, sought)
    seat = new_seat(kept, name=name, contact=contact, at=at)
    if Registration.objects.filter(training=kept, contact_mark=seat.contact_mark).exclude(state=SeatState.WITHDRAWN).exists():
        field = "phone" if phone else "email"
        raise invalid({field: gettext("This contact has a seat already. Open the link that was shown then, or ask the organiser.")})
    seat.group, seat.phone, seat.email = group, phone, email
    seat.needs, seat.sending_key = " ".join(sought.needs.split())[:200], digest
    taken = list(Registration.objects.filter(training=kept, state=SeatState.SEATED).values_list("group_id", flat=True))
    limits = queries.limits_of(kept)
    of_group = taken.count(group.pk) if group else 0
    if rules.has_seat(limits, seated=len(taken), of_group=of_group, is_of_group=group is not None):
        seat.state, seat.seated_at = SeatState.SEATED, at
    else:
        seat.state = SeatState.WAITING
    seat.save(force_insert=True)
    note("signed_up", kept, actor=NOBODY, at=at, seat=seat.state)
    if seat.email:
        tell(
            kind="growth.training.seat",
            title=gettext("Your seat: %(title)s") % {"title": kept.title}
            if seat.state == SeatState.SEATED
            else gettext("On the waiting list: %(title)s") % {"title": kept.title},
            body=gettext("Keep this link: it holds your code for the door, the calendar, and later your certificate."),
            url=seat_url(seat),
            email=seat.email,
            at=at,
        )
    return seat


def _weigh(training: Training, sought: Sought) -> tuple[str, str, str, str, Group | None]:
    wrong: dict[str, str] = {}
    name, phone, email = " ".join(sought.name.split()), "", sought.email.strip().lower()
    if len(name) < 3:
        wrong["name"] = gettext("Write your name as it shall stand on the certificate.")
    elif problem := name_problem(name):
        wrong["name"] = problem
    if sought.phone.strip():
        try:
            phone = normal_phone(sought.phone)
        except InvalidInput as error:
            wrong["phone"] = error.message
    elif not email:
        wrong["phone"] = gettext("Give a phone number or an e-mail address, so that we can reach you if something changes.")
    if not sought.has_consented:
        wrong["consent"] = gettext("Without your consent we may not keep your name and contact.")
    group: Group | None = None
    if sought.group_name.strip():
        found = queries.group_named(training, sought.group_name)
        if isinstance(found, Group):
            group = found
        elif found:
            wrong["group_name"] = gettext("Which one do you mean: %(names)s?") % {"names": "; ".join(one.name for one in found)}
        else:
            wrong["group_name"] = gettext("We do not find an invited group of this name. Choose it from the list.")
    elif not training.is_open_to_all:
        wrong["group_name"] = gettext("This training is for members of a KIM. Say of which one you are.")
    if wrong:
        raise invalid(wrong)
    weigh({"name": name, "needs": sought.needs})
    return name, phone or email, phone, email, group


def fill_seats(kept: Training, *, at: datetime) -> list[Registration]:
    """Give the free seats of a training that is held fast to those who wait, in their order, and tell them."""
    rows = list(Registration.objects.filter(training=kept).exclude(state=SeatState.WITHDRAWN).order_by("at", "pk"))
    waiting = {row.pk: row for row in rows if row.state == SeatState.WAITING}
    seated = [row.group_id for row in rows if row.state == SeatState.SEATED]
    risen = rules.moves_up(queries.limits_of(kept), seated=seated, waiting=[(row.pk, row.group_id) for row in waiting.values()])
    for key in risen:
        row = waiting[key]
        row.state, row.seated_at = SeatState.SEATED, at
        row.save(update_fields=["state", "seated_at"])
        if row.email or row.phone:
            tell(
                kind="growth.training.seat",
                title=gettext("You have a seat now: %(title)s") % {"title": kept.title},
                body=gettext("Somebody gave a seat back, and you were next on the list. If you cannot come, give it back on your page."),
                url=seat_url(row),
                email=row.email,
                phone=row.phone,
                at=at,
            )
    return [waiting[key] for key in risen]


@transaction.atomic
def withdraw(*, seat: Registration, at: datetime) -> Registration:
    """Give a seat back; the next of the waiting list gets it. The contact is forgotten at once. Twice is once.

    Law: UU 27/2022 art. 9
    """
    kept = locked(seat.training)
    row = Registration.objects.select_for_update().get(pk=seat.pk)
    if row.state == SeatState.WITHDRAWN:
        return row
    if kept.state != TrainingState.ANNOUNCED or at >= kept.ends_at:
        raise Refused(gettext("This training is over: a seat can no longer be given back."))
    row.state, row.withdrawn_at = SeatState.WITHDRAWN, at
    row.phone, row.email, row.needs, row.contact_erased_at = "", "", "", at
    row.save(update_fields=["state", "withdrawn_at", "phone", "email", "needs", "contact_erased_at"])
    risen = fill_seats(kept, at=at) if at < kept.starts_at else []
    note("seat_given_back", kept, actor=NOBODY, at=at, moved_up=len(risen))
    return row


@transaction.atomic
def change_needs(*, seat: Registration, needs: str, at: datetime) -> Registration:
    """Say what one needs to take part: an interpreter, a ramp, a place to sit with a baby."""
    words = " ".join(needs.split())[:200]
    weigh({"needs": words})
    row = Registration.objects.select_for_update().get(pk=seat.pk)
    if row.state != SeatState.WITHDRAWN and row.needs != words:
        row.needs = words
        row.save(update_fields=["needs"])
        note("needs_changed", seat.training, actor=NOBODY, at=at)
    return row
