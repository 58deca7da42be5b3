"""With the office goes the desk: a new chair is invited as the old one's post ends, all of it or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from betang.accounts.models import Appointment, Invitation
from betang.accounts.terms import Post
from betang.communities import actions
from betang.communities.models import Officer
from betang.communities.tests.worlds import AT, DAY
from betang.kernel.errors import Refused, SecondFactorNeeded
from betang.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(house):
    return Appointment.objects.create(person=house.ani, post=Post.CHAIR, group_id=house.group.pk, from_on=date(2024, 1, 2))


def hand_over(actor, house, **more):
    return actions.hand_over_offices(actor=actor, group=house.group, successors={"chair": "Sari Contoh"}, from_on=DAY, at=AT, **more)


def test_the_coordinator_hands_office_and_desk_over_at_once(house, chair):
    hand_over(house.actor("gita"), house, chair_phone="0812 3456 7890")
    chair.refresh_from_db()
    assert chair.ended_at == AT
    invitation = Invitation.objects.get(post=Post.CHAIR, group_id=house.group.pk)
    assert invitation.name == "Sari Contoh"
    assert invitation.phone
    assert invitation.is_open(AT)
    hand = actions.hand_over_offices(actor=house.actor("gita"), group=house.group, successors={"chair": "Dewi Contoh"}, from_on=DAY, at=AT)
    assert hand
    assert [one.name for one in Invitation.objects.filter(revoked_at__isnull=True)] == ["Dewi Contoh"], "the earlier link is dead"


def test_without_the_second_factor_or_with_a_wrong_name_nothing_is_changed(house, chair):
    with pytest.raises(SecondFactorNeeded):
        hand_over(house.actor("gita", second_factor=False), house)
    with pytest.raises(Refused):
        actions.hand_over_offices(actor=house.actor("gita"), group=house.group, successors={"chair": "Rina Contoh"}, from_on=DAY, at=AT)
    chair.refresh_from_db()
    assert chair.ended_at is None
    assert not Invitation.objects.exists()
    assert not Officer.objects.filter(name="Sari Contoh").exists()


def test_the_chair_who_hands_over_keeps_the_desk_until_the_coordinator_invites(house, chair):
    hand_over(house.actor("ani"), house)
    chair.refresh_from_db()
    assert chair.ended_at is None
    assert not Invitation.objects.exists()
    notice = Notice.objects.get(person=house.gita)
    assert "Sari Contoh" in notice.body
    assert notice.url.endswith("/meja/kim/batang-danum/data/akses/")


def test_other_offices_leave_the_desk_alone(house, chair):
    actions.hand_over_offices(
        actor=house.actor("gita", second_factor=False), group=house.group, successors={"secretary": "Dodi"}, from_on=DAY, at=AT
    )
    chair.refresh_from_db()
    assert chair.ended_at is None
