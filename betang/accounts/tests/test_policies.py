from __future__ import annotations

from datetime import date

import pytest

from betang.accounts import policies
from betang.accounts.actors import SYSTEM
from betang.accounts.models import Appointment
from betang.accounts.rules import APPOINTERS, clashes, last_day_before, spans_overlap
from betang.accounts.terms import Post
from tests.access import EVERYBODY

YES, NO, HIDDEN = "yes", "no", "hidden"


def word(verdict):
    return YES if verdict else HIDDEN if verdict.hidden else NO


CASES = [
    # post, where, who may (all others get: hidden, unless they stand in `told`)
    (Post.COORDINATOR, "kapuas", {"eka"}, {"gita"}),
    (Post.PLANNER, "kapuas", {"eka"}, {"gita"}),
    (Post.INFORMATION_OFFICER, "katingan", {"eka"}, set()),
    (Post.PROVINCE_ADMIN, "province", set(), {"eka"}),
    (Post.CHAIR, "group", {"gita"}, {"eka", "budi"}),
    (Post.CHAIR, "far_group", set(), {"eka", "fajar"}),
    (Post.EDITOR, "group", set(), {"eka", "gita", "budi"}),
    (Post.WRITER, "far_group", set(), {"eka", "fajar"}),
]


@pytest.mark.parametrize(("post", "where", "may", "told"), CASES)
def test_who_may_fill_which_post(house, post, where, may, told):
    place = getattr(house, where)
    scope = {"group_id": place.pk} if "group" in where else {"region_code": place.code}
    got = {name: word(policies.may_appoint(house.actor(name), post, **scope)) for name in EVERYBODY}
    assert got == {name: YES if name in may else NO if name in told else HIDDEN for name in EVERYBODY}


def test_a_chair_fills_posts_of_the_own_group_only(house):
    Appointment.objects.create(person=house.ani, post=Post.CHAIR, group_id=house.group.pk, from_on=date(2026, 1, 2))
    ani = house.actor("ani", second_factor=False)
    assert policies.may_appoint(ani, Post.EDITOR, group_id=house.group.pk)
    assert policies.may_appoint(ani, Post.WRITER, group_id=house.group.pk)
    assert word(policies.may_appoint(ani, Post.CHAIR, group_id=house.group.pk)) == NO
    assert word(policies.may_appoint(ani, Post.EDITOR, group_id=house.far_group.pk)) == HIDDEN


def test_who_approves_needs_a_second_factor(house):
    for name, post, scope in (("eka", Post.COORDINATOR, {"region_code": "62.03"}), ("gita", Post.CHAIR, {"group_id": house.group.pk})):
        without = policies.may_appoint(house.actor(name, second_factor=False), post, **scope)
        assert not without
        assert without.needs_second_factor
        assert policies.may_appoint(house.actor(name), post, **scope)


def test_nobody_appoints_themselves(house):
    verdict = policies.may_appoint(house.actor("eka"), Post.COORDINATOR, region_code="62.03", person_id=house.eka.pk)
    assert word(verdict) == NO
    assert policies.may_appoint(house.actor("eka"), Post.COORDINATOR, region_code="62.03", person_id=house.ani.pk)


def test_the_system_fills_every_post_and_a_group_that_is_not_there_is_hidden(house):
    from betang.kernel.ids import uuid7

    assert all(policies.may_appoint(SYSTEM, post, region_code="62") for post in APPOINTERS)
    assert word(policies.may_appoint(house.actor("gita"), Post.CHAIR, group_id=uuid7())) == HIDDEN


@pytest.mark.parametrize(
    ("whose", "may", "told"),
    [
        ("budi", set(), {"budi", "eka", "gita"}),
        ("dedi", {"eka"}, {"dedi", "gita"}),
        ("gita", {"eka"}, {"gita"}),
        ("eka", set(), {"eka"}),
        ("ani", set(), {"ani"}),
    ],
)
def test_a_link_for_a_new_password_comes_only_from_who_fills_every_post_of_the_person(house, whose, may, told):
    got = {name: word(policies.may_reset(house.actor(name), house.people[whose])) for name in EVERYBODY}
    assert got == {name: YES if name in may else NO if name in told else HIDDEN for name in EVERYBODY}


def test_a_coordinator_cannot_step_into_the_account_of_a_chair_who_also_plans(house):
    Appointment.objects.create(person=house.ani, post=Post.CHAIR, group_id=house.group.pk, from_on=date(2026, 1, 2))
    assert policies.may_reset(house.actor("gita"), house.ani)
    Appointment.objects.create(person=house.ani, post=Post.PLANNER, region=house.province, from_on=date(2026, 1, 2))
    assert not policies.may_reset(house.actor("gita"), house.ani)


def test_everybody_lays_down_an_own_post_but_the_province_keeps_its_administrator(house):
    for name in ("budi", "citra", "dedi", "gita", "fajar"):
        assert policies.may_end(house.actor(name), Appointment.objects.get(person=house.people[name]))
    assert word(policies.may_end(house.actor("eka"), Appointment.objects.get(person=house.eka))) == NO


def test_who_sees_the_people_of_a_group_and_of_a_region(house):
    seen = {name for name in EVERYBODY if policies.may_see_group_people(house.actor(name), house.group.pk)}
    assert seen == {"budi", "eka", "gita"}
    assert {name for name in EVERYBODY if policies.may_see_region_people(house.actor(name), "62.03")} == {"eka", "gita"}
    assert {name for name in EVERYBODY if policies.may_see_region_people(house.actor(name), "62.06")} == {"eka"}
    assert {name for name in EVERYBODY if policies.may_see_region_people(house.actor(name), "62.031")} == {"eka"}


D = date


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((D(2026, 1, 1), D(2026, 1, 31)), (D(2026, 2, 1), None), False),
        ((D(2026, 1, 1), D(2026, 1, 31)), (D(2026, 1, 31), None), True),
        ((D(2026, 1, 1), None), (D(2030, 1, 1), None), True),
        ((D(2026, 3, 1), D(2026, 3, 1)), (D(2026, 1, 1), D(2026, 2, 28)), False),
        ((D(2026, 1, 1), D(2026, 12, 31)), (D(2026, 3, 1), D(2026, 4, 1)), True),
    ],
)
def test_spans_overlap_when_they_share_a_day(first, second, overlap):
    assert spans_overlap(*first, *second) is overlap
    assert spans_overlap(*second, *first) is overlap


def test_a_chair_is_one_and_editors_are_many():
    assert clashes(Post.CHAIR, same_person=False)
    assert not clashes(Post.EDITOR, same_person=False)
    assert clashes(Post.EDITOR, same_person=True)
    assert last_day_before(date(2026, 3, 1)) == date(2026, 2, 28)
