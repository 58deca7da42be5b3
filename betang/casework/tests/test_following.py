"""Who follows is told, by the way they chose, once; and is forgotten when they stop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from betang.accounts import personal
from betang.casework import actions, queries
from betang.casework.actions.following import follower_path, follower_token
from betang.casework.models import Follower, Matter, Told
from betang.casework.tests.worlds import AT, DISTRICT, WORDS, declared, opened, staff
from betang.guard.forms import honest_fields
from betang.kernel.errors import InvalidInput, NotFound
from betang.notices.models import Delivery, Notice
from betang.notices.tests.test_webpush import subscription

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


@pytest.fixture
def town(house):
    with declared():
        staff(house)
        yield house


def test_an_address_counts_only_after_its_link_was_pressed(town, client, run_jobs):
    matter = opened(town).matter
    follower = actions.follow(matter=matter, email=" Warga@Contoh.test ", at=AT)
    assert actions.follow(matter=matter, email="warga@contoh.test", at=AT) == follower
    run_jobs()
    asked = [one for one in mail.outbox if one.to == ["warga@contoh.test"]]
    assert len(asked) == 1, "asking twice writes once"
    assert follower_path(follower) in asked[0].body
    path = follower_path(follower)
    page = client.get(path, headers=HOST)
    assert "Ya, kabari saya" in page.text
    assert queries.follower_count(matter) == 1, "opening the link alone does nothing (Ani follows what she sent)"
    page = client.post(path, honest_fields() | {"apa": "ikuti"}, headers=HOST)
    assert "Kami kabari begitu ada perkembangan" in page.text
    assert queries.follower_count(matter) == 2
    mail.outbox.clear()
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
    run_jobs()
    told = {one.to[0]: one for one in mail.outbox}
    assert set(told) == {"warga@contoh.test", "ani@contoh.test", "gita@contoh.test"}
    assert told["warga@contoh.test"].subject == "62.03/X/2026/0001: Diteruskan"
    for words in (WORDS, "Sekarang: Dibahas di kecamatan.", "/coba/62.03-X-2026-0001/", path, "Paling lambat dijawab 8 Desember 2026."):
        assert words in told["warga@contoh.test"].body
    page = client.post(path, honest_fields() | {"apa": "berhenti"}, headers=HOST)
    assert "Anda tidak akan dikabari lagi" in page.text
    follower.refresh_from_db()
    assert (follower.email, follower.ended_at is None) == ("", False)
    assert client.get(path, headers=HOST).status_code == 404
    assert actions.unfollow(token=follower_token(follower), at=AT) is False


def test_a_link_that_nobody_pressed_stops_counting(town):
    matter = opened(town).matter
    follower = actions.follow(matter=matter, email="warga@contoh.test", at=AT)
    late = AT + timedelta(days=8)
    with pytest.raises(NotFound):
        actions.confirm_follow(token=follower_token(follower), at=late)
    actions.follow(matter=matter, email="warga@contoh.test", at=late)
    assert actions.confirm_follow(token=follower_token(follower), at=late).confirmed_at == late
    for typed in ("", "warga", "a@b", "warga@contoh.test\nBcc: x@y.test"):
        with pytest.raises(InvalidInput):
            actions.follow(matter=matter, email=typed, at=AT)


def test_people_and_browsers_follow_at_once(town, run_jobs, monkeypatch):
    matter = opened(town).matter
    sent = []
    monkeypatch.setattr("betang.notices.webpush.post_over_https", lambda endpoint, body, headers: sent.append(endpoint) or 201)
    given, _key = subscription()
    actions.follow(matter=matter, push=given, at=AT)
    actions.follow(matter=matter, push=given, at=AT)
    actions.follow(matter=matter, person=town.budi, at=AT)
    assert queries.follower_count(matter) == 3
    assert queries.follows(matter, town.actor("budi"))
    step = actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
    run_jobs()
    assert sent == [given["endpoint"]] * 2, "once for «sent», once for «forwarded»"
    assert set(Delivery.objects.filter(channel="push").values_list("state", flat=True)) == {"sent"}
    before = Told.objects.count()
    assert actions.tell_followers(step=step, at=AT) == 0, "a job that runs twice tells once"
    assert Told.objects.count() == before
    assert set(Told.objects.filter(step=step).values_list("notice_id", flat=True)) <= set(Notice.objects.values_list("pk", flat=True))
    monkeypatch.setattr("betang.notices.webpush.post_over_https", lambda endpoint, body, headers: 410)
    actions.take_step(matter=matter, action="defer", actor=town.actor("gita"), at=AT, reason_code="no_budget", words=WORDS)
    run_jobs()
    assert queries.follower_count(matter) == 2, "a browser that listens no more follows no more"
    assert actions.unfollow(matter=matter, person=town.budi, at=AT)
    assert not queries.follows(matter, town.actor("budi"))


def test_nobody_follows_what_is_not_public(town):
    matter = opened(town, is_public=False).matter
    with pytest.raises(NotFound):
        actions.follow(matter=matter, email="warga@contoh.test", at=AT)
    with pytest.raises(NotFound):
        queries.public_chain(matter)
    assert actions.follow(matter=matter, person=town.ani, at=AT)


def test_what_is_kept_of_a_person_goes_with_them_and_the_matter_stays(town):
    matter = opened(town).matter
    actions.follow(matter=matter, email="ani@contoh.test", at=AT)
    source = next(one for one in personal.sources() if one.name == "casework")
    kept = source.export(town.ani)
    assert [one["number"] for one in kept["sent"]] == [matter.number]
    source.erase(town.ani, AT)
    assert not Follower.objects.exists()
    assert Matter.objects.get(pk=matter.pk).sender is None
