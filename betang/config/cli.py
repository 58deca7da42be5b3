"""`betang`: the one command of an administrator. Each package adds its verbs in its own `commands.py`."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")


def build_parser() -> argparse.ArgumentParser:
    """The parser with the verbs of every package that has a `commands` module (`register(verbs)`)."""
    from django.conf import settings

    parser = argparse.ArgumentParser(prog="betang", description="Betang: satu rumah untuk kabar dan rencana desa.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in ("config", *settings.PACKAGES):
        module = f"betang.{name}.commands"
        if find_spec(module) is not None:
            import_module(module).register(verbs)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Returns the exit status: 0 done, 1 the house refused, 2 the words are off."""
    import django

    from betang.kernel.errors import DomainError

    django.setup()
    options = build_parser().parse_args(argv)
    try:
        return int(options.run(options) or 0)
    except DomainError as error:
        print(error.message, file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
