"""A whole running house for tests: `betang run` in a folder of its own, on SQLite or PostgreSQL."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
_TITLE = re.compile(rb"<title>Nomor (\d+)</title>")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def number(self) -> int:
        found = _TITLE.search(self.body)
        assert found, (self.status, self.body[:300])
        return int(found[1])


@dataclass
class Town:
    home: Path
    url: str = ""
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_") or name == "BETANG_TEMPLATE_CACHE"},
            "BETANG_HOME": str(self.home),
            "BETANG_PORT": str(self.port),
            "BETANG_BIND": "127.0.0.1",
            "BETANG_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "betang.edge.tests.race.settings",
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }

    def start(self, *, wait_s: float = 60) -> None:
        words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(self.port), "--workers", "1"]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            assert self.process.poll() is None, (self.home / "log").read_text()
            try:
                if self.get("/-/sehat").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError((self.home / "log").read_text())

    def stop(self, how: int = signal.SIGTERM) -> float:
        """End it; returns how long that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(15)
        return time.monotonic() - began

    def end(self) -> None:
        """End it, if it runs at all."""
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def get(self, path: str, host: str = "localhost", method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request(
                method, path, body=body, headers={"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
            )
            response = link.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            link.close()

    def write(self, *words: str | int) -> subprocess.Popen[bytes]:
        """A writer process (`race.writer`)."""
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "betang.edge.tests.race.writer", *map(str, words)], env=self.environment, stdout=log, stderr=log
            )

    def children(self) -> dict[str, list[int]]:
        """Process ids below `betang run`, by a word of their command line."""
        assert self.process is not None
        found: dict[str, list[int]] = {"front": [], "granian": [], "worker": []}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            try:
                words = (folder / "cmdline").read_bytes()
                mine = f"BETANG_HOME={self.home}".encode() in (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mine:
                for name in found:
                    if name.encode() in words:
                        found[name].append(int(folder.name))
        return found
