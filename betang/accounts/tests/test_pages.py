from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from betang.accounts.models import Appointment, Consent, Invitation, Person
from betang.accounts.terms import Post
from betang.accounts.tests.conftest import at_localhost

GOOD = {"name": "Hana", "phone": "0812 3456 7890", "email": "", "password": "perahu kayu biru", "consent": "on"}
INVITE = "/meja/orang/62.03/undang/"


@pytest.fixture
def desk():
    return at_localhost()


def invited(house, desk, **more):
    house.sign_in(desk, "gita")
    form = {"name": "Hana", "post": "chair", "place": f"group:{house.group.pk}", "phone": "0812-3456-7890", "email": "", **more}
    answer = desk.post(INVITE, form)
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def link_in(text):
    import re

    return re.search(r'value="http://localhost(?::\d+)?(/meja/undangan/[^"]+)"', text)[1]


def test_the_way_of_an_invitation_from_the_coordinator_to_the_chairs_desk(house, desk):
    page = desk_page = invited(house, desk)
    text = desk.get(page).text
    assert "https://wa.me/6281234567890?text=" in text
    link = link_in(text)
    phone = at_localhost()
    answer = phone.get(link)
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert 'value="Hana"' in answer.text
    assert 'value="0812-3456-7890"' in answer.text
    assert "KIM Batang Danum" in answer.text
    assert "UU 27/2022" in answer.text
    bad = phone.post(link, {**GOOD, "password": "pendek", "consent": ""})
    assert bad.status_code == 422
    assert 'value="0812 3456 7890"' in bad.text
    answer = phone.post(link, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/meja/")
    assert "Hana" in phone.get("/meja/saya/").text
    person = Person.objects.get(phone="+6281234567890")
    assert Consent.objects.filter(person=person).exists()
    assert Appointment.objects.get(person=person).group_id == house.group.pk
    assert phone.post(link, GOOD)["Location"] == "/meja/", "sent twice is done once"
    assert at_localhost().get(link).status_code == 404
    assert "sudah dipakai" in desk.get(desk_page).text


def test_a_form_sent_twice_makes_one_invitation(house, desk):
    first = invited(house, desk, kunci="sama")
    assert invited(house, desk, kunci="sama") == first
    assert Invitation.objects.count() == 1


def test_an_existing_person_signs_in_and_accepts(house, desk, hana):
    link = link_in(desk.get(invited(house, desk)).text)
    phone = at_localhost()
    taken = phone.post(link, {**GOOD, "email": "hana@contoh.test", "phone": ""})
    assert taken.status_code == 422
    phone.post("/meja/akun/masuk/", {"login": "hana@contoh.test", "password": "perahu kayu biru", "next": link})
    assert "Hana Contoh" in phone.get(link).text
    assert phone.post(link)["Location"] == "/meja/"
    assert Appointment.objects.get(person=hana).post == Post.CHAIR


def test_who_guesses_links_is_stopped(db, desk):
    answers = [desk.get(f"/meja/undangan/{number:032d}/").status_code for number in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[-1] == 429


def test_a_closed_link_looks_like_one_that_never_was(house, desk):
    page = invited(house, desk)
    link = link_in(desk.get(page).text)
    desk.post(page, {"yang": "cabut"})
    stranger = at_localhost()
    closed, unknown = stranger.get(link), stranger.get("/meja/undangan/" + "x" * 32 + "/")
    assert closed.status_code == unknown.status_code == 404
    assert "Hana" not in closed.text


def test_one_may_look_and_not_touch_what_belongs_to_another_kabupaten(house, desk):
    page = invited(house, desk)
    far = Appointment.objects.get(person=house.fajar)
    for path in (
        "/meja/orang/62.06/",
        "/meja/orang/62/",
        f"/meja/orang/jabatan/{far.pk}/akhiri/",
        f"/meja/orang/jabatan/{far.pk}/serahkan/",
    ):
        assert desk.get(path).status_code == 404, path
    house.sign_in(desk, "fajar")
    assert desk.get(page).status_code == 404
    assert desk.post(page, {"yang": "cabut"}).status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_a_post_cannot_be_given_where_it_is_not_held(house, desk):
    house.sign_in(desk, "eka")
    form = {"name": "Hana", "post": "planner", "place": f"group:{house.group.pk}", "phone": "", "email": ""}
    assert desk.post("/meja/orang/62/undang/", form).status_code == 422
    assert desk.post("/meja/orang/62/undang/", {**form, "place": "region:62.06"}).status_code == 302
    assert Invitation.objects.get().region.code == "62.06"


def test_handing_over_to_somebody_unknown_invites_them_and_to_somebody_known_is_done_at_once(house, desk):
    house.sign_in(desk, "eka")
    path = reverse("accounts_desk:hand_over", kwargs={"appointment_id": Appointment.objects.get(person=house.gita).pk})
    form = {"name": "Hana", "address": "hana@contoh.test", "from_on": "2099-01-05", "reason": ""}
    assert desk.post(path, form)["Location"].startswith("/meja/orang/undangan/")
    assert Appointment.objects.get(person=house.gita).until_on is None
    assert desk.post(path, {**form, "address": "ani@contoh.test"}).status_code == 302
    assert Appointment.objects.get(person=house.gita).until_on == date(2099, 1, 4)
    assert Appointment.objects.get(person=house.ani).from_on == date(2099, 1, 5)
    assert desk.post(path, {**form, "address": "bukan apa-apa"}).status_code == 422


def test_a_link_for_a_new_password_goes_from_the_coordinators_hand_to_the_chair(house, desk, hana):
    Appointment.objects.create(person=hana, post=Post.CHAIR, group_id=house.group.pk, from_on="2026-01-02")
    house.sign_in(desk, "gita")
    assert "tautan sandi baru" in desk.get("/meja/orang/62.03/").text.lower()
    page = desk.post(f"/meja/orang/{hana.pk}/sandi/")["Location"]
    import re

    text = desk.get(page).text
    link = re.search(r'value="http://localhost(?::\d+)?(/meja/sandi-baru/[^"]+)"', text)[1]
    phone = at_localhost()
    assert phone.get(link).status_code == 200
    assert phone.post(link, {"password": "pendek"}).status_code == 422
    assert phone.post(link, {"password": "gelombang pagi"})["Location"] == "/meja/akun/masuk/"
    assert phone.post("/meja/akun/masuk/", {"login": "0812 3456 7890", "password": "gelombang pagi"})["Location"] == "/meja/"
    assert at_localhost().get(link).status_code == 404


@pytest.mark.parametrize("number", [1, 25])
def test_a_list_of_people_costs_the_same_with_one_and_with_fifty(house, desk, number, django_assert_max_num_queries):
    for index in range(number):
        person = Person.objects.create_user(name=f"Orang {index}", email=f"orang{index}@contoh.test")
        Appointment.objects.create(person=person, post=Post.PLANNER, region=house.kapuas, from_on=date(2024, 1, 2))
    house.sign_in(desk, "eka")
    desk.get("/meja/orang/62/")
    with django_assert_max_num_queries(24):
        assert desk.get("/meja/orang/62/").text.count("Orang ") >= number


@pytest.mark.parametrize("name", ["budi", "gita"])
def test_the_page_of_a_groups_people_for_whoever_makes_its_address(house, desk, rf, name):
    from betang.accounts.views.people import answer_group_people

    request = rf.get("/meja/kim/batang-danum/orang/")
    request.user, request.actor, request.session = house.people[name], house.actor(name), {}
    request._messages = []
    answer = answer_group_people(request, house.group.pk, page_url="/x/", invite_url="/y/")
    assert "Budi" in answer.content.decode()
    assert ("/y/" in answer.content.decode()) is (name == "gita")
