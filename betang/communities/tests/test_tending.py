"""A group tends its data; the office its own; nobody else may, nor know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import actions, queries, rules
from betang.communities.models import Activity, Member, Officer
from betang.communities.terms import OfficerRole, Standing
from betang.communities.tests.worlds import AT, DAY, approved
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.search.models import Document

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


@pytest.fixture
def chair(house):
    """Ani becomes the chair of Budi's group."""
    Appointment.objects.create(person=house.ani, post=Post.CHAIR, group_id=house.group.pk, from_on=date(2024, 1, 2))
    return house.actor("ani")


@pytest.mark.parametrize("person", ["budi", "gita", "eka"])
def test_who_tends_a_group_changes_its_data(house, person):
    values = {"about": f"Kami, kata {person}.", "audiences": ["farmers", "women"], "is_address_public": True}
    actions.change_group_data(actor=house.actor(person), group=house.group, values=values, at=AT)
    house.group.refresh_from_db()
    assert house.group.about == f"Kami, kata {person}."
    entry = Entry.objects.get(verb="communities.group.changed")
    assert entry.data["fields"] == ["about", "is_address_public", "audiences"]
    assert f"Kami, kata {person}." in Document.objects.get(kind="group", key=str(house.group.pk)).body
    actions.change_group_data(actor=house.actor(person), group=house.group, values=values, at=AT)
    assert Entry.objects.filter(verb="communities.group.changed").count() == 1


@pytest.mark.parametrize("person", ["nobody", "ani", "citra", "dedi", "fajar"])
def test_nobody_else_may_or_knows(house, person):
    actor = house.actor(person)
    with pytest.raises(NotFound):
        actions.change_group_data(actor=actor, group=house.group, values={"about": "x"}, at=AT)
    with pytest.raises(NotFound):
        actions.add_members(actor=actor, group=house.group, names=["Agus"], joined_on=DAY, at=AT)
    with pytest.raises(NotFound):
        actions.name_officer(actor=actor, group=house.group, role="secretary", name="Agus", from_on=DAY, at=AT)
    with pytest.raises(NotFound):
        actions.change_standing(actor=actor, group=house.group, to="archived", reason="x", at=AT)
    with pytest.raises(NotFound):
        queries.group_for_desk(actor, "batang-danum")
    assert not Entry.objects.exists()


def test_gambling_in_the_text_is_refused_and_nothing_kept(house):
    with pytest.raises(InvalidInput) as caught:
        actions.change_group_data(
            actor=house.actor("budi"), group=house.group, values={"about": "Slot gacor maxwin, daftar sekarang bonus 100%"}, at=AT
        )
    assert "about" in caught.value.fields
    house.group.refresh_from_db()
    assert house.group.about == ""


def test_the_office_notes_its_own(house):
    with pytest.raises(NotAllowed):
        actions.change_office_data(actor=house.actor("budi"), group=house.group, kim_id_number="1", is_priority=True, at=AT)
    with pytest.raises(SecondFactorNeeded):
        actions.change_office_data(
            actor=house.actor("gita", second_factor=False), group=house.group, kim_id_number="1", is_priority=True, at=AT
        )
    actions.change_office_data(actor=house.actor("gita"), group=house.group, kim_id_number="KIM-6203-0017", is_priority=True, at=AT)
    house.group.refresh_from_db()
    assert (house.group.kim_id_number, house.group.is_priority) == ("KIM-6203-0017", True)


def test_offices_are_handed_over_in_one_step(house, chair):
    actions.hand_over_offices(
        actor=chair,
        group=house.group,
        successors={"chair": "Sari Contoh", "secretary": "Dodi Contoh", "treasurer": ""},
        from_on=date(2026, 11, 1),
        decree=rules.DecreeFacts(number="141/9/2026", on=date(2026, 10, 30), signer="village_head"),
        at=AT,
    )
    rows = {(one.role, one.name): (one.from_on, one.until_on) for one in Officer.objects.filter(group=house.group)}
    assert rows == {
        ("chair", "Rina Contoh"): (date(2024, 1, 2), date(2026, 10, 31)),
        ("chair", "Sari Contoh"): (date(2026, 11, 1), None),
        ("secretary", "Dodi Contoh"): (date(2026, 11, 1), None),
    }
    assert queries.group_card("batang-danum").decree_number == "141/9/2026"
    assert Member.objects.filter(group=house.group, left_on__isnull=True).count() == 2
    entry = Entry.objects.get(verb="communities.officer.handed_over")
    assert entry.data["roles"] == ["chair", "secretary"]
    assert "Sari" not in str(entry.data)


