"""Photos of a proposal, made anew without what the camera wrote, and files for those who decide. Both in the private storage."""

from __future__ import annotations

import hashlib
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from betang.guard.files import check_upload
from betang.guard.photos import remade
from betang.proposals.models import Attachment
from betang.proposals.terms import AttachmentKind

WIDE = 1280
FOLDER = "usulan"


def keep(file: IO[bytes] | Any, kind: str) -> Attachment:
    """An unsaved row for an uploaded file that was put into the storage. Raises `InvalidInput` for what it is not."""
    accept = frozenset({"image"}) if kind == AttachmentKind.PHOTO else frozenset({"image", "pdf"})
    checked = check_upload(file, accept=accept, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    file.seek(0)
    name = " ".join(str(getattr(file, "name", "")).split())[:200]
    if checked.kind != "image":
        return _stored(file.read(), "pdf", checked.media_type, name, kind, None, None)
    made = remade(file, wide=WIDE)
    return _stored(made.body, "webp", made.media_type, name, kind, made.width, made.height)


def _stored(body: bytes, extension: str, media_type: str, name: str, kind: str, width: int | None, height: int | None) -> Attachment:
    digest = hashlib.sha256(body).hexdigest()
    path = f"{FOLDER}/{digest[:32]}.{extension}"
    storage = storages["private"]
    if not storage.exists(path):
        storage.save(path, ContentFile(body))
    return Attachment(
        kind=kind, name=name, path=path, media_type=media_type, size_bytes=len(body), sha256=digest, width=width, height=height
    )


def discard(path: str) -> None:
    """Take a file away, unless another attachment is the same."""
    if not Attachment.objects.filter(path=path).exists():
        storages["private"].delete(path)
