"""Work for later: looking a large file through, and writing a confirmed one."""

from __future__ import annotations

from uuid import UUID

from betang.kernel.jobs import job
from betang.planning.models import ImportRun
from betang.planning.terms import RunState


@job()
def look_through(*, run_id: str) -> None:
    """Look a file through whose import is open."""
    from betang.planning.importing import actions

    run = ImportRun.objects.select_related("file", "government", "office").filter(pk=UUID(run_id)).first()
    if run is not None and run.state in (RunState.READ, RunState.FAILED):
        actions.examine(run)


@job()
def carry_out(*, run_id: str) -> None:
    """Write a confirmed import, if it is not written yet."""
    from betang.planning.importing import actions

    actions.carry_out(UUID(run_id))
