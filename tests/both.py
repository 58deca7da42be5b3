"""The whole suite on both databases at once: `python -m tests.both [words for pytest]`.

Much of the time of a suite is waiting: for a browser, for two seconds that a form must have stood open, for the other processes of a
race. Side by side each run uses what the other leaves of the machine. SQLite with its journeys is shown as it goes; what PostgreSQL
said is shown when it is done.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

SUITE = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
"""A file stays in one process; long files are put first by `conftest.py`."""


def main(words: list[str]) -> int:
    with tempfile.TemporaryFile() as told:
        on_postgresql = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", *SUITE, "-m", "not journey", *words], stdout=told, stderr=subprocess.STDOUT
        )
        try:
            on_sqlite = subprocess.run([*SUITE, *words], check=False).returncode
            print("\nOn PostgreSQL:", flush=True)
            failed = on_postgresql.wait()
        finally:
            on_postgresql.terminate()
            on_postgresql.wait()
        told.seek(0)
        print(told.read().decode(errors="replace"), flush=True)
    return on_sqlite or failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
