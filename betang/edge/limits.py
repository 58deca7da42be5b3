"""How much may be sent to which address, decided before a byte of it is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from betang.edge.errors import too_large

FORM_BYTES = 1024 * 1024
"""Room for the other fields of a form beside its file."""


def limit_bytes(path: str, *, is_desk: bool) -> int:
    """The largest body that `path` (without `/en`) accepts: imports at the desk most, everything else one upload and its form."""
    if is_desk and ("/impor/" in path or "/pindahan/" in path):
        return int(settings.IMPORT_LIMIT_BYTES)
    if is_desk and path.startswith("/meja/rencana/dokumen/"):
        return int(settings.DOCUMENT_LIMIT_BYTES) + FORM_BYTES
    return int(settings.UPLOAD_LIMIT_BYTES) + FORM_BYTES


def check(request: Any) -> None:
    """Raise `TooLarge` where the request says that it is larger than its address accepts."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    limit = limit_bytes(request.path_info, is_desk=request.is_desk)
    if not told.isdecimal() or int(told) > limit:
        raise too_large(limit)
