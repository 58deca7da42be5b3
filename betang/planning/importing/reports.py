"""What a run keeps of its reading: counts, sums, stated totals, problems, and what would change. All of it plain JSON."""

from __future__ import annotations

from typing import Any

from betang.planning.importing.checking.reading import Reading
from betang.planning.importing.comparing import Comparison, stated_by
from betang.planning.models import ImportRun

LISTED = 200
LISTED_GONE = 1000


def report_of(run: ImportRun, reading: Reading, comparison: Comparison) -> dict[str, Any]:
    """The report of a run: a few hundred kilobytes at the very most."""
    return {
        "form": 1,
        "slots": [[slot.year, slot.phase.value] for slot in reading.slots],
        "sums": reading.sums,
        "rows": reading.rows_read,
        "lines": len(reading.items),
        "left_out": reading.left_out,
        "sheets": [
            {
                "name": sheet.name,
                "used": sheet.is_used,
                "first": sheet.table.first_row,
                "last": sheet.table.last_row,
                "rows": sheet.rows,
                "lines": sheet.lines,
                "columns": sheet.table.columns,
                "headings": {str(column): heading for column, heading in sheet.table.headings.items()},
                "labels": {str(column): label[:120] for column, label in sheet.table.labels.items()},
                "missing": sheet.missing,
            }
            for sheet in reading.sheets
        ],
        "problems": [one.as_json() for one in reading.problems.listed()],
        "beyond": reading.problems.beyond,
        "totals": [[one.sheet, one.cell, one.code, one.name, one.slot, one.stated, one.added] for one in reading.totals[:LISTED]],
        "totals_agreeing": reading.totals_agreeing,
        "totals_differing": len(reading.totals),
        "mended": [list(one) for one in reading.mended[:LISTED]],
        "added": len(comparison.added),
        "changed": len(comparison.changed) + sum(1 for one in comparison.progressed if one.is_changed),
        "gone": len(comparison.gone),
        "unchanged": comparison.unchanged,
        "lists": {
            "added": _added(reading, comparison),
            "changed": _changed(comparison),
            "gone": [
                [
                    comparison.numbers.get(line.id, ""),
                    line.code,
                    line.name[:160],
                    next((one for one in reversed(line.amounts[:-1]) if one is not None), None),
                    line.year,
                ]
                for line in comparison.gone[:LISTED_GONE]
            ],
        },
    }


def _added(reading: Reading, comparison: Comparison) -> list[list[Any]]:
    rows = []
    for item, year, _key in comparison.added[:LISTED]:
        stated = stated_by(item, reading, year)
        last = [value[0] for value in stated.values()]
        rows.append(
            [
                item.code,
                item.name[:160],
                year,
                last[-1] if len({key[0] for key in stated}) > 1 else sum(last),
                reading.sheets[item.sheet].name,
                item.row,
            ]
        )
    return rows


def _changed(comparison: Comparison) -> list[list[Any]]:
    """Rows of (number, code, name, year, phase, before, after, which details)."""
    rows: list[list[Any]] = []
    numbers = comparison.numbers
    for change in comparison.changed:
        if len(rows) >= LISTED:
            return rows
        what = sorted({column.removesuffix("_text").removesuffix("_on") for column in change.details})
        what += [
            name
            for name, differs in (("fund", change.funds), ("location", change.places), ("target", change.measures))
            if differs and name not in what
        ]
        if change.returns:
            what.append("returns")
        line = change.line
        if not change.differs:
            rows.append([numbers.get(line.id, ""), line.code, line.name[:160], line.year, "", None, None, what])
            continue
        for phase in sorted({key[0] for key in change.stated}):
            after = sum(value[0] for key, value in change.stated.items() if key[0] == phase)
            rows.append([numbers.get(line.id, ""), line.code, line.name[:160], line.year, phase, change.before.get(phase), after, what])
    for one in comparison.progressed:
        if one.is_changed and len(rows) < LISTED:
            line = one.line
            rows.append([numbers.get(line.id, ""), line.code, line.name[:160], line.year, "realised", one.before, one.spent, []])
    return rows
