"""Addresses of open data."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.api.opendata import views

portal: list[URLPattern | URLResolver] = [
    path("data.json", views.catalogue, name="catalogue"),
    path("data/", views.index, name="data"),
    path("data/datapackage.json", views.package, name="datapackage"),
    path("data/oc4ids.json", views.oc4ids, name="oc4ids"),
    path("data/<slug:name>.csv", views.table_csv, name="table_csv"),
    path("data/<slug:name>.json", views.table_json, name="table_json"),
]
