"""Verbs of the demo world and of the house as a whole."""

from __future__ import annotations

import argparse
from typing import Any


def register(verbs: Any) -> None:
    demo = verbs.add_parser("demo", help="the demo world: build it, or show the present second-factor code of its people")
    demo.add_argument("what", choices=["build", "code"], nargs="?", default="build")
    demo.set_defaults(run=_demo)
    check = verbs.add_parser("check", help="is the installation well? says what to do where it is not; status 1 when people are harmed")
    check.add_argument("--all", action="store_true", help="also every sum, the whole audit trail and every file (takes minutes)")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from django.utils.translation import override

    from betang.web import checkup

    signs = {checkup.GOOD: "✓", checkup.WARN: "!", checkup.STOP: "✗"}
    states = set()
    with override("id"):
        for line in checkup.lines(everything=options.all):
            states.add(line.state)
            print(signs[line.state], line.said, flush=True)
            if line.todo and line.state != checkup.GOOD:
                print("  →", line.todo, flush=True)
    return 1 if checkup.STOP in states else 0


def _demo(options: argparse.Namespace) -> int:
    from django.conf import settings

    from betang.kernel.errors import Refused
    from betang.web import seeds

    if options.what == "code":
        if not settings.IS_DEMO():
            raise Refused("This installation has no demo world. / Pemasangan ini tidak punya dunia contoh.")
        print(seeds.second_factor_code())
        return 0
    if not seeds.build_if_empty():
        raise Refused("There are groups already; the demo world is built in an empty house only. / Sudah ada KIM di sini.")
    (settings.HOME / "demo").touch()
    print("\n".join(seeds.greeting()))
    return 0
