"""`betang search rebuild`: the index, made anew from what is public."""

from __future__ import annotations

import argparse
from typing import Any


def register(verbs: Any) -> None:
    search = verbs.add_parser("search", help="the search index: make it anew, ask it")
    kinds = search.add_subparsers(dest="what", required=True)
    rebuild = kinds.add_parser("rebuild", help="make the index anew from everything public; may be run again at any time")
    rebuild.add_argument("kinds", nargs="*", help="only these kinds: article, page, group, region …")
    rebuild.set_defaults(run=_rebuild)
    ask = kinds.add_parser("ask", help="what a visitor of the portal would find")
    ask.add_argument("words", nargs="+")
    ask.set_defaults(run=_ask)


def _rebuild(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext, override

    from betang.search import sources

    wanted = set(options.kinds)
    unknown = wanted - {kind for source in sources.sources() for kind in source.kinds}
    with override("id"):
        if unknown:
            print(gettext("No package lists documents of this kind: %(kinds)s") % {"kinds": ", ".join(sorted(unknown))})
            return 2
        for source in sources.sources():
            if not wanted or wanted & set(source.kinds):
                made = sources.rebuild(source)
                print(gettext("%(kinds)s: %(count)s documents") % {"kinds": ", ".join(source.kinds), "count": made}, flush=True)
    return 0


def _ask(options: argparse.Namespace) -> int:
    from betang.search.queries import search

    results = search(" ".join(options.words))
    for hit in results.hits:
        print(f"{hit.kind:10} {hit.published_at:%Y-%m-%d}  {hit.title}  {hit.path}")
    print(f"{results.total}{'' if results.is_total_exact else '+'}")
    return 0 if results.hits else 1
