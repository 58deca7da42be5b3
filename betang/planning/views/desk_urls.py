"""Addresses of the desk of plans, and of the photos of the work."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.planning.views import desk as views

portal: list[URLPattern | URLResolver] = [path("rencana/foto/<str:name>", views.photo, name="photo")]
desk: list[URLPattern | URLResolver] = [
    path("rencana/", views.home, name="home"),
    path("rencana/pemerintah/<str:code>/<int:year>/", views.lines, name="lines"),
    path("rencana/pemerintah/<str:code>/<int:year>/tambah/", views.add, name="add"),
    path("rencana/baris/<str:number>/", views.line, name="line"),
    path("rencana/baris/<str:number>/tarik/", views.withdraw, name="withdraw"),
    path("rencana/baris/<str:number>/realisasi/", views.realisation, name="realisation"),
    path("rencana/baris/<str:number>/realisasi/<uuid:realisation_id>/hapus/", views.remove_realisation, name="remove_realisation"),
    path("rencana/baris/<str:number>/foto/", views.line_photos, name="photos"),
    path("rencana/baris/<str:number>/foto/<uuid:photo_id>/hapus/", views.remove_photo, name="remove_photo"),
    path("rencana/baris/<str:number>/sasaran/", views.promises, name="promises"),
    path("rencana/baris/<str:number>/tahapan/", views.steps, name="steps"),
    path("rencana/baris/<str:number>/riwayat/", views.history, name="history"),
]
