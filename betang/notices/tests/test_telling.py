from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from betang.notices import actions, channels, kinds, queries, sending
from betang.notices.models import Delivery, Notice, Preference
from betang.notices.terms import MAX_TRIES, Channel, Pace, State

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def tell(person=None, **more):
    usual = {"kind": "publishing.article.submitted", "title": "Berita baru", "body": "Satu berita menunggu.", "url": "/meja/kabar/"}
    return actions.tell(**usual | {"person": person, "at": NOW} | more)


def deliver(notice):
    for delivery in notice.deliveries.all():
        sending.send(delivery.pk)


def test_a_person_finds_it_in_the_inbox_and_in_the_mail(house):
    notice = tell(house.budi)
    assert mail.outbox == [], "nothing goes out before the commit"
    assert queries.unread_count(house.budi.pk) == 1
    assert queries.unread_count(house.fajar.pk) == 0
    deliver(notice)
    sent = mail.outbox[0]
    assert sent.to == ["budi@contoh.test"]
    assert sent.subject == "Berita baru"
    assert "Lihat di sini: http://localhost" in sent.body
    assert "/meja/kabar/cara/" in sent.body
    assert Delivery.objects.get().state == State.SENT


def test_what_is_undone_tells_nobody(house):
    with transaction.atomic():
        tell(house.budi)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_job_that_runs_twice_sends_once(house):
    notice = tell(house.budi)
    deliver(notice)
    deliver(notice)
    assert len(mail.outbox) == 1


def test_an_address_alone_gets_a_mail_and_no_inbox(house):
    notice = tell(email=" Warga@contoh.test ", phone="+6281234567890")
    deliver(notice)
    assert mail.outbox[0].to == ["warga@contoh.test"]
    assert "/kabar/cara/" not in mail.outbox[0].body
    assert notice.person is None
    assert [one.channel for one in notice.deliveries.all()] == [Channel.EMAIL], "no gateway is configured by default"


def test_a_failing_mailer_is_noted_tried_again_and_given_up(house, monkeypatch):
    from django.core.mail import EmailMessage

    def broken(self, *args, **kwargs):
        raise ConnectionRefusedError("tidak ada sinyal")

    notice = tell(house.budi)
    monkeypatch.setattr(EmailMessage, "send", broken)
    for number in range(1, MAX_TRIES + 1):
        with pytest.raises(ConnectionRefusedError):
            deliver(notice)
        delivery = Delivery.objects.get()
        assert delivery.tries == number
        assert "tidak ada sinyal" in delivery.error
        assert delivery.state == (State.FAILED if number == MAX_TRIES else State.QUEUED)
    deliver(notice)
    assert Delivery.objects.get().tries == MAX_TRIES
    assert queries.failed_lately() == 1


def test_each_chooses_the_pace_for_each_topic(house, django_assert_max_num_queries):
    actions.choose_pace(person=house.budi, paces={"news": Pace.DAILY, "comments": Pace.OFF, "unheard": Pace.OFF})
    assert Preference.objects.count() == 2
    daily, off, other = tell(house.budi), tell(house.budi, kind="publishing.comment.held"), tell(house.budi, kind="something.else")
    assert [one.deliveries.get().state for one in (daily, off, other)] == [State.HELD, State.SKIPPED, State.QUEUED]
    assert queries.unread_count(house.budi.pk) == 3, "the inbox has everything"
    with django_assert_max_num_queries(6):
        tell(house.budi)


def test_the_digest_comes_once_a_day_with_what_is_still_unread(house):
    actions.choose_pace(person=house.budi, paces={"news": Pace.DAILY})
    first, second, read = (tell(house.budi, title=title) for title in ("Satu", "Dua", "Tiga"))
    actions.mark_read(person_id=house.budi.pk, notice_id=read.pk, at=NOW)
    assert sending.send_digests(at=NOW - timedelta(hours=1)) == 0
    assert sending.send_digests(at=NOW + timedelta(hours=1)) == 1
    body = mail.outbox[0].body
    assert mail.outbox[0].subject == "2 kabar baru untuk Anda"
    assert "* Satu" in body
    assert "* Dua" in body
    assert "Tiga" not in body
    assert sending.send_digests(at=NOW + timedelta(hours=2)) == 0
    assert [one.deliveries.get().state for one in (first, second, read)] == [State.SENT, State.SENT, State.SKIPPED]


def test_one_digest_that_fails_does_not_hold_up_the_others(house, monkeypatch):
    from django.core.mail import EmailMessage

    for person in (house.budi, house.fajar):
        actions.choose_pace(person=person, paces={"news": Pace.DAILY})
        tell(person)
    send = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", lambda self, *a, **k: 1 / 0 if "budi" in self.to[0] else send(self, *a, **k))
    assert sending.send_digests(at=NOW) == 1
    assert mail.outbox[0].to == ["fajar@contoh.test"]
    assert Delivery.objects.get(notice__person=house.budi).state == State.HELD


def test_nobody_is_written_to_after_they_left(house):
    notice = tell(house.budi)
    house.budi.is_active = False
    house.budi.save()
    deliver(notice)
    assert mail.outbox == []
    assert Delivery.objects.get().state == State.SKIPPED


def test_a_gateway_that_the_operator_configures_reaches_phones(house, settings):
    said = []
    settings.NOTICE_GATEWAYS = {"whatsapp": lambda address, text: said.append((address, text))}
    assert channels.phone_channels() == [Channel.WHATSAPP]
    notice = tell(phone="+6281234567890")
    deliver(notice)
    assert said[0][0] == "+6281234567890"
    assert said[0][1].startswith("Berita baru\n")
    queued = tell(phone="+6281234567890")
    settings.NOTICE_GATEWAYS = {}
    deliver(queued)
    assert len(said) == 1
    assert queued.deliveries.get().state == State.SKIPPED


def test_a_title_cannot_smuggle_a_header_into_the_mail(house):
    notice = tell(house.budi, title="Berita\nBcc: semua@contoh.test")
    deliver(notice)
    assert mail.outbox[0].subject == "Berita Bcc: semua@contoh.test"
    assert mail.outbox[0].bcc == []


def test_old_notices_are_cleared_and_unread_ones_wait(house):
    old = NOW - timedelta(days=200)
    read, unread, stranger = tell(house.budi, at=old), tell(house.budi, at=old), tell(email="warga@contoh.test", at=old)
    actions.mark_read(person_id=house.budi.pk, notice_id=read.pk, at=old)
    fresh = tell(house.budi)
    sending.clear_old(at=NOW)
    assert set(Notice.objects.values_list("pk", flat=True)) == {unread.pk, fresh.pk}
    assert stranger.pk not in Notice.objects.values_list("pk", flat=True)


def test_every_kind_has_a_topic():
    assert kinds.topic_of("communities.application.approved") == "groups"
    assert kinds.topic_of("publishing.comment.held") == "comments"
    assert kinds.topic_of("nobody.knows.this") == kinds.OTHER
    assert len({topic for topic, _label in kinds.topics()}) == len(kinds.topics())
