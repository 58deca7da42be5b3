from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from betang.accounts import actions
from betang.accounts.models import Appointment, Consent, Invitation, Person
from betang.accounts.terms import Post
from betang.accounts.tests.conftest import NOW
from betang.audit.models import Entry
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded

GOOD = {"name": "Hana", "phone": "0812 3456 7890", "password": "perahu kayu biru", "has_consented": True}


def invite_chair(house, **more):
    return actions.invite(actor=house.actor("gita"), name="Hana", post=Post.CHAIR, group_id=house.group.pk, at=NOW, **more)


def token_of(issued):
    return issued.url.rstrip("/").rpartition("/")[2]


def test_a_coordinator_invites_the_chair_and_nobody_else_can(house):
    for name, error in (("ani", NotFound), ("fajar", NotFound), ("budi", NotAllowed), ("eka", NotAllowed)):
        with pytest.raises(error):
            actions.invite(actor=house.actor(name), name="Hana", post=Post.CHAIR, group_id=house.group.pk, at=NOW)
    with pytest.raises(SecondFactorNeeded):
        actions.invite(actor=house.actor("gita", second_factor=False), name="Hana", post=Post.CHAIR, group_id=house.group.pk, at=NOW)
    assert not Invitation.objects.exists()
    issued = invite_chair(house, phone="0812-3456-7890")
    assert issued.url.startswith("http://localhost")
    assert issued.whatsapp_url.startswith("https://wa.me/6281234567890?text=")
    assert "undangan" in issued.whatsapp_url


def test_the_token_stands_nowhere_but_in_the_link(house, queue):
    from django_tasks_db.models import DBTaskResult

    issued = invite_chair(house, email="hana@contoh.test")
    token = token_of(issued)
    kept = [str(row) for model in (Invitation, Entry, DBTaskResult) for row in model.objects.values()]
    assert kept
    assert not any(token in row for row in kept)
    assert queue() == ["send_invitation"]
    assert len(mail.outbox) == 1
    assert issued.url in mail.outbox[0].body
    assert mail.outbox[0].to == ["hana@contoh.test"]


def test_somebody_new_accepts_and_holds_the_post_with_a_recorded_consent(house):
    token = token_of(invite_chair(house))
    person, appointment = actions.accept_invitation(token=token, at=NOW, **GOOD)
    assert person.phone == "+6281234567890"
    assert person.check_password("perahu kayu biru")
    assert (appointment.post, appointment.group_id, appointment.appointed_by_id) == (Post.CHAIR, house.group.pk, house.gita.pk)
    consent = Consent.objects.get(person=person)
    assert consent.text_version == "2026-11"
    assert len(consent.text_sha256) == 64
    entry = Entry.objects.get(verb="accounts.invitation.accepted")
    assert entry.data["group_id"] == str(house.group.pk)
    assert entry.data["person_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"has_consented": False}, "consent"),
        ({"password": "pendek"}, "password"),
        ({"password": "password123"}, "password"),
        ({"phone": "", "email": ""}, "email"),
        ({"phone": "12"}, "phone"),
        ({"email": "bukan surel"}, "email"),
        ({"email": "BUDI@contoh.test"}, "email"),
        ({"name": "  "}, "name"),
    ],
)
def test_what_is_missing_is_said_field_by_field_and_nothing_is_made(house, spoilt, field):
    token = token_of(invite_chair(house))
    before = Person.objects.count()
    with pytest.raises(InvalidInput) as caught:
        actions.accept_invitation(token=token, at=NOW, **{**GOOD, **spoilt})
    assert field in caught.value.fields
    assert Person.objects.count() == before
    assert actions.open_invitation(token, "join", NOW)


def test_a_link_works_once_and_not_for_ever(house):
    token = token_of(invite_chair(house))
    with pytest.raises(NotFound):
        actions.accept_invitation(token=token, at=NOW + timedelta(days=14), **GOOD)
    with pytest.raises(NotFound):
        actions.accept_invitation(token=token[:-1], at=NOW, **GOOD)
    actions.accept_invitation(token=token, at=NOW + timedelta(days=13), **GOOD)
    with pytest.raises(NotFound):
        actions.accept_invitation(token=token, person=house.ani, at=NOW)


