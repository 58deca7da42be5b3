"""The demo world's trainings stand on the same rules as in earnest."""

from __future__ import annotations

import pytest

from betang.audit.verification import verify
from betang.communities.models import Member
from betang.growth.models import Certificate, Course, Evaluation, Presence, Registration, Training
from betang.growth.tests.worlds import AT
from betang.growth.trainings import queries, seeds

pytestmark = pytest.mark.django_db


def test_trainings_past_and_coming_are_sown(house):
    for number in range(40):
        Member.objects.create(group=house.group, name=f"Anggota Contoh {'ABCDEFGHIJ'[number % 10]}", joined_on=AT.date())
    seeds.sow(AT)
    past = Training.objects.filter(ends_at__lt=AT)
    assert past.filter(state="closed").count() >= 8
    assert past.filter(state="announced").count() == 1, "one waits to be closed"
    coming = Training.objects.filter(starts_at__gt=AT, state="announced")
    assert coming.count() >= 4
    full = coming.get(title="Bimtek pengurus baru KIM")
    assert full.registrations.filter(state="waiting").exists()
    assert not Training.objects.filter(is_sample=False).exists()
    assert not Registration.objects.filter(is_sample=False).exists()
    assert Evaluation.objects.exists()
    for training in past.filter(state="closed"):
        earned = {one.seat.pk for one in queries.attendees(training) if one.earns}
        assert set(Certificate.objects.filter(registration__training=training).values_list("registration_id", flat=True)) == earned
    assert Presence.objects.values("registration", "session").distinct().count() < Presence.objects.count(), (
        "two doors noted the same person"
    )
    assert Course.objects.get().lessons.count() == 5
    assert not verify(subject_type="growth.training").problems
