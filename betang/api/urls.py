"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.api import views
from betang.api.opendata import urls as opendata

portal: list[URLPattern | URLResolver] = [
    path("umpan/<str:kind>", views.portal_feed, name="feed"),
    path("sitemap.xml", views.portal_map, name="map"),
    path("peta-situs/portal.xml", views.portal_pages_map, name="map_of_pages"),
    path("peta-situs/wilayah-<int:number>.xml", views.regions_map, name="map_of_regions"),
    path("peta-situs/kim-<int:number>.xml", views.groups_map, name="map_of_groups"),
    path("robots.txt", views.portal_robots, name="robots"),
    *opendata.portal,
]
site: list[URLPattern | URLResolver] = [
    path("umpan/<str:kind>", views.site_feed, name="feed"),
    path("sitemap.xml", views.site_map, name="map"),
    path("robots.txt", views.site_robots, name="robots"),
]
desk: list[URLPattern | URLResolver] = []
