"""Addresses of documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.planning.papers import desk as office
from betang.planning.papers import views

_ONE = "rencana/dokumen/<slug:address>"

portal: list[URLPattern | URLResolver] = [
    path("rencana/dokumen/", views.documents, name="documents"),
    path(f"{_ONE}/", views.document, name="document"),
    path(f"{_ONE}/cari/", views.search, name="document_search"),
    path(f"{_ONE}/<int:number>/berkas.pdf", views.pdf, name="document_pdf"),
    path(f"{_ONE}/<int:number>/perubahan/", views.changes, name="document_changes"),
    path(f"{_ONE}/<int:number>/halaman/<int:page>/", views.page, name="document_page"),
    path(f"{_ONE}/<int:number>/halaman/<int:page>/<slug:mark>.webp", views.picture, name="document_picture"),
    path(f"{_ONE}/<int:number>/halaman/<int:page>/<slug:mark>/kecil.webp", views.thumb, name="document_thumb"),
]
desk: list[URLPattern | URLResolver] = [
    path("rencana/dokumen/", office.documents, name="documents"),
    path("rencana/dokumen/baru/", office.bring, name="bring_document"),
    path("rencana/dokumen/<uuid:document_id>/", office.document, name="document"),
    path("rencana/dokumen/<uuid:document_id>/ubah/", office.change, name="change_document"),
    path("rencana/dokumen/<uuid:document_id>/versi/", office.add, name="add_version"),
    path("rencana/dokumen/<uuid:document_id>/<int:number>/izinkan/", office.release, name="release_version"),
    path("rencana/dokumen/<uuid:document_id>/<int:number>/tarik/", office.take_back, name="take_back_version"),
    path("rencana/dokumen/<uuid:document_id>/<int:number>/berkas.pdf", office.file, name="version_file"),
]
