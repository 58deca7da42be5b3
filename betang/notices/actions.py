"""Telling people: `tell` in the action that there is something to tell of; reading; choosing how to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from betang.accounts.models import Person
from betang.notices import channels, kinds
from betang.notices.models import Delivery, Notice, Preference
from betang.notices.terms import Channel, Pace, State


@transaction.atomic
def tell(
    *,
    kind: str,
    title: str,
    body: str,
    url: str = "",
    person: Person | None = None,
    email: str = "",
    phone: str = "",
    push: Mapping[str, Any] | None = None,
    site_id: UUID | None = None,
    at: datetime,
) -> Notice:
    """Tell somebody, in the transaction of what happened: both stand or neither.

    A `person` finds it in the inbox at the desk, and by e-mail as they chose for this kind; `email`, `phone` and `push` (a browser's
    subscription, as `webpush.check_subscription` gives it) are for somebody who has no account. `url` is a path on the portal or a
    whole address. The text must not hold the data of anybody but the one who is told. Costs two to four queries; nothing is sent
    before the commit.
    """
    from betang.notices.jobs import send_delivery

    notice = Notice.objects.create(person=person, kind=kind, title=title[:200], body=body, url=url, site_id=site_id, created_at=at)
    wanted: list[Delivery] = []
    if person is not None and person.erased_at is None:
        if person.email:
            wanted.append(_delivery(notice, Channel.EMAIL, "", _held(person, kind), at))
        if person.phone:
            wanted += [_delivery(notice, channel, "", State.QUEUED, at) for channel in channels.phone_channels()]
    elif person is None:
        if email:
            wanted.append(_delivery(notice, Channel.EMAIL, email.strip().lower(), State.QUEUED, at))
        if phone:
            wanted += [_delivery(notice, channel, phone, State.QUEUED, at) for channel in channels.phone_channels()]
        if push:
            wanted.append(_delivery(notice, Channel.PUSH, channels.push_address(push["endpoint"]), State.QUEUED, at))
            wanted[-1].push = dict(push)
    for delivery in wanted:
        delivery.save(force_insert=True)
        if delivery.state == State.QUEUED:
            send_delivery.enqueue(delivery_id=str(delivery.pk))
    return notice


def _delivery(notice: Notice, channel: str, address: str, state: str, at: datetime) -> Delivery:
    return Delivery(
        notice=notice, channel=channel, address=address, state=state, created_at=at, done_at=at if state == State.SKIPPED else None
    )


def _held(person: Person, kind: str) -> str:
    pace = Preference.objects.filter(person=person, kind=kinds.topic_of(kind)).values_list("pace", flat=True).first()
    return {Pace.DAILY: State.HELD, Pace.OFF: State.SKIPPED}.get(Pace(pace or Pace.AT_ONCE), State.QUEUED)


def mark_read(*, person_id: UUID, notice_id: UUID, at: datetime) -> bool:
    """Mark one of the person's own notices as read; False where it is not theirs, or was read already."""
    return bool(Notice.objects.filter(pk=notice_id, person_id=person_id, read_at__isnull=True).update(read_at=at))


def mark_all_read(*, person_id: UUID, until: datetime, at: datetime) -> int:
    """Mark everything that had come by `until` as read, and nothing that came while the page was being looked at."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True, created_at__lte=until).update(read_at=at)


@transaction.atomic
def choose_pace(*, person: Person, paces: dict[str, Pace]) -> None:
    """Keep how the person wants to hear of each topic by e-mail."""
    for topic, pace in paces.items():
        if topic in dict(kinds.topics()):
            Preference.objects.update_or_create(person=person, kind=topic, defaults={"pace": pace})
