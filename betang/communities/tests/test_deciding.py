"""The coordinator's answers: correction, refusal, approval; all or nothing, once, and only by who may."""

from __future__ import annotations

from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, connection

from betang.accounts.models import Invitation
from betang.audit.models import Entry
from betang.communities import actions, links, queries
from betang.communities.models import Application, ApplicationStep, Decree, Group, Member, Officer, Sequence, StandingChange
from betang.communities.terms import ApplicationStatus, Standing
from betang.communities.tests.worlds import AT, approved, draft, honest, sent, sent_with_token
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.notices.models import Notice
from betang.search.models import Document

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


def test_approval_makes_everything_at_once(house):
    application = sent()
    made = actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    group = Group.objects.get(slug="basarang-jaya")
    assert made.group == group
    assert group.register_number == "62.03/KIM/2026/0001"
    assert group.standing == Standing.VERIFIED
    assert group.region == house.village
    assert [one.role for one in group.officers.all()] == ["chair", "secretary", "treasurer", "section_head"]
    assert group.members.count() == 7
    assert group.decrees.get().number == "141/12/SK/2026"
    assert [one.to_standing for one in group.standing_changes.all()] == ["applied", "verified"]
    assert group.standing_changes.last().by == house.gita
    entry = Entry.objects.get(verb="communities.application.approved")
    assert entry.data == {
        "group_id": str(group.pk),
        "slug": "basarang-jaya",
        "site_slug": "basarang-jaya",
        "name": "KIM Tani Basarang Jaya",
        "register_number": "62.03/KIM/2026/0001",
        "number": "62.03/PD/2026/0001",
    }
    assert entry.actor_id == house.gita.pk
    invitation = Invitation.objects.get(group_id=group.pk)
    assert (invitation.name, invitation.post, invitation.phone) == ("Sari Contoh", "chair", "+6281234567890")
    assert made.whatsapp_url.startswith("https://wa.me/6281234567890?")
    assert Document.objects.filter(kind="group", key=str(group.pk)).exists()
    assert Notice.objects.filter(kind="communities.application").count() == 2
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED
    assert application.group == group


def everything() -> dict[str, int]:
    models = (Group, Officer, Member, Decree, StandingChange, Invitation, Document, ApplicationStep, Entry, Notice, Sequence)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.parametrize(
    "step",
    [
        "betang.communities.actions.deciding.next_number",
        "betang.communities.actions.deciding.Group.objects.create",
        "betang.communities.actions.deciding._keep_decree",
        "betang.communities.actions.deciding._keep_people",
        "betang.communities.actions.deciding.set_standing",
        "betang.communities.actions.deciding.ApplicationStep.objects.create",
        "betang.communities.actions.deciding.trail.record",
        "betang.communities.actions.deciding.index_group",
        "betang.communities.actions.deciding.invite",
        "betang.communities.actions.deciding._tell_applicant",
    ],
)
def test_a_fault_at_any_step_leaves_nothing(house, monkeypatch, step):
    application = sent()
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(step, fail)
    with pytest.raises(RuntimeError):
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    assert everything() == before
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    monkeypatch.undo()
    assert actions.approve_application(actor=house.actor("gita"), application=application, at=AT).group.register_number.endswith("/0001")


def test_an_inline_subscriber_that_refuses_undoes_the_approval(house, monkeypatch):
    from betang.audit import trail

    application = sent()
    before = everything()

    def no_site(entry):
        raise Refused("The address is already in use.")

    monkeypatch.setattr(trail, "_subscriptions", [trail.Subscription("test.site", "communities.application.approved", no_site, True)])
    with pytest.raises(Refused):
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    assert everything() == before


def test_a_name_taken_meanwhile_is_said_with_free_ones(house):
    application = sent()
    Group.objects.create(name="Lain", slug="basarang-jaya", region=house.far_village)
    before = everything()
    with pytest.raises(Refused) as caught:
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    assert "basarang-jaya" in caught.value.message
    assert "basarang-jaya-mantangai-hilir" in caught.value.hint
    assert everything() == before
    made = actions.approve_application(actor=house.actor("gita"), application=application, site_name="basarang-jaya-kapuas", at=AT)
    assert made.group.slug == "basarang-jaya-kapuas"


def test_a_name_that_a_site_holds_is_taken(house, monkeypatch):
    monkeypatch.setattr(links, "_name_checks", [lambda name: name == "basarang-jaya"])
    assert not queries.name_state("basarang-jaya").is_free
    assert queries.name_state("basarang-jaya-dua").is_free


@pytest.mark.parametrize(
    ("person", "second_factor", "error"),
    [
        ("nobody", False, NotFound),
        ("ani", False, NotFound),
        ("budi", False, NotFound),
        ("citra", False, NotFound),
        ("dedi", False, NotFound),
        ("fajar", True, NotFound),
        ("eka", True, NotAllowed),
        ("gita", False, SecondFactorNeeded),
    ],
)
def test_only_the_coordinator_of_the_place_with_a_second_factor_decides(house, person, second_factor, error):
    application = sent()
    before = everything()
    actor = house.actor(person, second_factor=second_factor)
    with pytest.raises(error):
        actions.approve_application(actor=actor, application=application, at=AT)
    with pytest.raises(error):
        actions.refuse_application(actor=actor, application=application, code="other", words="Tidak.", at=AT)
    with pytest.raises(error):
        actions.return_application(actor=actor, application=application, words="Kenapa?", steps=["sk"], at=AT)
    assert everything() == before


