"""A contest from its preparation to its result, and who may do what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from betang.accounts.models import Appointment, Person
from betang.audit.models import Entry
from betang.growth.contests import actions, queries, rules
from betang.growth.models import Certificate, ContestEntry, Score
from betang.growth.tests.contest_worlds import AT, CRITERIA, LATER, about, actor, chair, decided, drafted, entered, judge, judged, opened
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def test_weights_must_be_a_hundred_and_only_the_office_prepares(house):
    with pytest.raises(InvalidInput, match="90"):
        actions.create_contest(
            actor=house.actor("gita"), region=house.kapuas, about=about(), criteria=CRITERIA[1:] + (rules.Asked("", "X", 20),), at=AT
        )
    for name in ("ani", "budi", "citra", "dedi", "fajar"):
        with pytest.raises(NotFound):
            drafted(house, by=name)
    with pytest.raises(NotFound):
        drafted(house, region=house.katingan)


def test_a_group_enters_by_its_chair_in_time_and_once(house):
    contest = opened(house)
    with pytest.raises(NotAllowed, match="(?i)chair|ketua"):
        actions.enter(actor=house.actor("budi"), contest=contest, group=house.group, title="X", words="Y", at=AT)
    entry = entered(house, contest)
    again = entered(house, contest)
    assert again.pk == entry.pk
    with pytest.raises(NotAllowed):
        entered(house, contest, "fajar", house.far_group)
    with pytest.raises(InvalidInput) as refused:
        actions.enter(
            actor=chair(house), contest=contest, group=house.group, title="Slot gacor maxwin", words="", links=["javascript:x"], at=AT
        )
    assert set(refused.value.fields) == {"title", "words", "links"}
    with pytest.raises(Refused):
        actions.enter(actor=chair(house), contest=contest, group=house.group, title="X", words="Y", at=LATER)
    actions.withdraw(actor=chair(house), entry=entry, at=AT)
    assert not queries.entries_of(contest)


def test_nobody_judges_what_is_their_own(house):
    contest = opened(house, region=house.province, by="eka")
    entered(house, contest)
    eka = house.actor("eka")
    with pytest.raises(Refused, match="Gita"):  # coordinates Kapuas alone: its group would be judged by its own coordinator
        actions.add_judge(actor=eka, contest=contest, person=house.gita, at=AT)
    with pytest.raises(Refused, match="Budi"):
        actions.add_judge(actor=eka, contest=contest, person=house.budi, at=AT)
    with pytest.raises(SecondFactorNeeded):
        actions.add_judge(actor=house.actor("eka", second_factor=False), contest=contest, person=house.citra, at=AT)
    first, second = judge(house, contest, 1), judge(house, contest, 2)
    # a post that is given later is found before judging begins, and at every score
    Appointment.objects.create(person=first.person, post="writer", group_id=house.group.pk, from_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="Juri Contoh 1"):
        actions.begin_judging(actor=eka, contest=contest, at=LATER)
    actions.remove_judge(actor=eka, judge=first, reason="Menjadi penulis KIM itu.", at=AT)
    judge(house, contest, 3)
    contest = actions.begin_judging(actor=eka, contest=contest, at=LATER)
    entry = queries.entries_of(contest)[0]
    with pytest.raises(NotFound):
        actions.give_scores(actor=actor(first.person), judge=first, entry=entry, given={}, at=LATER)
    with pytest.raises(NotFound):
        actions.give_scores(actor=actor(first.person), judge=second, entry=entry, given={}, at=LATER)


def test_decided_only_when_complete_with_reasons_and_a_second_factor(house):
    contest = opened(house)
    entered(house, contest)
    with pytest.raises(Refused):
        actions.begin_judging(actor=house.actor("gita"), contest=contest, at=LATER)
    contest = judged(house, contest)
    entry = queries.entries_of(contest)[0]
    award = {entry.pk: actions.Award("Juara I", "Kerjanya terlihat.")}
    gone = Score.objects.filter(judge__label__startswith="Juri Contoh 2").first()
    kept = (gone.entry, gone.judge, gone.criterion, gone.value)
    gone.delete()
    with pytest.raises(Refused) as refused:
        actions.decide(actor=house.actor("gita"), contest=contest, awards=award, words="", at=LATER)
    assert "Juri Contoh 2" in refused.value.hint
    assert "Juri Contoh 1" not in refused.value.hint
    Score.objects.create(entry=kept[0], judge=kept[1], criterion=kept[2], value=kept[3], at=LATER)
    with pytest.raises(SecondFactorNeeded):
        actions.decide(actor=house.actor("gita", second_factor=False), contest=contest, awards=award, words="", at=LATER)
    with pytest.raises(InvalidInput):
        actions.decide(actor=house.actor("gita"), contest=contest, awards={entry.pk: actions.Award("Juara I", " ")}, words="", at=LATER)
    with pytest.raises(InvalidInput):
        actions.decide(actor=house.actor("gita"), contest=contest, awards={}, words="", at=LATER)
    contest = actions.decide(actor=house.actor("gita"), contest=contest, awards=award, words="", at=LATER)
    entry.refresh_from_db()
    # (80+71)/2·30 % + 70·30 % + (91+90)/2·40 % = 22.65 + 21 + 36.2
    assert (entry.total, entry.rank) == (Decimal("79.85"), 1)
    assert entry.certificate.kind == "contest"
    with pytest.raises(Refused):
        actions.decide(actor=house.actor("gita"), contest=contest, awards=award, words="", at=LATER)
    seat = queries.judges_of(contest)[0]
    with pytest.raises(NotAllowed):
        actions.give_scores(actor=actor(seat.person), judge=seat, entry=entry, given={}, at=LATER)


def test_the_best_rise_to_an_open_level_above_now_or_when_it_opens(house):
    above = drafted(house, region=house.province, by="eka", title="KIMFest", closes_on=date(2026, 12, 30))
    first = opened(house, above=above)
    entered(house, first)
    decided(house, judged(house, first))
    assert not ContestEntry.objects.filter(contest=above).exists(), "not open yet"
    above = actions.open_contest(actor=house.actor("eka"), contest=above, at=LATER)
    risen = ContestEntry.objects.get(contest=above)
    assert (risen.group_id, risen.from_entry.contest_id) == (house.group.pk, first.pk)
    second = opened(house, region=house.katingan, by="eka", title="Lomba Katingan", above=above)
    entered(house, second, "fajar", house.far_group)
    decided(house, judged(house, second))
    assert ContestEntry.objects.filter(contest=above).count() == 2


def test_the_public_page_tells_the_mean_and_not_who_gave_what(house, client):
    contest = opened(house)
    entered(house, contest)
    page = reverse("growth:contest", kwargs={"address": contest.address})
    before = client.get(page).content.decode()
    assert house.group.name in before
    assert "Kami mengawal" not in before
    contest = judged(house, contest)
    assert "75,50" not in client.get(page).content.decode(), "nothing of the judging shows before the decision"
    decided(house, contest)
    after = client.get(page).content.decode()
    assert "75,50" in after
    assert "79,85" in after
    assert "Usulannya dikawal sampai jadi titian." in after
    assert "Juri Contoh 1, dosen" in after
    assert ">80<" not in after
    assert Certificate.objects.get(kind="contest").holder == house.group.name


def test_a_judge_scores_with_autosave_and_a_second_look(house, client):
    contest = opened(house)
    entry = entered(house, contest)
    seat = judge(house, contest)
    judge(house, contest, 2)
    contest = actions.begin_judging(actor=house.actor("gita"), contest=contest, at=LATER)
    client.force_login(seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = reverse("growth_desk:score", kwargs={"contest_id": contest.pk, "entry_id": entry.pk})
    keys = [one.key for one in queries.criteria_of(contest)]
    half = client.post(here, {f"value_{keys[0]}": "77", f"words_{keys[0]}": "Rapi"}, headers={"X-Requested-With": "auto-save"})
    assert half.json() == {"count": 1}
    assert not Entry.objects.filter(verb="growth.scores.given").exists()
    assert 'value="77"' in client.get(here).content.decode()
    assert client.post(here, {f"value_{keys[0]}": "101"}).status_code == 422
    done = client.post(here, {f"value_{key}": "80" for key in keys} | {"kunci": "a"})
    assert done.status_code == 302
    assert Entry.objects.filter(verb="growth.scores.given").count() == 1
    assert "80,00" in client.get(reverse("growth_desk:judging", kwargs={"contest_id": contest.pk})).content.decode()


def test_a_new_judge_gets_an_account_and_a_link(house, client):
    contest = opened(house)
    client = house.sign_in(client, "gita")
    here = reverse("growth_desk:contest", kwargs={"contest_id": contest.pk})
    answer = client.post(here, {"aksi": "juri", "name": "Juri Baru", "post": "wartawan", "email": "baru@contoh.test", "kunci": "a"})
    assert answer.status_code == 200
    assert "/meja/akun/" in answer.content.decode()
    person = Person.objects.get(email="baru@contoh.test")
    assert not person.has_usable_password()
    assert queries.judges_of(contest)[0].label == "Juri Baru, wartawan"


def test_the_office_prepares_a_contest_by_the_pages(house, client):
    client = house.sign_in(client, "gita")
    new = reverse("growth_desk:create_contest")
    assert "Malang 2015" in client.get(new).content.decode()
    typed = {"kunci": "a", "region": house.kapuas.code, "title": "Lomba KIM Kapuas", "year": "2026", "opens_on": "2026-11-20",
             "closes_on": "2026-12-20", "sent_up": "1", "name_0": "Media", "weight_0": "60",
             "name_1": "Kegiatan", "weight_1": "30"}  # fmt: skip
    refused = client.post(new, typed)
    assert refused.status_code == 422
    assert "90" in refused.content.decode()
    made = client.post(new, typed | {"weight_1": "40"})
    assert made.status_code == 302
    assert client.post(made["Location"], {"aksi": "buka", "kunci": "b"}).status_code == 302
    assert "Lomba KIM Kapuas" in client.get(reverse("growth:contests")).content.decode()
    change = client.post(f"{made['Location']}ubah/", typed | {"kunci": "c", "closes_on": "2026-12-01"})
    assert change.status_code == 409
    assert client.post(f"{made['Location']}ubah/", typed | {"kunci": "d", "closes_on": "2026-12-28", "about": "Baru"}).status_code == 302
