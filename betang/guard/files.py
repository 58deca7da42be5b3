"""Files as they are, not as they are called: what may be uploaded is told from its bytes and read to its end.

Nothing here trusts a name or a declared type. A file is never loaded whole: it is read in pieces, and a picture is
decoded by a reader that knows its own format only. What passes is still never served as it came: pictures are made anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError

from betang.kernel.errors import InvalidInput

JPEG_PIXELS = 60_000_000
"""JPEG is decoded at an eighth of its size, so 60 megapixels need little memory."""
OTHER_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
MOST_FRAMES = 400
PDF_PAGES = 2_000
PROBE_S = 25
CHUNK = 256 * 1024
HEAD = 4096
OVERLAP = 16

MEDIA_TYPES = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
    "AVIF": ("image/avif", "avif"),
}
_ACTIVE = re.compile(rb"<script|<html|<!doctype\s+html|<svg[\s>]|<\?php|<iframe|javascript:[a-z]|<%@|Rar!\x1a\x07", re.IGNORECASE)
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?=[\s/<(\[>\d])")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class DangerousFile(InvalidInput):
    """The file is not only broken or of the wrong kind: it carries something that could run. Worth a note to the coordinator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """What a file truly is. `kind` is `image` or `pdf`; `width` and `height` in pixels (a PDF's first page: in points).

    A picture's sides are those of its stored form; straightening by its orientation mark may exchange them.
    """

    kind: str
    media_type: str
    extension: str
    sha256: str
    size_bytes: int
    width: int
    height: int
    pages: int = 0


def _megabytes(count: int) -> str:
    return f"{count / (1024 * 1024):.0f}"


def size_of(file: IO[bytes] | Any) -> int:
    """The length of a file in bytes, without reading it."""
    place = file.tell()
    file.seek(0, 2)
    size = int(file.tell())
    file.seek(place)
    return size


def _too_large(size: int, limit: int) -> InvalidInput:
    return InvalidInput(
        _("The file has %(size)s MB; at most %(limit)s MB fit.") % {"size": _megabytes(size), "limit": _megabytes(limit)},
        hint=_("Send a smaller one: a photo of 2 MB is sharp enough."),
    )


