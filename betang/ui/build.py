"""One style sheet a page: the small files of `static/ui/css/` joined in the order of their index and made small.

`css/index.css` lists the sheets of public pages, `css/desk-index.css` what the desk adds. Each line is a plain
`@import "file.css" layer(name);`, so the indexes also work unbuilt in a browser. What is built is not kept in git: the
finder below writes it under `BETANG_HOME` whenever static files are collected, and only if it changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage

from betang.ui import hues

SOURCES = Path(__file__).resolve().parent / "static" / "ui" / "css"
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


def built() -> dict[str, str]:
    """Every joined sheet by its static name."""
    return {name: sheet(indexes) for name, indexes in SHEETS.items()}


def write(folder: Path) -> None:
    """Write the sheets below `folder`; a file that is already right keeps its time."""
    for name, text in built().items():
        path = folder / name
        if path.exists() and path.read_text() == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(text)
        part.replace(path)


class BuiltFinder(BaseStorageFinder):
    """Offers the joined sheets to `collectstatic`, freshly built."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        folder = Path(settings.HOME) / "built"
        write(folder)
        self.storage = FileSystemStorage(location=str(folder))
        super().__init__(None, *args, **kwargs)

    def list(self, ignore_patterns: Any) -> Any:
        """Only the sheets, whatever else lies there."""
        listed: Callable[..., Any] = super().list
        return ((path, storage) for path, storage in listed(ignore_patterns) if path in SHEETS)
