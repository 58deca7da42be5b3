"""The files of the old site's library, where they can be had: a folder beside the command, or a ZIP sent at the desk. No network."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from betang.guard.files import archive_entries, read_entry

_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[a-zA-Z0-9]{2,5}$)|-scaled(?=\.[a-zA-Z0-9]{2,5}$)")
UNPACKED_LIMIT = 10
"""A ZIP of pictures may unpack to at most this many times the largest import."""


def tail(url: str) -> str:
    """What names a file in a library: its path below `uploads`, or its path; in lower case, without a query."""
    path = unquote(urlsplit(url).path).lower().replace("\\", "/")
    _before, found, after = path.rpartition("/uploads/")
    return (after if found else path).strip("/")


def plain_name(name: str) -> str:
    """`foto-300x200.jpg` and `foto-scaled.jpg` are sizes of `foto.jpg`."""
    return _SIZE.sub("", name)


class Media:
    """Files by their path in the library. Names are compared without case; a bare name counts where only one file has it."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = {name.lower(): value for name, value in names.items()}
        self._by_bare: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._by_bare[name.rpartition("/")[2]].append(name)

    def __len__(self) -> int:
        return len(self._names)

    def find(self, *urls: str) -> Any | None:
        """The entry behind the first of `urls` that is here."""
        for url in urls:
            if not url:
                continue
            wanted = tail(url)
            for name in dict.fromkeys((wanted, plain_name(wanted))):
                for there in (name, f"uploads/{name}", f"wp-content/uploads/{name}"):
                    if there in self._names:
                        return self._names[there]
                alike = self._by_bare.get(name.rpartition("/")[2], [])
                if len(alike) == 1:
                    return self._names[alike[0]]
        return None

    def open(self, entry: Any) -> IO[bytes]:
        """The file's bytes. Raises `InvalidInput` where an archive lies about it."""
        raise NotImplementedError

    def name_of(self, entry: Any) -> str:
        """The file's own name."""
        return str(entry)


class NoMedia(Media):
    """Nothing is at hand."""

    def __init__(self) -> None:
        super().__init__({})


class FolderMedia(Media):
    """A copy of `wp-content/uploads` on this machine. Links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        root = folder.resolve()
        found: dict[str, Any] = {}
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.resolve().is_relative_to(root):
                found[str(path.relative_to(root)).replace("\\", "/")] = path
        super().__init__(found)

    def open(self, entry: Any) -> IO[bytes]:
        path: Path = entry
        return path.open("rb")

    def name_of(self, entry: Any) -> str:
        return Path(entry).name


class ZipMedia(Media):
    """A ZIP of `wp-content/uploads`, opened with the guard's care."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._archive, entries = archive_entries(self._file, limit_bytes=UNPACKED_LIMIT * settings.IMPORT_LIMIT_BYTES, lists_large=True)
        super().__init__({entry.filename.replace("\\", "/"): entry for entry in entries})

    def open(self, entry: Any) -> IO[bytes]:
        return io.BytesIO(read_entry(self._archive, entry))

    def name_of(self, entry: Any) -> str:
        return str(entry.filename).rpartition("/")[2]


def at_hand(place: str) -> Media:
    """The media at a place of this machine: a folder, a ZIP, or none."""
    path = Path(place) if place else None
    if path is None or not path.exists():
        return NoMedia()
    return FolderMedia(path) if path.is_dir() else ZipMedia(path)
