"""`betang plan …`: load code lists, check that every sum is right."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from betang.accounts.actors import Actor
from betang.planning.importing import commands as importing

OPERATOR = Actor(name="betang", is_system=True)
SHOWN_DIFFERENCES = 40


def register(verbs: Any) -> None:
    """Add the verb `plan`."""
    importing.register(verbs)
    plan = verbs.add_parser("plan", help="plans: load code lists, check every sum")
    what = plan.add_subparsers(dest="what", metavar="WHAT", required=True)
    codes = what.add_parser(
        "codes", help="load an official code list from CSV (columns code, name …), or those that ship: `codes --built-in`"
    )
    codes.add_argument("file", nargs="?", type=Path, metavar="FILE")
    codes.add_argument("--built-in", action="store_true", help="the lists that ship with the program")
    codes.add_argument("--scheme", default="regional", help="regional, village_activity, account, village_account or fund_source")
    codes.add_argument("--version", default="", help="like 900.1.15.5-1317")
    codes.add_argument("--name", default="", help="what the list is called")
    codes.add_argument("--basis", default="", help="the order that sets it down")
    codes.add_argument("--from-year", type=int, help="first fiscal year for which it is in force")
    codes.add_argument("--to-year", type=int, help="last fiscal year for which it is in force")
    codes.set_defaults(run=_codes)
    check = what.add_parser("check", help="count every sum anew and compare; 1 where something differs")
    check.add_argument("governments", nargs="*", metavar="CODE", help="only these governments")
    check.add_argument("--year", type=int, help="only this fiscal year")
    check.add_argument("--repair", action="store_true", help="write the sums of lines anew where they differ")
    check.set_defaults(run=_check)


def _codes(options: argparse.Namespace) -> int:
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.planning import catalogue
    from betang.planning.actions.codes import Loaded, load_built_in, load_nomenclature

    done: list[Loaded]
    if options.built_in:
        done = load_built_in(actor=OPERATOR, at=clock.now())
    else:
        if options.file is None or not options.file.is_file():
            raise InvalidInput(f"{options.file or 'FILE'}: no such file")
        if not options.version:
            raise InvalidInput("--version is missing: the number of the order, like 900.1.15.5-1317")
        with options.file.open(encoding="utf-8-sig", newline="") as file:
            rows = list(catalogue.read_rows(file))
        one = load_nomenclature(
            actor=OPERATOR,
            scheme=options.scheme,
            version=options.version,
            name=options.name or options.version,
            basis=options.basis,
            rows=rows,
            from_year=options.from_year,
            to_year=options.to_year,
            at=clock.now(),
        )
        done = [one]
    for one in done:
        print(f"{one.nomenclature.scheme} {one.nomenclature.version}: {one.listed} codes, {one.created} new, {one.changed} changed")
    return 0


def _check(options: argparse.Namespace) -> int:
    from betang.planning import rollups
    from betang.planning.queries.lines import governments_with_lines

    pairs = [
        (code, year)
        for code, year in governments_with_lines()
        if (not options.governments or code in options.governments) and (options.year is None or year == options.year)
    ]
    wrong = 0
    for code, year in pairs:
        found = rollups.differences(code, year)
        wrong += len(found)
        for one in found[:SHOWN_DIFFERENCES]:
            print(f"{one.where}: kept {one.kept}; counted {one.counted}", file=sys.stderr)
        if len(found) > SHOWN_DIFFERENCES:
            print(f"{code} {year}: and {len(found) - SHOWN_DIFFERENCES} more", file=sys.stderr)
        if found and options.repair:
            rollups.rebuild(code, year)
    print(f"{len(pairs)} plans checked: {f'{wrong} differences' if wrong else 'every sum is right'}")
    return 1 if wrong else 0