def test_a_new_link_kills_the_old_one_and_a_revoked_link_is_dead(house):
    issued = invite_chair(house)
    with pytest.raises(NotFound):
        actions.reissue_invitation(actor=house.actor("fajar"), invitation=issued.invitation, at=NOW)
    again = actions.reissue_invitation(actor=house.actor("gita"), invitation=issued.invitation, at=NOW + timedelta(days=20))
    assert again.url != issued.url
    with pytest.raises(NotFound):
        actions.open_invitation(token_of(issued), "join", NOW)
    assert actions.open_invitation(token_of(again), "join", NOW + timedelta(days=30))
    with pytest.raises(NotFound):
        actions.revoke_invitation(actor=house.actor("fajar"), invitation=issued.invitation, at=NOW)
    actions.revoke_invitation(actor=house.actor("gita"), invitation=issued.invitation, at=NOW)
    with pytest.raises(NotFound):
        actions.open_invitation(token_of(again), "join", NOW)
    with pytest.raises(Refused):
        actions.reissue_invitation(actor=house.actor("gita"), invitation=issued.invitation, at=NOW)


def test_an_existing_person_accepts_as_who_they_are_but_not_their_own_invitation(house):
    token = token_of(invite_chair(house))
    with pytest.raises(Refused):
        actions.accept_invitation(token=token, person=house.gita, at=NOW)
    person, _ = actions.accept_invitation(token=token, person=house.ani, at=NOW)
    assert person == house.ani
    assert Appointment.objects.get(person=house.ani).post == Post.CHAIR


def test_a_second_chair_comes_only_by_hand_over(house):
    _person, first = actions.accept_invitation(token=token_of(invite_chair(house)), at=NOW - timedelta(days=1), **GOOD)
    with pytest.raises(Refused):
        invite_chair(house)
    token = token_of(invite_chair(house, replaces=first))
    actions.accept_invitation(token=token, person=house.ani, at=NOW)
    first.refresh_from_db()
    second = Appointment.objects.get(person=house.ani)
    assert first.until_on == second.from_on - timedelta(days=1)


def test_two_invitations_to_one_chair_end_in_one_chair(house):
    one, two = token_of(invite_chair(house)), token_of(invite_chair(house))
    actions.accept_invitation(token=one, at=NOW, **GOOD)
    with pytest.raises(Refused):
        actions.accept_invitation(token=two, person=house.ani, at=NOW)
    assert Appointment.objects.filter(group_id=house.group.pk, post=Post.CHAIR).count() == 1


def test_a_chair_by_phone_gets_a_new_password_from_the_coordinator(house, queue):
    person, _ = actions.accept_invitation(token=token_of(invite_chair(house)), at=NOW, **GOOD)
    for name in ("budi", "fajar", "eka", "ani"):
        with pytest.raises((NotFound, NotAllowed)):
            actions.issue_reset(actor=house.actor(name), person=person, at=NOW)
    older = actions.issue_reset(actor=house.actor("gita"), person=person, at=NOW)
    newer = actions.issue_reset(actor=house.actor("gita"), person=person, at=NOW)
    with pytest.raises(NotFound):
        actions.use_reset(token=token_of(older), password="gelombang pagi", at=NOW)
    with pytest.raises(InvalidInput):
        actions.use_reset(token=token_of(newer), password="pendek", at=NOW)
    with pytest.raises(NotFound):
        actions.use_reset(token=token_of(newer), password="gelombang pagi", at=NOW + timedelta(hours=24))
    actions.use_reset(token=token_of(newer), password="gelombang pagi", at=NOW)
    person.refresh_from_db()
    assert person.check_password("gelombang pagi")
    with pytest.raises(NotFound):
        actions.use_reset(token=token_of(newer), password="gelombang sore", at=NOW)
