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
from betang.regions.queries import place_lines

MOST = 20_000


def rows(asked: Asked) -> Iterator[list[Any]]:
    """The headings, then a row for each group. Four queries, without making objects of what is only copied."""
    names = queries.substance_names()
    yield [
        _("Group"), _("Register number"), _("Region code"), _("Place"), _("Stage"), _("Stage name"),
        _("Substance of %(days)s days") % {"days": SPAN_DAYS}, *(str(MEASURES[name].words) for name in names),
        _("The %(days)s days before") % {"days": SPAN_DAYS}, _("Trend"), _("Quiet days"), _("What would help"), _("Last visit"),
    ]  # fmt: skip
    words = queries.need_words()
    columns = (
        "group_id", "group__name", "group__register_number", "group__region__code", "stage_order", "stage_name", "substance",
        "substance_before", "quiet_days", "need", "values",
    )  # fmt: skip
    found = list(queries.rows_for(asked).values_list(*columns)[:MOST])
    places = place_lines({row[3] for row in found})
    visits = queries.last_visits(row[0] for row in found)
    for key, name, number, code, order, stage, substance, before, quiet, need, values in found:
        visited = visits.get(key)
        yield [
            name, number or "", code, places.get(code, ""), order, stage, substance,
            *(values.get(f"{one}/{SPAN_DAYS}", 0) for one in names), before, substance - before, quiet, words.at(code, order, need)[0],
            visited.isoformat() if visited else "",
        ]  # fmt: skip


def as_csv(asked: Asked) -> bytes:
    """The table as CSV."""
    return tables.as_csv(rows(asked))


def as_xlsx(asked: Asked) -> bytes:
    """The table as a workbook."""
    return tables.as_xlsx([(_("Groups"), list(rows(asked)))])
