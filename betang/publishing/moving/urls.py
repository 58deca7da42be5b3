"""Addresses of moving in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.publishing.moving import views

_SITE = "kim/<slug:site_slug>/pindahan"

desk: list[URLPattern | URLResolver] = [
    path(f"{_SITE}/", views.imports, name="moving"),
    path(f"{_SITE}/<uuid:run_id>/", views.an_import, name="import"),
    path(f"{_SITE}/<uuid:run_id>/mulai/", views.start, name="start_import"),
    path(f"{_SITE}/<uuid:run_id>/lanjutkan/", views.push, name="push_import"),
    path(f"{_SITE}/<uuid:run_id>/batal/", views.drop, name="drop_import"),
]
