"""Addresses that several packages share: first pages, search, region pages, the desk's first page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.web import desk as desk_views
from betang.web import plans, refusals, views
from betang.web import regions as region_views

portal: list[URLPattern | URLResolver] = [
    path("", views.portal_home, name="home"),
    path("cari/", views.search_page, name="search"),
    path("jejak/", views.trail, name="trail"),
    path("tentang/", views.this_house, name="this_house"),
    *region_views.portal,
]
site: list[URLPattern | URLResolver] = [
    path("", views.site_home, name="home"),
    path("tentang/", views.about, name="about"),
    path("cari/", views.search_page, name="search"),
    *plans.site,
]
desk: list[URLPattern | URLResolver] = [
    path("", desk_views.home, name="home"),
    path("ditolak/", refusals.refusals, name="refusals"),
]
