"""Documents made from the code, so that they cannot go stale: glossary, law book, access, cacheability, settings, machines.

`betang docs write` makes them; `betang docs check` (part of `make check`) fails when one differs from what stands in `docs/`.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation

MADE = "<!-- Made by `betang docs write`. Do not edit. -->\n"


def folder() -> Path:
    """Where the documents stand: `docs/` beside the package."""
    return Path(settings.ROOT).parent / "docs"


def vocabularies() -> Iterator[tuple[str, type[TextChoices]]]:
    """(package, vocabulary) for every `TextChoices` in a `terms.py`."""
    for package in settings.PACKAGES:
        if find_spec(f"betang.{package}.terms") is None:
            continue
        module = import_module(f"betang.{package}.terms")
        for name, value in vars(module).items():
            if (
                inspect.isclass(value)
                and issubclass(value, TextChoices)
                and value is not TextChoices
                and value.__module__ == module.__name__
            ):
                assert name == value.__name__
                yield package, value


def glossary() -> str:
    """Every word of every vocabulary, in both languages, with what its docstring says."""
    lines = [
        MADE,
        "# Glossary",
        "",
        "The words of the house, from each package's `terms.py`: what stands in the code, and what people read.",
        "",
    ]
    package = ""
    for owner, words in vocabularies():
        if owner != package:
            package = owner
            lines += [f"## {package}", ""]
        about = inspect.getdoc(words) or ""
        lines += [f"### {words.__name__}", "", " ".join(about.split()), "", "| value | English | Indonesian |", "|---|---|---|"]
        for member in words:
            with translation.override("en"):
                english = str(member.label)
            with translation.override("id"):
                indonesian = str(member.label)
            lines.append(f"| `{member.value}` | {english} | {indonesian} |")
        lines.append("")
    return "\n".join(lines)


def access() -> str:
    """Every address × everybody, from the access rows that the tests walk."""
    from django.urls import get_resolver

    from tests.access import EVERYBODY, Row

    rows: list[Row] = []
    for package in settings.PACKAGES:
        if find_spec(f"betang.{package}.tests.access") is not None:
            rows += import_module(f"betang.{package}.tests.access").ROWS
    paths: dict[tuple[str, str], str] = {}
    for where, urlconf in (("portal", settings.ROOT_URLCONF), ("site", settings.SITE_URLCONF)):
        for name, path in addresses(get_resolver(urlconf)):
            paths[where, name] = path
    lines = [
        MADE,
        "# Access",
        "",
        "What everybody gets at every address: 200 the page, 302 the way to sign-in (or to the answer), 403 a reason, 404 «there is no",
        "such page». Ani is a resident; Budi edits a group in Kapuas; Citra plans at the province; Dedi is information officer in Kapuas;",
        "Eka administers the province; Gita coordinates Kapuas; Fajar edits a group in another kabupaten.",
        "The suite walks this table (`tests/test_access.py`).",
        "",
        "| where | address | verb | " + " | ".join(EVERYBODY) + " |",
        "|---|---|---|" + "---|" * len(EVERYBODY),
    ]
    for row in sorted(rows, key=lambda one: (one.where, paths.get((one.where, one.name), ""), one.method)):
        path = paths.get((row.where, row.name), row.name)
        lines.append(f"| {row.where} | `{path}` | {row.method.upper()} | " + " | ".join(str(row.expected(who)) for who in EVERYBODY) + " |")
    return "\n".join([*lines, ""])


def addresses(resolver: object, prefix: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(full name, path pattern) of every address below a resolver."""
    from django.urls import URLPattern, URLResolver

    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        path = prefix + re.sub(r"\\([.\-/])", r"\1", str(one.pattern)).lstrip("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(one, URLResolver):
            yield from addresses(one, path, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name}", path


def environment() -> str:
    """What an operator may set, read from `config/settings.py` and from the front, which does not load it."""
    found: dict[str, str] = {"BIND": '"127.0.0.1,::1"'}
    for file in ("config/settings.py", "edge/front.py"):
        walked = ast.walk(ast.parse((Path(settings.ROOT) / file).read_text()))
        calls = [node for node in walked if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "env"]
        for call in sorted(calls, key=lambda call: call.lineno):
            _found(found, *call.args)
    lines = [
        MADE,
        "# Settings",
        "",
        "Everything comes from the environment, and everything has a default that runs a whole province on one machine.",
        "",
        "| variable | default |",
        "|---|---|",
    ]
    lines += [f"| `BETANG_{name}` | {f'`{default}`' if default else 'none'} |" for name, default in sorted(found.items())]
    return "\n".join([*lines, ""])


def _found(found: dict[str, str], name: ast.expr, default: ast.expr | None = None) -> None:
    assert isinstance(name, ast.Constant), "settings are named by a plain text"
    found.setdefault(str(name.value), ast.unparse(default).replace("'", '"') if default else "")


def books() -> dict[str, Callable[[], str]]:
    """File name in `docs/` → what makes it."""
    from betang.casework.machines import book as machines
    from betang.edge.cacheability import render as cacheability
    from betang.statutes.book import render as law

    def drawn() -> str:
        with translation.override("en"):
            return MADE + machines()

    return {
        "glossary.md": glossary,
        "law.md": law,
        "access.md": access,
        "cacheability.md": cacheability,
        "settings.md": environment,
        "machines.md": drawn,
    }


def command(what: str) -> int:
    """`write` or `check`; returns 1 where a document differs."""
    stale = 0
    for name, make in books().items():
        path = folder() / name
        text = make()
        if what == "write":
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale += 1
            print(f"docs/{name} is not what the code says. Run `betang docs write`.", file=sys.stderr)
    return 1 if stale else 0
