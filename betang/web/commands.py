"""Verbs of the demo world."""

from __future__ import annotations

import argparse
from typing import Any


def register(verbs: Any) -> None:
    demo = verbs.add_parser("demo", help="the demo world: build it, or show the present second-factor code of its people")
    demo.add_argument("what", choices=["build", "code"], nargs="?", default="build")
    demo.set_defaults(run=_demo)


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
