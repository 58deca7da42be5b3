"""`make bench`: every bench in turn, each printing its table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = ("pages", "uncached", "sites", "search", "imports", "plans")


def main() -> int:
    here = Path(__file__).parent
    failed = 0
    for name in BENCHES:
        if not (here / f"{name}.py").exists():
            continue
        print(f"\n## {name}\n", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
