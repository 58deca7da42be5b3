"""One style sheet a page, and small programs: the files of `static/ui/css/` joined in the order of their index and made small,
those of `static/ui/js/` without their comments.

`css/index.css` lists the sheets of public pages, `css/desk-index.css` what the desk adds. Each line is a plain
`@import "file.css" layer(name);`, so the indexes also work unbuilt in a browser. What is built is not kept in git: the
finder below writes it under `BETANG_HOME` whenever static files are collected, and only if it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage

from betang.ui import hues

SOURCES = Path(__file__).resolve().parent / "static" / "ui" / "css"
PROGRAMS = SOURCES.parent / "js"
LAYERS = "@layer reset,tokens,base,layout,components,utilities;"
SHEETS = {"ui/betang.css": ("index.css",), "ui/desk.css": ("index.css", "desk-index.css")}
_IMPORT = re.compile(r'^@import "([\w-]+\.css)" layer\((\w+)\);$', re.MULTILINE)
_STRING = re.compile(r'"[^"\n]*"|url\([^)]*\)')


def small(css: str) -> str:
    """The same CSS without comments and needless white space. Strings and addresses stay as they are."""
    kept: list[str] = []

    def put_by(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x00"

    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = _STRING.sub(put_by, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r": ", ":", css).replace(";}", "}")
    return re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match.group(1))], css).strip()


def sheet(indexes: Iterable[str]) -> str:
    """The joined sheet of some indexes, every part inside its layer, and the 72 hues after the tokens."""
    parts = [LAYERS]
    for index in indexes:
        for name, layer in _IMPORT.findall((SOURCES / index).read_text()):
            parts.append(f"@layer {layer}{{{small((SOURCES / name).read_text())}}}")
            if name == "tokens.css":
                parts.append(f"@layer tokens{{{hues.css()}}}")
    # Addresses in the sources are relative to `ui/css/`; the joined sheet lies one folder higher.
    return "".join(parts).replace('url("../', 'url("').replace("url(../", "url(")


def program(source: str) -> str:
    """A module without indentation, empty lines and lines that are comments. Our modules have no text over several lines."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def built() -> dict[str, str]:
    """Every joined sheet and every program by its static name."""
    sheets = {name: sheet(indexes) for name, indexes in SHEETS.items()}
    return sheets | {f"ui/js/{path.name}": program(path.read_text()) for path in sorted(PROGRAMS.glob("*.js"))}


def write(folder: Path) -> None:
    """Write what is built below `folder`; a file that is already right keeps its time."""
    wanted = built()
    for name, text in wanted.items():
        path = folder / name
        if path.exists() and path.read_text() == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(text)
        part.replace(path)
    for path in folder.rglob("*.*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


class BuiltFinder(BaseStorageFinder):
    """Offers what is built to `collectstatic`, freshly built; it stands before the finder that offers the sources."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        folder = Path(settings.HOME) / "built"
        write(folder)
        self.storage = FileSystemStorage(location=str(folder))
        super().__init__(None, *args, **kwargs)
