"""What is refused is noted, though the transaction that refused it is rolled back; no note holds personal data."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from betang.guard import actions, queries
from betang.guard.models import Report
from betang.guard.text import check_fields
from betang.kernel.actor import Actor
from betang.kernel.errors import NotFound, Refused

AD = {"body": "Slot gacor maxwin, wa admin 0812-3456-7890 sekarang"}


@pytest.mark.django_db
def test_a_refusal_inside_an_action_leaves_its_note():
    site, actor = uuid4(), Actor(id=uuid4(), name="Budi")
    with pytest.raises(Refused) as error, transaction.atomic():
        actions.refuse(actor=actor, where="publishing.article", findings=check_fields(AD), site_id=site)
    assert error.value.message
    assert not Report.objects.filter(site_id=site).exists()
    actions.collect_reports()
    (note,) = queries.reports([site])
    assert (note.kind, note.where, note.field, note.actor_id) == ("gambling", "publishing.article", "body", actor.id)
    assert "3456" not in note.excerpt
    actions.collect_reports()
    assert queries.reports([site]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_note_is_written_at_once():
    site = uuid4()
    assert actions.report(actor=Actor(), where="publishing.comment", findings=check_fields(AD), site_id=site) == 1
    assert queries.reports([site], unseen_only=True).count() == 1


@pytest.mark.django_db
def test_what_is_not_refused_leaves_no_note():
    findings = check_fields({"body": "Polisi menangkap bandar judi togel. Hubungi 0812-3456-7890."})
    actions.refuse(actor=Actor(), where="publishing.article", findings=findings)
    assert actions.report(actor=Actor(), where="publishing.article", findings=findings) == 0


@pytest.mark.django_db
def test_who_looked_first_stays_named():
    note = Report.objects.create(kind="file", where="x", excerpt="y.svg", at="2026-11-24T00:00:00Z")
    first, second = Actor(id=uuid4(), name="Gita"), Actor(id=uuid4(), name="Eka")
    actions.mark_seen(actor=first, report_id=note.pk)
    actions.mark_seen(actor=second, report_id=note.pk)
    note.refresh_from_db()
    assert note.seen_by_id == first.id
    with pytest.raises(NotFound):
        actions.mark_seen(actor=first, report_id=uuid4())


@pytest.mark.django_db
def test_a_spoilt_note_is_set_aside_and_stops_nobody():
    folder = actions._folder()
    folder.mkdir(parents=True, exist_ok=True)
    spoilt = folder / f"{uuid4()}.json"
    spoilt.write_text("{")
    actions.collect_reports()
    assert not spoilt.exists()
    spoilt.with_suffix(".broken").unlink()
