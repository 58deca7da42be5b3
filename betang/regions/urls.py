"""Addresses of this package: the public pages of regions are composed in `web`, the tree is kept at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.regions import views

portal: list[URLPattern | URLResolver] = []
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [
    path("wilayah/", views.index, name="index"),
    path("wilayah/impor/", views.bring, name="import"),
    path("wilayah/impor/<slug:sha256>/", views.confirm, name="import_confirm"),
    path("wilayah/<str:code>/", views.region, name="region"),
    path("wilayah/<str:code>/instansi/<uuid:office_id>/", views.office, name="office"),
    path("hari-kerja/", views.days, name="days"),
    path("hari-kerja/<uuid:holiday_id>/hapus/", views.remove_day, name="remove_day"),
]
