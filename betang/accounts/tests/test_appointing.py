from __future__ import annotations

from datetime import date, timedelta

import pytest

from betang.accounts import actions
from betang.accounts.models import Appointment
from betang.accounts.queries import actor_of, coordinators_over, people_who_hold
from betang.accounts.terms import Post
from betang.audit.models import Entry
from betang.kernel import clock
from betang.kernel.errors import NotAllowed, NotFound, Refused, SecondFactorNeeded


def test_an_administrator_appoints_and_nobody_else_does(house):
    at = clock.now()
    for name, error in (("ani", NotAllowed), ("budi", NotFound), ("fajar", NotFound), ("gita", NotAllowed)):
        with pytest.raises(error):
            actions.appoint(actor=house.actor(name), person=house.ani, post=Post.COORDINATOR, region=house.kapuas, at=at)
    with pytest.raises(SecondFactorNeeded):
        actions.appoint(actor=house.actor("eka", second_factor=False), person=house.ani, post=Post.COORDINATOR, region=house.kapuas, at=at)
    assert not Appointment.objects.filter(person=house.ani).exists()
    made = actions.appoint(actor=house.actor("eka"), person=house.ani, post=Post.COORDINATOR, region=house.kapuas, at=at)
    assert house.actor("ani").holds_over("62.03.05", Post.COORDINATOR)
    entry = Entry.objects.get(verb="accounts.appointment.made", subject_id=made.pk)
    assert (entry.actor_id, entry.data["region"]) == (house.eka.pk, "62.03")
    assert "Ani" not in str(entry.data)


def test_the_same_post_twice_is_refused_and_another_region_is_not(house):
    at, eka = clock.now(), house.actor("eka")
    actions.appoint(actor=eka, person=house.ani, post=Post.PLANNER, region=house.kapuas, at=at)
    with pytest.raises(Refused):
        actions.appoint(actor=eka, person=house.ani, post=Post.PLANNER, region=house.kapuas, at=at)
    actions.appoint(actor=eka, person=house.ani, post=Post.PLANNER, region=house.katingan, at=at)
    actions.appoint(actor=eka, person=house.citra, post=Post.PLANNER, region=house.kapuas, at=at)


def test_a_post_that_ends_at_once_gives_nothing_from_that_moment_on(house):
    appointment = Appointment.objects.get(person=house.budi)
    assert house.actor("budi").group_ids
    with pytest.raises(NotFound):
        actions.end_appointment(actor=house.actor("fajar"), appointment=appointment, at=clock.now())
    actions.end_appointment(actor=house.actor("budi"), appointment=appointment, reason="Pindah", at=clock.now())
    assert not house.actor("budi").posts
    with pytest.raises(Refused):
        actions.end_appointment(
            actor=house.actor("eka"), appointment=Appointment.objects.get(person=house.dedi), until_on=date(2020, 1, 1), at=clock.now()
        )


def test_a_post_of_today_can_end_today(house):
    at = clock.now()
    made = actions.appoint(actor=house.actor("eka"), person=house.ani, post=Post.PLANNER, region=house.kapuas, at=at)
    actions.end_appointment(actor=house.actor("eka"), appointment=made, at=at)
    assert not house.actor("ani").posts


def test_a_post_counts_from_its_first_day_until_its_last(house):
    today = clock.today()
    Appointment.objects.create(person=house.ani, post=Post.PLANNER, region=house.kapuas, from_on=today + timedelta(days=1))
    assert not house.actor("ani").posts
    Appointment.objects.filter(person=house.ani).update(from_on=today, until_on=today)
    assert house.actor("ani").posts
    Appointment.objects.filter(person=house.ani).update(from_on=today - timedelta(days=9), until_on=today - timedelta(days=1))
    assert not house.actor("ani").posts


def test_a_hand_over_leaves_no_day_with_two_and_none_with_nobody(house):
    old = Appointment.objects.get(person=house.gita)
    first = clock.today() + timedelta(days=10)
    with pytest.raises(NotFound):
        actions.hand_over(actor=house.actor("fajar"), appointment=old, successor=house.ani, from_on=first, at=clock.now())
    new = actions.hand_over(
        actor=house.actor("eka"), appointment=old, successor=house.ani, from_on=first, reason="SK 12/2026", at=clock.now()
    )
    old.refresh_from_db()
    assert old.until_on == first - timedelta(days=1)
    assert (new.from_on, new.until_on, new.region_id) == (first, None, old.region_id)
    entries = Entry.objects.filter(verb="accounts.appointment.handed_over")
    assert [one.data["predecessor_id"] for one in entries] == [str(house.gita.pk)]
    assert not Entry.objects.filter(verb__in=["accounts.appointment.made", "accounts.appointment.ended"]).exists()


def test_a_hand_over_today_takes_effect_today_even_on_the_first_day(house):
    at = clock.now()
    old = actions.appoint(actor=house.actor("eka"), person=house.ani, post=Post.COORDINATOR, region=house.katingan, at=at)
    actions.hand_over(actor=house.actor("eka"), appointment=old, successor=house.dedi, at=at)
    assert not house.actor("ani").posts
    assert house.actor("dedi").holds_over("62.06", Post.COORDINATOR)


def test_a_hand_over_that_fails_changes_nothing(house):
    old = Appointment.objects.get(person=house.gita)
    actions.appoint(actor=house.actor("eka"), person=house.ani, post=Post.COORDINATOR, region=house.kapuas, at=clock.now())
    with pytest.raises(Refused):
        actions.hand_over(actor=house.actor("eka"), appointment=old, successor=house.ani, at=clock.now())
    old.refresh_from_db()
    assert old.until_on is None


def test_whom_to_tell_is_the_nearest_coordinator(house):
    assert [person.name for person in coordinators_over("62.03.05.2004")] == ["Gita"]
    assert list(coordinators_over("62.06.01.2003")) == []
    assert [person.name for person in people_who_hold(Post.EDITOR, group_id=house.group.pk)] == ["Budi"]


def test_an_actor_costs_one_query(house, django_assert_num_queries):
    for post in (Post.PLANNER, Post.INFORMATION_OFFICER):
        Appointment.objects.create(person=house.ani, post=post, region=house.kapuas, from_on=date(2024, 1, 2))
    with django_assert_num_queries(1):
        actor_of(house.ani)
