"""From a photo to its sizes: straightened, in the colours of the screen, without metadata. Knows Pillow and nothing else.

The photo's place (GPS), time, camera and thumbnail are in its metadata; a thumbnail may even show what was cut away. All of
it goes, because only pixels are carried over.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps

from betang.guard.files import JPEG_PIXELS, LONGEST_SIDE, OTHER_PIXELS

WIDTHS = (480, 960, 1600)
"""A phone's column, the same at twice its density, a desk's screen."""
TALLEST = 3200
FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("AVIF", "avif", {"quality": 58, "speed": 7}),
    ("WEBP", "webp", {"quality": 76, "method": 4}),
    ("JPEG", "jpg", {"quality": 78, "progressive": True, "optimize": True}),
)
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Size:
    """One made size; `fill` writes it into an open file."""

    name: str
    width: int
    height: int
    media_type: str
    fill: Callable[[IO[bytes]], Any]


class NotAPicture(Exception):
    """The file cannot be decoded, however often it is tried."""


def widths_for(width: int, height: int) -> list[int]:
    """The widths to be made of an upright picture: never larger than it is, never taller than `TALLEST`."""
    most = min(width, max(WIDTHS), max(1, TALLEST * width // max(1, height)))
    return sorted({one for one in WIDTHS if one < most} | {most})


def _to_screen_colours(picture: Image.Image) -> Image.Image:
    """Phones record wider colours than most screens show; without this step their photos would look pale."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        changed = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=picture.mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def open_upright(path: Path) -> Image.Image:
    """Decode a photo, no larger than needed, and straighten it. What comes back holds pixels only."""
    with contextlib.suppress(AttributeError):
        Image.MAX_IMAGE_PIXELS = max(JPEG_PIXELS, OTHER_PIXELS)
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF", "AVIF")) as opened:
            width, height = opened.size
            if width * height > max(JPEG_PIXELS, OTHER_PIXELS) or max(width, height) > LONGEST_SIDE:
                raise NotAPicture("too many pixels")
            if opened.format == "JPEG":
                sideways = opened.getexif().get(_ORIENTATION) in _SIDEWAYS
                seen = (height, width) if sideways else (width, height)
                most = widths_for(*seen)[-1]
                tall = -(-seen[1] * most // seen[0])
                opened.draft("RGB", (tall, most) if sideways else (most, tall))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in upright.info:
                upright = upright.convert("RGBA")
            elif upright.mode not in ("RGB", "RGBA"):
                upright = upright.convert("RGB")
            upright = _to_screen_colours(upright)
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError) as error:
        if getattr(error, "errno", None):
            raise
        raise NotAPicture(str(error)) from error
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _on_paper(picture: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what is seen through becomes white."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def sizes(upright: Image.Image) -> Iterator[Size]:
    """Every size in every form, smallest first."""
    width, height = upright.size
    for wanted in widths_for(width, height):
        tall = max(1, round(height * wanted / width))
        small = upright if wanted == width else upright.resize((wanted, tall), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for form, extension, options in FORMS:

            def fill(file: IO[bytes], made: Image.Image = small, form: str = form, options: dict[str, Any] = options) -> None:
                (_on_paper(made) if form == "JPEG" else made).save(file, form, **options)

            yield Size(f"{wanted}.{extension}", wanted, tall, MEDIA_TYPES[extension], fill)
