"""The coordinator's table as a file: exactly what is filtered, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from betang.growth import tables
from betang.growth.actions.counting import SPAN_DAYS
from betang.growth.measures import MEASURES
from betang.growth.overview import queries
from betang.growth.overview.queries import Asked

MOST = 20_000


def rows(asked: Asked) -> Iterator[list[Any]]:
    """The headings, then a row for each group."""
    names = queries.substance_names()
    yield [
        _("Group"), _("Register number"), _("Region code"), _("Place"), _("Stage"), _("Stage name"),
        _("Substance of %(days)s days") % {"days": SPAN_DAYS}, *(str(MEASURES[name].words) for name in names),
        _("The %(days)s days before") % {"days": SPAN_DAYS}, _("Trend"), _("Quiet days"), _("What would help"), _("Last visit"),
    ]  # fmt: skip
    found = list(queries.rows_for(asked).select_related("group__region")[:MOST])
    for row, line in zip(found, queries.lines_of(found, queries.need_words()), strict=True):
        yield [
            line.group.name, line.group.register_number or "", line.group.region.code, line.place, line.stage_order, line.stage_name,
            line.substance, *(row.values.get(f"{name}/{SPAN_DAYS}", 0) for name in names), line.before, line.trend, line.quiet_days,
            line.needed.words, line.visited_on.isoformat() if line.visited_on else "",
        ]  # fmt: skip


def as_csv(asked: Asked) -> bytes:
    """The table as CSV."""
    return tables.as_csv(rows(asked))


def as_xlsx(asked: Asked) -> bytes:
    """The table as a workbook."""
    return tables.as_xlsx([(_("Groups"), list(rows(asked)))])
