"""Full addresses of the portal and of sites, for links from one host to another, mails and feeds."""

from __future__ import annotations

from django.conf import settings


def _origin(host: str) -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


def portal_url(path: str = "/") -> str:
    """`path` (with its leading slash) on the portal."""
    return _origin(settings.BASE_DOMAIN) + path


def site_url(host: str, path: str = "/") -> str:
    """`path` on the site that answers at `host` (lower case, no port)."""
    return _origin(host) + path


def default_host(slug: str) -> str:
    """The host name that a site gets by its slug."""
    return f"{slug}.{settings.SITES_DOMAIN}"
