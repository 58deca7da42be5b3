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


__all__ = ["OPERATOR", "Path", "register", "sys"]
