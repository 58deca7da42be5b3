"""The worker's side of background jobs: take one, run it, give back what a dead worker left, throw old results away.

The table is django_tasks_db's. A job that is taken is RUNNING in the name of a worker; when that worker is dead the job
is READY again, so a job is run to its end at least once, and by one worker at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.tasks import TaskResultStatus

from betang.kernel import clock

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)

MOST_DEATHS = 5
"""A job that was in hand when so many workers died is the cause of it, and is not given to another."""

KEEP_DONE = timedelta(days=3)
KEEP_FAILED = timedelta(days=60)


def _results() -> Any:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects


def take(worker: str) -> DBTaskResult | None:
    """Take the next job that is due, in the name of `worker`. One query when there is none, else four."""
    if not _results().ready().order_by().exists():
        return None
    with transaction.atomic():
        result: DBTaskResult | None = _results().ready().get_locked()
        if result is not None:
            result.status = TaskResultStatus.RUNNING
            result.started_at = clock.now()
            result.worker_ids = [*result.worker_ids, worker]
            result.save(update_fields=["status", "started_at", "worker_ids"])
    return result


def run(result: DBTaskResult) -> bool:
    """Run a job that was taken, in an empty context (no site open, nobody's language), and keep how it ended."""
    try:
        task = result.task
        given = result.args_kwargs
        Context().run(task.call, *given["args"], **given["kwargs"])
    except Exception as error:
        log.exception("job %s failed", result.args_kwargs.get("kwargs", {}).get("name", result.task_path))
        result.set_failed(error)
        return False
    result.set_successful(None)
    return True


def run_due(worker: str, *, limit: int = 10_000) -> tuple[int, int]:
    """Run everything that is due, also what these jobs queue. Returns how many were run and how many of them failed."""
    done = failed = 0
    while done < limit:
        result = take(worker)
        if result is None:
            break
        done += 1
        failed += not run(result)
    return done, failed


def give_back(is_alive: Callable[[str], bool]) -> int:
    """Make the jobs of dead workers ready again; returns how many. One query when no job is running."""
    returned = 0
    for result in _results().running().only("id", "worker_ids", "started_at").iterator():
        worker = result.worker_ids[-1] if result.worker_ids else ""
        if is_alive(worker):
            continue
        same = _results().filter(pk=result.pk, status=TaskResultStatus.RUNNING, started_at=result.started_at)
        if len(result.worker_ids) >= MOST_DEATHS:
            log.error("job %s was in hand when %s workers died; it is given up", result.pk, MOST_DEATHS)
            same.update(status=TaskResultStatus.FAILED, finished_at=clock.now(), traceback="the worker died each time this job was in hand")
        else:
            returned += same.update(status=TaskResultStatus.READY)
    return returned


def prune(*, at: datetime) -> int:
    """Remove results that nobody looks at any more: three days after success, sixty after failure."""
    done, _each = _results().successful().filter(finished_at__lt=at - KEEP_DONE).delete()
    failed, _each = _results().failed().filter(finished_at__lt=at - KEEP_FAILED).delete()
    return int(done + failed)


def counts() -> dict[str, int]:
    """How many jobs wait, run and have failed: for health pages. Three small queries."""
    return {"ready": _results().ready().count(), "running": _results().running().count(), "failed": _results().failed().count()}


def late(*, since: datetime) -> int:
    """How many jobs are due since before `since` and still wait."""
    from django_tasks_db.models import get_date_max  # what stands for «at once»

    waiting = _results().ready()
    return int(waiting.filter(run_after__lt=since).count() + waiting.filter(run_after=get_date_max(), enqueued_at__lt=since).count())
