"""Identifiers that sort by time and can travel between installations (RFC 9562, UUID version 7)."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits; strictly increasing within a process.

    Source: RFC 9562 section 5.7, with the monotonic random counter of section 6.2, method 2.
    """
    global _last
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | (int.from_bytes(os.urandom(10)) & ((1 << 80) - 1))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    with _lock:
        if value <= _last:
            value = _last + 1
            value = (value & ~(0xF << 76)) | (0x7 << 76)
            value = (value & ~(0x3 << 62)) | (0x2 << 62)
        _last = value
    return UUID(int=value)
