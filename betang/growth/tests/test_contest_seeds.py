"""The demo world's contests stand on the same rules as in earnest."""

from __future__ import annotations

import pytest

from betang.accounts.models import Person
from betang.communities.models import Group
from betang.growth.contests import queries, seeds
from betang.growth.models import BlankSpot, Contest
from betang.growth.tests.worlds import AT

pytestmark = pytest.mark.django_db


def test_contests_stand_in_every_state(house):
    for email, _post in seeds.AT_DESK:
        Person.objects.create(name=f"Juri {email[:4]}", email=email)
    Group.objects.create(name="KIM Kedua", slug="kim-kedua", region=house.village, standing="active", registered_at=AT)
    Group.objects.filter(pk=house.group.pk).update(standing="active")
    seeds.sow(AT)
    assert not Contest.objects.filter(is_sample=False).exists()
    assert sorted(Contest.objects.values_list("state", flat=True)) == ["decided", "judging", "open", "open"]
    decided = Contest.objects.get(state="decided")
    assert decided.entries.filter(rank=1).exclude(prize="").exclude(reasons="").exists()
    owed = queries.sheet_of(Contest.objects.get(state="judging")).owed
    assert [judge.person.email for judge, _count in owed] == ["hana@contoh.test"]
    assert BlankSpot.objects.exists()
