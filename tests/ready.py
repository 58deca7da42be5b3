"""A migrated database, made once per run; whoever needs one takes a copy of it instead of migrating again.

`sqlite(path)` gives a file, `postgresql(name)` a database beside the suite's own. The first one who asks makes the original, in a
process of its own; where several test processes run, the one that leads them begins with it while the others still collect.

Migrating costs more than most files of tests (Django builds all models anew at each step). So the original also outlives the run, in
`var/tests`, under a digest of all that it is made from: migrations, models, walls, seals, settings and the locked libraries.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "BETANG_TEST_RUN"
MIGRATE = """
import django
django.setup()
from django.db import connection
from betang.kernel.schema import migrate
migrate(run_syncdb=True)
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")  # one file that holds everything, and can be read into memory
connection.close()
"""


def open_run() -> None:
    """Give this run the folder that its processes share. They inherit its name."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="betang-run-")


def close_run() -> None:
    """Take away the folder and the database that was copied."""
    folder = _folder()
    with _alone(folder):  # not while it is being made
        made = folder / "postgresql"
        if made.exists():
            with contextlib.suppress(Exception):
                _maintain(f"DROP DATABASE IF EXISTS {made.read_text()} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)
    del os.environ[FOLDER]


def begin() -> None:
    """Begin to make the original of the suite's engine, and do not wait for it."""
    subprocess.Popen([sys.executable, "-m", "tests.ready"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sqlite(path: Path) -> Path:
    """A copy at `path`, or, where that is a folder, under the name that a house gives its database."""
    there = path / "betang.sqlite3" if path.is_dir() else path
    shutil.copyfile(_sqlite_original(), there)
    return there


def sqlite_into(connection: sqlite3.Connection) -> None:
    """A copy in an open database, for one that lives in memory."""
    with contextlib.closing(sqlite3.connect(_sqlite_original())) as original:
        original.backup(connection)


def postgresql(name: str) -> str:
    """A copy under this name on the server of the suite; returns its `BETANG_DATABASE_URL`. `drop` takes it away again."""
    _maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {_postgresql_original()}")
    return _url(name)


def drop(name: str) -> None:
    """Take a PostgreSQL database away, whoever still looks into it."""
    _maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _folder() -> Path:
    return Path(os.environ[FOLDER])


@contextlib.contextmanager
def _alone(folder: Path) -> Any:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sqlite_original() -> Path:
    folder = _folder()
    with _alone(folder):
        home = folder / "house"
        made = folder / "sqlite"
        if not made.exists():
            with _known("sqlite") as known:
                if not known.exists():
                    shutil.rmtree(home, ignore_errors=True)
                    home.mkdir()
                    _migrate(BETANG_HOME=str(home))
                    _keep(home / "betang.sqlite3", known)
                shutil.copyfile(known, made)
        return made


def _postgresql_original() -> str:
    folder = _folder()
    with _alone(folder):
        made = folder / "postgresql"
        if not made.exists():
            name = f"betang_ready_{os.getpid()}"
            _maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
            home = folder / "house_postgresql"
            home.mkdir(exist_ok=True)
            with _known("sql") as known:
                if not (known.exists() and _program("psql", "-d", _url(name), "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", str(known))):
                    _migrate(BETANG_HOME=str(home), BETANG_DATABASE_URL=_url(name))
                    if _program("pg_dump", "-d", _url(name), "--no-owner", "--enable-row-security", "-f", str(home / "dump")):
                        _keep(home / "dump", known)
            made.write_text(name)
        return made.read_text()


MADE_FROM = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/terms.py", "*/apps.py", "kernel/*.py", "kernel/postgresql/*.py")
"""In `betang`: all that a migrated database is made from."""

KEPT = 6
"""Originals that outlive their runs: those of the branches that one goes back and forth between."""


@contextlib.contextmanager
def _known(ending: str) -> Any:
    """Where the original of the present tree is kept, for one process at a time."""
    shelf = ROOT / "var" / "tests"
    shelf.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(sys.version.encode())
    files = {path for pattern in MADE_FROM for path in (ROOT / "betang").glob(pattern)}
    files |= {
        ROOT / "betang" / "audit" / "seals.py",
        ROOT / "betang" / "planning" / "indexes.py",
        ROOT / "betang" / "proposals" / "summary" / "keeping.py",
        ROOT / "betang" / "config" / "settings.py",
        ROOT / "requirements.lock",
        Path(__file__),
    }
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    name = digest.hexdigest()[:24]
    with (shelf / f"{name}.{ending}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shelf / f"{name}.{ending}"


def _keep(made: Path, known: Path) -> None:
    """Put an original on the shelf, whole or not at all, and take away those that nobody asked for lately."""
    half = known.with_name(f"{known.name}.half")
    shutil.copyfile(made, half)
    half.replace(known)
    older = sorted(known.parent.glob(f"*{known.suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]
    for path in older:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def _program(name: str, *words: str) -> bool:
    """Run a program that comes with PostgreSQL; False where it is not there or does not succeed."""
    from tests.postgres import _programs

    try:
        return subprocess.run([_programs() / "bin" / name, *words], check=False, capture_output=True).returncode == 0
    except (OSError, IndexError):
        return False


def _migrate(**environment: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BETANG_")}
    whole = {**plain, "DJANGO_SETTINGS_MODULE": "betang.config.settings", **environment}
    done = subprocess.run([sys.executable, "-c", MIGRATE], env=whole, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the database of the tests could not be made:\n{done.stderr}")


def _url(name: str) -> str:
    before, _, after = os.environ["BETANG_DATABASE_URL"].rpartition("/")
    return f"{before}/{name}" + "".join(after.partition("?")[1:])


def _maintain(*statements: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["BETANG_DATABASE_URL"].partition("?")[0], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


if __name__ == "__main__":
    if os.environ.get("BETANG_DATABASE_URL"):
        _postgresql_original()
    else:
        _sqlite_original()
