"""Reading and drawing PDFs in a child process that may die: text by page, pictures by page."""

from __future__ import annotations

import fcntl
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from betang.guard import saving
from betang.guard.text import check_text
from betang.kernel.errors import Unavailable
from betang.planning.papers import files
from betang.planning.papers.terms import CHUNK_PAGES, MASKED, PAGE_CHARS, PICTURE_BYTES, PICTURE_WIDTH, TALLEST, THUMB_WIDTH

TEXT_S = 180
DRAW_S = 90
WAIT_S = 20
_SECRET = frozenset({"nik", "kk"})
_HYPHEN = re.compile(r"(\w)[\ufffe\u00ad]\s*\n?\s*(?=\w)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Unreadable(Exception):
    """The child died, took too long or spoke nonsense: the PDF cannot be read here."""


def _child(*arguments: str) -> list[str]:
    return [sys.executable, "-I", str(Path(__file__).with_name("pdfreader.py")), *arguments]


def page_texts(path: Path) -> list[str]:
    """The text of every page, cleaned. A scanned page is empty. Raises `Unreadable`."""
    try:
        done = subprocess.run(_child("text", str(path)), capture_output=True, timeout=TEXT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("took too long") from error
    if done.returncode != 0:
        raise Unreadable(done.stderr.decode("utf-8", "replace")[-300:])
    try:
        return [clean(json.loads(line)["text"]) for line in done.stdout.splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("spoke nonsense") from error


def clean(text: str) -> str:
    """A page's text as people read it: words whole again at line ends, no signs that no database keeps."""
    joined = _HYPHEN.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split()) for line in _CONTROL.sub("", joined).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:PAGE_CHARS]


def without_secrets(text: str) -> str:
    """The text with NIKs and family card numbers covered. About 15 ms for a full page."""
    if not re.search(r"\d(?:[ .-]?\d){11}", text):
        return text
    for one in sorted((found for found in check_text(text) if found.kind in _SECRET), key=lambda found: -found.start):
        text = text[: one.start] + MASKED + text[one.end :]
    return text


def draw(sha256: str, pdf: Path, first: int, last: int) -> int:
    """Make the pictures of some pages where they are missing. Returns how many pages were drawn. Raises `Unreadable`."""
    missing = [page for page in range(first, last + 1) if not files.picture_path(sha256, page).is_file()]
    if not missing:
        return 0
    numbers = [missing[0], missing[-1], PICTURE_WIDTH, THUMB_WIDTH, TALLEST, PICTURE_BYTES]
    try:
        done = subprocess.run(_child("draw", str(pdf), *(str(one) for one in numbers)), capture_output=True, timeout=DRAW_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("took too long") from error
    drawn = 0
    rest = memoryview(done.stdout)
    while rest:
        end = bytes(rest[:400]).find(b"\n")
        try:
            told = json.loads(bytes(rest[:end]))
            data = rest[end + 1 : end + 1 + int(told["bytes"])]
            page, size = int(told["page"]), str(told["size"])
        except (ValueError, KeyError, TypeError):
            break
        if len(data) != told["bytes"] or size not in ("page", "thumb"):
            break
        made = bytes(data)
        saving.write(files.picture_path(sha256, page, size), lambda out, made=made: out.write(made))  # type: ignore[misc]
        drawn += size == "page"
        rest = rest[end + 1 + len(data) :]
    if not drawn:
        raise Unreadable(done.stderr.decode("utf-8", "replace")[-300:])
    return drawn


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Threat: a stranger asks for a thousand pages that were never drawn. One is drawn at a time, and who waits too long is told."""
    lock = Path(settings.PRIVATE_ROOT) / "planning" / "drawing.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        until = time.monotonic() + WAIT_S
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable(_("Too many pages are being drawn just now."), hint=_("Try again in a minute.")) from None
                time.sleep(0.05)
        yield


def picture_of(sha256: str, pdf: Path, page: int, size: str) -> Path | None:
    """The picture of a page, drawn now where it is missing, with its neighbours for who reads on; None where it cannot be drawn."""
    path = files.picture_path(sha256, page, size)
    if path.is_file():
        return path
    with _one_at_a_time():
        if not path.is_file():
            first = (page - 1) // CHUNK_PAGES * CHUNK_PAGES + 1 if size == "thumb" else page
            last = first + CHUNK_PAGES - 1 if size == "thumb" else page
            try:
                draw(sha256, pdf, first, last)
            except Unreadable:
                return None
    return path if path.is_file() else None
