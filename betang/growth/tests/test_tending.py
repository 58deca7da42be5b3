"""Visits and tasks, mentors, and what waits on whose desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from betang.accounts.models import Appointment
from betang.communities.models import Group
from betang.growth import actions
from betang.growth.models import Climb, Held, Mentorship, Stage, Task, Visit
from betang.growth.tending import mentoring, queries, tasks
from betang.growth.terms import TaskFor, TaskState, VisitKind
from betang.growth.tests.worlds import AT, chair, jpeg, ladder
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.notices.models import Notice

DESK = {"host": "localhost"}
ROOM = "/meja/kim/batang-danum/pendampingan/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(house, monkeypatch):
    """KIM Batang Danum is young; KIM Nelayan Katingan holds the second stage. Both have chairs: Ani and Fajar."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    ladder(house)
    stage = Stage.objects.get(order=2)
    visit = Visit.objects.create(group=house.far_group, kind=VisitKind.VERIFICATION, on=AT.date(), by=house.eka, seen="Baik.", at=AT)
    climb = Climb.objects.create(
        group=house.far_group,
        stage=stage,
        state="granted",
        applied_at=AT,
        applied_by=house.fajar,
        due_on=AT.date(),
        decided_at=AT,
        visit=visit,
    )
    Held.objects.create(group=house.far_group, stage=stage, climb=climb, from_on=AT.date())
    Group.objects.filter(pk=house.far_group.pk).update(standing="active")
    Appointment.objects.create(person=house.fajar, post="chair", group_id=house.far_group.pk, from_on=date(2024, 1, 2))
    chair(house)
    house.far_group.refresh_from_db()
    return house


def proposed(house, by="gita") -> Mentorship:
    return mentoring.propose(actor=house.actor(by), group=house.group, mentor=house.far_group, aim="Menulis kabar setiap minggu.", at=AT)


def running(house) -> Mentorship:
    row = proposed(house)
    for name in ("ani", "fajar"):
        row = mentoring.agree(actor=house.actor(name), mentorship=row, at=AT)
    return row


def test_a_mentorship_begins_when_both_chairs_agree(pair):
    row = proposed(pair)
    assert {notice.person for notice in Notice.objects.filter(kind="growth.mentorship")} == {pair.ani, pair.fajar}
    assert [one.url for one in queries.waiting_for(pair.actor("ani"))] == [f"{ROOM}#pendamping"]
    assert [one.url for one in queries.waiting_for(pair.actor("fajar"))] == [f"{ROOM}#pendamping"]
    with pytest.raises(NotAllowed):
        mentoring.agree(actor=pair.actor("budi"), mentorship=row, at=AT)
    row = mentoring.agree(actor=pair.actor("ani"), mentorship=row, at=AT)
    row = mentoring.agree(actor=pair.actor("ani"), mentorship=row, at=AT)
    assert row.from_on is None, "one chair does not agree for both"
    row = mentoring.agree(actor=pair.actor("fajar"), mentorship=row, at=AT)
    assert row.from_on == AT.date()
    assert not queries.waiting_for(pair.actor("fajar"))
    with pytest.raises(Refused):
        proposed(pair)


def test_the_grown_kims_own_chair_offers_it(pair):
    row = proposed(pair, by="fajar")
    assert row.mentor_agreed_at == AT
    assert [notice.person for notice in Notice.objects.filter(kind="growth.mentorship")] == [pair.ani]
    assert mentoring.agree(actor=pair.actor("ani"), mentorship=row, at=AT).from_on == AT.date()


def test_who_may_mentor(pair):
    with pytest.raises(Refused, match="tahap kedua"):
        mentoring.propose(actor=pair.actor("eka"), group=pair.far_group, mentor=pair.group, aim="Menulis kabar bersama.", at=AT)
    with pytest.raises(InvalidInput):
        mentoring.propose(actor=pair.actor("gita"), group=pair.group, mentor=pair.far_group, aim="Menulis", at=AT)
    for name in ("citra", "dedi"):
        with pytest.raises(NotFound):
            proposed(pair, by=name)
    with pytest.raises(NotAllowed):
        proposed(pair, by="budi")
    Held.objects.all().delete()
    with pytest.raises(Refused):
        proposed(pair)


