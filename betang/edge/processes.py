"""Small things between processes of one machine. No Django: the front imports this."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(how: int = signal.SIGTERM, *, always: bool = False) -> None:
    """Ask the kernel to end this process when the one that started it ends, however that ends (Linux; elsewhere nothing).

    Only under `betang run`, which names itself in `BETANG_SUPERVISOR`; `always` is for that one itself, between fork and exec.
    """
    if not sys.platform.startswith("linux") or not (always or os.environ.get("BETANG_SUPERVISOR")):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, how, 0, 0, 0)
    if os.getppid() == 1:  # it ended between our start and the line above
        os.kill(os.getpid(), how)


def build_of(root: Path, home: Path) -> str:
    """A name for this version of the program and its settings: pages of another one are not shown (70 µs a file, once).

    Made of the sizes and times of everything that a page is drawn from, and of the settings that show in pages.
    """
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("tests", "__pycache__", "migrations"))
        for name in sorted(names):
            if name.endswith((".py", ".html", ".mo", ".css", ".js", ".svg")):
                told = Path(folder, name).stat()
                digest.update(f"{name}:{told.st_size}:{told.st_mtime_ns};".encode())
    with contextlib.suppress(OSError):
        digest.update((home / "static" / "staticfiles.json").read_bytes())
    for name in ("SCHEME", "BASE_DOMAIN", "SITES_DOMAIN", "PUBLIC_PORT", "PORT", "PROVINCE", "OPERATOR", "TIME_ZONE", "DATABASE_URL"):
        digest.update(f"{name}={os.environ.get(f'BETANG_{name}', '')};".encode())
    digest.update(str((home / "demo").exists()).encode())
    return digest.hexdigest()[:16]
