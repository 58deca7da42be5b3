"""Addresses of prices; `market.urls` lists them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.market.prices import desk as at_desk
from betang.market.prices import views

_SITE = "kim/<slug:site_slug>/harga"

portal: list[URLPattern | URLResolver] = [
    path("harga/", views.portal_board, name="price_board"),
    path("harga/lapor/", views.report, name="price_report"),
    path("harga/kabar/<str:token>/", views.alert, name="price_alert"),
    path("harga/<slug:slug>/", views.commodity, name="price"),
    path("harga/<slug:slug>/kabari/", views.tell_me, name="price_tell_me"),
]
site: list[URLPattern | URLResolver] = [
    path("harga/", views.site_board, name="price_board"),
    path("harga/lapor/", views.report, name="price_report"),
]
desk: list[URLPattern | URLResolver] = [
    path("harga/", at_desk.office, name="prices"),
    path("harga/resmi/", at_desk.bring, name="prices_official"),
    path("harga/<uuid:report_id>/", at_desk.office_price, name="price"),
    path(f"{_SITE}/", at_desk.group, name="site_prices"),
    path(f"{_SITE}/catat/", at_desk.group_sheet, name="site_price_sheet"),
    path(f"{_SITE}/<uuid:report_id>/", at_desk.group_price, name="site_price"),
]
