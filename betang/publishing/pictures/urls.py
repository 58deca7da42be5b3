"""Addresses of pictures."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.publishing.pictures import views

_SITE = "kim/<slug:site_slug>/foto"

site: list[URLPattern | URLResolver] = [path("-/berkas/<path:name>", views.media, name="media")]
desk: list[URLPattern | URLResolver] = [
    path(f"{_SITE}/", views.pictures, name="pictures"),
    path(f"{_SITE}/pilih/", views.pick, name="pick_picture"),
    path(f"{_SITE}/<uuid:picture_id>/", views.picture, name="picture"),
    path(f"{_SITE}/<uuid:picture_id>/ulangi/", views.again, name="picture_again"),
    path(f"{_SITE}/<uuid:picture_id>/hapus/", views.remove, name="remove_picture"),
    path(f"{_SITE}/berkas/<path:name>", views.desk_media, name="desk_media"),
]