def test_a_hand_over_that_cannot_be_leaves_all_as_it_was(house, chair):
    def hand(**successors):
        return lambda day: actions.hand_over_offices(actor=chair, group=house.group, successors=successors, from_on=day, at=AT)

    for act, day, error in (
        (hand(chair="Rina Contoh"), DAY, Refused),
        (hand(chair="Baru"), date(2023, 1, 1), InvalidInput),
        (hand(chair="Baru"), DAY + timedelta(days=1), InvalidInput),
        (hand(chair="Baru", secretary="baru"), DAY, InvalidInput),
        (hand(chair=" "), DAY, InvalidInput),
        (hand(secretary="Baru", chair="Rina Contoh"), DAY, Refused),
    ):
        with pytest.raises(error):
            act(day)
    assert [one.name for one in Officer.objects.filter(group=house.group, until_on__isnull=True)] == ["Rina Contoh"]
    with pytest.raises(NotAllowed):
        actions.name_officer(actor=house.actor("budi"), group=house.group, role="secretary", name="Budi", from_on=DAY, at=AT)


def test_an_officer_is_named_and_ended(house, chair):
    head = actions.name_officer(actor=chair, group=house.group, role="section_head", section="Berita", name="Yusuf", from_on=DAY, at=AT)
    with pytest.raises(InvalidInput):
        actions.name_officer(actor=chair, group=house.group, role="section_head", section="", name="Yusuf", from_on=DAY, at=AT)
    with pytest.raises(InvalidInput):
        actions.end_officer(actor=chair, group=house.group, officer=head, until_on=DAY - timedelta(days=1), at=AT)
    actions.end_officer(actor=chair, group=house.group, officer=head, until_on=DAY, at=AT)
    with pytest.raises(Refused):
        actions.end_officer(actor=chair, group=house.group, officer=head, until_on=DAY, at=AT)
    assert [one.role for one in queries.group_card("batang-danum").officers] == [OfficerRole.CHAIR]


def test_many_members_at_once_each_once(house):
    add = lambda *names: actions.add_members(actor=house.actor("budi"), group=house.group, names=names, joined_on=DAY, at=AT)  # noqa: E731
    assert add("Agus", "Lina", "Agus") == 2
    assert add("agus", "Tono") == 1
    gone = Member.objects.get(name="Lina")
    actions.remove_member(actor=house.actor("budi"), group=house.group, member=gone, at=AT)
    assert add("Lina") == 1
    with pytest.raises(Refused):
        add(*(f"Orang {one}" for one in range(40)))
    assert Member.objects.filter(group=house.group, left_on__isnull=True).count() == 3


def test_a_member_of_another_group_is_out_of_reach(house):
    far = Member.objects.create(group=house.far_group, name="Jauh", joined_on=DAY)
    with pytest.raises(Member.DoesNotExist):
        actions.remove_member(actor=house.actor("budi"), group=house.group, member=far, at=AT)


def published(house, group, at=AT):
    """The entry that publishing writes when an article appears."""
    from django.db import transaction

    with transaction.atomic():
        return trail.record(
            "publishing.article.published", group, actor=house.actor("budi"), at=at, data={"group_id": str(group.pk)}, site_id=house.site.pk
        )


def test_the_first_article_makes_a_group_active(house):
    group = approved(house)
    entry = published(house, group, AT + timedelta(days=3))
    group.refresh_from_db()
    assert group.standing == Standing.ACTIVE
    assert group.last_active_at == AT + timedelta(days=3)
    assert [one.to_standing for one in group.standing_changes.all()] == ["applied", "verified", "active"]
    assert Activity.objects.get().entry_id == entry.pk
    actions.note_activity(entry=entry)
    published(house, group, AT + timedelta(days=4))
    assert Activity.objects.count() == 2
    assert group.standing_changes.count() == 3


def test_an_entry_of_nobodys_group_is_passed_over(house):
    from django.db import transaction

    with transaction.atomic():
        trail.record("publishing.article.published", house.site, actor=house.actor("budi"), at=AT, data={"group_id": "nonsense"})
        trail.record("publishing.article.published", house.site, actor=house.actor("budi"), at=AT)
    assert not Activity.objects.exists()


def test_silence_lays_a_group_to_rest_and_work_wakes_it(house):
    group = approved(house)
    published(house, group, AT)
    assert actions.lay_to_rest(group=group, days=90, at=AT + timedelta(days=90))
    assert not actions.lay_to_rest(group=group, days=91, at=AT + timedelta(days=91))
    group.refresh_from_db()
    assert group.standing == Standing.DORMANT
    published(house, group, AT + timedelta(days=100))
    group.refresh_from_db()
    assert group.standing == Standing.ACTIVE


