"""People are reminded by the clock: each step once, whoever owes something and nobody else, until it is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from betang.accounts.models import Person
from betang.communities.models import Group
from betang.communities.rules import period
from betang.growth import actions as growth
from betang.growth.contests import actions as contests
from betang.growth.contests import queries as contest_queries
from betang.growth.models import Contest, Task
from betang.growth.reminding import rules
from betang.growth.reminding.reminders import remind
from betang.growth.reporting import actions as reports
from betang.growth.reporting import queries as report_queries
from betang.growth.terms import TaskFor, VisitKind
from betang.growth.tests.contest_worlds import ZONE, about, actor, chair, entered, judge, opened
from betang.growth.tests.trained import scanner, signed_up, values
from betang.growth.trainings import actions as trainings
from betang.growth.trainings import queries as training_queries
from betang.kernel import clock
from betang.notices.models import Delivery, Notice


def at(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


@pytest.fixture
def morning(monkeypatch):
    """Sets what day it is and goes the round, twice; returns who was told what."""

    def go(day: date) -> list[tuple[str, str]]:
        monkeypatch.setattr(clock, "now", lambda: at(day))
        before = set(Notice.objects.values_list("pk", flat=True))
        remind(at=at(day))
        assert remind(at=at(day, 7)) == 0, "once a day is enough"
        told = Notice.objects.exclude(pk__in=before).select_related("person").order_by("created_at", "id")
        return [(row.person.name if row.person else "", row.title) for row in told]

    return go


def test_only_the_latest_step_is_sent_and_after_weeks_none():
    due = date(2026, 3, 10)
    steps = rules.task_steps(due)
    assert [rules.step_due(steps, due + timedelta(days=days)) for days in (-4, -3, 0, 1, 7, 8, 15, 22, 29, 300)] == [
        "", "soon", "soon", "late-1", "late-1", "late-2", "late-3", "late-4", "late-4", "late-4",
    ]  # fmt: skip
    assert [one.key for one in rules.entry_steps(date(2026, 3, 1), date(2026, 3, 5))] == ["open", "before-1"]


@pytest.mark.django_db
def test_a_group_that_has_not_entered_hears_of_a_contest_until_it_has(house, morning):
    chair(house, "ani")
    contest = opened(house)
    assert morning(date(2026, 11, 20)) == [("Ani", "Lomba KIM Kapuas 2026: pendaftaran sampai 30 November 2026")]
    assert not morning(date(2026, 11, 21))
    assert len(morning(date(2026, 11, 23))) == 1
    entered(house, contest)
    assert not morning(date(2026, 11, 29))
    assert not morning(date(2026, 12, 2))
    assert not Notice.objects.filter(person=house.people["fajar"]).exists(), "another kabupaten is not invited"


@pytest.mark.django_db
def test_the_page_of_a_contest_says_when_entries_are_closed(house, morning, client):
    client.defaults["HTTP_HOST"] = "localhost"
    contest = opened(house)
    page = f"/lomba/{contest.address}/"
    morning(date(2026, 11, 29))
    assert "menerima peserta" in client.get(page).content.decode()
    from django.db import connections

    noted = connections["default"].__dict__
    noted.pop("betang_moves", None)
    morning(date(2026, 12, 1))
    assert "portal" in noted["betang_moves"], "the kept page is made anew"
    assert "pendaftaran ditutup" in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_judge_is_reminded_of_scores_that_are_missing(house, morning):
    contest = opened(house)
    entered(house, contest)
    seats = [judge(house, contest, number) for number in (1, 2)]
    contest = contests.begin_judging(actor=house.actor("eka"), contest=contest, at=at(date(2026, 12, 3)))
    assert not morning(date(2026, 12, 13))
    (entry,) = contest_queries.entries_of(contest)
    given = {one.pk: (80, "Rapi.") for one in contest_queries.criteria_of(contest)}
    contests.give_scores(actor=actor(seats[0].person), judge=seats[0], entry=entry, given=given, at=at(date(2026, 12, 4)))
    assert morning(date(2026, 12, 14)) == [("Juri Contoh 2", "Nilai Anda untuk Lomba KIM Kapuas 2026 ditunggu sampai 17 Desember 2026")]
    (waits,) = contest_queries.waiting_for(actor(seats[1].person))
    assert waits.due_on == date(2026, 12, 17)
    assert "3 nilai" in waits.detail
    assert not contest_queries.waiting_for(actor(seats[0].person)), "who gave every score owes nothing"
    assert not morning(date(2026, 12, 17))
    assert len(morning(date(2026, 12, 18))) == 1
    contests.give_scores(actor=actor(seats[1].person), judge=seats[1], entry=entry, given=given, at=at(date(2026, 12, 19)))
    assert not morning(date(2026, 12, 28))
    assert [one.title for one in contest_queries.waiting_for(house.actor("gita"))] == [
        "Semua nilai untuk Lomba KIM Kapuas 2026 sudah masuk: putuskan"
    ]


@pytest.mark.django_db
def test_the_report_of_a_period_is_owed_until_it_is_sent(house, morning):
    Group.objects.filter(pk=house.group.pk).update(registered_at=at(date(2026, 2, 1)))
    gita = house.actor("gita")
    assert not [one for one in morning(date(2026, 6, 30)) if "semester 1" in one[1]]
    told = morning(date(2026, 7, 1))
    assert ("Gita", "Laporan semester 1, 2026 ditunggu sampai 14 Juli 2026") in told
    assert {name for name, _title in told} == {"Gita", "Eka"}, "each for their own region"
    (waits,) = report_queries.waiting_for(gita)
    assert waits.due_on == date(2026, 7, 14)
    assert not morning(date(2026, 7, 10))
    assert morning(date(2026, 7, 11))
    written = reports.begin(actor=gita, region=house.kapuas, period=period("2026-S1"), at=at(date(2026, 7, 12)))
    assert ("Gita", "Laporan semester 1, 2026 ditunggu sampai 14 Juli 2026") in morning(date(2026, 7, 15))
    (waits,) = report_queries.waiting_for(gita)
    assert waits.url.endswith(f"/{written.pk}/")
    assert "lewat" in waits.detail.lower()
    reports.send(actor=gita, report=written, to="Kepala Dinas", at=at(date(2026, 7, 16)))
    assert "Gita" not in {name for name, _title in morning(date(2026, 7, 22))}
    assert not report_queries.waiting_for(gita)
    for name in ("ani", "budi", "citra", "fajar"):
        assert not report_queries.waiting_for(house.actor(name))


@pytest.mark.django_db
def test_a_task_reminds_whoever_promised_it(house, morning):
    chair(house, "ani")
    due = date(2026, 12, 10)
    agreed = [growth.Agreed("Menempel jadwal", due_on=due), growth.Agreed("Mengirim buku", TaskFor.COORDINATOR, due)]
    growth.record_visit(
        actor=house.actor("gita"), group=house.group, kind=VisitKind.COACHING, on=date(2026, 11, 24), seen="Kami berbincang lama.",
        agreed=agreed, at=at(date(2026, 11, 24)),
    )  # fmt: skip
    assert not morning(date(2026, 12, 6))
    told = morning(date(2026, 12, 7))
    assert ("Ani", "Menempel jadwal: sampai 10 Desember 2026") in told
    assert ("Budi", "Menempel jadwal: sampai 10 Desember 2026") in told
    assert ("Gita", "Mengirim buku: sampai 10 Desember 2026") in told
    assert len(told) == 3
    Task.objects.filter(whose=TaskFor.GROUP).update(state="done", closed_at=at(date(2026, 12, 8)))
    assert [name for name, _title in morning(date(2026, 12, 11))] == ["Gita"]


@pytest.mark.django_db
def test_a_training_waits_for_its_door_its_day_and_its_closing(house, morning):
    gita = house.actor("gita")
    day = date(2026, 12, 10)
    part = trainings.Part(starts_at=at(day, 9), ends_at=at(day, 12), topic="Enam pertanyaan")
    planned = trainings.plan_training(actor=gita, values=values(house, programme=[part]), at=at(date(2026, 11, 24)))
    morning(date(2026, 12, 4))
    assert [one.title for one in training_queries.waiting_for(gita)] == ["Bimtek menulis berita desa belum diumumkan"]
    training = trainings.announce(actor=gita, training=planned, at=at(date(2026, 12, 4)))
    seat = signed_up(training, 1, at=at(date(2026, 12, 5)), phone="", email="ani@contoh.test")
    signed_up(training, 2, at=at(date(2026, 12, 5)))
    (waits,) = training_queries.waiting_for(gita)
    assert (waits.title, waits.due_on) == ("Bimtek menulis berita desa sudah dekat: siapkan pintunya", day)
    scanner(house, training)
    assert not training_queries.waiting_for(gita)
    assert not morning(date(2026, 12, 8))
    assert morning(date(2026, 12, 9)) == [("", "Besok: Bimtek menulis berita desa")] * 2
    assert Delivery.objects.filter(address=seat.email, notice__kind="growth.training.tomorrow").count() == 1
    assert morning(date(2026, 12, 11)) == [("Gita", "Bimtek menulis berita desa sudah selesai: tutup")]
    (waits,) = training_queries.waiting_for(gita)
    assert waits.title == "Bimtek menulis berita desa sudah selesai: tutup"
    trainings.close_training(actor=gita, training=training, at=at(date(2026, 12, 12)))
    assert not morning(date(2026, 12, 19))
    assert not training_queries.waiting_for(gita)
    assert not training_queries.waiting_for(house.actor("fajar"))


@pytest.mark.django_db
def test_sample_data_reminds_nobody(house, morning):
    chair(house, "ani")
    opened(house)
    Contest.objects.update(is_sample=True)
    assert not morning(date(2026, 11, 29))
    assert not Person.objects.filter(notices__isnull=False).exists()
    assert about().title
