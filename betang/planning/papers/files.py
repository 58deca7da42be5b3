"""Where PDFs and the pictures of their pages lie, in private storage under the file's SHA-256. No address names a file here."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from betang.guard.files import pieces
from betang.kernel.errors import Unavailable


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


def write(target: Path, fill: Callable[[IO[bytes]], Any]) -> None:
    """Write a file whole or not at all: beside its place first, then moved there. Raises `Unavailable` on a full disk."""
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable(
                _("The disk of this house is full, so nothing could be saved."),
                hint=_("Keep the file and try again tomorrow; the administrator has to make room first."),
            ) from error
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def keep_pdf(sha256: str, file: IO[bytes] | Any) -> str:
    """Copy an uploaded PDF to its place; nothing is done where the same file lies there already. Returns its path."""
    path = pdf_path(sha256)
    target = on_disk(path)
    if not target.is_file():

        def fill(out: IO[bytes]) -> None:
            for piece in pieces(file):
                out.write(piece)

        write(target, fill)
    return path
