"""Received files: told from their bytes, kept as they came under their SHA-256, and read into rows by a child with limits.

The original lies in private storage at `<folder>/<sha256>.<extension>`, a folder for each package that receives files; the
rows as read lie beside it and can be made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from betang.guard.files import DangerousFile, pieces, size_of
from betang.guard.saving import disk_full_told
from betang.guard.sheets.cells import Cell
from betang.kernel.errors import InvalidInput, TooLarge

READ_S = 120
FORM = 2
"""Of the rows beside a file: an older form is read anew from the file."""

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/octet-stream",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
"""As what each is offered for download. A workbook that holds macros is offered as bytes, so that no program opens it by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that was kept: `path` below private storage."""

    sha256: str
    extension: str
    path: str
    size_bytes: int


def private(path: str) -> Path:
    """A path of private storage on the disk."""
    return Path(settings.PRIVATE_ROOT) / path


def limit_bytes() -> int:
    """The largest file that is read."""
    return int(settings.IMPORT_LIMIT_BYTES)


def _check_size(size: int) -> None:
    if size == 0:
        raise InvalidInput(_("The file is empty."), hint=_("Choose it again; it may still have been open in Excel."))
    if size > limit_bytes():
        raise TooLarge(
            _("The file has %(size)s MB; at most %(limit)s MB are read.")
            % {"size": size // 1_048_576, "limit": limit_bytes() // 1_048_576},
            hint=_("Take pictures out of it, delete sheets that do not belong to it, or split it."),
        )


def kind_of(file: IO[bytes] | Any) -> str:
    """`xlsx`, `xlsm`, `xls`, `ods` or `csv`, told from the bytes. Raises `InvalidInput` for anything else, with what to do."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    save = _("Open it in Excel or LibreOffice, choose “Save as”, take the kind “Excel Workbook (.xlsx)”, and bring that file.")
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist()[:20_000])
                mimetype = archive.open("mimetype").read(200) if "mimetype" in names else b""
        # What `zipfile` raises for a file cut off, with sizes that cannot be, with a method it does not know, or locked (RuntimeError).
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
            raise InvalidInput(_("The file is damaged or not complete."), hint=_("Save it once more and bring it again.")) from None
        finally:
            file.seek(0)
        if "xl/workbook.xml" in names:
            return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
        if b"opendocument.spreadsheet" in mimetype:
            return "ods"
        if "xl/workbook.bin" in names:
            raise InvalidInput(_("This is an Excel file in binary form (.xlsb)."), hint=save)
        raise InvalidInput(
            _("This is not a table: a packed file, a document or a presentation."), hint=_("Bring the Excel, ODS or CSV file.")
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if words.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<style", b"<meta")):
        raise InvalidInput(_("This is a web page, even if its name ends in .xls."), hint=save)
    if words.startswith(b"%pdf-"):
        raise InvalidInput(
            _("This is a PDF. Amounts cannot be read from it reliably."),
            hint=_("Ask for the Excel file from which it was made."),
        )
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"\xff\xd8", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise DangerousFile(_("This file is not a table, whatever its name says."), hint=_("Bring the Excel, ODS or CSV file."))
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise InvalidInput(_("This file is of a kind that cannot be read."), hint=save)
    return "csv"


def receive(file: IO[bytes] | Any, *, folder: str) -> Received:
    """Check an uploaded file and keep it below `folder` of private storage; the same file twice is kept once.

    Nothing of it is opened before its size is known. Raises `InvalidInput` or `TooLarge` with what to do.
    """
    size = size_of(file)
    _check_size(size)
    extension = kind_of(file)
    home = private(folder)
    digest = hashlib.sha256()
    part = home / f".{uuid4().hex}.part"
    with disk_full_told():
        home.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as out:
                for piece in pieces(file):
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            path = f"{folder}/{digest.hexdigest()}.{extension}"
            if not private(path).exists():
                part.replace(private(path))
        finally:
            part.unlink(missing_ok=True)
    file.seek(0)
    return Received(sha256=digest.hexdigest(), extension=extension, path=path, size_bytes=size)


@dataclass(frozen=True, slots=True)
class SheetIndex:
    """A sheet as read. `merged`: [first row, first column, last row, last column] from 0. `long`: [row, column, text] with 16 digits."""

    name: str
    is_hidden: bool
    rows: int
    columns: int
    merged: tuple[tuple[int, int, int, int], ...]
    chunks: tuple[tuple[int, int], ...]
    long: tuple[tuple[int, int, str], ...]


class Rows:
    """The rows of a file as they were read, chunk by chunk: nothing holds more than a chunk unless it wants to."""

    def __init__(self, path: Path, index: dict[str, Any]) -> None:
        self.path = path
        self.kind: str = index["kind"]
        self.formulas: dict[str, list[str]] = index.get("formulas", {})
        self.encoding: str = index.get("encoding", "")
        self.delimiter: str = index.get("delimiter", "")
        self.chunk_rows: int = index["chunk_rows"]
        self.sheets = tuple(
            SheetIndex(
                one["name"],
                one["hidden"],
                one["rows"],
                one["columns"],
                tuple(tuple(merge) for merge in one["merged"]),
                tuple((start, length) for start, length in one["chunks"]),
                tuple((row, column, text) for row, column, text in one["long"]),
            )
            for one in index["sheets"]
        )

    def sheet(self, name: str) -> SheetIndex | None:
        """The sheet of that name."""
        return next((one for one in self.sheets if one.name == name), None)

    def of(self, sheet: SheetIndex, first: int = 1, last: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """`(row number from 1, cells)` from `first` to `last`, both included. Empty rows are empty lists."""
        end = sheet.rows if last is None else min(last, sheet.rows)
        with self.path.open("rb") as file:
            for number in range((first - 1) // self.chunk_rows, len(sheet.chunks)):
                at = number * self.chunk_rows + 1
                if at > end:
                    return
                start, length = sheet.chunks[number]
                file.seek(start)
                rows: list[list[Cell]] = json.loads(zlib.decompress(file.read(length)))
                for row_number, row in enumerate(rows, at):
                    if first <= row_number <= end:
                        yield row_number, row


def _refusal(word: str) -> InvalidInput:
    again = _("Open it in Excel or LibreOffice, save it anew as .xlsx, and bring that file.")
    if word == "locked":
        return InvalidInput(_("The file is locked with a password."), hint=_("Save it without a password and bring it again."))
    if word == "bomb":
        return DangerousFile(_("Unpacked, the file would be far too large."), hint=_("Split it, or bring it as CSV."))
    if word == "cells":
        return InvalidInput(
            _("The file claims far more cells than such a table has: something stands far away at the edge of a sheet."),
            hint=_("Copy the table into a new workbook and bring that, or bring it as CSV."),
        )
    if word == "sheets":
        return InvalidInput(_("The file has more than 200 sheets."), hint=_("Delete those that do not belong to it."))
    if word == "empty":
        return InvalidInput(_("There is nothing in this file."), hint=_("Bring the file in which the table is."))
    return InvalidInput(_("The file is damaged, or it is not what its name says."), hint=again)


def _rows_path(path: str) -> Path:
    return private(path).with_suffix(".rows")


def rows_of(path: str) -> Rows:
    """The rows of a kept file; read from it first where that was not done yet (`InvalidInput` where it cannot be)."""
    target = _rows_path(path)
    index = target.with_suffix(".index")
    if index.exists() and target.exists():
        about = json.loads(index.read_bytes())
        if about.get("form") == FORM:
            return Rows(target, about)
    source = private(path)
    if not source.exists():
        raise InvalidInput(_("The file is gone from this house."), hint=_("Bring it once more."))
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    kind = {"xlsm": "xlsx"}.get(source.suffix[1:], source.suffix[1:])
    try:
        about = _read(source, part, kind)
        about |= {"form": FORM, "chunk_rows": _chunk_rows()}
        part.replace(target)
        index_part = part.with_suffix(".index.part")
        index_part.write_text(json.dumps(about, ensure_ascii=False))
        index_part.replace(index)
    finally:
        part.unlink(missing_ok=True)
    return Rows(target, about)


@lru_cache(maxsize=1)
def _chunk_rows() -> int:
    from betang.guard.sheets import reader

    return reader.CHUNK_ROWS


def _read(source: Path, target: Path, kind: str) -> dict[str, Any]:
    """Let the child read it. Whatever it dies of is a refusal with a sentence."""
    program = Path(__file__).with_name("reader.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program), str(source), str(target), kind], capture_output=True, timeout=READ_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refusal("bomb") from None
    if done.returncode != 0:
        raise _refusal("cells")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return answer


def forget(path: str) -> None:
    """Remove a file that no import needs, with its rows."""
    for one in (private(path), _rows_path(path), _rows_path(path).with_suffix(".index")):
        one.unlink(missing_ok=True)


def media_type(path: str) -> str:
    """As what a kept file is offered."""
    return MEDIA_TYPES.get(Path(path).suffix[1:], "application/octet-stream")


def download_name(name: str, path: str) -> str:
    """The name under which a kept file is offered: as it came, with the extension that its bytes have."""
    extension = Path(path).suffix
    stem = Path(name).stem[:100] or "tabel"
    return f"{stem}{extension}"
