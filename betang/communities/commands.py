"""`betang import register FILE`: a register that was kept in a table, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources


def register(verbs: Any) -> None:
    """Add the source `register` to the verb `import`."""
    one = import_sources(verbs).add_parser("register", help="groups of a table (XLSX, XLS, ODS, CSV) that a coordinator kept so far")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--region", default="", metavar="CODE", help="only groups that sit in this region; default: the province")
    one.add_argument("--standing", choices=["verified", "active"], default="verified", help="how the groups stand from now on")
    one.add_argument("--yes", action="store_true", help="take them over; without it only what would come is said")
    one.set_defaults(run=_register)


def _register(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.communities.importing import actions
    from betang.guard.sheets import files
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        with options.file.open("rb") as file:
            received = actions.keep(actor=SYSTEM, file=file, code=options.region)
        try:
            found = actions.preview(actor=SYSTEM, sha256=received.sha256, today=clock.today(), code=options.region)
            for row in found.rows:
                for problem in row.problems:
                    print(f"{problem.cell:7} {row.name[:40]:40} {'' if problem.stops else '(+) '}{problem.words}")
                if row.duplicate:
                    print(f"{row.line.place('name'):7} {row.name[:40]:40} {row.duplicate}")
            print(f"{len(found.ready):6} ready\n{len(found.known):6} known\n{len(found.stopped):6} stay behind")
            if not options.yes:
                print("--yes takes the ready ones over." if found.ready else "")
                return 0 if not found.stopped else 1
            count = 0
            for group in actions.take_over(
                actor=SYSTEM, sha256=received.sha256, standing=options.standing, at=clock.now(), code=options.region
            ):
                count += 1
                print(f"{group.register_number:24} {group.slug}")
            print(f"{count:6} taken over")
            return 0 if not found.stopped else 1
        finally:
            files.forget(received.path)
