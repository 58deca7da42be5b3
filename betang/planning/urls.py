"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from betang.planning.duties import urls as duties
from betang.planning.importing import urls as importing
from betang.planning.papers import urls as papers
from betang.planning.views import desk_urls as writing
from betang.planning.views import urls as public

portal: list[URLPattern | URLResolver] = [*public.portal, *writing.portal, *papers.portal, *duties.portal, *importing.portal]
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [*writing.desk, *papers.desk, *duties.desk, *importing.desk]
