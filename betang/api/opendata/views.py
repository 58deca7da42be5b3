"""Open data: the page for people, tables as CSV and JSON, descriptions for programs."""

from __future__ import annotations

import json
import re
from itertools import chain

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from betang.api.opendata import describing, works, writing
from betang.api.opendata.datasets import DATASETS, Filter
from betang.hosting.addresses import portal_url
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.planning.models import Line
from betang.regions.queries import regencies

JSON = "application/json"
CSV = "text/csv; charset=utf-8; header=present"
_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")


def _filter(request: HttpRequest) -> Filter:
    year, region = request.GET.get("tahun", ""), request.GET.get("wilayah", "")
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise NotFound(_("Write the year with four digits."))
    if region and not _CODE.fullmatch(region):
        raise NotFound(_("There is no region with this code."))
    return Filter(int(year) if year else 0, region)


@kept()
def index(request: HttpRequest) -> HttpResponse:
    """`/data/`: every table described, with its columns. Two queries."""
    years = list(Line.objects.filter(is_withdrawn=False).values_list("fiscal_year", flat=True).distinct().order_by("-fiscal_year"))
    return render(
        request,
        "api/data.html",
        {
            "datasets": list(DATASETS.values()),
            "year": years[0] if years else 0,
            "region": regencies(settings.PROVINCE_CODE).first(),
            "license": settings.DATA_LICENSE,
            "license_name": settings.DATA_LICENSE_NAME,
            "contact": describing.contact(),
            "operator": settings.OPERATOR_NAME,
        },
    )


def _table(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    one = DATASETS.get(name)
    if one is None:
        raise NotFound(_("There is no table of this name."))
    headers = [column.name for column in one.columns]
    rows = one.rows(_filter(request))
    made = writing.as_csv(headers, rows) if form == "csv" else writing.as_json(headers, rows)
    return writing.answer(made, CSV if form == "csv" else JSON, file_name=f"{name}.{form}")


@kept("tahun", "wilayah")
def table_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/data/<name>.csv`. One to three queries for each two thousand rows."""
    return _table(request, name, "csv")


@kept("tahun", "wilayah")
def table_json(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/data/<name>.json`: the same rows."""
    return _table(request, name, "json")


def _described(value: object) -> HttpResponse:
    response = HttpResponse(json.dumps(value, ensure_ascii=False, indent=1), content_type=JSON)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@kept()
def package(request: HttpRequest) -> HttpResponse:
    """`/data/datapackage.json`."""
    return _described(describing.fiscal_package())


@kept()
def catalogue(request: HttpRequest) -> HttpResponse:
    """`/data.json`."""
    return _described(describing.catalogue(settings.PROVINCE_CODE))


@kept("tahun", "wilayah")
def oc4ids(request: HttpRequest) -> HttpResponseBase:
    """`/data/oc4ids.json`: a project package. The standard wants at least one project: without any there is no package."""
    chosen = _filter(request)
    found = works.projects(chosen)
    first = next(found, None)
    if first is None:
        raise NotFound(_("No line of the plan builds anything yet."))
    changed = Line.objects.aggregate(at=Max("changed_at"))["at"]
    query = "&".join(f"{name}={value}" for name, value in (("tahun", chosen.year), ("wilayah", chosen.region)) if value)
    head = {
        "uri": portal_url("/data/oc4ids.json") + (f"?{query}" if query else ""),
        "publishedDate": changed.isoformat(),
        "version": works.VERSION,
        "publisher": {"name": settings.OPERATOR_NAME, "uri": portal_url("/")},
        "license": settings.DATA_LICENSE,
        "publicationPolicy": portal_url("/data/"),
    }
    before = json.dumps(head, ensure_ascii=False)[:-1] + ', "projects": [\n'
    return writing.answer(writing.listed(before, chain([first], found), "\n]}\n"), JSON, file_name="oc4ids.json")
