"""Tables as files: CSV and XLSX of rows of plain values. Names come from files of others, so no text is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Comma-separated, UTF-8 with its mark, so that spreadsheets read names of villages right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if value is None else _plain(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def as_xlsx(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook: (name, rows) a sheet, the first row of each in bold. Numbers stay numbers, all else is text."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets:
            page = book.add_worksheet(name[:31])
            page.freeze_panes(1, 0)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, bool) or value is None or isinstance(value, str):
                        page.write_string(place, column, "" if value is None else str(value), bold if place == 0 else None)
                    else:
                        page.write_number(place, column, value)
            widest = max((len(row) for row in rows), default=1)
            for column in range(widest):
                longest = max((len(str(row[column])) for row in rows if column < len(row)), default=8)
                page.set_column(column, column, min(60, max(9, longest + 1)), wrapped if longest > 60 else None)
    return held.getvalue()
