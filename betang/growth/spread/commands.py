"""`betang import blankspots FILE`: the list of villages without usable signal, from the command line."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources


def register(verbs: Any) -> None:
    """Add the source `blankspots` to the verb `import`."""
    one = import_sources(verbs).add_parser("blankspots", help="villages without usable signal, from a table (CSV, XLSX, ODS)")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--region", default="", metavar="CODE", help="only villages of this region; default: the province")
    one.add_argument("--source", default="", help="who says so, where the table does not")
    one.add_argument("--as-of", default=None, type=date.fromisoformat, metavar="DAY", help="the day of the list, where the table has none")
    one.add_argument("--yes", action="store_true", help="take it over; without it only what would change is said")
    one.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.growth.spread import importing
    from betang.guard.sheets import files
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        region = options.region or importing.whole_province()
        more = {"source": options.source, "as_of": options.as_of}
        with options.file.open("rb") as file:
            received = files.receive(file, folder=importing.FOLDER)
        try:
            if options.yes:
                found = importing.take_in(actor=SYSTEM, sha256=received.sha256, region=region, at=clock.now(), **more)
            else:
                found = importing.look(actor=SYSTEM, sha256=received.sha256, region=region, **more)
            for row in found.stopped:
                for cell, words in row.problems:
                    print(f"{cell:7} {row.words[:40]:40} {words}")
            for name in ("new", "changed", "ended", "same"):
                print(f"{len(found.those(name)):6} {name}")
            print(f"{len(found.stopped):6} stay behind")
            return 0 if not found.stopped else 1
        finally:
            files.forget(received.path)
