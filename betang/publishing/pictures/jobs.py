"""Work for later: the sizes of a picture."""

from __future__ import annotations

from uuid import UUID

from betang.kernel.jobs import job


@job()
def make_sizes(*, picture_id: str) -> None:
    """Straighten, strip and resize one picture of the open site."""
    from betang.publishing.pictures import actions

    actions.make_sizes(UUID(picture_id))
