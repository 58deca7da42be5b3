"""Which report is owed, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.communities.models import Group
from betang.communities.queries import requirements_of
from betang.communities.queries.register import within
from betang.communities.rules import Period, period_of
from betang.communities.terms import period_words
from betang.growth.models import PeriodReport
from betang.growth.reminding.rules import report_due
from betang.growth.terms import ReportState
from betang.kernel import clock
from betang.kernel.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Owed:
    """The report on the last period that is over, which was not sent yet; `draft` where it was begun."""

    region: str
    period: Period
    draft: PeriodReport | None

    @property
    def url_name(self) -> str:
        """The page where one goes on with it."""
        return "growth_desk:report" if self.draft else "growth_desk:reports"

    @property
    def url_kwargs(self) -> dict[str, Any]:
        """For `url_name`."""
        return {"report_id": self.draft.pk} if self.draft else {}


def owed_in(region: str, *, today: date) -> Owed | None:
    """What a region owes; nothing where it was sent, or no group was registered in that time. Up to three queries."""
    length = requirements_of(region).report_period
    over = period_of(period_of(today, length).first - timedelta(days=1), length)
    written = PeriodReport.objects.filter(region__code=region, region__valid_to__isnull=True, period=over.key).first()
    if written is not None:
        return None if written.state == ReportState.SENT else Owed(region, over, written)
    there = Group.objects.filter(within(region), registered_at__lt=_begin_of(over.last + timedelta(days=1)))
    return Owed(region, over, None) if there.exists() else None


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.zone())


def waiting_for(actor: Actor) -> list[Waiting]:
    """The reports that this person owes: of the regions of their own posts, never of those below. Three queries a region."""
    today = clock.today()
    found = []
    for region in actor.regions_of(*APPROVING_POSTS):
        owed = owed_in(region, today=today)
        if owed is None:
            continue
        due = report_due(owed.period.last)
        late = max(0, (today - due).days)
        detail = gettext("Begun, not sent yet.") if owed.draft else gettext("Betang writes it by itself; you read and send it.")
        if late:
            detail += " " + ngettext("Overdue by %(days)d day.", "Overdue by %(days)d days.", late) % {"days": late}
        found.append(
            Waiting(
                title=gettext("Report on KIMs: %(period)s") % {"period": period_words(owed.period.key)},
                url=reverse(owed.url_name, urlconf=settings.ROOT_URLCONF, kwargs=owed.url_kwargs),
                detail=detail,
                due_on=due,
                weight=13 if late else 5,
            )
        )
    return found