def test_the_mentor_visits_and_is_thanked_at_the_end(pair, run_jobs):
    row = running(pair)
    with pytest.raises(NotAllowed):
        actions.record_visit(
            actor=pair.actor("fajar"), group=pair.group, kind=VisitKind.VERIFICATION, on=AT.date(), seen="Kami melihat semuanya.",
            mentorship=row, at=AT,
        )  # fmt: skip
    gita = pair.actor("gita")
    with pytest.raises(Refused):
        mentoring.certify(actor=gita, mentorship=row, signer_post="", at=AT)
    actions.record_visit(
        actor=pair.actor("fajar"), group=pair.group, kind=VisitKind.COACHING, on=AT.date(), seen="Kami menulis bersama.", people_met=4,
        mentorship=row, at=AT,
    )  # fmt: skip
    with pytest.raises(InvalidInput):
        mentoring.end(actor=pair.actor("fajar"), mentorship=row, reason="", at=AT)
    row = mentoring.end(actor=pair.actor("ani"), mentorship=row, reason="Kami sudah menulis sendiri.", at=AT + timedelta(days=90))
    with pytest.raises(Refused):
        mentoring.end(actor=gita, mentorship=row, reason="Sekali lagi.", at=AT)
    with pytest.raises(SecondFactorNeeded):
        mentoring.certify(actor=pair.actor("gita", second_factor=False), mentorship=row, signer_post="", at=AT)
    with pytest.raises(NotAllowed):
        mentoring.certify(actor=pair.actor("ani"), mentorship=row, signer_post="", at=AT)
    made = mentoring.certify(actor=gita, mentorship=row, signer_post="Koordinator KIM", at=AT + timedelta(days=90))
    assert (made.kind, made.holder, made.group_id) == ("mentor", "KIM Nelayan Katingan", pair.far_group.pk)
    assert "KIM Batang Danum" in made.title
    assert mentoring.certify(actor=gita, mentorship=row, signer_post="", at=AT).pk == made.pk, "one for each mentorship"


def test_without_a_visit_of_the_mentor_there_is_no_certificate(pair):
    row = mentoring.end(actor=pair.actor("gita"), mentorship=running(pair), reason="Tidak sempat bertemu.", at=AT)
    with pytest.raises(Refused, match="kunjungan"):
        mentoring.certify(actor=pair.actor("gita"), mentorship=row, signer_post="", at=AT)


def test_everybody_reads_who_mentors_whom(pair, client):
    running(pair)
    assert "KIM Nelayan Katingan" in client.get("/kim/batang-danum/langkah/", headers=DESK).text
    assert "KIM Batang Danum" in client.get("/kim/nelayan-katingan/langkah/", headers=DESK).text


