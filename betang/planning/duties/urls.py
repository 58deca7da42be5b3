"""Addresses of what villages owe."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.planning.duties import views

portal: list[URLPattern | URLResolver] = [
    path("rencana/desa/", views.villages, name="villages"),
    path("rencana/desa/<str:code>/", views.village, name="village"),
    path("rencana/desa/<str:code>/infografis.svg", views.poster_svg, name="village_poster"),
    path("rencana/desa/<str:code>/infografis.pdf", views.poster_pdf, name="village_poster_pdf"),
]
desk: list[URLPattern | URLResolver] = [path("rencana/desa/<str:code>/", views.keep, name="village")]
