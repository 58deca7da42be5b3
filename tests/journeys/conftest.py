"""A real house for the journeys: real processes (front, renderers, worker) on a port of their own, and a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import ready
from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
OF_A_VILLAGER = {"locale": "id-ID", "has_touch": True, "reduced_motion": "reduce"}
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 400_000 / 8, "uploadThroughput": 200_000 / 8}
"""About a 3G phone at the edge of a village: 400 kbit/s down, 200 up, 150 ms."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(240))


@dataclass(frozen=True)
class RunningHouse:
    """Where the house answers and where it keeps its things."""

    port: int
    home: Path
    environment: dict[str, str]

    def url(self, path: str = "/", site: str = "") -> str:
        return f"http://{site + '.' if site else ''}localhost:{self.port}{path}"

    def run(self, *words: str) -> str:
        """One `betang` command in this house; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "betang.config.cli", *words], env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

    def get(self, path: str, site: str = "") -> tuple[int, str]:
        """Status and text without a browser; redirects are not followed."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": f"{site + '.' if site else ''}localhost"})
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """One house for all journeys that a process walks, gone before other tests begin."""
    home = tmp_path_factory.mktemp("rumah")
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_") or name == "BETANG_TEMPLATE_CACHE"},
        "BETANG_HOME": str(home),
        "BETANG_PORT": str(port),
        "PORT": str(port),
        "BETANG_PROOF_FREE_FORMS": "1000",  # all journeys come from one address
        "DJANGO_SETTINGS_MODULE": "betang.config.settings",
    }
    house = RunningHouse(port, home, environment)
    ready.sqlite(home)
    subprocess.run([sys.executable, "-m", "tests.journeys.people"], env=environment, cwd=ROOT, check=True)
    log = (home / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "betang.config.cli", "run", "--port", str(port)], env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        for _ in range(240):
            if process.poll() is not None:
                pytest.fail(f"the house did not start:\n{(home / 'log').read_text()}")
            try:
                if house.get("/")[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.25)
        else:
            pytest.fail(f"the house did not answer:\n{(home / 'log').read_text()}")
        yield house
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)
        log.close()


@pytest.fixture(scope="package")
def browser():
    """One browser; while it is open Django takes this process for an asynchronous one, so it is closed before other tests begin."""
    with chromium() as started:
        yield started


@pytest.fixture
def phone(browser, running):
    """Makes a phone: `phone()`; `phone(script=False)` has JavaScript off; `phone(slow=True)` is on a village network."""
    made = []

    def make(*, script: bool = True, slow: bool = False, width: int = 360):
        context = browser.new_context(viewport={**PHONE, "width": width}, java_script_enabled=script, **OF_A_VILLAGER)
        context.set_default_timeout(20_000)
        made.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        if slow:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        return page

    yield make
    for context in made:
        context.close()
