"""Photos of the work: checked, straightened, made anew as WebP in two widths without anything that the camera wrote.

A photo's file is named by its content: `rencana/<digest>.webp`, and `rencana/<digest>-480.webp` beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from betang.guard import photos
from betang.planning.models import Photo
from betang.ui.pictures import Picture

WIDE, NARROW = 1280, 480
"""A desk's column, and a phone's."""
FOLDER = "rencana"


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo as it lies in the storage."""

    path: str
    width: int
    height: int


def keep(file: IO[bytes] | Any) -> Kept:
    """Put an uploaded photo into the storage; the same photo twice is one file. Raises `InvalidInput` for what is no picture."""
    bare = photos.bare(file, wide=WIDE)
    wide = photos.as_webp(bare)
    name = hashlib.sha256(wide).hexdigest()[:24]
    path = f"{FOLDER}/{name}.webp"
    if not default_storage.exists(path):
        small = bare.copy()
        small.thumbnail((NARROW, NARROW * 2), Image.Resampling.LANCZOS)
        default_storage.save(f"{FOLDER}/{name}-{NARROW}.webp", ContentFile(photos.as_webp(small)))
        default_storage.save(path, ContentFile(wide))
    return Kept(path, *bare.size)


def narrow_path(path: str) -> str:
    """Where the narrow form of a photo lies."""
    return f"{path.removesuffix('.webp')}-{NARROW}.webp"


def discard(path: str) -> None:
    """Take the files of a photo away, unless another photo is the same picture."""
    if not Photo.objects.filter(path=path).exists():
        default_storage.delete(path)
        default_storage.delete(narrow_path(path))


def photo_url(path: str) -> str:
    """The address of a photo on the portal."""
    return reverse("planning:photo", urlconf=settings.ROOT_URLCONF, kwargs={"name": path.rpartition("/")[2]})


def as_picture(photo: Photo) -> Picture:
    """A photo as `picture(…)` of the components shows it."""
    wide = photo_url(photo.path)
    srcset = f"{photo_url(narrow_path(photo.path))} {NARROW}w, {wide} {photo.width}w" if photo.width > NARROW else ""
    return Picture(src=wide, srcset=srcset, width=photo.width, height=photo.height, alt=photo.alt)
