"""A new day: pages that say by how much something is late are made anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.kernel import clock
from betang.proposals import machine
from betang.proposals.models import Proposal


@transaction.atomic
def turn_the_day(*, at: datetime) -> bool:
    """Note that a day has passed on the proposal that is late longest; with it every kept page counts anew. False where none is late."""
    today = at.astimezone(clock.zone()).date()
    late = Proposal.objects.filter(matter__machine=machine.NAME, matter__closed_at__isnull=True, matter__due_on__lt=today)
    longest = late.order_by("matter__due_on", "pk").first()
    if longest is None:
        return False
    trail.record("proposals.day.turned", longest, actor=SYSTEM, at=at, data={"late": late.count()})
    return True
