"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.casework import views

portal: list[URLPattern | URLResolver] = [path("ikuti/<str:token>/", views.following, name="following")]
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = []
