"""Verbs that concern the whole installation: migrate, check, messages, assets, django."""

from __future__ import annotations

import argparse
from typing import Any

Verbs = Any


def register(verbs: Verbs) -> None:
    migrate = verbs.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=_migrate)
    assets = verbs.add_parser("assets", help="collect and compress the static files")
    assets.set_defaults(run=_assets)
    messages = verbs.add_parser("messages", help="translations: update the catalogues, compile them, or check them")
    messages.add_argument("what", choices=["update", "compile", "check"])
    messages.add_argument("packages", nargs="*", help="only these packages")
    messages.set_defaults(run=_messages)
    run = verbs.add_parser("run", help="the whole house: front, renderers, worker; prepares what is missing")
    run.add_argument("--demo", action="store_true", help="with the demo world, if there is nothing yet")
    run.add_argument("--port", type=int, default=None, help="default: BETANG_PORT, PORT or 8000")
    run.add_argument("--workers", type=int, default=None, help="how many renderers; default: one a core, two at most")
    run.set_defaults(run=_run)
    worker = verbs.add_parser("worker", help="run background jobs until told to stop")
    worker.add_argument("--once", action="store_true", help="end when nothing is due")
    worker.add_argument("--with-parent", action="store_true", help="end when the process that started it has gone")
    worker.set_defaults(run=_worker)
    docs = verbs.add_parser("docs", help="documents made from the code: write them, or check that they are true")
    docs.add_argument("what", choices=["write", "check"])
    docs.set_defaults(run=_docs)
    django = verbs.add_parser("django", help="pass a command on to Django (for developers)")
    django.add_argument("words", nargs=argparse.REMAINDER)
    django.set_defaults(run=_django)


def _migrate(options: argparse.Namespace) -> int:
    from betang.kernel.schema import migrate

    migrate(verbosity=1)
    return 0


def _assets(options: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    return 0


def _messages(options: argparse.Namespace) -> int:
    from betang.config import translations

    return translations.command(options.what, options.packages)


def _run(options: argparse.Namespace) -> int:
    """Goes over into a process that never loads Django: it watches the others for months and should weigh nothing."""
    import os
    import sys

    words = ["run", *(["--demo"] if options.demo else [])]
    for name in ("port", "workers"):
        if getattr(options, name) is not None:
            words += [f"--{name}", str(getattr(options, name))]
    os.execv(sys.executable, [sys.executable, "-m", "betang.config.run", *words])  # noqa: S606


def _worker(options: argparse.Namespace) -> int:
    import logging

    from betang.config.worker import Worker

    if not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return Worker(with_parent=options.with_parent).run(once=options.once)


def _docs(options: argparse.Namespace) -> int:
    from betang.config import books

    return books.command(options.what)


def _django(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    from betang.kernel import fence

    with fence.migrating():
        execute_from_command_line(["betang django", *options.words])
    return 0
