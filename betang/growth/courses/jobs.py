"""Work by the clock."""

from __future__ import annotations

from betang.kernel import clock
from betang.kernel.jobs import job


@job()
def load_courses() -> None:
    """Put the courses that ship with the program on the shelf: at the first start, and a day after an update at the latest."""
    from betang.accounts.actors import SYSTEM
    from betang.growth.courses import actions

    actions.load_built_in(actor=SYSTEM, at=clock.now())
