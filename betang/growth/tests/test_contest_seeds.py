"""The demo world's contests stand on the same rules as in earnest."""

from __future__ import annotations

import pytest

from betang.communities.models import Group
from betang.growth.contests import seeds
from betang.growth.models import BlankSpot, Contest
from betang.growth.tests.worlds import AT

pytestmark = pytest.mark.django_db


def test_one_is_decided_and_two_take_entries(house):
    Group.objects.create(name="KIM Kedua", slug="kim-kedua", region=house.village, standing="active", registered_at=AT)
    Group.objects.filter(pk=house.group.pk).update(standing="active")
    seeds.sow(AT)
    assert not Contest.objects.filter(is_sample=False).exists()
    assert sorted(Contest.objects.values_list("state", flat=True)) == ["decided", "open", "open"]
    decided = Contest.objects.get(state="decided")
    assert decided.entries.filter(rank=1).exclude(prize="").exclude(reasons="").exists()
    assert BlankSpot.objects.exists()
