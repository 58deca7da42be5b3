"""Merging, splitting and regions that change: no follower, number or trace is lost."""

from __future__ import annotations

import pytest

from betang.audit.verification import verify
from betang.casework import actions, queries
from betang.casework.actions import Part
from betang.casework.models import Follower, Matter
from betang.casework.tests.worlds import AT, DISTRICT, VILLAGE, WORDS, declared, opened, staff
from betang.kernel.errors import InvalidInput, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(house):
    with declared():
        staff(house)
        yield house


def confirmed(matter, email):
    from betang.casework.actions.following import follower_token

    return actions.confirm_follow(token=follower_token(actions.follow(matter=matter, email=email, at=AT)), at=AT)


def followers(matter):
    rows = Follower.objects.filter(matter=matter, ended_at__isnull=True)
    return sorted(one.email or one.person.name for one in rows)


def test_what_is_merged_leads_to_the_one_that_stays(town):
    first, second, target = (opened(town, by=name).matter for name in ("ani", "budi", "ani"))
    confirmed(first, "satu@contoh.test")
    confirmed(target, "satu@contoh.test")
    link = confirmed(second, "dua@contoh.test")
    step = actions.merge(matters=[first, second], into=target, actor=town.actor("dedi"), reason_code="duplicate", at=AT)
    assert step.action == "receive"
    assert step.data == {"merged": ["62.03/X/2026/0001", "62.03/X/2026/0002"]}
    assert followers(target) == ["Ani", "Budi", "dua@contoh.test", "satu@contoh.test"]
    assert followers(first) == followers(second) == []
    assert (first.state, first.outcome, first.merged_into) == ("merged", "merged", target)
    assert queries.by_number("62.03-X-2026-0001") == target
    assert queries.find("62.03-X-2026-0001") == first, "its own trace stays"
    last = opened(town).matter
    actions.merge(matters=[target], into=last, actor=town.actor("dedi"), reason_code="same_work", at=AT)
    assert queries.by_number("62.03/X/2026/0002") == last
    from betang.casework.actions.following import follower_token

    assert actions.unfollow(token=follower_token(link), at=AT), "the link in an old mail still stops it"
    assert followers(last) == ["Ani", "Budi", "satu@contoh.test"]
    assert not verify(subject_type="casework.matter").problems


def test_a_merger_is_all_or_nothing(town):
    first, target, closed = (opened(town).matter for _ in range(3))
    actions.take_step(matter=closed, action="refuse", actor=town.actor("dedi"), at=AT, reason_code="not_feasible", words=WORDS)
    for matters, into, error in (
        ([], target, InvalidInput),
        ([target], target, InvalidInput),
        ([first, closed], target, Refused),
        ([first], closed, Refused),
    ):
        with pytest.raises(error):
            actions.merge(matters=matters, into=into, actor=town.actor("dedi"), reason_code="duplicate", at=AT)
    with pytest.raises(NotAllowed):
        actions.merge(matters=[first], into=target, actor=town.actor("gita"), reason_code="duplicate", at=AT)
    with pytest.raises(InvalidInput):
        actions.merge(matters=[first], into=target, actor=town.actor("dedi"), reason_code="", at=AT)
    assert Matter.objects.filter(state="merged").count() == 0
    assert target.steps.count() == first.steps.count() == 1


def test_parts_know_the_whole_and_everybody_follows_them(town):
    whole = opened(town).matter
    confirmed(whole, "satu@contoh.test")
    parts = [Part(title=title, region_code=town.village.code, holder=holder) for title, holder in (("Pipa", VILLAGE), ("Jalan", DISTRICT))]
    with pytest.raises(InvalidInput):
        actions.split(matter=whole, parts=parts[:1], actor=town.actor("dedi"), reason_code="several_tasks", words=WORDS, at=AT)
    made = actions.split(matter=whole, parts=parts, actor=town.actor("dedi"), reason_code="several_tasks", words=WORDS, at=AT)
    assert (whole.state, whole.outcome) == ("parted", "split")
    assert [one.matter.number for one in made] == whole.steps.last().data["parts"] == ["62.03/X/2026/0002", "62.03/X/2026/0003"]
    assert {one.matter.split_from_id for one in made} == {whole.pk}
    assert [followers(one.matter) for one in made] == [["Ani", "satu@contoh.test"]] * 2
    assert made[1].matter.level == "district"
    assert len({one.token for one in made}) == 2


def test_an_open_matter_follows_its_region(town):
    from betang.audit import trail
    from betang.kernel.actor import Actor

    matter = opened(town).matter
    town.village.code = "62.03.05.2099"
    town.village.save()
    from django.db import transaction

    with transaction.atomic():
        data = {"from": "62.03.05.2004", "to": "62.03.05.2099", "codes": {"62.03.05.2004": "62.03.05.2099"}}
        trail.record("regions.region.recoded", town.village, actor=Actor(name="Eka"), data=data)
    matter.refresh_from_db()
    assert matter.holder_code == "62.03.05.2099"
    step = matter.steps.last()
    assert (step.action, step.reason_code, step.from_state, step.to_state) == ("hand_over", "region_changed", "village", "village")
    actions.take_step(matter=matter, action="forward", actor=town.actor("dedi"), at=AT, words=WORDS, holder=DISTRICT)
