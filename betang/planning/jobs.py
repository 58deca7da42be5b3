"""Work for later: making imported lines findable."""

from __future__ import annotations

from uuid import UUID

from betang.kernel.jobs import job


@job()
def find_imported(*, run_id: str) -> None:
    """Put the lines of an import into the search index."""
    from betang.planning import finding

    finding.imported(UUID(run_id))


@job()
def find_every_line() -> None:
    """Put every line into the search index, bundle by bundle: after a plan was sown that came through no import and no desk."""
    from betang.planning import finding, indexes
    from betang.planning.models import Line

    indexes.count_anew()
    finding.put_lines(Line.objects.all())
