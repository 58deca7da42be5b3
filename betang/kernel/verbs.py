"""Verbs of the command `betang` that several packages share."""

from __future__ import annotations

import argparse
from typing import Any


def import_sources(verbs: Any) -> Any:
    """What `betang import …` can bring in: the same set of sources for every package that adds one."""
    known: argparse.ArgumentParser | None = verbs.choices.get("import")
    if known is None:
        known = verbs.add_parser("import", help="bring in a site from another system, or a file of a plan")
        known.set_defaults(sources=known.add_subparsers(dest="source", metavar="SOURCE", required=True))
    return known.get_default("sources")


def export_targets(verbs: Any) -> Any:
    """What `betang export …` can take out: the same set for every package that adds one."""
    known: argparse.ArgumentParser | None = verbs.choices.get("export")
    if known is None:
        known = verbs.add_parser("export", help="take out a file in the form of another system")
        known.set_defaults(targets=known.add_subparsers(dest="target", metavar="WHAT", required=True))
    return known.get_default("targets")
