"""Catalogues: each package keeps its own `locale/id/LC_MESSAGES/django.po`; source strings are English.

`update` reads the package's Python and template sources; `compile` writes the .mo files that Django reads (they are not
kept in git); `check` fails on a string without an Indonesian text, or with one that is marked fuzzy, and on one that two packages
put into different words: Django has one word for it in the whole house, and would take the first package's everywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("templates/**", "betang.config.translations:extract_jinja"),
]


def extract_jinja(fileobj, keywords, comment_tags, options):  # type: ignore[no-untyped-def]
    """Babel's extractor for our templates, with the extensions that they use."""
    from jinja2.ext import babel_extract

    return babel_extract(
        fileobj,
        keywords,
        comment_tags,
        {
            **options,
            "encoding": "utf-8",
            "silent": "false",
            "newstyle_gettext": "true",
            "extensions": "jinja2.ext.do, jinja2.ext.loopcontrols, betang.ui.fragments.Keep",
        },
    )


def packages() -> list[str]:
    return ["kernel", "config", *settings.PACKAGES]


def po_path(package: str) -> Path:
    return Path(settings.ROOT) / package / "locale" / "id" / "LC_MESSAGES" / "django.po"


def extract(package: str) -> Catalog:
    """Every marked string of one package."""
    catalog = Catalog(locale="id", project="Betang", version="", charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        Path(settings.ROOT) / package, METHODS, keywords=KEYWORDS, comment_tags=()
    ):
        catalog.add(message, context=context)
    return catalog


def load(package: str) -> Catalog | None:
    path = po_path(package)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="id")


def update(package: str) -> int:
    """Bring one catalogue in step with its sources; returns how many strings still have no text."""
    fresh = extract(package)
    kept = load(package)
    if kept is not None:
        kept.update(fresh, no_fuzzy_matching=True)
        kept.obsolete.clear()
    catalog = kept or fresh
    if len(catalog):
        path = po_path(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=0, no_location=True, sort_output=True, omit_header=False)
    return len(missing(package))


def compile_one(package: str) -> None:
    """Write the .mo file, unless it is newer than its source."""
    path = po_path(package)
    target = path.with_suffix(".mo")
    if not path.exists() or (target.exists() and target.stat().st_mtime >= path.stat().st_mtime):
        return
    catalog = load(package)
    assert catalog is not None
    part = target.with_suffix(f".{os.getpid()}.part")  # two processes may compile at once
    with part.open("wb") as file:
        write_mo(file, catalog)
    part.replace(target)


def compile_all() -> None:
    for package in packages():
        compile_one(package)


def missing(package: str) -> list[str]:
    """Strings of the sources that the catalogue does not translate."""
    kept = load(package)
    problems = []
    for message in extract(package):
        if not message.id:
            continue
        found = kept.get(message.id if isinstance(message.id, str) else message.id[0], message.context) if kept else None
        texts = [] if found is None else ([found.string] if isinstance(found.string, str) else list(found.string))
        if found is None or found.fuzzy or not texts or not all(texts):
            problems.append(message.id if isinstance(message.id, str) else message.id[0])
    return problems


Texts = str | tuple[str, ...]


def _texts(told: Any) -> Texts:
    return told if isinstance(told, str) else tuple(told)


def clashes(catalogues: Iterable[tuple[str, Catalog]]) -> list[str]:
    """Strings that two catalogues put into different words, each with both places. What has no text yet is not counted."""
    known: dict[tuple[str | None, Texts], tuple[str, Texts]] = {}
    problems = []
    for package, catalog in catalogues:
        for message in catalog:
            said = _texts(message.string)
            if not message.id or not said or not all(said):
                continue
            key = (message.context, _texts(message.id))
            first, words = known.setdefault(key, (package, said))
            if words != said:
                told = key[1] if isinstance(key[1], str) else key[1][0]
                where = f" (context {message.context!r})" if message.context else ""
                problems.append(
                    f"{told!r}{where} is {words!r} in {first} and {said!r} in {package}: say it alike, or give one a context (pgettext)"
                )
    return problems


def command(what: str, only: list[str]) -> int:
    failed = 0
    for package in only or packages():
        if what == "update":
            update(package)
        if what == "compile":
            compile_one(package)
            continue
        gaps = missing(package)
        failed += len(gaps)
        for gap in gaps:
            print(f"{package}: {gap!r} has no Indonesian text", file=sys.stderr)
    if what == "check":
        found = clashes((package, catalog) for package in packages() if (catalog := load(package)) is not None)
        shown = [one for one in found if not only or any(f" in {package}" in one for package in only)]
        failed += len(shown)
        for one in shown:
            print(one, file=sys.stderr)
    return 1 if what == "check" and failed else 0
