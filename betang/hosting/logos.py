"""A site's logo: checked, made anew as WebP without anything that the camera wrote, kept under a name made of its content."""

from __future__ import annotations

import hashlib
import io
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from betang.guard.files import check_upload
from betang.hosting.terms import LOGO_LIMIT_BYTES, LOGO_SIDE_PX


def keep_logo(file: IO[bytes] | Any, *, site_id: UUID) -> str:
    """The path of the kept logo in media storage; raises `InvalidInput` for what is no picture."""
    check_upload(file, accept=frozenset({"image"}), limit_bytes=LOGO_LIMIT_BYTES)
    file.seek(0)
    with Image.open(file) as opened:
        opened.draft("RGB", (LOGO_SIDE_PX * 2, LOGO_SIDE_PX * 2))
        straight = ImageOps.exif_transpose(opened)
        has_alpha = straight.mode in ("RGBA", "LA", "PA") or (straight.mode == "P" and "transparency" in straight.info)
        made = straight.convert("RGBA" if has_alpha else "RGB")
        made.thumbnail((LOGO_SIDE_PX, LOGO_SIDE_PX), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    made.save(out, "WEBP", quality=82, method=4)
    data = out.getvalue()
    path = f"logo/{site_id.hex}/{hashlib.sha256(data).hexdigest()[:20]}.webp"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return path
