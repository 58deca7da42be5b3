"""Headers that every answer carries, worked out once."""

from __future__ import annotations

from functools import cache

from django.conf import settings


def _policy(*, with_pictures_of_sites: bool) -> str:
    """The content security policy: our own files and nothing else. No inline script or style anywhere, so none is allowed."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    sites = f"{settings.PUBLIC_SCHEME}://*.{settings.SITES_DOMAIN}{port}"
    ours = f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}{port} {sites}"
    directives = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:" + (f" {sites}" if with_pictures_of_sites else ""),
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": f"'self' {ours}",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


@cache
def for_every_answer(*, with_pictures_of_sites: bool = False) -> tuple[tuple[str, str], ...]:
    """Names and values; a view may have set one of them itself, and then keeps its own.

    Pictures come from the page's own host; from the sites' hosts only on a page of the portal that shows them
    (`kernel.pages.with_pictures_of_sites`).
    """
    found = [
        ("Content-Security-Policy", _policy(with_pictures_of_sites=with_pictures_of_sites)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), interest-cohort=()"),
        ("X-Frame-Options", "DENY"),
    ]
    if settings.PUBLIC_SCHEME == "https":
        found.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return tuple(found)
