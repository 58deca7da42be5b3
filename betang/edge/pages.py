"""Pages in memory, as the bytes that go over the wire. No Django: the front imports this."""

from __future__ import annotations

import threading

from betang.edge.store import Page

NEVER, ALWAYS = -2, -3
"""Stamps of a page that must be asked about first, and of a file that never changes."""


class Entry:
    """One address: three bodies with their headers, ready to be sent, and the stamp at which it was last known to be valid."""

    __slots__ = ("brotli", "build", "gzip", "heads", "plain", "scopes", "size", "stamp", "tag", "unchanged", "used", "values")

    def __init__(self, page: Page, stamp: int) -> None:
        self.scopes, self.values, self.build, self.stamp = page.scopes, page.values, page.build, stamp
        self.tag = page.etag.strip('"').encode()
        self.used = True
        shared = b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in page.headers)
        vary = b"Vary: Accept-Encoding\r\n" if page.gzip or page.brotli else b""
        small = b"".join(
            f"{name}: {value}\r\n".encode("latin-1") for name, value in page.headers if name.lower() in ("cache-control", "vary")
        )
        self.unchanged = small + vary + b'ETag: "' + self.tag + b'"\r\n\r\n'
        self.plain, plain = _wire(shared, vary, self.tag, b"", page.plain)
        self.gzip, zipped = _wire(shared, vary, self.tag, b"gzip", page.gzip) if page.gzip else (self.plain, plain)
        self.brotli, squeezed = _wire(shared, vary, self.tag, b"br", page.brotli) if page.brotli else (self.gzip, zipped)
        self.heads = {b"": plain, b"gzip": zipped, b"br": squeezed}
        self.size = len(self.plain) + len(page.gzip) + len(page.brotli) + 2 * len(shared) + 1200


def _wire(shared: bytes, vary: bytes, tag: bytes, encoding: bytes, body: bytes) -> tuple[bytes, int]:
    head = shared + vary
    if encoding:
        head += b"Content-Encoding: " + encoding + b'\r\nETag: "' + tag + b"-" + encoding + b'"\r\n'
    else:
        head += b'ETag: "' + tag + b'"\r\n'
    head += b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n"
    return head + body, len(head)


class Pages:
    """Entries by key, bounded by bytes. Readers take no lock; what was not asked for since the last round goes first."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.size = 0
        self.entries: dict[bytes, Entry] = {}
        self.get = self.entries.get
        self._lock = threading.Lock()

    def put(self, key: bytes, entry: Entry) -> None:
        with self._lock:
            old = self.entries.pop(key, None)
            if old is not None:
                self.size -= old.size
            self.entries[key] = entry
            self.size += entry.size
            while self.size > self.limit_bytes and len(self.entries) > 1:
                first = next(iter(self.entries))
                one = self.entries.pop(first)
                if one.used and first != key:
                    one.used = False
                    self.entries[first] = one
                else:
                    self.size -= one.size

    def drop(self, key: bytes) -> None:
        with self._lock:
            old = self.entries.pop(key, None)
            if old is not None:
                self.size -= old.size
