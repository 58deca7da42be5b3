"""`betang import wordpress FILE.xml --site SLUG`: moving in from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources

Verbs = Any


def register(verbs: Verbs) -> None:
    """Add the verb `import`."""
    sources = import_sources(verbs)
    wordpress = sources.add_parser("wordpress", help="from an export of WordPress (Tools > Export > All content)")
    wordpress.add_argument("file", type=Path, metavar="FILE.xml")
    wordpress.add_argument("--site", required=True, metavar="SLUG", help="the site that it moves into")
    wordpress.add_argument("--media", default="", metavar="DIR", help="a copy of wp-content/uploads, or a ZIP of it, for the photos")
    wordpress.add_argument("--preview", action="store_true", help="only say what would become of it")
    wordpress.add_argument("--all", action="store_true", help="list every item, not only those with a reason")
    wordpress.set_defaults(run=_wordpress)


def _wordpress(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.hosting.models import Site
    from betang.kernel import clock, fence
    from betang.kernel.errors import InvalidInput, NotFound
    from betang.publishing.moving import actions
    from betang.publishing.terms import ImportState

    with translation.override(settings.LANGUAGE_CODE):
        site = Site.objects.select_related("group__region").filter(slug=options.site).first()
        if site is None:
            raise NotFound(translation.gettext("There is no site %(slug)s.") % {"slug": options.site})
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        with fence.open_site(site.pk):
            with options.file.open("rb") as file:
                run = actions.look_through(
                    actor=SYSTEM, site=site, file=file, file_name=options.file.name, media_folder=options.media, at=clock.now()
                )
            if options.preview:
                _print_preview(run.notes)
                if run.state == ImportState.PREVIEW:
                    actions.drop(actor=SYSTEM, site=site, run=run, at=clock.now())
                return 0
            if run.state == ImportState.RUNNING:
                begun = translation.gettext("This file is being taken over already: %(done)d of %(total)d. Going on from there.")
                print(begun % {"done": run.done, "total": run.total}, flush=True)
            else:
                actions.start(actor=SYSTEM, site=site, run=run, at=clock.now(), in_background=False)
            is_seen = sys.stderr.isatty()
            for done, count in actions.carry_on(run.pk):
                if is_seen:
                    print(f"\r{done}/{count}", end="", file=sys.stderr, flush=True)
            if is_seen:
                print(file=sys.stderr)
            return _print_account(run.pk, every=options.all)


def _print_preview(notes: dict[str, Any]) -> None:
    for name, count in notes["counts"].items():
        print(f"{count:6} {name}")
    for group in ("flagged", "changed", "left_out"):
        for one in notes[group]:
            print(f"{one.get('kind', ''):14} {one['title'][:60]}: {one['reason']}")


def _print_account(run_id: Any, *, every: bool) -> int:
    from betang.publishing.models import ImportItem
    from betang.publishing.moving import queries
    from betang.publishing.terms import ImportState

    run = queries.run(run_id)
    rows = ImportItem.objects.filter(run=run)
    for item in rows if every else rows.exclude(reason=""):
        print(f"{item.get_outcome_display():18} {item.kind:14} {item.title[:60]}{': ' + item.reason if item.reason else ''}")
    for (kind, outcome), count in sorted(queries.outcome_counts(run).items()):
        print(f"{count:6} {kind} {outcome}")
    if run.state == ImportState.FAILED:
        print(run.notes.get("error", ""), file=sys.stderr)
        return 1
    return 0