def test_a_coordinator_decides_nothing_in_another_kabupaten(house):
    application = sent(regency="62.06", district="62.06.01", village="62.06.01.2003")
    with pytest.raises(NotFound):
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    assert queries.application_lines(house.actor("gita"), today=AT.date()) == ()
    assert len(queries.application_lines(house.actor("eka"), today=AT.date())) == 1


def test_a_decision_is_taken_once(house):
    application = sent()
    actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    with pytest.raises(Refused):
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    with pytest.raises(Refused):
        actions.refuse_application(actor=house.actor("gita"), application=application, code="other", words="Tidak.", at=AT)
    assert Group.objects.filter(slug="basarang-jaya").count() == 1


def test_sent_back_corrected_and_approved(house, client):
    application, token = sent_with_token()
    actions.return_application(actor=house.actor("gita"), application=application, words="Foto SK kurang jelas.", steps=["sk"], at=AT)
    page = client.get(f"/kim/daftar/{token}/", headers=HOST).content.decode()
    assert "Foto SK kurang jelas." in page
    assert client.get(f"/kim/daftar/{token}/sk/", headers=HOST).status_code == 200
    with pytest.raises(Refused):
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    again = actions.submit_application(application=application, at=AT + timedelta(days=1))
    assert again.number == application.number
    actions.approve_application(actor=house.actor("gita"), application=again, at=AT + timedelta(days=2))
    assert [one.status for one in again.steps.all()] == ["submitted", "returned", "submitted", "approved"]
    page = client.get(f"/kim/daftar/{token}/", headers=HOST).content.decode()
    assert "62.03/KIM/2026/0001" in page


def test_a_refusal_needs_a_code_and_words_and_is_told(house, client):
    application, token = sent_with_token()
    with pytest.raises(InvalidInput):
        actions.refuse_application(actor=house.actor("gita"), application=application, code="because", words="Tidak.", at=AT)
    with pytest.raises(InvalidInput):
        actions.refuse_application(actor=house.actor("gita"), application=application, code="duplicate", words="  ", at=AT)
    actions.refuse_application(actor=house.actor("gita"), application=application, code="duplicate", words="Sudah ada sejak 2024.", at=AT)
    page = client.get(f"/kim/daftar/{token}/", headers=HOST).content.decode()
    assert "Sudah ada sejak 2024." in page
    assert Notice.objects.filter(body__contains="Sudah ada sejak 2024.").exists()
    entry = Entry.objects.get(verb="communities.application.refused")
    assert (entry.reason, entry.data["code"]) == ("Sudah ada sejak 2024.", "duplicate")


def test_requirements_of_the_kabupaten_bind_the_approval(house):
    application = sent()
    actions.change_settings(actor=house.actor("gita"), region=house.kapuas, values={"min_members": 10}, at=AT)
    with pytest.raises(Refused) as caught:
        actions.approve_application(actor=house.actor("gita"), application=application, at=AT)
    assert "10" in caught.value.message


def test_the_term_is_five_working_days_and_a_setting(house):
    assert sent().due_on.isoformat() == "2026-12-01"
    actions.change_settings(actor=house.actor("eka"), region=house.province, values={"answer_workdays": 2}, at=AT)
    assert sent(name="KIM Dua", wished_name="kim-dua-basarang").due_on.isoformat() == "2026-11-26"


def test_numbers_follow_each_other_by_kabupaten_and_year(house):
    first = approved(house)
    second = approved(house, name="KIM Dua", wished_name="kim-dua-basarang")
    next_year = approved(house, AT + timedelta(days=60), name="KIM Tiga", wished_name="kim-tiga-basarang")
    assert [one.register_number for one in (first, second, next_year)] == [
        "62.03/KIM/2026/0001",
        "62.03/KIM/2026/0002",
        "62.03/KIM/2027/0001",
    ]


def test_a_number_in_use_is_passed_over(house):
    house.group.register_number = "62.03/KIM/2026/0001"
    house.group.save()
    assert approved(house).register_number == "62.03/KIM/2026/0002"


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_twin_when_many_approve_at_once(house):
    from concurrent.futures import ThreadPoolExecutor

    waiting = [sent(name=f"KIM Serentak {one}", wished_name=f"serentak-{one}-basarang") for one in range(6)]
    gita = house.actor("gita")

    def approve(application):
        # SQLite in memory (tests alone) says "locked" where a file would wait for its turn: wait here.
        for _try in range(400):
            try:
                return actions.approve_application(actor=gita, application=application, at=AT).group.register_number
            except OperationalError:
                sleep(0.02)
            finally:
                connection.close()
        raise AssertionError("never had a turn")

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(approve, waiting))
    assert numbers == [f"62.03/KIM/2026/{one:04d}" for one in range(1, 7)]


