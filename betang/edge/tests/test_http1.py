"""What two programs could read in two ways is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betang.edge.http1 import Refused, check, read_encoding, read_head, read_host

HOST = b"Host: desa.example"


def head(*lines: bytes, first: bytes = b"GET / HTTP/1.1") -> bytes:
    return b"\r\n".join((first, *lines))


@pytest.mark.parametrize(
    ("bytes_", "status"),
    [
        (head(), 400),  # no host
        (head(HOST, HOST), 400),
        (head(HOST, b"Content-Length: 3", b"Content-Length: 3"), 400),
        (head(HOST, b"Content-Length: +3"), 400),
        (head(HOST, b"Content-Length: 3, 3"), 400),
        (head(HOST, b"Content-Length:"), 400),
        (head(HOST, b"Content-Length: -1"), 400),
        (head(HOST, b"Transfer-Encoding: chunked"), 411),
        (head(HOST, b"Transfer-Encoding : chunked"), 400),
        (head(HOST, b"Transfer-Encoding: xchunked", b"Content-Length: 4"), 411),
        (head(HOST, b" folded: line"), 400),
        (head(HOST, b"X: a\n folded"), 400),
        (head(HOST, b"X: a\rb"), 400),
        (head(HOST, b"X: a\x00b"), 400),
        (head(HOST, b"nameless"), 400),
        (head(HOST, b": empty"), 400),
        (head(HOST, b"Na me: x"), 400),
        (head(HOST, b"Expect: else"), 400),
        (head(HOST, first=b"GET  / HTTP/1.1"), 400),
        (head(HOST, first=b"GET /"), 400),
        (head(HOST, first=b"GET / HTTP/2.0"), 505),
        (head(HOST, first=b"GET / HTTP/1.1 "), 400),
        (head(HOST, first=b"GET /a b HTTP/1.1"), 400),
        (head(HOST, first=b"GET //a\x7fb HTTP/1.1"), 400),
        (head(HOST, first=b"GET /\xc3\xa9 HTTP/1.1"), 400),
        (head(HOST, first=b"GET /#a HTTP/1.1"), 400),
        (head(HOST, first=b"GET * HTTP/1.1"), 400),
        (head(HOST, first=b"CONNECT desa.example:443 HTTP/1.1"), 400),
        (head(HOST, first=b"TRACE / HTTP/1.1"), 405),
        (head(HOST, first=b"G(T / HTTP/1.1"), 400),
        (head(HOST, *[b"X: y"] * 200), 431),
    ],
)
def test_what_is_doubtful_is_refused(bytes_, status):
    with pytest.raises(Refused) as refused:
        check(read_head(bytes_))
    assert refused.value.status == status


def test_an_honest_request_is_read():
    request = read_head(head(b"HOST: Desa.Example:8000", b"Accept-Encoding: gzip, br", b"Connection: Close", b'If-None-Match: "a"'))
    check(request)
    assert (request.host, request.raw_host, request.encoding, request.close, request.tag) == (
        b"desa.example", b"Desa.Example:8000", b"br", True, b'"a"',
    )  # fmt: skip


def test_an_absolute_target_speaks_for_the_host():
    request = read_head(head(HOST, first=b"GET http://lain.example/berita/?a=1 HTTP/1.1"))
    assert (request.host, request.target) == (b"lain.example", b"/berita/?a=1")
    assert read_head(head(HOST, first=b"GET http://lain.example HTTP/1.1")).target == b"/"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"Desa.Example.", b"desa.example"),
        (b"desa.example:80", b"desa.example"),
        (b"desa.example:", b"desa.example"),
        (b"desa_x.example", b""),
        (b"[::1]:80", b""),
        (b"a@desa.example", b""),
        (b"desa.example:80:90", b""),
        (b"-desa.example", b""),
        (b"desa..example", b""),
        (b"", b""),
        (b"x" * 64 + b".example", b""),
        (b".".join([b"abcdefghi"] * 26), b""),
        (b"127.0.0.1:8000", b"127.0.0.1"),
    ],
)
def test_host_names(raw, name):
    assert read_host(raw) == name
    from betang.edge.hosts import canonical

    assert canonical(raw.decode("latin-1")) == name.decode()


@pytest.mark.parametrize(
    ("raw", "best"),
    [
        (b"gzip, deflate, br", b"br"),
        (b"gzip", b"gzip"),
        (b"br;q=0, gzip;q=0.5", b"gzip"),
        (b"*", b"br"),
        (b"*;q=0", b""),
        (b"identity", b""),
        (b"BR ; q=1.0", b"br"),
        (b"br;q=x", b""),
        (b"", b""),
    ],
)
def test_encodings(raw, best):
    assert read_encoding(raw) == best


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_whatever_break_the_reader(data):
    for bytes_ in (data, b"GET / HTTP/1.1\r\n" + data, b"GET / HTTP/1.1\r\nHost: x\r\nA: " + data):
        try:
            request = read_head(bytes_)
            check(request)
        except Refused as refused:
            assert refused.status in (400, 405, 411, 431, 505)  # noqa: PT017 - either end is right
        else:
            assert b"\n" not in request.target
            assert all(b"\n" not in value and b"\r" not in value and b"\0" not in value for _, value in request.headers)
