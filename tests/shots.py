"""The pictures of the README: `make shots` builds the demo world in a folder of its own, runs it, and photographs it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.browser import chromium
from tests.journeys import steps

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "shots"
PASSWORD = "rumah-panjang-2026"
SHOTS = (
    ("portal", "", "/", 1280, "light", False),
    ("portal-phone", "", "/", 360, "light", False),
    ("site", "batang-danum", "/", 1280, "light", False),
    ("site-phone-dark", "batang-danum", "/", 360, "dark", False),
    ("register", "", "/kim/", 1280, "light", False),
    ("region", "", "/wilayah/62.03/", 1280, "light", False),
    ("apply-phone", "", "/kim/daftar/", 360, "light", False),
    ("desk-phone", "", "/meja/", 360, "light", True),
    ("articles-desk", "", "/meja/kim/batang-danum/berita/", 1280, "light", True),
)


class _Address:
    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, path: str = "/", site: str = "") -> str:
        return f"http://{site + '.' if site else ''}localhost:{self.port}{path}"


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    house = _Address(port)
    home = tempfile.mkdtemp(prefix="betang-shots-")
    environment = {**os.environ, "BETANG_HOME": home, "BETANG_PORT": str(port), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "betang.config.cli", "run", "--demo", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(house.url("/-/sehat").replace("localhost", "127.0.0.1"), timeout=2)
                break
            except OSError:
                time.sleep(0.5)
        OUT.mkdir(parents=True, exist_ok=True)
        with chromium() as browser:
            for name, site, path, width, scheme, signed_in in SHOTS:
                context = browser.new_context(viewport={"width": width, "height": 760 if width < 600 else 900}, color_scheme=scheme)
                page = context.new_page()
                if signed_in:
                    steps.sign_in(page, house, "budi@contoh.test", PASSWORD, second_factor=False)
                page.goto(house.url(path, site))
                page.wait_for_timeout(400)
                page.screenshot(path=str(OUT / f"{name}.png"))
                print(re.sub(rf"^{re.escape(str(ROOT))}/", "", str(OUT / f"{name}.png")))
                context.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


if __name__ == "__main__":
    main()
