"""`betang regions …`: load the official list, import coordinates and outlines, set up the offices."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from betang.kernel.actor import Actor

OPERATOR = Actor(name="betang", is_system=True)


def register(verbs: Any) -> None:
    """Add the verb `regions`."""
    regions = verbs.add_parser("regions", help="regions: load the official list, import outlines, set up offices")
    what = regions.add_subparsers(dest="what", metavar="WHAT", required=True)
    load = what.add_parser("load", help="load provinces from the official list: `load 62`, `load all`")
    load.add_argument("codes", nargs="+", metavar="CODE", help="two digits of a province, or `all`")
    load.add_argument("--on", type=date.fromisoformat, help="the day from which changes count (YYYY-MM-DD; today)")
    load.set_defaults(run=_load)
    offices = what.add_parser("offices", help="give each government the offices that others must find: `offices 62`")
    offices.add_argument("code", metavar="CODE", help="two digits of a province")
    offices.set_defaults(run=_offices)
    bring = what.add_parser("import", help="import coordinates, areas, populations (CSV) or outlines (GeoJSON)")
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--source", default="", help="where the data come from; shown under the map")
    bring.add_argument("--dry-run", action="store_true", help="only say what would change")
    bring.set_defaults(run=_import)


def _load(options: argparse.Namespace) -> int:
    from betang.kernel import clock
    from betang.regions import catalogue
    from betang.regions.actions.loading import load_regions

    started = time.monotonic()
    codes = catalogue.province_codes() if "all" in options.codes else list(dict.fromkeys(options.codes))
    report = load_regions(actor=OPERATOR, provinces=codes, at=clock.now(), on=options.on or clock.today())
    took = time.monotonic() - started
    if report.is_unchanged:
        print(f"{report.listed} regions: nothing has changed ({took:.1f} s)")
        return 0
    print(
        f"{report.listed} regions: {report.created} new, {len(report.renamed)} renamed, {len(report.recoded)} with a new code, "
        f"{len(report.ended)} ended, {report.corrected} corrected ({took:.1f} s)"
    )
    return 0


def _offices(options: argparse.Namespace) -> int:
    from betang.kernel import clock
    from betang.regions.actions.offices import set_up_offices

    made = set_up_offices(actor=OPERATOR, province_code=options.code, at=clock.now())
    print(f"{made} offices added")
    return 0


SHOWN_PROBLEMS = 20


def _import(options: argparse.Namespace) -> int:
    from django.conf import settings

    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.regions.actions.importing import Preview, import_regions, preview_import

    left_out = 0
    for path in options.files:
        if not path.is_file():
            raise InvalidInput(f"{path}: no such file")
        if path.stat().st_size > settings.IMPORT_LIMIT_BYTES:
            raise InvalidInput(f"{path}: larger than {settings.IMPORT_LIMIT_BYTES // 1_048_576} MB")
        data = path.read_bytes()
        done: Preview
        if options.dry_run:
            done = preview_import(data=data, name=path.name, limit_bytes=settings.IMPORT_LIMIT_BYTES)
        else:
            done = import_regions(
                actor=OPERATOR,
                data=data,
                name=path.name,
                at=clock.now(),
                limit_bytes=settings.IMPORT_LIMIT_BYTES,
                source=options.source,
            )
        print(
            f"{path.name}: {done.matched} regions matched, {done.changed} changed, {done.unchanged} as they were "
            f"({done.points} coordinates, {done.facts} with area or population, {done.outlines} outlines)"
        )
        complaints = [
            *(f"line {line}: {code}: unknown code" for line, code in done.unknown),
            *(f"line {line}: {code} {name}: outside its parent's box" for line, code, name in done.outside),
            *(f"line {problem.line}: {problem.code}: {problem.text}" for problem in done.problems),
        ]
        for complaint in complaints[:SHOWN_PROBLEMS]:
            print("  " + complaint, file=sys.stderr)
        if len(complaints) > SHOWN_PROBLEMS:
            print(f"  and {len(complaints) - SHOWN_PROBLEMS} more", file=sys.stderr)
        left_out += len(complaints)
    return 1 if left_out and options.dry_run else 0
