"""No stage without verified evidence."""

from __future__ import annotations

import hashlib
import itertools
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betang.audit.models import Entry
from betang.audit.verification import verify
from betang.growth import actions, certificates
from betang.growth.models import Attestation, Climb, Held, Visit
from betang.growth.queries import ladders
from betang.growth.terms import ClimbState, VisitKind
from betang.growth.tests.worlds import AT, PROOFS, applied, chair, grown, ladder, visited
from betang.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from tests.engines import tries

pytestmark = pytest.mark.django_db


def test_a_group_climbs_with_evidence_and_visit(house, run_jobs):
    ladder(house)
    grown(house)
    actor = chair(house)
    assert ladders.standing_of(house.group, at=AT).stage.key == "forum"
    climb = applied(house, actor)
    visit = visited(house, climb)
    held = actions.grant_stage(actor=house.actor("gita"), climb=climb, visit=visit, at=AT)
    standing = ladders.standing_of(house.group, at=AT)
    assert standing.stage.key == "digital"
    assert standing.next_stage.key == "agent"
    climb.refresh_from_db()
    assert climb.evidence["news"] == {"name": climb.evidence["news"]["name"], "value": 7, "threshold": 6, "proof": "computed"}
    assert climb.evidence["statutes"]["value"] == 1
    run_jobs()
    held.certificate.refresh_from_db()
    body = certificates.body_of(held.certificate)
    assert body.startswith(b"%PDF")
    assert certificates.is_genuine(held.certificate, hashlib.sha256(body).hexdigest())
    assert not certificates.is_genuine(held.certificate, hashlib.sha256(body + b"\n").hexdigest())
    told = Entry.objects.filter(subject_id=climb.pk).values_list("verb", flat=True)
    assert {"growth.stage.applied", "growth.proof.confirmed", "growth.stage.granted"} <= set(told)
    assert not verify(subject_type="growth.climb").problems


def test_what_is_counted_is_asked_for_before_one_may_apply(house):
    ladder(house)
    with pytest.raises(Refused, match="berita"):
        applied(house, chair(house))


def test_what_cannot_be_counted_has_to_be_shown(house):
    ladder(house)
    grown(house)
    with pytest.raises(InvalidInput) as refused:
        actions.apply_for_stage(actor=chair(house), group=house.group, words="", proofs={"statutes": PROOFS["statutes"]}, at=AT)
    assert set(refused.value.fields) == {"words_meetings"}
    assert not Climb.objects.exists()


