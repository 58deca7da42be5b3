"""The ladder of silence on the database: what happens on each rung, waking at each, and what wakes nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from betang.accounts.actors import SYSTEM
from betang.accounts.models import Appointment
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import actions as register
from betang.communities.models import Group
from betang.growth import actions
from betang.growth.models import Quiet, Task
from betang.growth.tending import dormancy, signs
from betang.growth.tending.mentoring import agree, propose
from betang.growth.terms import QuietStep, TaskFor, TaskState, VisitKind
from betang.hosting import actions as hosting
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.notices.models import Notice

WEST = ZoneInfo("Asia/Pontianak")
LAST = datetime(2026, 1, 10, 8, 0, tzinfo=WEST)

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(house):
    """KIM Batang Danum published on the tenth of January and then fell silent; the other group is not looked at."""
    Group.objects.exclude(pk=house.group.pk).update(standing="archived")
    Group.objects.filter(pk=house.group.pk).update(last_active_at=LAST, registered_at=LAST - timedelta(days=300), standing="active")
    house.group.refresh_from_db()
    return house


def night(days: int) -> datetime:
    """The nightly job, so many days after the last sign of life."""
    return LAST + timedelta(days=days) - timedelta(hours=8) + timedelta(hours=2, minutes=40)


def down_to(days: int) -> None:
    """The nights of every rung up to `days` of silence."""
    for rung in (30, 90, 180, 365):
        if rung <= days:
            dormancy.run_ladder(at=night(rung))


def state(house) -> tuple[str, str]:
    return (
        Group.objects.values_list("standing", flat=True).get(pk=house.group.pk),
        Site.objects.values_list("rest", flat=True).get(pk=house.site.pk),
    )


def test_every_rung_of_a_year(silent):
    house = silent
    assert dormancy.run_ladder(at=night(29)) == {}
    assert dormancy.run_ladder(at=night(30)) == {"reminded": 1}
    assert dormancy.run_ladder(at=night(30)) == {}, "a second run on the same night does nothing"
    notice = Notice.objects.get(kind="growth.quiet")
    assert (notice.person, notice.url) == (house.budi, "/meja/kim/batang-danum/masih-ada/")
    assert "10 Januari 2026" in notice.body
    assert state(house) == ("active", "awake")
    assert dormancy.run_ladder(at=night(89)) == {}
    assert dormancy.run_ladder(at=night(90)) == {"tasked": 1}
    task = Task.objects.get()
    assert (task.whose, task.made_by, task.due_on) == (TaskFor.COORDINATOR, None, (night(90) + timedelta(days=30)).date())
    assert state(house) == ("dormant", "awake")
    assert dormancy.run_ladder(at=night(180)) == {"read_only": 1}
    assert state(house) == ("dormant", "read_only")
    assert dormancy.run_ladder(at=night(364)) == {}
    assert dormancy.run_ladder(at=night(365)) == {"archived": 1}
    assert state(house) == ("archived", "archived")
    assert dormancy.run_ladder(at=night(900)) == {}
    assert [row.step for row in Quiet.objects.order_by("at")] == ["reminded", "tasked", "read_only", "archived"]
    assert {row.since for row in Quiet.objects.all()} == {LAST.date()}


@pytest.mark.parametrize("days", [30, 90, 180, 365])
def test_one_tap_brings_everything_back_from_each_rung(silent, client, days, monkeypatch):
    house = silent
    down_to(days)
    monkeypatch.setattr(clock, "now", lambda: night(days) + timedelta(hours=9))
    house.sign_in(client, "budi")
    page = client.get("/meja/kim/batang-danum/masih-ada/", headers={"host": "localhost"})
    assert "Kami masih ada" in page.text
    assert client.post("/meja/kim/batang-danum/masih-ada/", headers={"host": "localhost"}).status_code == 302
    assert state(house) == ("active", "awake")
    assert not Quiet.objects.filter(woke_at__isnull=True).exists()
    assert Quiet.objects.latest("at").woken_by == house.budi
    assert not Task.objects.filter(state=TaskState.OPEN).exists()
    assert dormancy.run_ladder(at=night(days + 1)) == {}
    assert "Kami masih ada" not in client.get("/meja/kim/batang-danum/masih-ada/", headers={"host": "localhost"}).text


def test_the_word_counts_as_a_sign_and_silence_begins_anew(silent):
    house = silent
    down_to(180)
    assert dormancy.wake(actor=house.actor("budi"), group=house.group, at=night(200))
    assert dormancy.run_ladder(at=night(229)) == {}
    assert dormancy.run_ladder(at=night(230)) == {"reminded": 1}
    assert dormancy.run_ladder(at=night(290)) == {"tasked": 1}
    assert Quiet.objects.filter(step=QuietStep.REMINDED).count() == 2


def test_waking_the_site_at_its_desk_wakes_the_group(silent):
    house = silent
    down_to(365)
    hosting.wake_site(actor=house.actor("budi"), site=house.site, at=night(366))
    assert state(house) == ("active", "awake")
    assert Quiet.objects.latest("at").woken_by == house.budi


def publish(house, at, *, verb="publishing.article.published", actor=None, data=None):
    with transaction.atomic():
        return trail.record(
            verb,
            house.site,
            actor=actor or house.actor("budi"),
            at=at,
            site_id=house.site.pk,
            data=data or {"group_id": str(house.group.pk)},
        )


@pytest.mark.parametrize("verb", ["publishing.article.published", "publishing.comment.answered", "market.product.added"])
def test_what_the_group_does_wakes_it(silent, verb):
    house = silent
    down_to(365)
    publish(house, night(370), verb=verb)
    assert state(house) == ("active", "awake")
    assert not Quiet.objects.filter(woke_at__isnull=True).exists()


def test_an_activity_told_is_a_sign_and_so_is_a_visit_at_which_people_were_met(silent):
    house = silent
    down_to(90)
    actions.record_visit(
        actor=house.actor("gita"), group=house.group, kind=VisitKind.COACHING, on=night(95).date(), seen="Tidak ada orang di sana.",
        people_met=0, at=night(96),
    )  # fmt: skip
    assert state(house)[0] == "dormant", "nobody was met"
    actions.record_visit(
        actor=house.actor("gita"), group=house.group, kind=VisitKind.COACHING, on=night(97).date(), seen="Bertemu ketua dan sekretaris.",
        people_met=2, at=night(98),
    )  # fmt: skip
    assert state(house)[0] == "active"
    actions.tell_activity(
        actor=house.actor("budi"), group=house.group, letter="discussion", on=night(100).date(), title="Rapat di balai desa", at=night(101)
    )
    assert signs.last_of([house.group], at=night(102))[house.group.pk] == night(101)


def test_signing_in_an_order_that_comes_in_and_old_news_wake_nobody(silent, client):
    house = silent
    down_to(90)
    house.sign_in(client, "budi")
    client.get("/meja/", headers={"host": "localhost"})
    publish(house, night(95), verb="accounts.session.begun")
    publish(house, night(95), verb="market.order.confirmed", actor=SYSTEM)
    publish(house, night(60))
    assert state(house)[0] == "dormant"
    assert Quiet.objects.filter(woke_at__isnull=True).count() == 2


def test_a_sign_that_nobody_told_of_is_found_at_night(silent):
    house = silent
    down_to(90)
    Group.objects.filter(pk=house.group.pk).update(last_active_at=night(100))
    assert dormancy.run_ladder(at=night(101)) == {"woken": 1}
    assert state(house)[0] == "active"


def test_a_server_that_slept_archives_nobody(silent):
    for at_day, expected in ((400, "reminded"), (401, ""), (413, ""), (414, "tasked"), (427, ""), (428, "read_only"), (442, "archived")):
        assert dormancy.run_ladder(at=night(at_day)) == ({expected: 1} if expected else {}), at_day


def test_a_region_without_dormancy_reminds_and_stops(silent):
    house = silent
    register.change_settings(actor=house.actor("gita"), region=house.kapuas, values={"dormancy_days": 0}, at=LAST)
    assert dormancy.run_ladder(at=night(500)) == {"reminded": 1}
    assert dormancy.run_ladder(at=night(900)) == {}
    assert state(house) == ("active", "awake")


def test_a_suspended_site_stands_still_on_the_ladder(silent):
    house = silent
    hosting.suspend_site(actor=house.actor("gita"), site=house.site, reason="Halaman depan diubah orang lain.", at=LAST)
    assert dormancy.run_ladder(at=night(500)) == {}


def test_what_a_coordinator_archived_stays_so(silent):
    house = silent
    down_to(90)
    register.change_standing(actor=house.actor("gita"), group=house.group, to="archived", reason="Bubar.", at=night(91))
    assert dormancy.run_ladder(at=night(200)) == {}
    dormancy.wake(actor=house.actor("budi"), group=house.group, at=night(201))
    assert state(house)[0] == "archived"


def test_one_group_that_fails_does_not_keep_the_others_from_their_step(silent, monkeypatch):
    house = silent
    Group.objects.filter(pk=house.far_group.pk).update(standing="active", last_active_at=LAST, registered_at=LAST)
    taken = dormancy.take_step

    def stumble(group, step, **more):
        if group.pk == house.group.pk:
            raise RuntimeError("the disk is full")
        taken(group, step, **more)

    monkeypatch.setattr(dormancy, "take_step", stumble)
    assert dormancy.run_ladder(at=night(30)) == {"failed": 1, "reminded": 1}
    monkeypatch.undo()
    assert dormancy.run_ladder(at=night(30)) == {"reminded": 1}, "and is taken up again"


def test_days_are_the_provinces_own(silent):
    """At eleven in the evening in UTC it is the next day in Kalimantan; the hour of the job moves no step."""
    assert dormancy.day_of(datetime(2026, 2, 8, 23, 0, tzinfo=UTC)).isoformat() == "2026-02-09"
    assert dormancy.run_ladder(at=datetime(2026, 2, 8, 16, 59, tzinfo=UTC)) == {}
    assert dormancy.run_ladder(at=datetime(2026, 2, 8, 17, 1, tzinfo=UTC)) == {"reminded": 1}


def test_the_mentor_is_asked_where_there_is_one(silent, monkeypatch):
    house = silent
    from betang.growth.tending import mentoring

    Group.objects.filter(pk=house.far_group.pk).update(standing="active", last_active_at=night(400), registered_at=LAST)
    house.far_group.refresh_from_db()
    monkeypatch.setattr(mentoring, "stages_of", lambda keys: {house.group.pk: 1, house.far_group.pk: 2})
    for person, group in ((house.budi, house.group), (house.fajar, house.far_group)):
        Appointment.objects.create(person=person, post="chair", group_id=group.pk, from_on=LAST.date())
    row = propose(actor=house.actor("gita"), group=house.group, mentor=house.far_group, aim="Menulis setiap minggu sekali.", at=LAST)
    for name in ("budi", "fajar"):
        row = agree(actor=house.actor(name), mentorship=row, at=LAST)
    assert row.from_on == LAST.date()
    down_to(90)
    assert Task.objects.get(group=house.group).whose == TaskFor.MENTOR
    assert Notice.objects.filter(kind="growth.quiet", person=house.fajar).exists()


def test_others_do_not_wake_a_group(silent):
    house = silent
    down_to(180)
    for name in ("nobody", "ani", "fajar", "gita"):
        with pytest.raises(NotFound):
            dormancy.wake(actor=house.actor(name), group=house.group, at=night(181))
    assert Entry.objects.filter(verb="growth.quiet.ended").count() == 0


def test_counting_signs_asks_a_few_questions_whatever_the_number_of_groups(silent, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        signs.last_of(list(Group.objects.all()), at=night(10))
