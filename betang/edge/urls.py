"""Addresses for machines, on every host."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.edge import views

portal: list[URLPattern | URLResolver] = [
    path("-/sehat", views.alive, name="alive"),
    path("-/siap", views.ready, name="ready"),
    path("-/tls-tanya", views.may_have_certificate, name="may_have_certificate"),
    path("-/bukti", views.puzzle, name="puzzle"),
]
site: list[URLPattern | URLResolver] = [path("-/bukti", views.puzzle, name="puzzle")]
desk: list[URLPattern | URLResolver] = []
