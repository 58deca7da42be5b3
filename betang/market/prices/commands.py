"""`betang import prices-official FILE`: an official series of prices from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources

SHOWN = 100


def register(verbs: Any) -> None:
    """Add `prices-official` to what `betang import` can bring in."""
    one = import_sources(verbs).add_parser("prices-official", help="an official series of commodity prices: XLSX, XLS, ODS or CSV")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--name", required=True, help="what the series is called: «Harga pangan harian»")
    one.add_argument("--publisher", required=True, help="who publishes it: «PIHPS Nasional, Bank Indonesia»")
    one.add_argument("--url", default="", help="where it was taken from")
    one.add_argument("--level", default="konsumen", choices=["konsumen", "produsen"], help="prices in the market, or paid to growers")
    one.add_argument("--region", default="", metavar="CODE", help="of which region, where the file does not say so; default: the province")
    one.add_argument("--yes", action="store_true", help="write it; without this it is only looked through")
    one.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.market.prices import official

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        region_code = options.region or settings.PROVINCE_CODE
        series = official.Series(name=options.name, publisher=options.publisher, url=options.url, level=options.level)
        with options.file.open("rb") as file:
            path = official.receive(actor=SYSTEM, region_code=region_code, file=file)
        said: dict[str, Any] = {"actor": SYSTEM, "region_code": region_code, "series": series, "path": path, "at": clock.now()}
        found = official.bring(**said, file_name=options.file.name) if options.yes else official.preview(**said)
        for problem in found.read.problems[:SHOWN]:
            print(f"{problem.column}{problem.row}: {problem.text}")
        words = translation.gettext("%(added)d new, %(changed)d changed, %(unchanged)d as they were.")
        print(words % {"added": found.added, "changed": found.changed, "unchanged": found.unchanged})
        if not options.yes and not found.is_empty:
            print(translation.gettext("Nothing was written. Say --yes to write it."))
    return 0