def test_what_silence_archived_comes_back_by_a_word_and_what_a_coordinator_archived_does_not(house):
    group = house.group
    assert actions.archive_silent(group=group, days=365, at=AT)
    assert not actions.archive_silent(group=group, days=366, at=AT)
    with pytest.raises(NotFound):
        actions.wake_group(actor=house.actor("fajar"), group=group, at=AT)
    assert actions.wake_group(actor=house.actor("budi"), group=group, at=AT + timedelta(days=1))
    group.refresh_from_db()
    assert group.standing == Standing.ACTIVE
    assert not actions.wake_group(actor=house.actor("budi"), group=group, at=AT + timedelta(days=1))
    actions.change_standing(actor=house.actor("gita"), group=group, to="archived", reason="Bubar.", at=AT + timedelta(days=2))
    assert not actions.wake_group(actor=house.actor("budi"), group=group, at=AT + timedelta(days=3))


def test_old_news_that_is_moved_in_wakes_nobody(house):
    actions.change_standing(actor=house.actor("gita"), group=house.group, to="dormant", reason="Sunyi.", at=AT)
    published(house, house.group, AT - timedelta(days=200))
    house.group.refresh_from_db()
    assert house.group.standing == Standing.DORMANT
    assert house.group.last_active_at == AT - timedelta(days=200)
    published(house, house.group, AT + timedelta(days=1))
    house.group.refresh_from_db()
    assert house.group.standing == Standing.ACTIVE


def test_a_coordinator_archives_and_takes_back(house):
    actions.change_group_data(actor=house.actor("budi"), group=house.group, values={"about": "Kami."}, at=AT)
    assert Document.objects.filter(kind="group").count() == 1
    with pytest.raises(NotAllowed):
        actions.change_standing(actor=house.actor("budi"), group=house.group, to="archived", reason="Bubar.", at=AT)
    with pytest.raises(InvalidInput):
        actions.change_standing(actor=house.actor("gita"), group=house.group, to="archived", reason=" ", at=AT)
    with pytest.raises(Refused):
        actions.change_standing(actor=house.actor("gita"), group=house.group, to="verified", reason="Coba.", at=AT)
    actions.change_standing(actor=house.actor("gita"), group=house.group, to="archived", reason="Bubar.", at=AT)
    assert not Document.objects.filter(kind="group").exists()
    actions.change_standing(actor=house.actor("gita"), group=house.group, to="verified", reason="Hidup lagi.", at=AT)
    assert Document.objects.filter(kind="group").exists()
    assert Entry.objects.filter(verb="communities.group.standing_changed", is_public=True).count() == 2


def test_settings_are_inherited_from_above(house):
    assert queries.requirements_of("62.03.05.2004") == rules.DEFAULTS
    actions.change_settings(actor=house.actor("eka"), region=house.province, values={"min_members": 10, "max_members": 40}, at=AT)
    actions.change_settings(
        actor=house.actor("gita"),
        region=house.kapuas,
        values={"min_members": 5, "signers": ["village_head"], "decree_required": False},
        at=AT,
    )
    kapuas, katingan = queries.requirements_of("62.03.05.2004"), queries.requirements_of("62.06")
    assert (kapuas.min_members, kapuas.max_members, kapuas.signers, kapuas.decree_required) == (5, 40, ("village_head",), False)
    assert (katingan.min_members, katingan.max_members) == (10, 40)
    assert kapuas.origins == {"min_members": "62.03", "max_members": "62", "signers": "62.03", "decree_required": "62.03"}
    entry = Entry.objects.filter(verb="communities.settings.changed").last()
    assert entry.data["before"]["min_members"] is None
    for person, error in (("fajar", NotFound), ("budi", NotFound), ("gita", NotFound)):
        with pytest.raises(error):
            actions.change_settings(actor=house.actor(person), region=house.katingan, values={"min_members": 1}, at=AT)
    with pytest.raises(SecondFactorNeeded):
        actions.change_settings(actor=house.actor("gita", second_factor=False), region=house.kapuas, values={"min_members": 1}, at=AT)
    with pytest.raises(InvalidInput):
        actions.change_settings(actor=house.actor("gita"), region=house.kapuas, values={"number_pattern": "KIM/{tahun}"}, at=AT)


def test_the_pattern_of_the_number_is_a_setting(house):
    actions.change_settings(actor=house.actor("gita"), region=house.kapuas, values={"number_pattern": "KIM-{kode}-{tahun}-{nomor}"}, at=AT)
    assert approved(house).register_number == "KIM-62.03-2026-0001"


