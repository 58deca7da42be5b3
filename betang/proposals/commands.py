"""`betang import prices FILE`, `betang import proposals FILE`, `betang export proposals`: tables from and to the command line.

`betang proposals check`: count the summary anew and say what differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from betang.kernel.verbs import export_targets, import_sources

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
    proposals = import_sources(verbs).add_parser("proposals", help="proposals in the national system's names of columns (SIPD)")
    proposals.add_argument("file", type=Path, metavar="FILE")
    proposals.add_argument("--region", required=True, metavar="CODE", help="code of the province, kabupaten, kota or kecamatan: 62.03")
    proposals.add_argument("--year", required=True, type=int, help="the year that is planned for")
    proposals.add_argument("--yes", action="store_true", help="take over what is new; without this it is only looked through")
    proposals.set_defaults(run=_proposals)
    taken = export_targets(verbs).add_parser("proposals", help="proposals in the national system's names of columns (SIPD)")
    taken.add_argument("--region", required=True, metavar="CODE")
    taken.add_argument("--year", required=True, type=int)
    taken.add_argument("--list", default="asmas", choices=["asmas", "pokir"], help="residents and meetings, or council members")
    taken.add_argument("--to", type=Path, metavar="FILE", help="XLSX or CSV, by its ending; default: a name of its own here")
    taken.set_defaults(run=_export)
    proposals = verbs.add_parser("proposals", help="proposals: check every count of the summary")
    what = proposals.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = what.add_parser("check", help="count the summary anew and compare; 1 where something differs")
    check.add_argument("--repair", action="store_true", help="write the counts anew where they differ")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from django.db import connection

    from betang.proposals.summary import keeping

    was_off = keeping.build(connection)
    found = keeping.differences()
    for one in found[:SHOWN]:
        print(f"{one.where}: kept {one.kept}; counted {one.counted}", file=sys.stderr)
    if len(found) > SHOWN:
        print(f"and {len(found) - SHOWN} more", file=sys.stderr)
    if found and options.repair:
        keeping.refill()
    if was_off:
        print("the triggers that keep the counts were missing or old: they were put back, and everything was counted anew", file=sys.stderr)
    print(f"summary of proposals: {f'{len(found)} differences' if found else 'every count is right'}")
    return 1 if found or was_off else 0


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


def _proposals(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.proposals.exchange import actions
    from betang.regions.queries import by_code

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        with options.file.open("rb") as file:
            run = actions.look_through(
                actor=SYSTEM,
                region=by_code(options.region),
                fiscal_year=options.year,
                file=file,
                file_name=options.file.name,
                at=clock.now(),
            )
        if options.yes and not run.report["needs"]:
            actions.confirm(actor=SYSTEM, run=run, at=clock.now(), in_background=False)
            run = actions.carry_out(run_id=run.pk, at=clock.now())
        else:
            actions.discard(actor=SYSTEM, run=run, at=clock.now())
        for row in run.report["rows"][:SHOWN]:
            said = [f"{one['cell']}: {one['text']}" for one in row["problems"]] or ([row["done"]] if row["done"] else row["notes"])
            print(f"{row['row']} {row['id']} {row['kind']}: {' '.join(said)}".rstrip(": "))
        print(
            ", ".join(f"{count} {kind}" for kind, count in run.report["counts"].items()) + ("" if options.yes else "; nothing was written")
        )
        return 0


def _export(options: argparse.Namespace) -> int:
    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock
    from betang.proposals.exchange.exporting import export
    from betang.regions.queries import by_code

    shape = "csv" if options.to is not None and options.to.suffix.lower() == ".csv" else "xlsx"
    body, name = export(
        actor=SYSTEM, region=by_code(options.region), fiscal_year=options.year, kind=options.list, shape=shape, at=clock.now()
    )
    target = options.to or Path(name)
    target.write_bytes(body)
    print(target)
    return 0
