"""What every bench of pages does alike: run on each engine in a house of its own, and ask for a page until its time is known."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROUNDS = 7


def on_each(module: str, *, what: str, count: int, measure: Callable[[int], Any], about: str | None = None) -> int:
    """The words of the command line of `module`: `--{what} N`, `--only ENGINE`, and `--here` for the process that measures.

    SQLite and PostgreSQL one after the other, each in an empty house that is taken away afterwards. Returns the exit status.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(f"--{what}", dest="count", type=int, default=count)
    parser.add_argument("--here", action="store_true", help="measure in this process")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    if given.here:
        return int(measure(given.count) or 0)
    failed = 0
    words = [sys.executable, "-m", module, "--here", f"--{what}", str(given.count)]
    for engine in ("sqlite", "postgresql"):
        if given.only not in (None, engine):
            continue
        home = tempfile.mkdtemp(prefix=f"betang-{module.replace('.', '-')}-")
        environment = {**os.environ, "BETANG_HOME": home, "DJANGO_SETTINGS_MODULE": "betang.config.settings"}
        environment.pop("BETANG_DATABASE_URL", None)
        command = words if engine == "sqlite" else [sys.executable, "-m", "tests.postgres", *words]
        try:
            failed |= subprocess.run(command, env=environment, check=False).returncode
        finally:
            shutil.rmtree(home, ignore_errors=True)
    return failed


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was asked for: the median of its times in milliseconds, what it asked of the database, and its kilobytes."""

    ms: float
    queries: tuple[tuple[float, str], ...]
    kb: float


def ask(client: Any, path: str) -> Asked:
    """Ask for a page, uncached, and go on asking. Ends the bench where it does not answer 200.

    With `BETANG_BENCH_QUERIES` set, the three longest questions of each page are printed.
    """
    from django.db import connection

    asked: list[tuple[float, str]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
                asked.append((time.perf_counter() - began, sql))

    client.get(path)  # what is made once in a process is made
    with connection.execute_wrapper(watch):
        answer = client.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path}: {answer.status_code}")
    found = Asked(median_ms(lambda: client.get(path)), tuple(asked), len(answer.content) / 1024)
    if os.environ.get("BETANG_BENCH_QUERIES"):
        for seconds, sql in sorted(found.queries, reverse=True)[:3]:
            print(f"      {seconds * 1000:.0f} ms {sql[:1500]}")
    return found


def median_ms(act: Callable[[], Any]) -> float:
    """The median of what it takes, in milliseconds."""
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def table_beside_plain_sql(client: Any, pages: dict[str, str], *, plain: str, plain_is: str, goal_ms: float) -> None:
    """Ask for every page and print its time beside that of one plain statement: what it would have to do at least without kept sums."""
    from django.db import connection

    def run_plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(plain)
            cursor.fetchall()

    base_ms = median_ms(run_plain)
    print(f"  {plain_is}: {base_ms:.0f} ms\n")
    print(f"  {'page':<32} {'ms':>7} {'of plain SQL':>13} {'queries':>8} {'kB':>6}")
    missed = []
    for name, path in pages.items():
        found = ask(client, path)
        if found.ms > goal_ms:
            missed.append(name)
        print(f"  {name:<32} {found.ms:>7.1f} {found.ms / base_ms:>12.2f}x {len(found.queries):>8} {found.kb:>6.0f}", flush=True)
    print(f"\n  goal {goal_ms:.0f} ms a page: {'met by all' if not missed else 'missed by ' + ', '.join(missed)}\n")
