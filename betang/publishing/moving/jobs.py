"""Work for later: an import."""

from __future__ import annotations

from uuid import UUID

from betang.kernel.jobs import job


@job()
def carry_on(*, run_id: str) -> None:
    """Take over what of the open site's import is not taken yet."""
    from betang.publishing.moving import actions

    for _progress in actions.carry_on(UUID(run_id)):
        pass
