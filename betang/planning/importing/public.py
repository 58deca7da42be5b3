"""The public page of a source file: its rows as they were read, cell by cell, what did not reconcile, and the file as it came."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betang.guard.sheets import files
from betang.guard.sheets.cells import DAY, Cell, column_letters
from betang.kernel.errors import NotFound
from betang.kernel.pages import fresh, kept
from betang.planning.importing import queries
from betang.planning.links import DIGEST_SHOWN, SOURCE_ROWS
from betang.planning.terms import Phase
from betang.ui.formats import number

WIDEST = 60
SHOWN = 60


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell[1:] if cell.startswith(DAY) else cell
    return number(cell) if isinstance(cell, int) and abs(cell) >= 1000 else str(cell)


@kept("lembar", "hal")
def source(request: HttpRequest, digest: str) -> HttpResponse:
    """`/rencana/sumber/<sha256-12>/`: every figure of the plan links to its cell here."""
    file, runs = queries.source_by(digest)
    rows = files.rows_of(file.path)
    run = runs[0]
    report = run.report
    used = {one["name"]: one for one in report.get("sheets", [])}
    name = request.GET.get("lembar", "")
    sheet = rows.sheet(name) if name else next((one for one in rows.sheets if used.get(one.name, {}).get("used")), rows.sheets[0])
    if sheet is None or (sheet.is_hidden and not used.get(sheet.name, {}).get("used")):
        raise NotFound(_("This page does not exist."))
    told = request.GET.get("hal", "1")
    page = int(told) if told.isdecimal() and 0 < len(told) < 6 else 1
    first = (max(1, page) - 1) * SOURCE_ROWS + 1
    if first > max(1, sheet.rows):
        raise NotFound(_("This page does not exist."))
    width = min(sheet.columns, WIDEST)
    letters = [column_letters(column) for column in range(width)]
    body = [
        (row_number, [(letters[column], _text(row[column]) if column < len(row) else "") for column in range(width)])
        for row_number, row in rows.of(sheet, first, first + SOURCE_ROWS - 1)
        if row
    ]
    here = reverse("planning:source", args=[file.sha256[:DIGEST_SHOWN]])

    def at(of: str, number: int) -> str:
        params = {"lembar": of, **({"hal": number} if number > 1 else {})}
        return f"{here}?{urlencode(params)}"

    marks = {tuple(cell) for problem in report.get("problems", []) for cell in problem["cells"]}
    context: dict[str, Any] = {
        "file": file,
        "runs": runs,
        "report": report,
        "sheet": sheet,
        "anchor": "_".join(sheet.name.split()),
        "letters": letters,
        "rows": body,
        "header": range(used.get(sheet.name, {}).get("first", 0), used.get(sheet.name, {}).get("last", -1) + 1),
        "marks": {cell for of, cell in marks if of == sheet.name},
        "sheets": [
            (one.name, at(one.name, 1), one.name == sheet.name)
            for one in rows.sheets
            if not one.is_hidden or used.get(one.name, {}).get("used")
        ],
        "previous_url": at(sheet.name, page - 1) if page > 1 else "",
        "next_url": at(sheet.name, page + 1) if first + SOURCE_ROWS <= sheet.rows else "",
        "first": first,
        "last": min(first + SOURCE_ROWS - 1, sheet.rows),
        "sums": [
            (year, Phase(phase).label, amount)
            for (year, phase), amount in zip(report.get("slots", []), report.get("sums", []), strict=False)
        ],
        "totals": [
            (
                of,
                cell,
                at(of, (int("".join(filter(str.isdigit, cell))) - 1) // SOURCE_ROWS + 1) + f"#{'_'.join(of.split())}!{cell}",
                name or code,
                stated,
                added,
                stated - added,
            )
            for of, cell, code, name, _slot, stated, added in report.get("totals", [])[:SHOWN]
        ],
        "mended": report.get("mended", [])[:SHOWN],
        "problems": [queries.shown(one, run.choices.get("answers", {})) for one in report.get("problems", [])[:SHOWN]],
        "download": reverse("planning:source_file", args=[file.sha256[:DIGEST_SHOWN]]),
    }
    return render(request, "planning/importing/source.html", context)


@fresh
@require_safe
def source_file(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The file as it was received. Always an attachment of its true type, never shown by the browser."""
    file, _runs = queries.source_by(digest)
    path = files.private(file.path)
    if not path.is_file():
        raise NotFound(_("This page does not exist."))
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=files.download_name(file.name, file.path), content_type=files.media_type(file.path)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
