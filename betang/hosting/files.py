"""Where pictures lie: what was received in private storage until its sizes are made, the sizes in the site's own folder.

A size of picture `K` of the open site answers at `/-/berkas/K/960.webp` on the site's own host and lies at
`MEDIA_ROOT/<site>/K/960.webp`: which site is told by the host alone, so no address of one site names a file of another.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings

from betang.guard import saving
from betang.guard.files import pieces

PUBLIC = "/-/berkas/"
WHOLE = "gambar.jpg"
"""The name by which a text refers to a picture, whatever sizes it has: `/-/berkas/<key>/gambar.jpg`."""
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(?:/[a-z0-9][a-z0-9-]{0,63}){0,3}\.(avif|webp|jpg|png)")


def public_path(key: UUID, name: str = WHOLE) -> str:
    """The address of a picture, or of one size of it, on its site's own host."""
    return f"{PUBLIC}{key.hex}/{name}"


def folder_of(site_id: UUID, key: UUID) -> Path:
    """Where the sizes of a picture lie."""
    return Path(settings.MEDIA_ROOT) / str(site_id) / key.hex


def original_of(site_id: UUID, key: UUID, extension: str) -> str:
    """Where a picture lies as it was received, below private storage."""
    return f"{site_id}/pictures/{key.hex}.{extension}"


def private(path: str) -> Path:
    """A path of private storage on the disk."""
    return Path(settings.PRIVATE_ROOT) / path


def find(site_id: UUID, name: str) -> tuple[Path, str] | None:
    """The file behind `/-/berkas/<name>` of a site, and its media type; None where there is none. No query.

    The type follows from the extension that we gave it ourselves when we made it; nothing received is ever here.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    path = Path(settings.MEDIA_ROOT) / str(site_id) / name
    if path.name == WHOLE and not path.is_file():
        sizes = [size for size in path.parent.glob("*.jpg") if size.stem.isdecimal()] if path.parent.is_dir() else []
        path = max(sizes, key=lambda size: int(size.stem), default=path)
    return (path, MEDIA_TYPES[match[1]]) if path.is_file() else None


def keep(target: Path, file: IO[bytes] | Any) -> None:
    """Copy an uploaded file to its place, in pieces."""

    def fill(out: IO[bytes]) -> None:
        for piece in pieces(file):
            out.write(piece)

    saving.write(target, fill)


def remove_folder(folder: Path) -> None:
    """Remove the sizes of a picture; nothing is said where they are gone already."""
    shutil.rmtree(folder, ignore_errors=True)
