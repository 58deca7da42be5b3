"""The renderers' entry point (WSGI).

Behind our own front it renders pages and nothing else. Under another server (gunicorn, uWSGI, mod_wsgi) it also serves the
static files, and every page is made anew for each request, with an ETag.
"""

from __future__ import annotations

import logging
import os

from betang.edge.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")
logging.getLogger("django.request").setLevel(logging.ERROR)  # a mistyped address is no news
die_with_parent()


def _application() -> object:
    from django.core.wsgi import get_wsgi_application

    plain = get_wsgi_application()
    if os.environ.get("BETANG_BEHIND_FRONT") == "1":
        return plain
    from django.conf import settings
    from whitenoise import WhiteNoise

    if not settings.STATIC_ROOT.is_dir():
        return plain
    return WhiteNoise(plain, root=str(settings.STATIC_ROOT), prefix=settings.STATIC_URL, max_age=0, immutable_file_test=_is_hashed)


def _is_hashed(path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) > 2 and len(parts[-2]) == 12


application = _application()
