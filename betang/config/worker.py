"""`betang worker`: runs background jobs, tells subscribers of the trail, and starts what happens by the clock.

Any number may run, on one machine or several. A worker shows that it lives by a lock on a file of its own, which the
system lets go however it dies, and to other machines by a row that it renews. The jobs of a dead worker are given back.
SIGTERM and SIGINT let it finish the job in hand.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import IO

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from betang.audit import actions, clockwork
from betang.audit.models import WorkerLease
from betang.kernel import clock, queue

log = logging.getLogger(__name__)

IDLE_S = 0.5
"""Pause when nothing was due: three short queries twice a second."""

ROUND_S = 5
"""Pause between looks for dead workers and for what the clock says."""

RENEW_S = 10
LEASE = timedelta(seconds=60)
"""A worker of another machine that was not heard of for so long is dead."""

MOST_MEMORY_MB = 400
"""A worker that has grown beyond this starts itself anew between two jobs (pictures and tables leave holes)."""


class Presence:
    """A worker's sign of life, and how to read those of others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.node = self._node()
        self.worker = f"{self.node}.{os.getpid()}.{secrets.token_hex(4)}"
        self._file: IO[str] | None = None
        self._ended = threading.Event()

    def _node(self) -> str:
        """The name of this installation's folder: workers that share it can see each other's locks."""
        kept = self.folder / "node"
        if not kept.exists():
            part = self.folder / f"node.{os.getpid()}"
            part.write_text(secrets.token_hex(6))
            try:
                os.link(part, kept)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return kept.read_text()

    def begin(self) -> None:
        self._file = (self.folder / f"{self.worker}.lock").open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        if connection.vendor != "sqlite":  # one SQLite file never has workers on two machines
            self._renew()
            threading.Thread(target=self._keep_renewing, name="lease", daemon=True).start()

    def end(self) -> None:
        self._ended.set()
        if self._file is not None:
            Path(self._file.name).unlink(missing_ok=True)
            self._file.close()
            if connection.vendor != "sqlite":
                WorkerLease.objects.filter(worker=self.worker).delete()

    def _renew(self) -> None:
        WorkerLease.objects.update_or_create(worker=self.worker, defaults={"seen_at": clock.now()})

    def _keep_renewing(self) -> None:
        while not self._ended.wait(RENEW_S):
            try:
                close_old_connections()
                self._renew()
            except (DatabaseError, InterfaceError):
                log.warning("the lease could not be renewed; trying again")
        connection.close()

    def is_alive(self, worker: str) -> bool:
        if worker == self.worker:
            return True
        if not worker.startswith(f"{self.node}."):
            return WorkerLease.objects.filter(worker=worker, seen_at__gte=clock.now() - LEASE).exists()
        path = self.folder / f"{worker}.lock"
        try:
            with path.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def tidy(self) -> None:
        """Remove the lock files and leases of the dead."""
        for path in self.folder.glob(f"{self.node}.*.lock"):
            if not self.is_alive(path.name.removesuffix(".lock")):
                path.unlink(missing_ok=True)
        if connection.vendor != "sqlite":
            WorkerLease.objects.filter(seen_at__lt=clock.now() - 10 * LEASE).delete()


class Worker:
    """One worker process. `with_parent` lets it end when the process that started it has gone."""

    def __init__(self, *, with_parent: bool = False) -> None:
        self.presence = Presence(Path(settings.HOME) / "workers")
        self.parent = os.getppid() if with_parent else None
        self._stop = threading.Event()
        self._next_round = 0.0

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        self._stop.set()

    def run(self, *, once: bool = False) -> int:
        """Work until told to stop; with `once`, until nothing is due."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        self.presence.begin()
        log.info("worker %s begins", self.presence.worker)
        try:
            while not self._stop.is_set():
                if self.parent is not None and os.getppid() != self.parent:
                    break
                busy = self._work()
                if once and not busy:
                    break
                if not busy:
                    self._stop.wait(IDLE_S)
        finally:
            self.presence.end()
        log.info("worker %s ends", self.presence.worker)
        return 0

    def _work(self) -> bool:
        """One look at everything; returns whether anything was done. A database that does not answer is waited for."""
        close_old_connections()
        try:
            if time.monotonic() >= self._next_round:
                self._next_round = time.monotonic() + ROUND_S
                (Path(settings.HOME) / "worker.heartbeat").touch()  # `/-/siap` reads it
                queue.give_back(self.presence.is_alive)
                self.presence.tidy()
                clockwork.wind(at=clock.now())
            told = actions.deliver_pending()
            result = queue.take(self.presence.worker)
            if result is not None:
                queue.run(result)
                self._renew_when_large()
            return bool(told) or result is not None
        except (DatabaseError, InterfaceError):
            log.exception("the database does not answer; trying again")
            connection.close()
            self._stop.wait(2)
            return False

    def _renew_when_large(self) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
        if pages * os.sysconf("SC_PAGE_SIZE") > MOST_MEMORY_MB * 1024 * 1024 and not self._stop.is_set():
            log.info("worker %s has grown and starts anew", self.presence.worker)
            self.presence.end()
            connection.close()
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606
