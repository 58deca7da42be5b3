"""Starting what is scheduled: each turn of each job once, however many workers look at the clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from betang.audit.models import Clockwork
from betang.kernel import schedule


def wind(*, at: datetime) -> list[str]:
    """Queue every scheduled job whose turn has come; returns their names. One query when nothing is due."""
    known = dict(Clockwork.objects.values_list("name", "last_at"))
    started: list[str] = []
    for turn in schedule.turns():
        last = known.get(turn.name)
        if last is None:
            _row, new = Clockwork.objects.get_or_create(name=turn.name, defaults={"last_at": turn.begin(at)})
            if not new:
                continue
            last = turn.begin(at)
        if turn.is_due(last, at):
            with transaction.atomic():
                if Clockwork.objects.filter(name=turn.name, last_at=last).update(last_at=at):
                    turn.job.enqueue()
                    started.append(turn.name)
    return started
