"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = []
