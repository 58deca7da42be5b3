"""Addresses of tending, at the desk. Everybody sees only who mentors whom, on the group's public page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from betang.growth.desk import EXTRA_ROOMS
from betang.growth.tending import views

EXTRA_ROOMS.append(("tending", _("Visits and tasks")))

desk: list[URLPattern | URLResolver] = [
    path("kim/<slug:slug>/pendampingan/", views.tending, name="tending"),
    path("kim/<slug:slug>/masih-ada/", views.wake, name="wake"),
]
