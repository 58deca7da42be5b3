"""Addresses of the bank, on the portal and at the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.proposals.bank import views

portal: list[URLPattern | URLResolver] = [path("usulan/bank/", views.bank, name="bank")]
desk: list[URLPattern | URLResolver] = [
    path("usulan/bank/", views.from_last_year, name="bank"),
    path("usulan/bank/<str:address>/ajukan/", views.take_up, name="take_up"),
    path("usulan/bank/<str:address>/keluarkan/", views.retire, name="retire"),
    path("usulan/tutup-tahun/", views.closings, name="closings"),
    path("usulan/tutup-tahun/<str:code>/<int:year>/", views.close, name="close"),
]
