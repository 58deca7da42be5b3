"""Addresses on the portal's host."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from betang.accounts import urls as accounts
from betang.api import urls as api
from betang.casework import urls as casework
from betang.communities import urls as communities
from betang.edge import urls as edge
from betang.growth import urls as growth
from betang.hosting import urls as hosting
from betang.market import urls as market
from betang.notices import urls as notices
from betang.planning import urls as planning
from betang.proposals import urls as proposals
from betang.publishing import urls as publishing
from betang.regions import urls as regions
from betang.web import urls as web

PACKAGES = {
    "web": web,
    "regions": regions,
    "accounts": accounts,
    "notices": notices,
    "communities": communities,
    "casework": casework,
    "planning": planning,
    "hosting": hosting,
    "publishing": publishing,
    "proposals": proposals,
    "market": market,
    "growth": growth,
    "api": api,
    "edge": edge,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("meja/", include([path("", include((package.desk, f"{name}_desk"))) for name, package in PACKAGES.items()])),
    path("meja/akun/", include(accounts.sign_in)),
    *(path("", include((package.portal, name))) for name, package in PACKAGES.items()),
]

handler400 = "betang.edge.errors.bad_request"
handler403 = "betang.edge.errors.forbidden"
handler404 = "betang.edge.errors.page_not_found"
handler500 = "betang.edge.errors.server_error"
