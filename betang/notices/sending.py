"""Sending what is queued: e-mail by the mailer, phone channels by their gateway, digests once a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext, ngettext

from betang.accounts.models import Person
from betang.accounts.tokens import full_url
from betang.kernel import clock
from betang.notices import channels, webpush
from betang.notices.models import Delivery, Notice
from betang.notices.terms import KEEP_DAYS, MAX_TRIES, Channel, State


def whole_url(url: str) -> str:
    """The notice's link as it must stand in a mail."""
    return full_url(url) if url.startswith("/") else url


def notice_text(notice: Notice) -> str:
    """Body and link, in the language that is active. The text itself was written when the thing happened."""
    parts = [notice.body.strip()]
    if notice.url:
        parts.append(gettext("See it here: %(url)s") % {"url": whole_url(notice.url)})
    return "\n\n".join(part for part in parts if part)


def _push_content(notice: Notice) -> bytes:
    return webpush.payload(title=notice.title, body=notice.body, url=whole_url(notice.url) if notice.url else "")


def _mail(to: str, subject: str, body: str, *, has_preferences: bool) -> None:
    foot = [settings.OPERATOR_NAME]
    if has_preferences:
        foot.append(gettext("How often we write to you is for you to choose: %(url)s") % {"url": full_url("/meja/kabar/cara/")})
    EmailMessage(subject=" ".join(subject.split()), body=f"{body}\n\n-- \n" + "\n".join(foot), to=[to]).send()


def send(delivery_id: UUID) -> None:
    """Send one delivery. Raises what the channel raises, after it was noted; given up after `MAX_TRIES`.

    A delivery that was sent or skipped stays so: the job may run twice. Killed between the mailer's yes and the note, it
    sends twice: a notice twice is better than one that never comes.
    """
    delivery = Delivery.objects.select_related("notice__person").filter(pk=delivery_id, state=State.QUEUED).first()
    if delivery is None:
        return
    notice, person = delivery.notice, delivery.notice.person
    address = delivery.address or _address_of(person, delivery.channel)
    if not address:
        _note(delivery, State.SKIPPED, gettext("no address"))
        return
    try:
        with translation.override(person.language if person else settings.LANGUAGE_CODE):
            if delivery.channel == Channel.EMAIL:
                _mail(address, notice.title, notice_text(notice), has_preferences=person is not None)
            elif delivery.channel == Channel.PUSH:
                try:
                    webpush.send(delivery.push or {}, _push_content(notice), at=clock.now(), topic=f"{notice.kind}:{notice.url}")
                except webpush.Gone as gone:
                    channels.browser_is_gone((delivery.push or {})["endpoint"])
                    _note(delivery, State.SKIPPED, str(gone))
                    return
            else:
                gateway = channels.gateway(delivery.channel)
                if gateway is None:
                    _note(delivery, State.SKIPPED, gettext("this channel is not configured any more"))
                    return
                gateway(address, f"{notice.title}\n{notice_text(notice)}")
    except Exception as error:
        _note(delivery, State.FAILED if delivery.tries + 1 >= MAX_TRIES else State.QUEUED, f"{type(error).__name__}: {error}")
        raise
    _note(delivery, State.SENT, "")


def _address_of(person: Person | None, channel: str) -> str:
    if person is None or person.erased_at is not None or not person.is_active:
        return ""
    return (person.email if channel == Channel.EMAIL else person.phone) or ""


def _note(delivery: Delivery, state: str, error: str) -> None:
    delivery.state = state
    delivery.tries += 1
    delivery.error = error[:300]
    delivery.done_at = None if state == State.QUEUED else clock.now()
    delivery.save(update_fields=["state", "tries", "error", "done_at"])


def send_digests(*, at: datetime) -> int:
    """One mail to each person for whom something is held; returns how many. What was read meanwhile is left out."""
    waiting: dict[UUID, list[Delivery]] = defaultdict(list)
    held = Delivery.objects.filter(state=State.HELD, channel=Channel.EMAIL, notice__created_at__lte=at)
    for delivery in held.select_related("notice__person").order_by("notice__created_at"):
        if delivery.notice.person_id is not None:
            waiting[delivery.notice.person_id].append(delivery)
    sent = 0
    for deliveries in waiting.values():
        person = deliveries[0].notice.person
        address = _address_of(person, Channel.EMAIL)
        unread = [one for one in deliveries if one.notice.read_at is None]
        if not address or not unread:
            for one in deliveries:
                _note(one, State.SKIPPED, "")
            continue
        assert person is not None
        with translation.override(person.language):
            title = ngettext("%(count)d thing is new for you", "%(count)d things are new for you", len(unread)) % {"count": len(unread)}
            body = "\n\n".join(f"* {one.notice.title}\n{notice_text(one.notice)}" for one in unread)
            try:
                _mail(address, title, body, has_preferences=True)
            except Exception as error:
                for one in deliveries:
                    _note(one, State.FAILED if one.tries + 1 >= MAX_TRIES else State.HELD, f"{type(error).__name__}: {error}")
                continue
        sent += 1
        for one in deliveries:
            _note(one, State.SENT if one in unread else State.SKIPPED, "")
    return sent


def clear_old(*, at: datetime) -> int:
    """Remove what was read long ago, and what went to an address alone. Law: UU 27/2022 art. 16(2)(g)"""
    before = at - timedelta(days=KEEP_DAYS)
    removed, _ = Notice.objects.filter(created_at__lt=before, read_at__lt=before).delete()
    addressed, _ = Notice.objects.filter(person__isnull=True, created_at__lt=before).delete()
    return removed + addressed
