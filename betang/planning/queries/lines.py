"""Reading single lines: by number, with their figures and where each figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from betang.kernel.errors import NotFound
from betang.planning.models import Figure, Line, Rollup
from betang.planning.rules import AMOUNT_COLUMNS
from betang.planning.terms import Phase


def line_by_number(number: str) -> Line:
    """The line with its government, office and code entry; withdrawn ones too. Raises `NotFound`. One query."""
    found = Line.objects.select_related("government", "office", "code_entry").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no plan line with this number."), hint=_("Look for it in the list of plans."))
    return found


def lines_of(government_code: str, fiscal_year: int) -> QuerySet[Line]:
    """The lines of one government's year, without the withdrawn ones, by code."""
    return Line.objects.filter(government_code=government_code, fiscal_year=fiscal_year, is_withdrawn=False)


def governments_with_lines() -> list[tuple[str, int]]:
    """`(government code, fiscal year)` of every plan that there is, also those that only have sums left. Two queries."""
    pairs = ("government_code", "fiscal_year")
    found = {*Line.objects.order_by().values_list(*pairs).distinct(), *Rollup.objects.order_by().values_list(*pairs).distinct()}
    return sorted(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure comes from: a file's sheet and cell, or the desk (`sha256` empty)."""

    sha256: str = ""
    file_name: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def is_typed(self) -> bool:
        """Typed at the desk, by an officer of the government."""
        return not self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure:
    """One amount as it was stated, in words for pages."""

    phase: Phase
    fund_code: str
    amount_idr: int
    source: Source
    stated_at: datetime
    is_current: bool
    figure: Figure


def figures_of(line: Line, *, current_only: bool = True) -> list[StatedFigure]:
    """The figures of a line in the order of the phases, each with its source. One query."""
    rows = Figure.objects.filter(line=line).select_related("run__file")
    if current_only:
        rows = rows.filter(is_current=True)
    order = {phase: place for place, phase in enumerate(AMOUNT_COLUMNS)}
    found = [
        StatedFigure(
            phase=Phase(row.phase),
            fund_code=row.fund_code,
            amount_idr=row.amount_idr,
            source=Source(sha256=row.run.file.sha256, file_name=row.run.file.name, sheet=row.sheet, cell=row.cell) if row.run else Source(),
            stated_at=row.stated_at,
            is_current=row.is_current,
            figure=row,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (order[one.phase], one.fund_code, one.stated_at))
