"""Reading HTTP/1.1 requests, strictly. What two programs could read in two ways is refused, not guessed.

That is the whole defence against request smuggling: one `Host`, one `Content-Length` of digits, no `Transfer-Encoding`, no folded
or nameless lines, no bare line ends; and what goes on to a renderer is written anew from what was understood here, never passed
through. No Django: the front imports this.
"""

from __future__ import annotations

import re

MAX_HEAD_BYTES = 32 * 1024
MAX_LINES = 100

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(rb"/[\x21\x22\x24-\x7e]*")
_ABSOLUTE = re.compile(rb"https?://([^/?#]+)(.*)", re.IGNORECASE)
_HOST = re.compile(rb"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_DIGITS = re.compile(rb"[0-9]{1,12}")
_PORT = re.compile(rb":[0-9]{0,5}\Z")

Header = tuple[bytes, bytes]


class Refused(Exception):
    """The request cannot be read; `status` is the answer, after which the connection is closed."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Request:
    """What a head says. `host` is canonical and may be empty; `raw_host` is as it was sent."""

    __slots__ = ("close", "encoding", "headers", "host", "is_old", "length", "method", "raw_host", "tag", "target", "waits")

    def __init__(self) -> None:
        self.method = b""
        self.target = b""
        self.host = b""
        self.raw_host = b""
        self.headers: list[Header] = []
        self.encoding = b""
        self.tag = b""
        self.length = 0
        self.close = False
        self.waits = False
        self.is_old = False


_lines: dict[bytes, Header] = {}
_hosts: dict[bytes, bytes] = {}
_encodings: dict[bytes, bytes] = {}
_REMEMBERED = 4096


def read_line(line: bytes) -> Header:
    """One header line as (lower-case name, value). Lines that browsers repeat all day are remembered."""
    known = _lines.get(line)
    if known is not None:
        return known
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t")
    if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
        raise Refused(400)
    found = (name.lower(), value)
    if len(line) <= 200:
        if len(_lines) >= _REMEMBERED:
            _lines.clear()
        _lines[line] = found
    return found


def read_host(raw: bytes) -> bytes:
    """The canonical name of a `Host` value: lower case, no port, no final dot; empty where it is no host name."""
    known = _hosts.get(raw)
    if known is not None:
        return known
    name = _PORT.sub(b"", raw).lower().removesuffix(b".")
    found = name if len(name) <= 253 and _HOST.fullmatch(name) else b""
    if len(raw) <= 260:
        if len(_hosts) >= _REMEMBERED:
            _hosts.clear()
        _hosts[raw] = found
    return found


def read_encoding(raw: bytes) -> bytes:
    """The best of `br`, `gzip` and plain (empty) that an `Accept-Encoding` value allows."""
    known = _encodings.get(raw)
    if known is not None:
        return known
    weights: dict[bytes, float] = {}
    for part in raw.lower().split(b","):
        name, _, rest = part.strip().partition(b";")
        weight = 1.0
        rest = rest.strip()
        if rest.startswith(b"q="):
            try:
                weight = float(rest[2:])
            except ValueError:
                weight = 0.0
        weights[name.strip()] = weight
    star = weights.get(b"*", 0.0)
    found = b""
    for name in (b"br", b"gzip"):
        if weights.get(name, star) > 0:
            found = name
            break
    if len(_encodings) >= 512:
        _encodings.clear()
    if len(raw) <= 200:
        _encodings[raw] = found
    return found


def read_head(head: bytes) -> Request:
    """A request from its head (without the empty line). Raises `Refused`."""
    lines = head.split(b"\r\n")
    if len(lines) > MAX_LINES:
        raise Refused(431)
    try:
        method, target, version = lines[0].split(b" ")
    except ValueError:
        raise Refused(400) from None
    request = Request()
    request.method = method
    if version != b"HTTP/1.1":
        if version != b"HTTP/1.0":
            raise Refused(505 if version.startswith(b"HTTP/") else 400)
        request.close = request.is_old = True
    lengths = hosts = 0
    headers = request.headers
    for line in lines[1:]:
        pair = _lines.get(line) or read_line(line)
        headers.append(pair)
        name, value = pair
        if name == b"host":
            hosts += 1
            request.raw_host = value
        elif name == b"accept-encoding":
            request.encoding = read_encoding(value)
        elif name == b"connection":
            words = value.lower()
            if b"close" in words:
                request.close = True
        elif name == b"if-none-match":
            request.tag = value
        elif name == b"content-length":
            lengths += 1
            if not _DIGITS.fullmatch(value):
                raise Refused(400)
            request.length = int(value)
        elif name == b"transfer-encoding":
            raise Refused(411)
        elif name == b"expect":
            if value.lower() != b"100-continue":
                raise Refused(400)
            request.waits = True
    if lengths > 1 or hosts > 1 or (not hosts and not request.is_old):
        raise Refused(400)
    if target[:1] != b"/":
        absolute = _ABSOLUTE.fullmatch(target)
        if absolute is None:
            raise Refused(400)
        request.raw_host = absolute[1]
        target = absolute[2] or b"/"
    request.target = target
    request.host = _hosts.get(request.raw_host) or read_host(request.raw_host)
    return request


def check(request: Request) -> None:
    """The rest of strictness, for requests that go further than the pages in memory. Raises `Refused`."""
    if not _TOKEN.fullmatch(request.method):
        raise Refused(400)
    if request.method in (b"CONNECT", b"TRACE"):
        raise Refused(405)
    if not _TARGET.fullmatch(request.target):
        raise Refused(400)
    if not _VALUE.fullmatch(request.raw_host) or b" " in request.raw_host:
        raise Refused(400)
