"""`betang import prices FILE`: a price dictionary (kamus usulan) from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources

SHOWN = 100


def register(verbs: Any) -> None:
    """Add `prices` to what `betang import` can bring in."""
    prices = import_sources(verbs).add_parser("prices", help="a price dictionary for proposals (kamus usulan): XLSX, XLS, ODS or CSV")
    prices.add_argument("file", type=Path, metavar="FILE")
    prices.add_argument("--government", required=True, metavar="CODE", help="code of the province, kabupaten or kota: 62.03")
    prices.add_argument("--year", required=True, type=int, help="the year that is planned for")
    prices.add_argument("--channel", default="meeting", choices=["meeting", "council"], help="the list of meetings, or of council members")
    prices.add_argument("--keep-gone", action="store_true", help="do not lock entries that the file no longer names")
    prices.add_argument("--yes", action="store_true", help="write it; without this it is only looked through")
    prices.set_defaults(run=_prices)


def _prices(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.proposals.prices import actions
    from betang.regions.queries import by_code

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        region = by_code(options.government)
        with options.file.open("rb") as file:
            path = actions.receive(actor=SYSTEM, region=region, file=file)
        said: dict[str, Any] = {"actor": SYSTEM, "region": region, "fiscal_year": options.year, "channel": options.channel, "path": path}
        if options.yes:
            found = actions.bring(**said, at=clock.now(), file_name=options.file.name, locks_gone=not options.keep_gone)
        else:
            found = actions.preview(**said)
        for problem in found.read.problems[:SHOWN]:
            print(f"{problem.column}{problem.row}: {problem.text}")
        print(
            f"{len(found.read.entries)} entries: {found.added} new, {found.changed} changed, {found.unchanged} as they were; "
            f"{found.gone} no longer named; {found.read.left_out} rows left out" + ("" if options.yes else "; nothing was written")
        )
        return 0
