"""Headers that every answer carries, worked out once."""

from __future__ import annotations

from functools import cache

from django.conf import settings


def _policy() -> str:
    """The content security policy: our own files and nothing else. No inline script or style anywhere, so none is allowed."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    sites = f"{settings.PUBLIC_SCHEME}://*.{settings.SITES_DOMAIN}{port}"  # the portal shows their pictures beside their news
    ours = f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}{port} {sites}"
    directives = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' data: blob: {sites}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": f"'self' {ours}",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


@cache
def for_every_answer() -> tuple[tuple[str, str], ...]:
    """Names and values; a view may have set one of them itself, and then keeps its own."""
    found = [
        ("Content-Security-Policy", _policy()),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), interest-cohort=()"),
        ("X-Frame-Options", "DENY"),
    ]
    if settings.PUBLIC_SCHEME == "https":
        found.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return tuple(found)
