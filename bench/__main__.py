"""`make bench`: every bench in turn, each printing its table. `python -m bench search plans` runs those two.

Which figures they give is told in `docs/howto/bench.md`.
"""

from __future__ import annotations

import subprocess
import sys
import time

BENCHES = ("pages", "uncached", "weights", "sites", "whole", "search", "imports", "plans", "proposals", "growth")


def main(asked: list[str]) -> int:
    unknown = [name for name in asked if name not in BENCHES]
    if unknown:
        print(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    failed: list[str] = []
    for name in asked or BENCHES:
        print(f"\n## {name}\n", flush=True)
        began = time.monotonic()
        words = [sys.executable, "-m", f"bench.{name}", *(["--alone"] if name == "sites" else [])]
        if subprocess.run(words, check=False).returncode:
            failed.append(name)
        print(f"\n({name}: {time.monotonic() - began:.0f} s)", flush=True)
    if failed:
        print(f"\ndid not run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
