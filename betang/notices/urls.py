"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.notices import views

portal: list[URLPattern | URLResolver] = []
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [
    path("kabar/", views.inbox, name="inbox"),
    path("kabar/semua/", views.read_all, name="read_all"),
    path("kabar/cara/", views.ways, name="ways"),
    path("kabar/<uuid:notice_id>/", views.open_notice, name="open"),
]
