"""Where PDFs and the pictures of their pages lie, in private storage under the file's SHA-256. No address names a file here."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from django.conf import settings

from betang.guard import saving
from betang.guard.files import pieces


def pdf_path(sha256: str) -> str:
    """Where a PDF lies, below private storage."""
    return f"planning/documents/{sha256[:2]}/{sha256}.pdf"


def picture_path(sha256: str, page: int, size: str = "page") -> Path:
    """Where the picture of a page lies on the disk; `size` is `page` or `thumb`."""
    return Path(settings.PRIVATE_ROOT) / "planning/pages" / sha256[:2] / sha256 / f"{page}{'' if size == 'page' else '-k'}.webp"


def difference_path(before: str, after: str) -> Path:
    """Where the kept difference between two PDFs lies: named by what it compares, so it is never out of date."""
    return Path(settings.PRIVATE_ROOT) / "planning/differences" / after[:2] / f"{before[:32]}-{after[:32]}.json"


def on_disk(path: str) -> Path:
    """A path of private storage on the disk."""
    return Path(settings.PRIVATE_ROOT) / path


def keep_pdf(sha256: str, file: IO[bytes] | Any) -> str:
    """Copy an uploaded PDF to its place; nothing is done where the same file lies there already. Returns its path."""
    path = pdf_path(sha256)
    target = on_disk(path)
    if not target.is_file():

        def fill(out: IO[bytes]) -> None:
            for piece in pieces(file):
                out.write(piece)

        saving.write(target, fill)
    return path
