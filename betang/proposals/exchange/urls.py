"""Addresses of the exchange with the national system, all at the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.proposals.exchange import views

desk: list[URLPattern | URLResolver] = [
    path("usulan/sipd/", views.home, name="exchange"),
    path("usulan/sipd/bawa/", views.bring, name="exchange_bring"),
    path("usulan/sipd/ambil/", views.take_out, name="exchange_take"),
    path("usulan/sipd/<uuid:run_id>/", views.one, name="exchange_run"),
]