def test_without_a_visit_there_is_no_stage(house):
    ladder(house)
    grown(house)
    climb = applied(house, chair(house))
    coordinator = house.actor("gita")
    for key in PROOFS:
        actions.confirm_proof(actor=coordinator, climb=climb, key=key, is_confirmed=True, found="", at=AT)
    coaching = actions.record_visit(
        actor=coordinator, group=house.group, kind=VisitKind.COACHING, on=AT.date(), seen="Kami berbincang lama.", at=AT
    )
    with pytest.raises(Refused):
        actions.grant_stage(actor=coordinator, climb=climb, visit=coaching, at=AT)
    old = actions.record_visit(
        actor=coordinator, group=house.group, kind=VisitKind.VERIFICATION, on=AT.date() - timedelta(days=40), seen="Tahun lalu sudah baik.",
        at=AT,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.grant_stage(actor=coordinator, climb=climb, visit=old, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Climb.objects.filter(pk=climb.pk).update(state=ClimbState.GRANTED, decided_at=AT)
    assert not Held.objects.exists()


def test_a_verification_is_not_done_by_telephone(house):
    with pytest.raises(InvalidInput) as refused:
        actions.record_visit(
            actor=house.actor("gita"), group=house.group, kind=VisitKind.VERIFICATION, on=AT.date(), seen="Semua terlihat baik.",
            is_online=True, at=AT,
        )  # fmt: skip
    assert "is_online" in refused.value.fields


def test_a_doubted_proof_stops_it_and_a_new_one_is_looked_at_anew(house):
    ladder(house)
    grown(house)
    actor, coordinator = chair(house), house.actor("gita")
    climb = applied(house, actor)
    visit = visited(house, climb)
    with pytest.raises(InvalidInput):
        actions.confirm_proof(actor=coordinator, climb=climb, key="meetings", is_confirmed=False, found=" ", at=AT)
    actions.confirm_proof(actor=coordinator, climb=climb, key="meetings", is_confirmed=False, found="Bukunya kosong.", at=AT)
    with pytest.raises(Refused, match="bertemu"):
        actions.grant_stage(actor=coordinator, climb=climb, visit=visit, at=AT)
    actions.return_application(actor=coordinator, climb=climb, reason="Bawa buku rapat yang terisi.", at=AT)
    with pytest.raises(InvalidInput):
        actions.complete_application(actor=actor, climb=climb, words="", proofs={}, at=AT)
    actions.complete_application(actor=actor, climb=climb, words="", proofs={"meetings": actions.Proved(words="Buku baru.")}, at=AT)
    row = Attestation.objects.get(climb=climb, criterion__key="meetings")
    assert row.is_confirmed is None
    assert row.words == "Buku baru."
    with pytest.raises(Refused):
        actions.grant_stage(actor=coordinator, climb=climb, visit=visit, at=AT)


def test_an_article_that_is_withdrawn_counts_no_more(house):
    from betang.kernel import fence
    from betang.publishing.models import Article

    ladder(house)
    grown(house)
    climb = applied(house, chair(house))
    visit = visited(house, climb)
    with fence.open_site(house.site.pk):
        Article.objects.filter(slug__in=("kabar-0", "kabar-1")).update(state="withdrawn", withdrawn_at=AT)
    with pytest.raises(Refused, match="6 berita"):
        actions.grant_stage(actor=house.actor("gita"), climb=climb, visit=visit, at=AT)


def test_a_stage_is_ended_only_with_words_and_its_certificate_says_so(house):
    ladder(house)
    grown(house)
    climb = applied(house, chair(house))
    held = actions.grant_stage(actor=house.actor("gita"), climb=climb, visit=visited(house, climb), at=AT)
    with pytest.raises(InvalidInput):
        actions.end_stage(actor=house.actor("gita"), group=house.group, reason=" ", at=AT)
    actions.end_stage(actor=house.actor("gita"), group=house.group, reason="Pengurus bubar.", at=AT)
    held.certificate.refresh_from_db()
    assert held.certificate.revoked_reason == "Pengurus bubar."
    assert ladders.standing_of(house.group, at=AT).stage.key == "forum"


@pytest.mark.parametrize("name", ["nobody", "ani", "budi", "citra", "dedi", "fajar"])
def test_only_the_coordinator_grants(house, name):
    ladder(house)
    grown(house)
    climb = applied(house, chair(house, "citra"))
    visit = visited(house, climb)
    with pytest.raises((NotAllowed, NotFound)):
        actions.grant_stage(actor=house.actor(name), climb=climb, visit=visit, at=AT)
    with pytest.raises(SecondFactorNeeded):
        actions.grant_stage(actor=house.actor("gita", second_factor=False), climb=climb, visit=visit, at=AT)


def test_who_belongs_to_the_group_does_not_verify_it(house):
    from betang.accounts.models import Appointment

    ladder(house)
    grown(house)
    climb = applied(house, chair(house))
    visit = visited(house, climb)
    Appointment.objects.create(person=house.gita, post="writer", group_id=house.group.pk, from_on=AT.date())
    with pytest.raises(NotAllowed):
        actions.grant_stage(actor=house.actor("gita"), climb=climb, visit=visit, at=AT)


class _Over(Exception):
    """Ends a run, so that nothing of it stays."""


MOVES = ("apply", "visit", "coach", "confirm", "doubt", "return", "complete", "refuse", "withdraw", "grant", "end", "lose", "regain")


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(("ani", "gita", "fajar", "budi"))), max_size=14))
@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_no_stage_stands_without_evidence(house, moves):
    from betang.kernel import fence
    from betang.publishing.models import Article

    with suppress(_Over), transaction.atomic():
        ladder(house)
        grown(house)
        chair(house)
        clock = itertools.count()
        for name, who in moves:
            at = AT + timedelta(minutes=next(clock))
            actor = house.actor(who)
            climb = Climb.objects.filter(group=house.group).order_by("-applied_at", "-id").first()
            try:
                with transaction.atomic():
                    _move(house, name, actor, climb, at, fence, Article)
            except DomainError:
                continue
        for held in Held.objects.select_related("climb__visit"):
            climb = held.climb
            assert climb.state == ClimbState.GRANTED
            assert climb.visit.kind == VisitKind.VERIFICATION
            assert climb.visit.group_id == held.group_id
            assert all(one["value"] >= one["threshold"] for one in climb.evidence.values())
            assert len(climb.evidence) == 8
            assert not Attestation.objects.filter(climb=climb).exclude(is_confirmed=True).exists()
            assert held.certificate is not None
        for climb in Climb.objects.filter(state__in=(ClimbState.REFUSED, ClimbState.RETURNED)):
            assert climb.reason
        assert Held.objects.filter(group=house.group, until_on__isnull=True).count() <= 1
        raise _Over


def _move(house, name, actor, climb, at, fence, articles) -> None:
    if name == "apply":
        actions.apply_for_stage(actor=actor, group=house.group, words="", proofs=PROOFS, at=at)
    elif name in ("visit", "coach"):
        kind = VisitKind.VERIFICATION if name == "visit" else VisitKind.COACHING
        actions.record_visit(actor=actor, group=house.group, kind=kind, on=at.date(), seen="Saya melihat sekretariat buka.", at=at)
    elif name in ("lose", "regain"):
        with fence.open_site(house.site.pk):
            state = "withdrawn" if name == "lose" else "published"
            articles.objects.filter(slug__in=("kabar-0", "kabar-1")).update(state=state, withdrawn_at=at if name == "lose" else None)
    elif name == "end":
        actions.end_stage(actor=actor, group=house.group, reason="Bubar.", at=at)
    elif climb is None:
        return
    elif name in ("confirm", "doubt"):
        for key in PROOFS:
            actions.confirm_proof(actor=actor, climb=climb, key=key, is_confirmed=name == "confirm", found="Dilihat.", at=at)
    elif name == "return":
        actions.return_application(actor=actor, climb=climb, reason="Kurang.", at=at)
    elif name == "complete":
        actions.complete_application(actor=actor, climb=climb, words="", proofs=PROOFS, at=at)
    elif name == "refuse":
        actions.refuse_application(actor=actor, climb=climb, reason="Belum.", at=at)
    elif name == "withdraw":
        actions.withdraw_application(actor=actor, climb=climb, at=at)
    elif name == "grant":
        visit = Visit.objects.filter(group=house.group).order_by("-on", "-id").first()
        if visit is not None:
            actions.grant_stage(actor=actor, climb=climb, visit=visit, at=at)
