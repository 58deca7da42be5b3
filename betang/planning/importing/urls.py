"""Addresses of imports: the wizard at the desk, and the public page of a source file."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.planning.importing import public, views

_ONE = "rencana/impor/<uuid:run_id>"

portal: list[URLPattern | URLResolver] = [
    path("rencana/sumber/<slug:digest>/", public.source, name="source"),
    path("rencana/sumber/<slug:digest>/berkas/", public.source_file, name="source_file"),
]
desk: list[URLPattern | URLResolver] = [
    path("rencana/impor/", views.imports, name="imports"),
    path(f"{_ONE}/", views.an_import, name="import"),
    path(f"{_ONE}/kolom/", views.columns, name="import_columns"),
    path(f"{_ONE}/masalah/", views.problems, name="import_problems"),
    path(f"{_ONE}/setuju/", views.confirm, name="confirm_import"),
    path(f"{_ONE}/batal/", views.discard, name="discard_import"),
    path(f"{_ONE}/ulang/", views.again, name="read_import_again"),
]
