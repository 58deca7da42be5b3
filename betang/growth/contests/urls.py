"""Addresses of contests, taken into `growth.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from betang.growth.contests import views
from betang.growth.desk import EXTRA_ROOMS

_ONE = "lomba/<uuid:contest_id>"

portal: list[URLPattern | URLResolver] = [
    path("lomba/", views.public_list, name="contests"),
    path("lomba/<slug:address>/", views.public, name="contest"),
]
desk: list[URLPattern | URLResolver] = [
    path("lomba/", views.contests, name="contests"),
    path("lomba/baru/", views.create, name="create_contest"),
    path(f"{_ONE}/", views.contest, name="contest"),
    path(f"{_ONE}/ubah/", views.change, name="change_contest"),
    path(f"{_ONE}/putusan/", views.decide, name="decide_contest"),
    path(f"{_ONE}/juri/", views.judging, name="judging"),
    path(f"{_ONE}/juri/<uuid:entry_id>/", views.score, name="score"),
    path("kim/<slug:slug>/lomba/", views.offers, name="offers"),
    path(f"kim/<slug:slug>/{_ONE}/", views.enter, name="enter_contest"),
]

if ("offers", _("Contests")) not in EXTRA_ROOMS:
    EXTRA_ROOMS.append(("offers", _("Contests")))
