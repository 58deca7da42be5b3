"""What is on the screen as a file: CSV, XLSX, JSON, PDF. One table of lines, with its breakdown where the form has room for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betang.planning.links import line_url
from betang.planning.paper import pdf_of
from betang.planning.queries.explorer import Group, LineRow

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}

MOST_LINES = {"csv": 20_000, "xlsx": 20_000, "json": 20_000, "pdf": 200}
"""Lines in one file; a larger question is asked by government, or taken whole from the open data."""

COLUMNS: tuple[tuple[str, str | Promise, str], ...] = (
    ("nomor", gettext_lazy("number"), "text"),
    ("tahun", gettext_lazy("year"), "whole"),
    ("kode_pemerintah", gettext_lazy("government code"), "text"),
    ("pemerintah", gettext_lazy("government"), "text"),
    ("perangkat", gettext_lazy("office"), "text"),
    ("kode", gettext_lazy("code"), "text"),
    ("nama", gettext_lazy("name"), "text"),
    ("lokasi", gettext_lazy("location"), "text"),
    ("indikatif_rp", gettext_lazy("indicative"), "whole"),
    ("usulan_rp", gettext_lazy("proposed"), "whole"),
    ("pagu_rp", gettext_lazy("ceiling"), "whole"),
    ("anggaran_rp", gettext_lazy("budgeted"), "whole"),
    ("perubahan_rp", gettext_lazy("revised budget"), "whole"),
    ("realisasi_rp", gettext_lazy("spent"), "whole"),
    ("fisik_persen", gettext_lazy("physical progress, %"), "number"),
    ("contoh", gettext_lazy("sample"), "text"),
    ("alamat", gettext_lazy("address"), "text"),
)
"""Name in CSV and JSON (the same in every language), heading for people, kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is exported: the page's title, what was asked, its sums, its breakdown and its lines."""

    title: str
    asked: Sequence[tuple[str, str]]
    sums: dict[str, int]
    groups: Sequence[Group]
    lines: Sequence[LineRow]
    origin: str
    address: str
    is_cut: bool = False

    @property
    def is_sample(self) -> bool:
        """Whether any line was made for the demo world."""
        return any(line.is_sample for line in self.lines)


def cells(line: LineRow, origin: str) -> list[Any]:
    """A line as a row under `COLUMNS`."""
    return [
        line.number, line.fiscal_year, line.government_code, line.government, line.office, line.code, line.name, line.location,
        line.indicative_idr, line.proposed_idr, line.ceiling_idr, line.budgeted_idr, line.revised_idr, line.realised_idr,
        float(line.physical) if line.physical is not None else None, _("Sample data") if line.is_sample else "",
        origin + line_url(line.number),
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is made a text again: names come from files of others."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def as_csv(sheet: Sheet) -> bytes:
    """Comma-separated, UTF-8 with its mark, so that spreadsheets read names of villages right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([key for key, _label, _kind in COLUMNS])
    for line in sheet.lines:
        writer.writerow(["" if value is None else _plain(value) for value in cells(line, sheet.origin)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """Two sheets: the lines, and the breakdown with what was asked. Amounts are numbers, codes stay text."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "#,##0"})
        page = book.add_worksheet(_("Lines"))
        page.freeze_panes(1, 0)
        for column, (_key, label, kind) in enumerate(COLUMNS):
            page.write_string(0, column, str(label), bold)
            page.set_column(column, column, 18 if kind != "text" else 26, money if kind == "whole" and column > 1 else None)
        for place, line in enumerate(sheet.lines, 1):
            for column, value in enumerate(cells(line, sheet.origin)):
                if isinstance(value, str):
                    page.write_string(place, column, value)
                elif value is not None:
                    page.write_number(place, column, value)
        summary = book.add_worksheet(_("Summary"))
        summary.set_column(0, 0, 44)
        summary.set_column(1, 3, 20, money)
        rows: list[Sequence[Any]] = [[sheet.title], *sheet.asked, *sheet.sums.items(), []]
        rows.append([_("Name"), _("planned"), _("spent"), _("pieces of work")])
        rows += [[group.name, group.amount, group.spent, group.lines] for group in sheet.groups]
        rows += [[], [sheet.address], *([[_("Sample data")]] if sheet.is_sample else [])]
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    summary.write_string(place, column, value)
                else:
                    summary.write_number(place, column, value)
    return held.getvalue()


def as_json(sheet: Sheet) -> bytes:
    """The same with names; amounts are whole rupiah, None where a phase has none."""
    keys = [key for key, _label, _kind in COLUMNS]
    body = {
        "judul": sheet.title,
        "alamat": sheet.address,
        "contoh": sheet.is_sample,
        "terpotong": sheet.is_cut,
        "pertanyaan": dict(sheet.asked),
        "jumlah": sheet.sums,
        "rincian": [
            {"kunci": one.key, "nama": one.name, "rencana_rp": one.amount, "realisasi_rp": one.spent, "baris": one.lines}
            for one in sheet.groups
        ],
        "baris": [dict(zip(keys, cells(line, sheet.origin), strict=True)) for line in sheet.lines],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def as_pdf(template: str, context: dict[str, Any]) -> bytes:
    """A page of its own for paper. Raises `Unavailable` where the system's libraries for it are missing."""
    return pdf_of(
        render_to_string(template, context),
        instead=_("Print the page from your browser and choose “save as PDF”, or take the XLSX."),
        stylesheet=Path(__file__).with_name("paper.css"),
    )


MAKERS = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
