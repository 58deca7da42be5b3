"""Photos made anew: straightened, made smaller, and without anything that the camera wrote beside the picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from PIL import Image, ImageOps

from betang.guard.files import check_upload

WIDE = 1280
"""As wide as a desk's column shows a photo, in pixels."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A photo as WebP: its bytes and its size in pixels."""

    body: bytes
    width: int
    height: int
    media_type: str = "image/webp"


def bare(file: IO[bytes] | Any, *, wide: int = WIDE) -> Image.Image:
    """The picture of an uploaded file, upright, at most `wide` pixels wide, without metadata. Raises `InvalidInput` for what is none."""
    check_upload(file, accept=frozenset({"image"}), limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    file.seek(0)
    with Image.open(file) as opened:
        opened.draft("RGB", (wide * 2, wide * 2))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((wide, wide * 2), Image.Resampling.LANCZOS)
    made = Image.new("RGB", upright.size)
    made.paste(upright)
    return made


def as_webp(picture: Image.Image, *, quality: int = 78) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def remade(file: IO[bytes] | Any, *, wide: int = WIDE) -> Remade:
    """An uploaded photo made anew. Raises `InvalidInput` for what is no picture."""
    picture = bare(file, wide=wide)
    return Remade(as_webp(picture), *picture.size)
