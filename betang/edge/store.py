"""Rendered pages as files, so that they outlive a restart and a stopped database. No Django here: the front imports this.

One file holds one address: its headers and its body plain, gzip and brotli, as they go over the wire. It is written to a
temporary name and moved into place, so that a reader finds the whole of the old one or the whole of the new one. A newer
render takes the older one's place; nothing piles up with generations.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import threading
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]

COMPRESSIBLE = (
    b"text/",
    b"application/json",
    b"application/xml",
    b"application/rss",
    b"application/atom",
    b"image/svg",
    b"application/manifest",
)
SMALLEST_TO_COMPRESS = 200
_READABLE = re.compile(rb"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,180}/){0,12}")


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page. `key` is host + target (`kim.example/berita/?halaman=2`); `scopes` and `values` say what it is valid under."""

    key: bytes
    build: str
    scopes: tuple[str, ...]
    values: tuple[int, ...]
    etag: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    gzip: bytes
    brotli: bytes

    @property
    def host(self) -> str:
        return self.key.partition(b"/")[0].decode("ascii", "replace")


def compressed(body: bytes, content_type: bytes) -> tuple[bytes, bytes]:
    """`(gzip, brotli)` of a body, empty where it does not pay. About 0.2 ms for a page of 7 kB."""
    if len(body) < SMALLEST_TO_COMPRESS or not content_type.startswith(COMPRESSIBLE):
        return b"", b""
    zipped = gzip.compress(body, 6, mtime=0)
    squeezed = brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
    return (zipped if len(zipped) < len(body) else b"", squeezed if len(squeezed) < len(body) else b"")


def _put(path: Path, *parts: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            for one in parts:
                file.write(one)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


class Store:
    """Pages under `root`, found by the hash of their key."""

    def __init__(self, root: Path, limit_bytes: int) -> None:
        self.root = root
        self.limit_bytes = limit_bytes
        self._sweeping = threading.Lock()
        self._written = 0

    def _path(self, key: bytes) -> Path:
        name = hashlib.sha256(key).hexdigest()[:40]
        return self.root / "kept" / name[:2] / name[2:]

    def save(self, page: Page) -> None:
        """Keep `page` in the place of what was there. A full disk loses the page, never the answer."""
        head = json.dumps(
            {
                "key": page.key.decode("latin-1"),
                "build": page.build,
                "scopes": page.scopes,
                "values": page.values,
                "etag": page.etag,
                "headers": page.headers,
                "lengths": [len(page.plain), len(page.gzip), len(page.brotli)],
                "sum": zlib.crc32(page.brotli, zlib.crc32(page.gzip, zlib.crc32(page.plain))),
            }
        ).encode()
        path = self._path(page.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, head, b"\n", page.plain, page.gzip, page.brotli)
        except OSError:
            return
        self._written += len(page.plain) + len(page.gzip) + len(page.brotli)
        if self._written > self.limit_bytes // 20:
            self._written = 0
            self.sweep()

    def load(self, key: bytes) -> Page | None:
        """The page last kept for `key`, whatever it is valid under; None where there is none or the file is damaged."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        head, _, rest = data.partition(b"\n")
        try:
            told = json.loads(head)
            first, second, third = told["lengths"]
            if told["key"].encode("latin-1") != key or len(rest) != first + second + third or zlib.crc32(rest) != told["sum"]:
                return None
            return Page(
                key=key,
                build=told["build"],
                scopes=tuple(told["scopes"]),
                values=tuple(told["values"]),
                etag=told["etag"],
                headers=tuple((name, value) for name, value in told["headers"]),
                plain=rest[:first],
                gzip=rest[first : first + second],
                brotli=rest[first + second :],
            )
        except (ValueError, KeyError, TypeError):
            return None

    def sweep(self) -> int:
        """Remove the pages that were kept longest ago until the folder is within its limit. Returns how many went."""
        if not self._sweeping.acquire(blocking=False):
            return 0
        try:
            found = []
            for folder, _, names in os.walk(self.root / "kept"):
                for name in names:
                    with contextlib.suppress(OSError):
                        told = Path(folder, name).stat()
                        found.append((told.st_mtime, told.st_size, Path(folder, name)))
            total = sum(size for _, size, _ in found)
            gone = 0
            for _, size, path in sorted(found):
                if total <= self.limit_bytes * 9 // 10:
                    break
                with contextlib.suppress(OSError):
                    path.unlink()
                    gone += 1
                total -= size
            return gone
        finally:
            self._sweeping.release()


class Direct:
    """The tree that Caddy or nginx reads beside the front: `hosts/<host>/<path>/index.html`, and `.gz`, `.br` beside it.

    `hosts/<host>` leads to `<scope>/current/<host>`, and `current` to the scope's present generation. A writer takes `current`
    away before its commit; a front puts it back only while no writer is under way and only for the generation that it has
    just asked the database for. So the file server either finds a valid page or none, and then asks the front.
    """

    def __init__(self, root: Path) -> None:
        self.root = root / "direct"
        self.floors = root / "floors"

    def close(self, scopes: Iterable[str]) -> None:
        """Take the way to the pages of `scopes` away; of all of them where the whole house changes."""
        for scope in scopes:
            if scope == "house":
                with contextlib.suppress(FileNotFoundError):
                    self.root.rename(self.root.with_name(f"gone-{time.time_ns()}"))
            else:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    (self.root / scope / "current").unlink()

    def set_floor(self, scope: str, value: int) -> None:
        """Remember, for the time when no database can be asked, that what is older than `value` was withdrawn."""
        self.floors.mkdir(parents=True, exist_ok=True)
        _put(self.floors / scope, str(value).encode())

    def floor(self, scope: str) -> int:
        try:
            return int((self.floors / scope).read_bytes())
        except (OSError, ValueError):
            return 0

    def fits(self, page: Page) -> bool:
        """Whether a plain file can stand for this page: HTML, at a simple path, dependent on its own house alone."""
        target = page.key[page.key.index(b"/") :]
        kind = dict(page.headers).get("Content-Type", "")
        return len(page.scopes) == 2 and page.scopes[1] == "house" and kind.startswith("text/html") and bool(_READABLE.fullmatch(target))

    def put(self, page: Page) -> None:
        """Lay the page's files under its own generation. They show once `open` has led `current` there."""
        host, _, path = page.key.decode().partition("/")
        folder = self.root / page.scopes[0] / "-".join(map(str, page.values)) / host / path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix, body in ((".gz", page.gzip), (".br", page.brotli), ("", page.plain)):
                if body:
                    _put(folder / f"index.html{suffix}", body)
            way = self.root / "hosts" / host
            if not way.is_symlink():
                way.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileExistsError):
                    way.symlink_to(Path("..", page.scopes[0], "current", host))
        except OSError:
            return

    def open(self, page: Page) -> None:
        """Lead `current` to the page's generation. Only while no writer is under way (`Stamps.alone`) and it is the present one."""
        name = "-".join(map(str, page.values))
        folder = self.root / page.scopes[0]
        now = folder / "current"
        with contextlib.suppress(OSError):
            if now.is_symlink() and now.readlink().name == name:
                return
            part = folder / f".current.{os.getpid()}.{threading.get_ident()}"
            part.symlink_to(name)
            part.replace(now)
            for old in folder.iterdir():
                if old.name not in ("current", name) and not old.is_symlink():
                    shutil.rmtree(old, ignore_errors=True)

    def tidy(self) -> None:
        """Remove trees that were taken away whole."""
        for gone in self.root.parent.glob("gone-*"):
            shutil.rmtree(gone, ignore_errors=True)