def _sniff(head: bytes) -> str:
    """A word for what the first bytes say."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = {head[index : index + 4] for index in range(8, min(len(head), max(16, int.from_bytes(head[:4]))), 4)}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        return "heic" if brands & _HEIC else "video"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return "archive"
    if head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return "office"
    if head.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")):
        return "program"
    if head.startswith((b"\x1a\x45\xdf\xa3", b"OggS", b"ID3", b"\x00\x00\x01\xba", b"FLV")) or head[:4] == b"RIFF":
        return "video"
    if head.startswith((b"II*\x00", b"MM\x00*", b"BM")):
        return "picture"
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in words:
        return "svg"
    if words.startswith((b"<!doctype", b"<html", b"<?xml", b"<script", b"<head", b"<body", b"<?php")):
        return "html"
    return ""


def _refuse_kind(kind: str, head: bytes, accept: frozenset[str]) -> InvalidInput:
    """The sentence for a file that is something else."""
    send = (
        _("Send a photo (JPEG, PNG, WebP, GIF or AVIF) or a PDF.")
        if accept == {"image", "pdf"}
        else _("Send a PDF.")
        if accept == {"pdf"}
        else _("Send a photo: JPEG, PNG, WebP, GIF or AVIF.")
    )
    if kind == "heic":
        return InvalidInput(
            _("This photo is in Apple's HEIC form, which many phones cannot show."),
            hint=_(
                "On the iPhone open Settings > Camera > Formats and choose “Most Compatible”, or send the photo to yourself over WhatsApp "
                "and upload that one: both give a JPEG."
            ),
        )
    if kind == "svg":
        return DangerousFile(
            _("SVG drawings are not accepted, because they can carry programs."), hint=_("Save the drawing as PNG and upload that.")
        )
    if kind in ("html", "program"):
        return DangerousFile(_("This file is a program or a web page, whatever its name says."), hint=send)
    if kind == "archive":
        office = b"word/" in head or b"xl/" in head or b"ppt/" in head or b"[Content_Types]" in head
        if office:
            return InvalidInput(_("This is an office document."), hint=_("Save it as PDF and upload that."))
        return InvalidInput(_("This is a packed file (ZIP or the like)."), hint=_("Unpack it and upload the photos one by one."))
    if kind == "office":
        return InvalidInput(_("This is an office document."), hint=_("Save it as PDF and upload that."))
    if kind == "video":
        return InvalidInput(_("This is a video or a sound recording, not a photo."), hint=send)
    if kind == "pdf":
        return InvalidInput(_("This is a PDF, and a photo is needed here."), hint=send)
    if kind in MEDIA_TYPES:
        return InvalidInput(_("This is a photo, and a PDF is needed here."), hint=send)
    return InvalidInput(_("This file is of a kind that cannot be used here."), hint=send)


def _read_through(file: IO[bytes], *, is_pdf: bool) -> tuple[str, bytes]:
    """Read to the end in pieces: the SHA-256, and the first active thing seen (empty if none)."""
    digest = hashlib.sha256()
    seen = b""
    carry = b""
    pattern = _PDF_ACTIVE if is_pdf else _ACTIVE
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        if not seen:
            window = carry + chunk
            if is_pdf and b"#" in window:
                # /J#61vaScript is /JavaScript to a reader
                window = _PDF_ESCAPE.sub(lambda one: bytes([int(one[1], 16)]), window)
            found = pattern.search(window)
            seen = found[0] if found else b""
            carry = window[-OVERLAP:]
    return digest.hexdigest(), seen


def _has_archive(file: IO[bytes]) -> bool:
    """Whether a ZIP (a JAR, an APK) hides behind the file: readers of ZIP look from the end."""
    file.seek(0)
    try:
        return zipfile.is_zipfile(file)
    except (OSError, ValueError):
        return False


def _check_picture(file: IO[bytes], form: str) -> tuple[int, int]:
    broken = InvalidInput(
        _("The photo is damaged or not complete: it stopped in the middle while it was sent or saved."),
        hint=_("Open it on your phone to see whether it is whole, then upload it again."),
    )
    file.seek(0)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # a setting of the whole process, which some libraries switch on when they are imported
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=(form,)) as picture:
                width, height = picture.size
                limit = JPEG_PIXELS if form == "JPEG" else OTHER_PIXELS
                if width * height > limit or max(width, height) > LONGEST_SIDE:
                    raise InvalidInput(
                        _("The photo has %(pixels)d megapixels; at most %(limit)d fit.")
                        % {"pixels": width * height // 1_000_000, "limit": limit // 1_000_000},
                        hint=_("Make it smaller on your phone, or take it at a lower resolution."),
                    )
                if getattr(picture, "n_frames", 1) > MOST_FRAMES:
                    raise InvalidInput(_("The moving picture has too many frames."), hint=_("Send a still photo."))
                if form == "JPEG":
                    picture.draft("RGB", (max(1, width // 8), max(1, height // 8)))
                picture.load()
    except InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput(
            _("The photo is far too large when it is unpacked."), hint=_("Make it smaller on your phone, or take it at a lower resolution.")
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError, IndexError, TypeError, OverflowError):
        # every way in which Pillow says that a file is not what its first bytes promise
        raise broken from None
    return width, height


def _check_pdf(file: IO[bytes], size: int, active: bytes) -> dict[str, Any]:
    broken = InvalidInput(
        _("The PDF is damaged or not complete."), hint=_("Open it on your phone to see whether it is whole, then upload it again.")
    )
    dangerous = DangerousFile(
        _("The PDF carries a program, a form that sends data, or another file inside."),
        hint=_("Print it to a new PDF (Print > Save as PDF) and upload that one."),
    )
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read(2048):
        raise broken
    if active:
        raise dangerous
    file.seek(0)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(__file__).with_name("pdfprobe.py"))],
            input=file.read(),
            capture_output=True,
            timeout=PROBE_S,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"broken": True}
    except (subprocess.TimeoutExpired, ValueError):
        raise broken from None
    if answer.get("locked"):
        raise InvalidInput(_("The PDF is locked with a password."), hint=_("Save it without a password and upload that one."))
    if answer.get("broken") or not answer.get("pages"):
        raise broken
    if answer["scripts"] > 0 or answer["attachments"] > 0:
        raise dangerous
    if answer["pages"] > PDF_PAGES:
        raise InvalidInput(
            _("The PDF has more than %(pages)d pages.") % {"pages": PDF_PAGES}, hint=_("Split it and upload the part that matters.")
        )
    return answer


def check_upload(file: IO[bytes] | Any, *, accept: frozenset[str], limit_bytes: int | None = None) -> CheckedFile:
    """What the file truly is, or `InvalidInput` with a sentence that says what is wrong and what to do.

    `file` is an uploaded file or any seekable binary file; it is left at its beginning. `accept` holds `image`, `pdf` or
    both. `DangerousFile` (an `InvalidInput`) is raised for what could run: SVG, web pages, programs, files that are two
    things at once. A PDF is opened by a child process with little memory; a picture is decoded to its last line.
    """
    limit = settings.UPLOAD_LIMIT_BYTES if limit_bytes is None else limit_bytes
    size = size_of(file)
    if size == 0:
        raise InvalidInput(
            _("The file is empty."), hint=_("Choose it again; on some phones a photo must first be downloaded from the cloud.")
        )
    if size > limit:
        raise _too_large(size, limit)
    file.seek(0)
    head = file.read(HEAD)
    kind = _sniff(head)
    wanted = "image" if kind in MEDIA_TYPES else kind
    if wanted not in accept or wanted not in ("image", "pdf"):
        raise _refuse_kind(kind, head, accept)
    sha256, active = _read_through(file, is_pdf=kind == "pdf")
    two_things = DangerousFile(
        _("This file is two things at once: something else is hidden in it."),
        hint=_("Take a screenshot of the photo, or print the PDF to a new one, and upload that."),
    )
    if _has_archive(file) or (kind != "pdf" and (active or b"%PDF-" in head[:1024])):
        raise two_things
    try:
        if kind == "pdf":
            answer = _check_pdf(file, size, active)
            return CheckedFile(
                kind="pdf",
                media_type="application/pdf",
                extension="pdf",
                sha256=sha256,
                size_bytes=size,
                width=answer["width"],
                height=answer["height"],
                pages=answer["pages"],
            )
        width, height = _check_picture(file, kind)
    finally:
        file.seek(0)
    media_type, extension = MEDIA_TYPES[kind]
    return CheckedFile(kind="image", media_type=media_type, extension=extension, sha256=sha256, size_bytes=size, width=width, height=height)


def archive_entries(
    file: IO[bytes] | Any,
    *,
    limit_bytes: int,
    limit_entries: int = 20_000,
    limit_entry_bytes: int | None = None,
    lists_large: bool = False,
) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """An uploaded ZIP opened with care, and its files in order. Raises `InvalidInput` for bombs, escapes and locked entries.

    Sizes are checked as declared; read an entry with `read_entry`, which holds it to that. Entries above `limit_entry_bytes` are
    left out; with `lists_large` they stand in the list, count nothing (nobody may read them), and the caller says why they stay
    behind: so one bomb among a thousand photos costs that one only.
    """
    broken = InvalidInput(_("The ZIP file is damaged or not complete."), hint=_("Pack it again and upload it once more."))
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # the last for a version or method that `zipfile` cannot read
        raise broken from None
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    most = limit_entry_bytes or settings.UPLOAD_LIMIT_BYTES
    read = [entry for entry in entries if entry.file_size <= most or not lists_large]
    total = sum(entry.file_size for entry in read)
    packed = sum(entry.compress_size for entry in read)
    if len(entries) > limit_entries or total > limit_bytes or (total > 50 * 1024 * 1024 and total > 200 * max(1, packed)):
        raise DangerousFile(
            _("Unpacked, the ZIP file would be far too large."),
            hint=_("Pack only the photos, in parts of at most %(limit)s MB.") % {"limit": _megabytes(limit_bytes)},
        )
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise DangerousFile(_("The ZIP file names places outside itself."), hint=_("Pack the folder again and upload that."))
        if entry.flag_bits & 0x1:
            raise InvalidInput(_("The ZIP file is locked with a password."), hint=_("Pack it without a password."))
    return archive, entries if lists_large else [entry for entry in entries if entry.file_size <= most]


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limit_bytes: int | None = None) -> bytes:
    """One entry's bytes, never more than it declared; one that is too large, lies or is broken raises `InvalidInput`."""
    limit = settings.UPLOAD_LIMIT_BYTES if limit_bytes is None else limit_bytes
    if entry.file_size > limit:
        raise _too_large(entry.file_size, limit)
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise InvalidInput(_("The ZIP file is damaged or not complete."), hint=_("Pack it again and upload it once more.")) from None
    if len(data) > entry.file_size:
        raise DangerousFile(_("Unpacked, the ZIP file would be far too large."), hint=_("Pack only the photos."))
    return data


def pieces(file: IO[bytes] | Any, size: int = CHUNK) -> Iterator[bytes]:
    """The file from its beginning, in pieces."""
    file.seek(0)
    while chunk := file.read(size):
        yield chunk


__all__ = ["CheckedFile", "DangerousFile", "archive_entries", "check_upload", "pieces", "read_entry", "size_of"]
