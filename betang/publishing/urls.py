"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.publishing.moving import urls as moving
from betang.publishing.pictures import urls as pictures
from betang.publishing.views import commenting, moderating, pages, reading, writing

_SITE = "kim/<slug:site_slug>"
_ARTICLE = f"{_SITE}/berita/<uuid:article_id>"

portal: list[URLPattern | URLResolver] = [
    path("berita/", reading.news, name="news"),
]
site: list[URLPattern | URLResolver] = [
    *pictures.site,
    path("berita/", reading.articles, name="articles"),
    path("berita/kategori/<slug:slug>/", reading.category, name="category"),
    path("berita/tag/<slug:slug>/", reading.tag, name="tag"),
    path("berita/<slug:slug>/", reading.article, name="article"),
    path("berita/<slug:slug>/tanggapan/", commenting.comment, name="comment"),
    path("halaman/<slug:slug>/", reading.page, name="page"),
]
site_last: list[URLPattern | URLResolver] = [
    path("<path:rest>", reading.old_address, name="old_address"),
]
"""Stands after every other package's addresses: old paths lead on, everything else does not exist."""

desk: list[URLPattern | URLResolver] = [
    *pictures.desk,
    *moving.desk,
    path(f"{_SITE}/berita/", writing.articles, name="articles"),
    path(f"{_SITE}/berita/tulis/", writing.start, name="start"),
    path(f"{_SITE}/berita/kategori/", writing.categories, name="categories"),
    path(f"{_SITE}/pratinjau/", writing.rendered, name="rendered"),
    path(f"{_ARTICLE}/", writing.article, name="article"),
    path(f"{_ARTICLE}/simpan-otomatis/", writing.autosave, name="autosave"),
    path(f"{_ARTICLE}/lihat/", writing.preview, name="preview"),
    path(f"{_ARTICLE}/langkah/", writing.step, name="step"),
    path(f"{_ARTICLE}/kembalikan/", writing.send_back, name="send_back"),
    path(f"{_ARTICLE}/tarik/", writing.withdraw, name="withdraw"),
    path(f"{_ARTICLE}/koreksi/", writing.correct, name="correct"),
    path(f"{_ARTICLE}/alamat/", writing.address, name="address"),
    path(f"{_ARTICLE}/jadwal/", writing.schedule, name="schedule"),
    path(f"{_ARTICLE}/riwayat/", writing.history, name="history"),
    path(f"{_ARTICLE}/riwayat/<uuid:revision_id>/", writing.revision, name="revision"),
    path(f"{_ARTICLE}/buang/", writing.discard, name="discard"),
    path(f"{_ARTICLE}/lupakan/", writing.forget, name="forget"),
    path(f"{_SITE}/tanggapan/", moderating.comments, name="comments"),
    path(f"{_SITE}/tanggapan/<uuid:comment_id>/", moderating.comment, name="comment"),
    path(f"{_SITE}/halaman/", pages.pages, name="pages"),
    path(f"{_SITE}/halaman/tulis/", pages.start_page, name="start_page"),
    path(f"{_SITE}/halaman/<uuid:page_id>/", pages.page, name="page"),
    path(f"{_SITE}/halaman/<uuid:page_id>/hapus/", pages.remove_page, name="remove_page"),
]
