"""Addresses of the coordinator's desk, the periodic report and the spread, taken into `growth.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from betang.growth.overview import views
from betang.growth.reporting import views as reporting
from betang.growth.spread import views as spread

portal: list[URLPattern | URLResolver] = [path("sebaran/", spread.public, name="spread")]
desk: list[URLPattern | URLResolver] = [
    path("pembinaan/", views.overview, name="overview"),
    re_path(r"^pembinaan/kelompok\.(?P<form>csv|xlsx)$", views.export, name="overview_export"),
    path("pembinaan/hitung/", views.count, name="overview_count"),
    path("pembinaan/laporan/", reporting.reports, name="reports"),
    path("pembinaan/laporan/<uuid:report_id>/", reporting.report, name="report"),
    re_path(r"^pembinaan/laporan/(?P<report_id>[0-9a-f-]{36})/berkas\.(?P<form>pdf|xlsx)$", reporting.file, name="report_file"),
    path("pembinaan/sebaran/", spread.spread, name="spread"),
    path("pembinaan/sebaran/contoh.csv", spread.example, name="spread_example"),
    path("pembinaan/sebaran/impor/", spread.bring, name="spread_import"),
    path("pembinaan/sebaran/impor/<str:sha256>/", spread.confirm, name="spread_confirm"),
]