def test_the_desk_lists_what_waits_first_and_marks_what_is_late(house, client):
    late = sent(AT - timedelta(days=30), name="KIM Lama", wished_name="kim-lama-basarang")
    done = sent(name="KIM Selesai", wished_name="kim-selesai-basarang")
    actions.refuse_application(actor=house.actor("gita"), application=done, code="other", words="Tidak.", at=AT)
    sent(name="KIM Baru", wished_name="kim-baru-basarang")
    lines = queries.application_lines(house.actor("gita"), today=AT.date())
    assert [line.name for line in lines] == ["KIM Lama", "KIM Baru", "KIM Selesai"]
    assert [line.is_overdue for line in lines] == [True, False, False]
    waiting = queries.waiting_for(house.actor("gita"))
    assert [one.due_on for one in waiting] == [late.due_on, lines[1].due_on]
    assert waiting[0].weight > waiting[1].weight
    assert queries.waiting_for(house.actor("eka")) == []
    assert queries.waiting_for(house.actor("fajar")) == []


def test_the_coordinator_approves_at_the_desk_and_gets_the_link_to_hand_over(house, client):
    application = sent()
    house.sign_in(client, "gita")
    where = f"/meja/pendaftaran/{application.pk}/"
    page = client.get(where, headers=HOST)
    assert page.status_code == 200
    assert "Agus Contoh" in page.content.decode()
    data = {"site_name": "basarang-jaya", "kunci": "one-key"}
    assert client.post(f"{where}setujui/", data, headers=HOST).status_code == 302
    assert client.post(f"{where}setujui/", data, headers=HOST).status_code == 302
    assert Group.objects.filter(slug="basarang-jaya").count() == 1
    page = client.get(where, headers=HOST).content.decode()
    assert "https://wa.me/6281234567890?" in page
    assert "62.03/KIM/2026/0001" in page


def test_a_form_of_the_desk_that_is_wrong_keeps_what_was_typed(house, client):
    application = sent()
    house.sign_in(client, "gita")
    where = f"/meja/pendaftaran/{application.pk}/"
    answer = client.post(f"{where}kembalikan/", {"words": "Ini pertanyaan saya"}, headers=HOST)
    assert answer.status_code == 422
    assert "Ini pertanyaan saya" in answer.content.decode()
    answer = client.post(f"{where}setujui/", {"site_name": "togel-gacor"}, headers=HOST)
    assert answer.status_code == 409
    assert 'value="togel-gacor"' in answer.content.decode()
    assert Application.objects.get().status == ApplicationStatus.SUBMITTED


def test_documents_are_for_the_coordinators_of_the_region_alone(house, client):
    application = sent()
    file = application.files.get()
    where = f"/meja/pendaftaran/{application.pk}/berkas/{file.pk}/"
    expected = {"nobody": 302, "ani": 403, "budi": 403, "citra": 403, "dedi": 403, "fajar": 403, "eka": 200, "gita": 200}
    for person, status in expected.items():
        house.sign_in(client, person)
        answer = client.get(where, headers=HOST)
        assert answer.status_code == status, person
        if status == 200:
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = sent(name="KIM Lain", wished_name="kim-lain-basarang").files.get()
    house.sign_in(client, "gita")
    assert client.get(f"/meja/pendaftaran/{application.pk}/berkas/{other.pk}/", headers=HOST).status_code == 404


def test_groups_that_look_alike_are_shown(house):
    application = sent(name="KIM Batang Danum", wished_name="batang-danum-dua")
    assert house.group in queries.lookalikes_of(application)
    assert house.far_group not in queries.lookalikes_of(application)


def test_a_draft_is_nobodys_at_the_desk(house, client):
    application, _token = draft()
    house.sign_in(client, "gita")
    assert client.get(f"/meja/pendaftaran/{application.pk}/", headers=HOST).status_code == 404
    assert honest()["situs_web"] == ""


@pytest.mark.parametrize("count", [1, 25])
def test_lists_of_the_desk_cost_the_same_whatever_their_length(house, client, count, django_assert_max_num_queries):
    from betang.communities.models import Application

    for one in range(count):
        Application.objects.create(
            token_hash=f"{one:064d}",
            status=ApplicationStatus.SUBMITTED,
            number=f"62.03/PD/2026/{one:04d}",
            name=f"KIM {one}",
            region=house.village,
            region_code=house.village.code,
            created_at=AT,
            saved_at=AT,
            submitted_at=AT,
            due_on=AT.date(),
        )
        Group.objects.create(name=f"KIM {one}", slug=f"kim-{one}", region=house.village, standing=Standing.VERIFIED)
    house.sign_in(client, "gita")
    for path in ("/meja/pendaftaran/", "/meja/register/"):
        assert client.get(path, headers=HOST).status_code == 200
        with django_assert_max_num_queries(10):
            assert client.get(path, headers=HOST).status_code == 200
    gita = house.actor("gita")
    with django_assert_max_num_queries(3):
        assert len(queries.waiting_for(gita)) == min(count, 30)
