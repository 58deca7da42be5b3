"""Files that come to the disk whole or not at all, and what people are told when there is no room."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.utils.translation import gettext as _

from betang.kernel.errors import Unavailable


@contextmanager
def disk_full_told() -> Iterator[None]:
    """Turn «no space left» into a sentence for people; what was begun must be undone by whoever began it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable(
                _("The disk of this house is full, so nothing could be saved."),
                hint=_("Keep the file and try again tomorrow; the administrator has to make room first."),
            ) from error
        raise


def write(target: Path, fill: Callable[[IO[bytes]], Any]) -> None:
    """Write a file whole or not at all: beside its place first, then moved there. Raises `Unavailable` on a full disk."""
    with disk_full_told():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid4().hex}.part")
        try:
            with part.open("wb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
