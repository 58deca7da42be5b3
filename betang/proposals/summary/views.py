"""`/usulan/ringkas/`: the summary as a page, as CSV and as JSON. One set of tables makes all three."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from betang.accounts.tokens import full_url
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.proposals.queries.listing import Filters
from betang.proposals.queries.one import level_words
from betang.proposals.summary.drawing import draw
from betang.proposals.summary.queries import Summary, Tally, summary_of
from betang.proposals.terms import Sector
from betang.proposals.views.reading import stage_words

PARAMS = ("bidang", "tahun", "wilayah")


def _filters(request: HttpRequest) -> Filters:
    return Filters.read({name: request.GET.get(name, "") for name in PARAMS})


def _found(filters: Filters) -> Summary:
    found = summary_of(filters)
    if not found.place:
        raise NotFound(gettext("There is no region with this code."))
    return found


def _query(filters: Filters, **change: str) -> str:
    params = {**filters.params(), **change}
    return "?" + urlencode(sorted((name, value) for name, value in params.items() if value))


@kept(*PARAMS)
def page(request: HttpRequest) -> HttpResponse:
    """The page. At most eight queries."""
    filters = _filters(request)
    found = _found(filters)
    listed = reverse("proposals:list")
    words = stage_words()
    base = {name: value for name, value in filters.params().items() if name in PARAMS}
    this_year = clock.today().year
    return render(
        request,
        "proposals/summary.html",
        {
            "found": found,
            "filters": filters,
            "stages": [
                (words[stage], count, f"{listed}?{urlencode(sorted({**base, 'keadaan': stage}.items()))}")
                for stage, count in found.stages.items()
                if count
            ],
            "most_stops": max((stop.count for stop in found.stops), default=1),
            "drawing": draw(found.levels, level_words()),
            "sectors": [(one, _query(filters, bidang=one.key)) for one in found.sectors],
            "places": [(one, _query(filters, wilayah=one.key)) for one in found.places],
            "years": [(one, _query(filters, tahun=one.key)) for one in found.years],
            "sector_choices": Sector.choices,
            "year_choices": sorted({*(int(one.key) for one in found.years), this_year + 1, this_year + 2}),
            "list_url": f"{listed}?{urlencode(sorted(base.items()))}" if base else listed,
            "is_narrowed": bool(base),
            "csv_url": reverse("proposals:summary_csv") + (f"?{urlencode(sorted(base.items()))}" if base else ""),
            "json_url": reverse("proposals:summary_json") + (f"?{urlencode(sorted(base.items()))}" if base else ""),
            "is_province": (filters.region_code or settings.PROVINCE_CODE) == settings.PROVINCE_CODE,
        },
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page as data: `columns` are names that stay the same in every language."""

    key: str
    columns: tuple[str, ...]
    rows: list[Sequence[Any]]


def _tallies(key: str, tallies: Sequence[Tally]) -> Table:
    rows = [(one.key, one.label, one.total, one.placed, one.stopped) for one in tallies]
    return Table(key, ("kunci", "nama", "usulan", "masuk_rencana", "berhenti"), rows)  # type: ignore[arg-type]


def tables(found: Summary) -> list[Table]:
    """What is on the screen."""
    words = stage_words()
    stops: list[Sequence[Any]] = [(one.level, one.level_label, one.reason, one.reason_label, one.count) for one in found.stops]
    levels: list[Sequence[Any]] = [
        (one.level, one.label, one.passed, one.waiting, one.stopped, one.returned, one.refused, one.deferred, one.median_days)
        for one in found.levels
    ]
    quotas: list[Sequence[Any]] = [
        (one.code, label, one.quota.fiscal_year, one.passed, one.quota.limit, one.quota.source) for label, one in found.quotas
    ]
    return [
        Table("keadaan", ("kunci", "nama", "usulan"), [(stage, words[stage], count) for stage, count in found.stages.items()]),
        Table("berhenti", ("jenjang", "nama_jenjang", "alasan", "nama_alasan", "usulan"), stops),
        Table(
            "jenjang",
            ("jenjang", "nama", "diteruskan", "di_sini", "berhenti", "dikembalikan", "ditolak", "ditunda", "median_hari"),
            levels,
        ),
        _tallies("bidang", found.sectors),
        _tallies("tempat", found.places),
        _tallies("tahun", found.years),
        Table("kuota", ("kode", "nama", "tahun", "diteruskan", "kuota", "dasar"), quotas),
    ]


@kept(*PARAMS)
def as_csv(request: HttpRequest) -> HttpResponse:
    """`…/ringkas.csv`: each figure a row: table, row, name, column, value. UTF-8 with its mark, so that spreadsheets read it right."""
    found = _found(_filters(request))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("tabel", "kunci", "nama", "kolom", "nilai"))
    if found.samples:
        writer.writerow(("data_contoh", "", "Data contoh", "usulan", found.samples))
    for table in tables(found):
        for row in table.rows:
            key, name = (f"{row[0]}/{row[2]}", f"{row[1]}: {row[3]}") if table.key == "berhenti" else (row[0], row[1])
            for column, value in zip(table.columns, row, strict=True):
                if isinstance(value, int):
                    writer.writerow((table.key, _plain(key), _plain(name), column, value))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="usulan-ringkas.csv"'
    return response


def _plain(text: str) -> str:
    """A name that a spreadsheet would take for a formula is made a text again."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


@kept(*PARAMS)
def as_json(request: HttpRequest) -> HttpResponse:
    """`…/ringkas.json`: the same tables by name."""
    filters = _filters(request)
    found = _found(filters)
    body = {
        "alamat": full_url(reverse("proposals:summary") + (_query(filters) if filters.params() else "")),
        "tempat": found.place,
        "saringan": filters.params(),
        "jumlah": found.total,
        "berhenti": found.stopped,
        "data_contoh": bool(found.samples),
        **{f"tabel_{table.key}": [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables(found)},
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
