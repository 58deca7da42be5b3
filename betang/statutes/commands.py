"""`betang law …`: write or check the book of law."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def register(verbs: Any) -> None:
    """Add the verb `law`."""
    law = verbs.add_parser("law", help="the book of law: `write` makes docs/law.md, `check` says what does not resolve")
    law.add_argument("what", choices=["write", "check"])
    law.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from betang.statutes import book

    complaints = book.problems()
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if complaints:
        return 1
    path = book.book_path()
    text = book.render()
    if options.what == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path}: {len(book.citations())} rules with their law")
        return 0
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        print("docs/law.md is not in step with the sources: run `betang law write`", file=sys.stderr)
        return 1
    print("docs/law.md is in step with the sources")
    return 0
