"""Addresses of following on a phone. The worker stands above the pages it serves: a browser lets it reach no further."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.proposals.push import views

portal: list[URLPattern | URLResolver] = [
    path("usulan/pekerja.js", views.worker, name="worker"),
    path("usulan/<str:address>/ikuti/gawai/", views.push, name="push"),
]
