"""Addresses on a group's own site. No desk, no sign-in, no cookie."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from betang.config.urls_portal import PACKAGES, handler400, handler403, handler404, handler500
from betang.publishing import urls as publishing

urlpatterns: list[URLPattern | URLResolver] = [path("", include((package.site, name))) for name, package in PACKAGES.items()]
urlpatterns.append(path("", include((publishing.site_last, "publishing_last"))))  # old addresses, after everybody else's

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
