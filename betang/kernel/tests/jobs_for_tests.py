"""Jobs that the tests of the queue run; a module of its own, so that a worker process can import them too."""

from __future__ import annotations

import os
import time
from pathlib import Path

from betang.kernel import fence
from betang.kernel.jobs import job

seen: list[object] = []


@job(max_attempts=3)
def note(value: object = None) -> None:
    seen.append(value)


@job(max_attempts=3)
def fail_twice(key: str = "x") -> None:
    seen.append(key)
    if seen.count(key) < 3:
        raise ValueError("not yet")


@job(max_attempts=3)
def fail_always() -> None:
    seen.append("tried")
    raise ValueError("never")


@job()
def note_site() -> None:
    seen.append(fence.current_site_id())


@job()
def write_line(path: str, line: str, pause_s: float = 0) -> None:
    """Writes «begin», waits, then the line: what a killed worker leaves is seen from outside."""
    with Path(path).open("a") as file:
        file.write(f"begin {line} {os.getpid()}\n")
    time.sleep(pause_s)
    with Path(path).open("a") as file:
        file.write(f"{line}\n")