def test_near_grown_groups_are_proposed(pair, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        (one,) = queries.candidates(pair.group)
    assert (one.group, one.mentored) == (pair.far_group, 0)
    assert "km" in one.distance
    assert queries.candidates(pair.far_group) == []


def test_a_visit_with_photos_and_tasks_through_the_page(pair, client):
    pair.sign_in(client, "gita", second_factor=True)
    typed = {
        "aksi": "kunjungan", "kunci": "k1", "kind": "coaching", "on": "2026-11-23", "people_met": "5", "seen": "Buku rapat terisi rapi.",
        "advice": "Ajak perempuan menulis.", "task_0": "Membuat jadwal piket", "whose_0": "group", "due_0": "2026-12-01",
        "task_1": "Mengirim buku panduan", "whose_1": "coordinator", "due_1": "2026-11-20", "photos": jpeg(),
    }  # fmt: skip
    assert client.post(ROOM, typed, headers=DESK).status_code == 302
    visit = Visit.objects.get(group=pair.group)
    assert (visit.photos.count(), visit.people_met) == (1, 5)
    assert set(Task.objects.values_list("whose", "due_on")) == {("group", date(2026, 12, 1)), ("coordinator", date(2026, 11, 20))}
    page = client.get(ROOM, headers=DESK).text
    assert "Buku rapat terisi rapi." in page
    assert "Ajak perempuan menulis." in page
    (late,) = queries.waiting_for(pair.actor("gita"))
    assert (late.title, late.due_on) == ("Mengirim buku panduan", date(2026, 11, 20))
    (own,) = queries.waiting_for(pair.actor("budi"))
    assert own.title == "Membuat jadwal piket"
    assert "Membuat jadwal piket" in _home(pair, client, "budi")
    wrong = client.post(ROOM, typed | {"kunci": "k2", "on": "2026-12-30", "photos": jpeg()}, headers=DESK)
    assert wrong.status_code in (404, 422)


def _home(house, client, name: str) -> str:
    house.sign_in(client, name)
    text: str = client.get("/meja/", headers=DESK).text
    return text


def test_each_closes_its_own_tasks(pair):
    row = running(pair)
    made = {
        whose: tasks.add_task(
            actor=pair.actor("gita"), group=pair.group, text=f"Tugas {whose}", whose=whose, due_on=AT.date() - timedelta(days=1), at=AT
        )
        for whose in TaskFor.values
    }
    assert {one.title for one in queries.waiting_for(pair.actor("fajar"))} == {"Tugas mentor"}
    with pytest.raises(InvalidInput):
        tasks.add_task(actor=pair.actor("budi"), group=pair.group, text="Tugas orang lain", whose="coordinator", due_on=None, at=AT)
    with pytest.raises(InvalidInput):
        tasks.close_task(actor=pair.actor("budi"), task=made["group"], result=" ", at=AT)
    with pytest.raises(NotAllowed):
        tasks.close_task(actor=pair.actor("budi"), task=made["coordinator"], result="Sudah beres.", at=AT)
    with pytest.raises(NotAllowed):
        tasks.close_task(actor=pair.actor("fajar"), task=made["group"], result="Sudah beres.", at=AT)
    with pytest.raises(NotFound):
        tasks.close_task(actor=pair.actor("citra"), task=made["group"], result="Sudah beres.", at=AT)
    for name, whose in (("budi", "group"), ("fajar", "mentor"), ("gita", "coordinator")):
        closed = tasks.close_task(actor=pair.actor(name), task=made[whose], result="Sudah beres.", at=AT)
        assert (closed.state, closed.result) == (TaskState.DONE, "Sudah beres.")
    with pytest.raises(Refused):
        tasks.close_task(actor=pair.actor("gita"), task=made["group"], result="Lagi.", at=AT)
    mentoring.end(actor=pair.actor("gita"), mentorship=row, reason="Sudah cukup.", at=AT)
    assert not queries.waiting_for(pair.actor("fajar"))


def test_the_mentor_sees_the_page_and_its_photos_and_a_stranger_does_not(pair, client):
    pair.sign_in(client, "fajar")
    assert client.get(ROOM, headers=DESK).status_code == 404
    row = running(pair)
    visit = actions.record_visit(
        actor=pair.actor("fajar"), group=pair.group, kind=VisitKind.COACHING, on=AT.date(), seen="Kami menulis bersama.", mentorship=row,
        files=[jpeg()], at=AT,
    )  # fmt: skip
    page = client.get(ROOM, headers=DESK)
    assert page.status_code == 200
    assert "Kami menulis bersama." in page.text
    photo = visit.photos.get()
    assert client.get(f"/meja/tahap/kunjungan/foto/{photo.pk}/", headers=DESK).status_code == 200
    assert client.post(ROOM, {"aksi": "kunjungan", "on": "2026-11-24", "seen": "Kami memotret bersama."}, headers=DESK).status_code == 302
    assert Visit.objects.filter(mentorship=row).count() == 2
    pair.sign_in(client, "citra")
    assert client.get(f"/meja/tahap/kunjungan/foto/{photo.pk}/", headers=DESK).status_code == 404


def test_the_buttons_of_the_page(pair, client):
    pair.sign_in(client, "gita", second_factor=True)
    sent = client.post(ROOM, {"aksi": "usul", "mentor": "nelayan-katingan", "aim": "Menulis kabar setiap minggu."}, headers=DESK)
    assert sent.status_code == 302
    row = Mentorship.objects.get()
    for name in ("ani", "fajar"):
        pair.sign_in(client, name)
        assert client.post(ROOM, {"aksi": f"setuju:{row.pk}"}, headers=DESK).status_code == 302
    row.refresh_from_db()
    assert row.from_on == AT.date()
    pair.sign_in(client, "budi")
    assert client.post(ROOM, {"aksi": "tugas", "text": "Membersihkan papan", "whose": "group"}, headers=DESK).status_code == 302
    task = Task.objects.get()
    assert client.post(ROOM, {"aksi": f"selesai:{task.pk}", "result": ""}, headers=DESK).status_code == 422
    assert client.post(ROOM, {"aksi": f"selesai:{task.pk}", "result": "Sudah bersih."}, headers=DESK).status_code == 302
    assert client.post(ROOM, {"aksi": f"akhiri:{row.pk}", "reason": "Sudah cukup."}, headers=DESK).status_code == 403
    assert client.post(ROOM, {"aksi": "selesai:bukan-kunci", "result": "Sudah."}, headers=DESK).status_code == 404
    assert client.post(ROOM, {"aksi": "apa"}, headers=DESK).status_code == 422
    pair.sign_in(client, "ani")
    assert client.post(ROOM, {"aksi": f"akhiri:{row.pk}", "reason": "Sudah cukup."}, headers=DESK).status_code == 302
    assert "Sudah cukup." in client.get(ROOM, headers=DESK).text
