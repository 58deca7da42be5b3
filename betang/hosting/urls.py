"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.hosting import views

_SITE = "kim/<slug:site_slug>"

portal: list[URLPattern | URLResolver] = []
site: list[URLPattern | URLResolver] = [
    path("-/logo/<str:name>", views.logo, name="logo"),
]
desk: list[URLPattern | URLResolver] = [
    path("situs/", views.sites, name="sites"),
    path(f"{_SITE}/tampilan/", views.look, name="look"),
    path(f"{_SITE}/situs/", views.site, name="site"),
    path(f"{_SITE}/bangun/", views.wake, name="wake"),
    path(f"{_SITE}/situs/persetujuan/", views.approval, name="approval"),
    path(f"{_SITE}/situs/nama/", views.rename, name="rename"),
    path(f"{_SITE}/situs/tutup/", views.suspend, name="suspend"),
    path(f"{_SITE}/situs/buka/", views.reopen, name="reopen"),
]
