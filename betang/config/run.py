"""`betang run`: the whole house with one command.

Prepares what is missing (database, translations, static files, the demo world), then starts and watches three kinds of
processes: the front, which has the port; the renderers behind it; the worker. A process that dies is started again, with growing
pauses; when this one ends, however it ends, all of them end.

This module imports no Django by itself: the one that watches stays small. `prepare` runs in a process of its own and is gone.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from betang.edge.processes import build_of, die_with_parent

ROOT = Path(__file__).resolve().parent.parent
READY_S = 30.0
STOP_S = 4.0
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A process that lived this long starts again without a pause."""


def _tied() -> None:
    """Between fork and exec: the new process ends with this one, whatever program it becomes."""
    die_with_parent(always=True)


class CannotRun(Exception):
    """Why not, in a sentence for the one at the keyboard."""


@dataclass
class Child:
    """One process and how to start it again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = field(default=0.0)
    leftover: Path | None = None
    """A socket that a killed process leaves behind, and that would keep the next one from starting."""

    def start(self) -> None:
        if self.leftover is not None:
            self.leftover.unlink(missing_ok=True)
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True, preexec_fn=_tied)


def home() -> Path:
    """Where this installation keeps everything (`BETANG_HOME`)."""
    folder = Path(os.environ.get("BETANG_HOME") or ROOT.parent / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; raises `CannotRun` where another holds it."""
    path = folder / "run.lock"
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        pid = file.read().strip() or "?"
        file.close()
        raise CannotRun(
            f"Betang is already running here (process {pid}, folder {folder}).\n"
            "Stop that one first, or give this one a folder and a port of its own: BETANG_HOME=… PORT=…"
        ) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    try:
        yield
    finally:
        file.close()


def check_port(port: int, binds: list[str]) -> None:
    """Raise `CannotRun` where somebody else has the port."""
    for bind in binds:
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((bind, port))
        except PermissionError:
            raise CannotRun(f"Port {port} needs more rights than this user has. Take one above 1023, for example PORT=8000.") from None
        except OverflowError:
            raise CannotRun(f"{port} is no port: it must be between 1 and 65535.") from None
        except OSError as error:
            if family == socket.AF_INET6 and error.errno != 98:  # no IPv6 here
                continue
            raise CannotRun(f"Port {port} is taken by another program. Choose another: PORT={port + 1 if port < 65535 else 8000}") from None