def test_the_desk_of_a_group_works_with_a_thumb(house, client):
    house.sign_in(client, "budi")
    where = "/meja/kim/batang-danum/data/"
    answer = client.post(where, {"about": "Kami menulis.", "kind": "general", "audiences": ["women"], "kunci": "a"}, headers=HOST)
    assert answer.status_code == 302
    house.group.refresh_from_db()
    assert house.group.audiences == ["women"]
    answer = client.post(
        f"{where}anggota/", {"aksi": "tambah", "names": "1. Agus\n2. Lina", "joined_on": "2026-11-01", "kunci": "b"}, headers=HOST
    )
    assert answer.status_code == 302
    again = client.post(
        f"{where}anggota/", {"aksi": "tambah", "names": "1. Agus\n2. Lina", "joined_on": "2026-11-01", "kunci": "b"}, headers=HOST
    )
    assert again.status_code == 302
    assert Member.objects.filter(group=house.group).count() == 2
    answer = client.post(f"{where}anggota/", {"aksi": "tambah", "names": "Budi 6203012345670001", "joined_on": ""}, headers=HOST)
    assert answer.status_code == 422
    assert "Budi 6203012345670001" in answer.content.decode()
    member = Member.objects.get(name="Agus")
    assert client.post(f"{where}anggota/", {"aksi": "keluar", "anggota": str(member.pk)}, headers=HOST).status_code == 302
    member.refresh_from_db()
    assert member.left_on is not None
    assert client.post(f"{where}pengurus/", {"aksi": "serah", "chair": "X Y", "from_on": "2026-11-01"}, headers=HOST).status_code == 403
    for room in ("", "pengurus/", "anggota/", "akses/", "status/", "riwayat/"):
        assert client.get(where + room, headers=HOST).status_code == 200


def test_the_chair_hands_over_and_invites_at_the_desk(house, client, chair):
    house.sign_in(client, "ani")
    where = "/meja/kim/batang-danum/data/"
    answer = client.post(f"{where}pengurus/", {"aksi": "serah", "chair": "Sari Contoh", "from_on": "2026-11-01"}, headers=HOST)
    assert answer.status_code == 302
    answer = client.post(f"{where}pengurus/", {"aksi": "serah", "chair": "Lagi Contoh", "from_on": "2020-11-01"}, headers=HOST)
    assert answer.status_code == 422
    assert "Lagi Contoh" in answer.content.decode()
    answer = client.post(f"{where}akses/", {"aksi": "undang", "name": "Yusuf", "post": "writer", "phone": "081298765432"}, headers=HOST)
    assert answer.status_code == 302
    page = client.get(f"{where}akses/", headers=HOST).content.decode()
    assert "https://wa.me/6281298765432?" in page
    assert client.post(f"{where}akses/", {"aksi": "undang", "name": "Y", "post": "chair"}, headers=HOST).status_code == 422
    invitation = queries_invitation(house)
    assert client.post(f"{where}akses/", {"aksi": "cabut", "undangan": str(invitation.pk)}, headers=HOST).status_code == 302
    assert "wa.me" not in client.get(f"{where}akses/", headers=HOST).content.decode()


def queries_invitation(house):
    from betang.accounts.models import Invitation

    return Invitation.objects.get(group_id=house.group.pk)


def test_the_coordinator_sets_standing_and_office_data_at_the_desk(house, client):
    house.sign_in(client, "gita")
    where = "/meja/kim/batang-danum/data/"
    answer = client.post(where, {"aksi": "dinas", "kim_id_number": "6203-1", "is_priority": "on"}, headers=HOST)
    assert answer.status_code == 302
    answer = client.post(f"{where}status/", {"to": "dormant", "reason": "Tidak ada kabar."}, headers=HOST)
    assert answer.status_code == 302
    house.group.refresh_from_db()
    assert (house.group.kim_id_number, house.group.standing) == ("6203-1", "dormant")
    assert "Tidak ada kabar." in client.get(f"{where}riwayat/", headers=HOST).content.decode()
    answer = client.post("/meja/aturan/62.03/", {"min_members": "7", "decree_required": "no", "source_note": "Perbup 5/2025"}, headers=HOST)
    assert answer.status_code == 302, answer.content.decode()
    asked = queries.requirements_of("62.03")
    assert (asked.min_members, asked.decree_required) == (7, False)
    assert client.post("/meja/aturan/62.03/", {"min_members": "9", "max_members": "3"}, headers=HOST).status_code == 422
