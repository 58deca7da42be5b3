"""The child process that opens a received file: `python -I reader.py SOURCE TARGET KIND`. It knows nothing of the house.

The threat is a file that unpacks to gigabytes, claims a cell in the last corner of a sheet, or breaks the parser: the
child has little memory and time, and whatever happens to it happens to it alone. Formulas are never evaluated and macros
never read: a cell is the value that was saved with it. What it writes are chunks of rows as compressed JSON, and beside
them an index; what it refuses it says with one word.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import html
import io
import json
import os
import re
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHUNK_ROWS = 500
MEMORY_BYTES = 1_300 * 1024 * 1024
CPU_S = 110
UNPACKED_LIMIT = 1_200 * 1024 * 1024
"""All entries of a packed file together, unpacked: the sheet of 300,000 rows of 15 columns takes 350 MB."""
CELL_LIMIT = 16_000_000
"""Cells of the block from the first to the last used one, which the parser lays out whole (32 bytes each)."""
ROW_LIMIT = 1_048_576
TEXT_LIMIT = 5_000
SHEET_LIMIT = 200
SHOWN_FORMULAS = 500
BESIDE_BYTES = 1024 * 1024
"""A packed file of this size is looked through and parsed at the same time, each on a core of its own."""
PIECE = 1024 * 1024
OVERLAP = 4096

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,400}?\br=[\"'](\d{1,9})")
_WIDE = re.compile(rb"<(?:\w+:)?c\b[^>]{0,200}?\br=[\"']([A-Z]{2,4})\d")
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,200}?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]{0,200}>\s*<(?:\w+:)?f\b(?:[^>]{0,400}/>|[^>]{0,400}>[^<]{0,3000}</(?:\w+:)?f>)"
    rb"\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_REL = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_SHAPE = bytes(ord("0") if 48 <= sign <= 57 else ord("A") if 65 <= sign <= 90 else sign for sign in range(256))
"""Every digit to 0, every capital to A: patterns of digits and letters are then found at the speed of memory."""
_LONG_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


class Refused(Exception):
    """One word for why, and what the parser said."""

    def __init__(self, word: str, why: str = "") -> None:
        super().__init__(word)
        self.word, self.why = word, why


def attribute(tag: str, name: str) -> str:
    """An attribute of a tag, as text."""
    match = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape(match[1] or match[2] or "") if match else ""


def letters_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


def look_through(source: Path) -> dict[str, list[str]]:
    """Unpack every entry once, in pieces, and throw it away: sizes, far corners, formulas without a value by sheet's name."""
    empty: dict[str, list[str]] = {}
    total = 0
    with zipfile.ZipFile(source) as archive:
        names = _sheet_names(archive)
        for entry in archive.infolist():
            if entry.flag_bits & 0x1:
                raise Refused("locked")
            is_sheet = entry.filename in names
            rows = columns = 1
            tail = b""
            with archive.open(entry) as stream:
                while piece := stream.read(PIECE):
                    total += len(piece)
                    if total > UNPACKED_LIMIT:
                        raise Refused("bomb")
                    if not is_sheet:
                        continue
                    window = tail + piece
                    shape = window.translate(_SHAPE)
                    if b'r="AA' in shape or b"r='" in shape or b'r="0000000' in shape:  # wide or very long: looked at closely
                        rows = max(rows, max((int(found[1]) for found in _ROW.finditer(window)), default=1))
                        for found in _WIDE.finditer(window):
                            columns = max(columns, letters_index(found[1]))
                    if rows * max(columns, 8) > CELL_LIMIT or rows > ROW_LIMIT:
                        raise Refused("cells")
                    if b"<f" in window or b":f" in window:
                        cells = empty.setdefault(names[entry.filename], [])
                        for found in _EMPTY_FORMULA.finditer(window):
                            cell = found[1].decode()
                            if len(cells) < SHOWN_FORMULAS and cell not in cells[-40:]:
                                cells.append(cell)
                    tail = window[-OVERLAP:]
    return {name: cells for name, cells in empty.items() if cells}


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Entry of the package → name of the sheet, for XLSX; empty for the others."""
    try:
        book = archive.read("xl/workbook.xml")[:4_000_000].decode("utf-8", "replace")
        rels = archive.read("xl/_rels/workbook.xml.rels")[:4_000_000].decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {attribute(tag, "Id"): attribute(tag, "Target") for tag in _REL.findall(rels)}
    names = {}
    for tag in _SHEET.findall(book):
        target = targets.get(attribute(tag, "r:id") or attribute(tag, r"\w+:id"), "")
        names[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = attribute(tag, "name")
    for name in archive.namelist():  # a sheet that the book does not name is looked at all the same
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            names.setdefault(name, "")
    return names


def plain(cell: Any) -> Any:
    """A value that JSON can keep: days begin with a mark, whole floats become ints, texts are cut."""
    kind = type(cell)
    if kind is str:
        return cell if len(cell) <= TEXT_LIMIT else cell[:TEXT_LIMIT]
    if kind is float:
        if cell != cell or cell in (float("inf"), float("-inf")):
            return ""
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if kind is int:
        return cell
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    if kind is datetime.datetime:
        return "\x01" + (cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" "))
    if kind is datetime.date:
        return "\x01" + cell.isoformat()
    return "" if cell is None else str(cell)


def trimmed(row: list[Any]) -> list[Any]:
    """Without the empty cells at its end."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


