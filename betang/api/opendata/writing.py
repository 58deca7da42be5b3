"""From rows to CSV and JSON in pieces, and from pieces to an answer: a small one is kept like a page, a large one flows through."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

KEPT_BYTES = 1024 * 1024
"""Answers up to here are kept whole; the front keeps nothing above 2 MB (`edge.front.LARGEST_PAGE_BYTES`)."""

ROWS_A_PIECE = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """A value as CSV has it. Threat: a text that a spreadsheet would carry out as a formula; it gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """RFC 4180, UTF-8 without a byte order mark, the headings in the first line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % ROWS_A_PIECE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def as_json(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A list of objects, one a line."""
    return listed("[\n", (dict(zip(headers, row, strict=True)) for row in rows), "\n]\n")


def listed(before: str, objects: Iterable[Any], after: str) -> Iterator[bytes]:
    """JSON objects between two texts, parted by commas."""
    waiting = [before]
    for number, one in enumerate(objects):
        waiting.append((",\n" if number else "") + json.dumps(one, ensure_ascii=False, separators=(",", ":")))
        if number % ROWS_A_PIECE == ROWS_A_PIECE - 1:
            yield "".join(waiting).encode()
            waiting = []
    waiting.append(after)
    yield "".join(waiting).encode()


def answer(pieces: Iterator[bytes], content_type: str, *, file_name: str = "") -> HttpResponseBase:
    """An answer of what is small enough to keep, or one that flows: nobody ever holds a large table whole."""
    begun: list[bytes] = []
    size = 0
    response: HttpResponseBase
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > KEPT_BYTES:
            response = StreamingHttpResponse(chain(begun, pieces), content_type=content_type)
            break
    else:
        response = HttpResponse(b"".join(begun), content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    if file_name:
        response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response
