"""Photos of activities and visits, made anew without metadata. An activity's are public; a visit's are for the office and the group."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from betang.guard.photos import remade
from betang.guard.saving import disk_full_told
from betang.kernel.errors import NotFound

FOLDER = "tumbuh"
MOST = 6
"""How many photos one activity or visit may have."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo as it lies in the storage."""

    path: str
    width: int
    height: int
    media_type: str = "image/webp"


def storage() -> Storage:
    """Where they lie. Private: each view says who may see one."""
    return storages["private"]


def keep(file: IO[bytes] | Any) -> Kept:
    """Put an uploaded photo into the storage; the same photo twice is one file. Raises `InvalidInput` for what is no picture."""
    made = remade(file)
    path = f"{FOLDER}/{hashlib.sha256(made.body).hexdigest()[:24]}.webp"
    with disk_full_told():
        if not storage().exists(path):
            storage().save(path, ContentFile(made.body))
    return Kept(path, made.width, made.height)


def answer(path: str, media_type: str, *, is_public: bool, name: str = "") -> HttpResponse:
    """A kept file as what it was made; what is no picture is handed over to be saved. Raises `NotFound`."""
    if not path or not storage().exists(path):
        raise NotFound(_("This page does not exist."))
    with storage().open(path) as file:
        response = HttpResponse(file.read(), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not media_type.startswith("image/"):
        response.headers["Content-Disposition"] = content_disposition_header(True, name or path.rpartition("/")[2]) or "attachment"
    if is_public:
        response["Cache-Control"] = "public, max-age=86400"
    return response