def book_sheets(source: Path) -> Iterator[tuple[str, bool, list[Any], Iterable[list[Any]]]]:
    """`(name, is hidden, merged ranges, rows from the first)` of each sheet."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(source) as book:
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if number >= SHEET_LIMIT:
                raise Refused("sheets")
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height * max(1, sheet.total_width) > CELL_LIMIT:
                raise Refused("cells")
            merged = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])[:5000]]
            yield meta.name, meta.visible != SheetVisibleEnum.Visible, merged, _from_the_top(sheet)


def _from_the_top(sheet: Any) -> Iterator[list[Any]]:
    start = sheet.start
    if start is None:
        return
    down, right = start
    lead = [""] * right
    for _ in range(down):
        yield []
    for row in sheet.iter_rows():
        yield lead + row if right else row


def csv_sheet(source: Path) -> tuple[str, str, Iterator[list[Any]]]:
    """Encoding, delimiter and rows of a CSV file."""
    data = source.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "utf-8"
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
    if b"\0" in data[:4096] and encoding != "utf-16":
        raise Refused("kind")
    text = data.decode(encoding, "replace")
    del data
    lines = text[:200_000]
    if lines[:6].lower().startswith("sep=") and len(lines) > 5:  # Excel's own hint
        return encoding, lines[4], csv.reader(io.StringIO(text.partition("\n")[2], newline=""), delimiter=lines[4])
    delimiter = max(";,\t|", key=lambda one: _fit(lines, one))
    csv.field_size_limit(1_000_000)
    return encoding, delimiter, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _fit(lines: str, delimiter: str) -> float:
    """How well a delimiter divides: the commonest number of columns, weighed by how many rows have it."""
    widths: dict[int, int] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)):
            if number >= 60:
                break
            if row:
                widths[len(row)] = widths.get(len(row), 0) + 1
    except csv.Error:
        return 0
    return max((width * count / sum(widths.values()) for width, count in widths.items() if width > 1), default=0)


class Writer:
    """The chunks, one after another, and the index beside them."""

    def __init__(self, target: Path) -> None:
        self.file = target.open("wb")
        self.sheets: list[dict[str, Any]] = []

    def sheet(self, name: str, is_hidden: bool, merged: list[Any], rows: Iterable[list[Any]], *, is_text: bool = False) -> None:
        meta: dict[str, Any] = {
            "name": name[:100],
            "hidden": is_hidden,
            "merged": merged,
            "rows": 0,
            "columns": 0,
            "chunks": [],
            "long": [],
        }
        waiting: list[list[Any]] = []
        blanks = 0
        for row in rows:
            if is_text:
                made = trimmed([cell if len(cell) <= TEXT_LIMIT else cell[:TEXT_LIMIT] for cell in row])
            else:
                made = trimmed([cell if type(cell) is str and len(cell) <= TEXT_LIMIT else plain(cell) for cell in row])
            if not made:
                blanks += 1  # written only when something follows: a sheet may claim a million empty rows
                continue
            while blanks:
                waiting.append([])
                blanks -= 1
                if len(waiting) == CHUNK_ROWS:
                    waiting = self._chunk(meta, waiting)
            waiting.append(made)
            meta["columns"] = max(meta["columns"], len(made))
            if len(waiting) == CHUNK_ROWS:
                waiting = self._chunk(meta, waiting)
                if meta["rows"] > ROW_LIMIT or meta["rows"] * meta["columns"] > CELL_LIMIT:
                    raise Refused("cells")
        if waiting:
            self._chunk(meta, waiting)
        self.sheets.append(meta)

    def end(self) -> list[dict[str, Any]]:
        """Close the file; the index of its sheets. Refuses a file that holds nothing."""
        self.file.close()
        if not any(sheet["rows"] for sheet in self.sheets):
            raise Refused("empty")
        return self.sheets

    def _chunk(self, meta: dict[str, Any], rows: list[list[Any]]) -> list[list[Any]]:
        body = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        data = body.encode("utf-8", "replace")
        if len(meta["long"]) < 200 and b"0" * 16 in data.translate(_SHAPE):
            for number, row in enumerate(rows, meta["rows"] + 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str) and _LONG_NUMBER.search(cell) and len(meta["long"]) < 200:
                        meta["long"].append([number, column, cell[:200]])
        packed = zlib.compress(data, 1)
        meta["chunks"].append([self.file.tell(), len(packed)])
        self.file.write(packed)
        meta["rows"] += len(rows)
        return []


def read(source: Path, target: Path, kind: str) -> dict[str, Any]:
    """Read the whole file; the index of what was written."""
    if kind == "csv":
        return _read_csv(source, target)
    about: dict[str, Any] = {"kind": kind, "formulas": {}}
    if kind not in ("xlsx", "ods"):
        return {**about, "sheets": _read_book(source, target)}
    if source.stat().st_size < BESIDE_BYTES:
        about["formulas"] = look_through(source)
        return {**about, "sheets": _read_book(source, target)}
    with beside(lambda: _read_book(source, target)) as sheets:
        about["formulas"] = look_through(source)
        return {**about, "sheets": sheets()}


def _read_csv(source: Path, target: Path) -> dict[str, Any]:
    writer = Writer(target)
    encoding, delimiter, rows = csv_sheet(source)
    try:
        writer.sheet("CSV", False, [], rows, is_text=True)
    except csv.Error as error:
        raise Refused("broken") from error
    return {"kind": "csv", "formulas": {}, "encoding": encoding, "delimiter": delimiter, "sheets": writer.end()}


def _read_book(source: Path, target: Path) -> list[dict[str, Any]]:
    writer = Writer(target)
    for name, is_hidden, merged, lines in book_sheets(source):
        writer.sheet(name, is_hidden, merged, lines)
    return writer.end()


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Let a fork of this process do some work under the same limits; what is given waits for its answer.

    Whatever the parser does to the fork, this process lives to say why a file is refused. Leaving the block ends the fork.
    """
    reading, writing = os.pipe()
    fork = os.fork()
    if not fork:
        os.close(reading)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # else whoever waits for this process's words would wait for the fork's too
            os.dup2(nothing, stream)
        with os.fdopen(writing, "w") as out:
            json.dump(answer_of(work), out)
        os._exit(0)
    os.close(writing)

    def answer() -> Any:
        with os.fdopen(os.dup(reading)) as words:
            said = words.read()
        if not said:
            raise Refused("cells")
        found = json.loads(said)
        if "refused" in found:
            raise Refused(found["refused"], found.get("why", ""))
        return found["done"]

    try:
        yield answer
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(fork, signal.SIGKILL)
        os.waitpid(fork, 0)


def answer_of(work: Callable[[], Any]) -> dict[str, Any]:
    """`done`, or `refused` with one word and, where the parser said something, `why`."""
    try:
        return {"done": work()}
    except Refused as refused:
        return {"refused": refused.word, "why": refused.why}
    except MemoryError:
        return {"refused": "cells"}
    except zipfile.BadZipFile:
        return {"refused": "broken"}
    except Exception as error:  # whatever the parser says of a broken file
        word = "locked" if type(error).__name__ == "PasswordError" else "broken"
        return {"refused": word, "why": f"{type(error).__name__}: {error}"[:300]}


def main(words: list[str]) -> int:
    source, target, kind = Path(words[0]), Path(words[1]), words[2]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = answer_of(lambda: read(source, target, kind))
    json.dump(answer.get("done", answer), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
