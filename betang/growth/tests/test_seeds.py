"""The demo world's growth stands on the same rules as in earnest."""

from __future__ import annotations

import pytest

from betang.audit.verification import verify
from betang.growth import seeds
from betang.growth.models import Activity, Climb, Measures, PeriodReport
from betang.growth.reporting import seeds as report_seeds
from betang.growth.terms import VisitKind
from betang.growth.tests.worlds import AT, grown

pytestmark = pytest.mark.django_db


def test_what_is_sown_is_marked_and_proven(house):
    grown(house)
    seeds.sow(AT)
    climb = Climb.objects.select_related("visit").get(group=house.group)
    assert climb.is_sample
    assert (climb.state == "granted") == (climb.visit is not None and climb.visit.kind == VisitKind.VERIFICATION)
    assert not Activity.objects.filter(is_sample=False, title__startswith="Rapat bulanan").exists()
    assert Measures.objects.count() == 2
    assert not verify(subject_type="growth.climb").problems
    assert not Climb.objects.filter(group=house.far_group).exists(), "who has done too little does not climb"


def test_how_applications_end_is_told_by_who_the_group_is(house):
    def ends(slug: str, place: int) -> tuple[str, ...]:
        house.group.slug = slug
        return seeds._ends_of(house.group, place, "muka", ("tetap",))

    assert ends("muka", 3) == ("granted", "waiting")
    assert ends("tetap", 3) == ("granted", "granted")
    assert {ends("lain", place)[0] for place in range(14)} >= {"granted", "returned", "refused"}


def test_a_report_was_sent_and_one_is_owed(house):
    grown(house)
    seeds.sow(AT)
    report_seeds.sow(AT)
    report = PeriodReport.objects.get()
    assert (report.state, report.region, report.is_sample) == ("sent", house.kapuas, True)
    assert report.sha256
    assert report.sent_at < AT
