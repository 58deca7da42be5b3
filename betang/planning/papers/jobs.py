"""Work for later: the text of a PDF, and the pictures of its pages."""

from __future__ import annotations

from uuid import UUID

from betang.kernel.jobs import job


@job(max_attempts=4)
def read_version(*, version_id: str) -> None:
    """Read every page of a version's PDF and make it findable."""
    from betang.planning.papers import actions

    actions.read_version(UUID(version_id))


@job(max_attempts=2)
def draw_pages(*, version_id: str, first: int) -> None:
    """Draw the next pages of a version, and queue those after them."""
    from betang.planning.papers import actions

    actions.draw_pages(UUID(version_id), first)