def renderer_address(folder: Path) -> str:
    """A socket in the folder, or, where its path would be too long for the system, a free port of this machine."""
    path = folder / "edge" / "renderer.sock"
    if len(str(path).encode()) < 100:
        path.parent.mkdir(parents=True, exist_ok=True)
        return str(path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def children(folder: Path, environment: dict[str, str], workers: int) -> list[Child]:
    """The processes of the house."""
    address = environment["BETANG_RENDERER"]
    if address.startswith("/"):
        place = ["--uds", address, "--uds-permissions", "0o600"]
    else:
        place = ["--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    renderer = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", *place, "--http", "1", "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", "4", "--runtime-mode", "st", "--backlog", "1024"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning", "betang.config.wsgi:application"),
    ]
    return [
        Child("renderer", renderer, environment, leftover=Path(address) if address.startswith("/") else None),
        Child("front", [sys.executable, "-m", "betang.edge.front"], environment),
        Child("worker", [sys.executable, "-m", "betang.config.cli", "worker", "--with-parent"], environment),
    ]


def stop_all(running: list[Child]) -> None:
    """Ask all to end, the front first; end those that do not within `STOP_S`, with everything that they started."""
    for name in ("front", "renderer", "worker"):
        for child in running:
            if child.name == name and child.process is not None and child.process.poll() is None:
                child.process.terminate()
    until = time.monotonic() + STOP_S
    for child in running:
        if child.process is None:
            continue
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.05, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(1)


def answers(port: int, bind: str) -> bool:
    """Whether a renderer answers through the front."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - a comparison
    try:
        link = http.client.HTTPConnection(host, port, timeout=2)
        link.request("GET", "/-/sehat")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


class Supervisor:
    """Starts the processes, watches them, and ends them."""

    def __init__(self, running: list[Child]) -> None:
        self.running = running
        self.told_to_stop = False

    def stop(self, *_: object) -> None:
        self.told_to_stop = True

    def start(self) -> None:
        for child in self.running:
            child.start()

    def watch(self) -> None:
        """One round: start again what died, after its pause."""
        now = time.monotonic()
        for child in self.running:
            if child.process is None or child.process.poll() is None:
                continue
            if child.again_at == 0.0:
                lived = now - child.started
                child.pause = 0.2 if lived > STEADY_S else min(LONGEST_PAUSE_S, max(0.2, child.pause * 2))
                child.again_at = now + child.pause
                print(
                    f"betang: the {child.name} ended ({child.process.returncode}); again in {child.pause:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, signal.SIGKILL)  # what it may have left behind
            elif now >= child.again_at:
                child.again_at = 0.0
                child.start()


def run(*, demo: bool, port: int, workers: int) -> int:
    """Everything. Returns the exit status; raises `CannotRun`."""
    folder = home()
    binds = (os.environ.get("BETANG_BIND") or "127.0.0.1,::1").split(",")
    environment = dict(os.environ)
    environment.update(
        BETANG_HOME=str(folder),
        BETANG_PORT=str(port),
        BETANG_SUPERVISOR=str(os.getpid()),
        BETANG_BEHIND_FRONT="1",
        BETANG_RENDERER=renderer_address(folder),
        PYTHONPATH=os.pathsep.join(filter(None, (str(ROOT.parent), os.environ.get("PYTHONPATH")))),
        PYTHONUNBUFFERED="1",
        MALLOC_ARENA_MAX="2",
    )
    with only_one(folder):
        check_port(port, binds)
        supervisor = Supervisor([])
        signal.signal(signal.SIGTERM, supervisor.stop)
        signal.signal(signal.SIGINT, supervisor.stop)
        words = ["prepare", *(["--demo"] if demo else [])]
        prepared = subprocess.Popen(
            [sys.executable, "-m", "betang.config.run", *words], env=environment, start_new_session=True, preexec_fn=_tied
        )
        while prepared.poll() is None and not supervisor.told_to_stop:
            time.sleep(0.05)
        if supervisor.told_to_stop:
            prepared.terminate()
            prepared.wait(STOP_S)
            return 0
        if prepared.returncode:
            raise CannotRun("Preparing the house failed; the lines above say why. Nothing was started.")
        environment["BETANG_BUILD"] = build_of(ROOT, folder)
        supervisor.running = children(folder, environment, workers)
        try:
            supervisor.start()
            until = time.monotonic() + READY_S
            while not supervisor.told_to_stop and not answers(port, binds[0]):
                if time.monotonic() > until:
                    raise CannotRun("The house was started but does not answer; the lines above say why.")
                supervisor.watch()
                time.sleep(0.05)
            if not supervisor.told_to_stop:
                greet(folder, environment, port)
            while not supervisor.told_to_stop:
                supervisor.watch()
                time.sleep(0.25)
        finally:
            stop_all(supervisor.running)
    return 0


def greet(folder: Path, environment: dict[str, str], port: int) -> None:
    """Where to look now."""
    scheme, base = environment.get("BETANG_SCHEME", "http"), environment.get("BETANG_BASE_DOMAIN", "localhost")
    told = environment.get("BETANG_PUBLIC_PORT", str(port) if scheme == "http" else "")
    origin = f"{scheme}://{base}{f':{told}' if told else ''}"
    print(f"\n  Portal   {origin}/\n  Meja     {origin}/meja/", flush=True)
    with contextlib.suppress(OSError):
        print((folder / "edge" / "greeting.txt").read_text(), flush=True)
    print("  Berhenti dengan Ctrl-C. / Stop with Ctrl-C.\n", flush=True)


def prepare(*, demo: bool) -> None:
    """Bring the folder to this version: database, translations, static files; with `demo`, regions and the demo world."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")
    import django

    from betang.config import translations

    translations.compile_all()  # first: a catalogue that somebody looked for before it was there stays empty in this process
    django.setup()
    _migrate()
    _assets()
    from importlib.util import find_spec

    from django.conf import settings

    greeting: list[str] = []
    if demo:
        (settings.HOME / "demo").touch()
        if find_spec("betang.web.seeds") is not None:
            from betang.web import seeds

            build = getattr(seeds, "build_if_empty", None)
            if build is not None:
                build()
            told = getattr(seeds, "greeting", None)
            if told is not None:
                said = told()
                greeting = said.splitlines() if isinstance(said, str) else list(said)
    path = settings.EDGE_STATE / "greeting.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"  {line}\n" for line in greeting))


def _migrate() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from betang.kernel import fence, schema

    with fence.migrating():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            print("Menyiapkan basis data … / Preparing the database …", flush=True)
            schema.migrate()


def _assets() -> None:
    """Collect the static files where any of them changed since last time."""
    import hashlib

    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            told = Path(storage.path(name)).stat()
            digest.update(f"{name}:{told.st_size}:{told.st_mtime_ns};".encode())
    seen = settings.STATIC_ROOT / ".seen"
    if seen.exists() and seen.read_text() == digest.hexdigest():
        return
    print("Menyiapkan berkas tampilan … / Preparing the static files …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    seen.write_text(digest.hexdigest())


def _end_with_helpers(*_: object) -> None:
    """The end of preparing, and of the processes that it started to draw pictures: alone they would wait for work for ever."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(143)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="betang run")
    parser.add_argument("what", choices=["run", "prepare"])
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--port", type=int, default=int(os.environ.get("BETANG_PORT") or os.environ.get("PORT") or 8000))
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args(argv)
    if options.what == "prepare":
        signal.signal(signal.SIGTERM, _end_with_helpers)
        die_with_parent()
        prepare(demo=options.demo)
        return 0
    try:
        return run(demo=options.demo, port=options.port, workers=options.workers)
    except CannotRun as refusal:
        print(f"betang: {refusal}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
