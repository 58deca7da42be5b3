"""Background jobs: a function that runs later, in the worker, inside the site that it was made for.

`enqueue` inside a transaction makes the job part of it, so a killed server leaves both or neither. A job carries its
site; the worker opens that site and no other before the function runs. Arguments are JSON. A job must be safe to run
twice: a worker that dies in the middle has its job given to another.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.tasks import task

from betang.kernel import clock, fence

FIRST_PAUSE_S = 5
"""Pause before the second attempt; each later pause is four times the one before."""


@dataclass(frozen=True, slots=True)
class Job:
    """A declared job. Call it to run at once (tests, commands); `enqueue` it to run in the worker."""

    name: str
    function: Callable[..., None]
    max_attempts: int

    def __call__(self, **kwargs: Any) -> None:
        self.function(**kwargs)

    def enqueue(self, *, run_after: datetime | None = None, **kwargs: Any) -> str:
        """Queue the job for the open site (if one is open); returns the id of its result row."""
        site_id = fence.current_site_id()
        return _enqueue(self.name, str(site_id) if site_id else None, 1, kwargs, run_after)


registry: dict[str, Job] = {}


def job(*, max_attempts: int = 5) -> Callable[[Callable[..., None]], Job]:
    """Declare a background job that is tried again, with growing pauses, up to `max_attempts` times."""

    def declare(function: Callable[..., None]) -> Job:
        declared = Job(f"{function.__module__}.{function.__name__}", function, max_attempts)
        registry[declared.name] = declared
        return declared

    return declare


def _enqueue(name: str, site_id: str | None, attempt: int, kwargs: dict[str, Any], run_after: datetime | None) -> str:
    prepared = run_job if run_after is None else run_job.using(run_after=run_after)
    return str(prepared.enqueue(name=name, site_id=site_id, attempt=attempt, kwargs=kwargs).id)


@task()
def run_job(name: str, site_id: str | None, attempt: int, kwargs: dict[str, Any]) -> None:
    """The one task that the queue knows: opens the job's site, runs it, and queues the next attempt if it fails."""
    from importlib import import_module

    import_module(name.rpartition(".")[0])
    declared = registry[name]
    try:
        with ExitStack() as stack:
            if site_id is not None:
                stack.enter_context(fence.open_site(UUID(site_id)))
            declared.function(**kwargs)
    except Exception:
        if attempt < declared.max_attempts:
            pause = timedelta(seconds=FIRST_PAUSE_S * 4 ** (attempt - 1))
            _enqueue(name, site_id, attempt + 1, kwargs, clock.now() + pause)
        raise
