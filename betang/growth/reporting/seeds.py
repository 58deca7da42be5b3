"""The demo world's reports: each coordinator of a kabupaten with groups has sent one, and owes the last."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from betang.communities.queries import requirements_of
from betang.communities.rules import period_of
from betang.growth.models import Measures
from betang.growth.reporting import actions
from betang.growth.seeds import coordinators
from betang.kernel import clock
from betang.regions.models import Region

MOST = 2
"""Each has its PDF made, which takes a second."""
TO = "Kepala Dinas Komunikasi dan Informatika"


def sow(now: datetime) -> None:
    """The reports on the period before the last, sent five days after its end."""
    for code, coordinator in sorted(coordinators().items(), key=lambda pair: -_groups_in(pair[0]))[:MOST]:
        length = requirements_of(code).report_period
        last = period_of(period_of(now.astimezone(clock.zone()).date(), length).first - timedelta(days=1), length)
        before = period_of(last.first - timedelta(days=1), length)
        at = datetime.combine(before.last + timedelta(days=5), time(10, 20), tzinfo=clock.zone())
        report = actions.begin(actor=coordinator, region=Region.objects.get(code=code, valid_to=None), period=before, at=at, is_sample=True)
        actions.send(actor=coordinator, report=report, to=TO, at=at)


def _groups_in(code: str) -> int:
    return Measures.objects.filter(region_code__startswith=f"{code}.").count()
