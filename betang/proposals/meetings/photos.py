"""Photos of meetings in the private storage, made anew. They go out only through a view that knows who may see them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from betang.guard.photos import remade
from betang.proposals.models import Meeting, MeetingFile

FOLDER = "usulan/musyawarah"
WIDE = 1600
"""A photographed form must stay readable."""


def keep(meeting: Meeting, file: IO[bytes] | Any, *, kind: str, alt: str, is_public: bool, at: datetime) -> MeetingFile:
    """Put an uploaded photo into the storage and write its row. Raises `InvalidInput` for what is no photo."""
    made = remade(file, wide=WIDE)
    path = f"{FOLDER}/{meeting.pk.hex[:12]}-{hashlib.sha256(made.body).hexdigest()[:24]}.webp"
    storage = storages["private"]
    if not storage.exists(path):
        storage.save(path, ContentFile(made.body))
    return MeetingFile.objects.create(
        meeting=meeting, kind=kind, path=path, media_type=made.media_type, width=made.width, height=made.height, alt=alt,
        is_public=is_public, added_at=at,
    )  # fmt: skip


def discard(path: str) -> None:
    """Take a file away, unless another row is the same photo."""
    if not MeetingFile.objects.filter(path=path).exists():
        storages["private"].delete(path)
