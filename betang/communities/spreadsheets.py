"""The mapping report as a workbook: the same numbers as the page, from the same value."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from betang.communities.queries.mapping import MappingReport, Share
from betang.communities.terms import Audience, ContentKind, Field, GroupKind, Medium, Standing
from betang.ui.formats import day


def labels() -> dict[str, dict[str, str]]:
    """The words of each category, by field of a row."""
    return {
        "kind": {value: str(label) for value, label in GroupKind.choices},
        "standing": {value: str(label) for value, label in Standing.choices},
        "audiences": {value: str(label) for value, label in Audience.choices},
        "media": {value: str(label) for value, label in Medium.choices},
        "content_kinds": {value: str(label) for value, label in ContentKind.choices},
        "fields": {value: str(label) for value, label in Field.choices},
    }


def category_tables(report: MappingReport) -> list[tuple[str, tuple[Share, ...]]]:
    """The tables of categories with their titles, as page and workbook show them."""
    tables = [
        (_("By kabupaten and city"), report.regencies),
        (_("By kind of group"), report.kinds),
        (_("By audience"), report.audiences),
        (_("By media used"), report.media),
        (_("By kind of content"), report.content_kinds),
        (_("By field"), report.fields),
    ]
    return [(title, shares) for title, shares in tables if shares]


def workbook(report: MappingReport) -> bytes:
    """An XLSX file with three sheets: the summary, the groups, the public issues."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        _summary(book.add_worksheet(_("Summary")), report, title, bold)
        _groups(book.add_worksheet(_("Groups")), report, bold)
        _issues(book.add_worksheet(_("Public issues")), report, bold)
    finally:
        book.close()
    return out.getvalue()


def _summary(sheet: Any, report: MappingReport, title: Any, bold: Any) -> None:
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 2, 16)
    sheet.write(0, 0, _("Mapping of KIMs: %(region)s") % {"region": report.region_name}, title)
    lines: list[tuple[str, Any]] = [
        (_("Period"), f"{day(report.period.first)} – {day(report.period.last)}"),
        (_("Indicator %(code)s: KIMs that are active in disseminating and registered") % {"code": report.indicator_code}, report.active),
        (_("Registered KIMs"), report.registered),
        (_("Dormant KIMs among them"), report.dormant),
        (_("KIMs whose mapping is not complete"), report.unmapped),
        (_("KIMs to coach first"), len(report.priority)),
    ]
    row = 2
    for words, value in lines:
        sheet.write(row, 0, words, bold)
        sheet.write(row, 1, value)
        row += 1
    for words, shares in category_tables(report):
        row += 1
        sheet.write_row(row, 0, [words, _("Registered"), _("Active and registered")], bold)
        for share in shares:
            row += 1
            sheet.write_row(row, 0, [share.label, share.registered, share.active])
        row += 1


def _groups(sheet: Any, report: MappingReport, bold: Any) -> None:
    headers: Sequence[str] = [
        _("Name"),
        _("Register number"),
        _("Place"),
        _("Kind"),
        _("Standing"),
        _("Members"),
        _("Active in the period"),
        _("Audiences"),
        _("Media used"),
        _("Kinds of content"),
        _("Fields"),
        _("Strength and reach"),
        _("Priority"),
    ]
    words = labels()
    sheet.write_row(0, 0, headers, bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 2, 34)
    sheet.set_column(3, 12, 20)
    for index, row in enumerate(report.rows, start=1):
        sheet.write_row(
            index,
            0,
            [
                row.name,
                row.register_number,
                row.place,
                words["kind"].get(row.kind, row.kind),
                words["standing"].get(row.standing, row.standing),
                row.members,
                _("yes") if row.is_active else _("no"),
                *(
                    ", ".join(words[name].get(value, value) for value in getattr(row, name))
                    for name in ("audiences", "media", "content_kinds", "fields")
                ),
                row.strength,
                _("yes") if row.is_priority else _("no"),
            ],
        )


def _issues(sheet: Any, report: MappingReport, bold: Any) -> None:
    sheet.set_column(0, 1, 34)
    sheet.set_column(2, 2, 90)
    sheet.write_row(0, 0, [_("Region"), _("Audience"), _("Public issues")], bold)
    for index, issue in enumerate(report.issues, start=1):
        sheet.write_row(index, 0, [issue.region_name, issue.label, issue.text])
