"""Workbooks made byte by byte, of kinds that no library here writes: the old XLS of Excel 97, and OpenDocument."""

from __future__ import annotations

import io
import struct
import zipfile

SECTOR = 512
Rows = list[list[object]]


def xls(rows: Rows, name: str = "Renja") -> io.BytesIO:
    """One sheet of texts and numbers as Excel 97 keeps it: BIFF8 in a compound file."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(len(row) for row in rows), 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                sheet += _record(0x0204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
            elif cell is not None:
                sheet += _record(0x0203, struct.pack("<HHHd", number, column, 0, float(cell)))  # type: ignore[arg-type]
    sheet += _record(0x000A)
    title = name.encode("utf-16-le")
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)) + _record(0x0042, struct.pack("<H", 1200))
    offset = len(begin) + 4 + 8 + len(title) + 4
    book = begin + _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(title) // 2, 1) + title) + _record(0x000A) + sheet
    return io.BytesIO(_compound(book))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(book: bytes) -> bytes:
    """The stream «Workbook» in a compound file: header, one sector of allocations, one of the directory, then the stream."""
    book = book.ljust(8 * SECTOR, b"\0")  # shorter streams would lie in a second, smaller file system
    sectors = -(-len(book) // SECTOR)
    book = book.ljust(sectors * SECTOR, b"\0")
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    assert len(table) <= SECTOR // 4
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", *numbers)
    header += struct.pack(f"<{108}I", *[free] * 108)
    allocations = struct.pack(f"<{SECTOR // 4}I", *table, *[free] * (SECTOR // 4 - len(table)))
    entries = _entry("Root Entry", 5, child=1, start=end) + _entry("Workbook", 2, start=2, size=len(book)) + _entry("", 0) * 2
    return header + allocations + entries + book


def _entry(name: str, kind: int, *, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return struct.pack(
        "<64sHBBIII16xI8x8xIII", text, len(text) + 2 if text else 0, kind, 1, none, none, child, 0, start if kind else 0, size, 0
    )


def ods(rows: Rows, name: str = "Renja") -> io.BytesIO:
    """One sheet of texts and numbers as LibreOffice keeps it."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = ""
    for row in rows:
        cells = ""
        for cell in row:
            if isinstance(cell, str):
                cells += f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            elif cell is None:
                cells += "<table:table-cell/>"
            else:
                cells += f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        body += f"<table:table-row>{cells}</table:table-row>"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}office:1.0" '
        f'xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    out.seek(0)
    return out
