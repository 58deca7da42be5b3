"""What a first visit weighs: `python -m bench.weights`. A phone's browser opens pages of the demo world through the front, with nothing kept.

Counted are the bytes of the answers as they went over the wire, by kind. «First view» is what was fetched until the page stood
still without scrolling; pictures further down are fetched when a reader comes to them. Goals: DESIGN 5. Needs Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.pages import ROOT, fetch, free_port, wait_for

GOAL_TEXT, GOAL_ALL = 30_000, 100_000
SITE = "batang-danum"
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Font": "fonts", "Image": "pictures"}


def weigh(browser: Any, address: str) -> dict[str, int]:
    """Bytes of a first view by kind; `other` is what is none of them."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, locale="id-ID")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    found: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], KINDS.get(event["type"], "other")))

    def done(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "other")
        found[kind] = found.get(kind, 0) + int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", done)
    wire.send("Network.enable")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    context.close()
    return found


def article(port: int) -> str:
    """The path of the site's newest article."""
    import http.client

    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", "/", headers={"Host": f"{SITE}.localhost"})
    found = re.search(r'<h2><a href="(/berita/[^"]+/)"', link.getresponse().read().decode())
    if found is None:
        sys.exit("the site has no news")
    return found[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", help="a house with the demo world that is there already")
    options = parser.parse_args()
    from tests.browser import NAMES, chromium

    if not (os.environ.get("BETANG_CHROMIUM") or any(map(shutil.which, NAMES))):
        print("This bench needs:\n  apt-get install chromium", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is taken away also then
    home = options.home or tempfile.mkdtemp(prefix="betang-bench-")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_")},
        "BETANG_HOME": home, "BETANG_BIND": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "betang.config.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(port), "--workers", "1", "--demo"]
    house = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    missed = []
    try:
        wait_for(port, 600, house)
        for attempt in range(120):  # the front answers before the renderers do
            try:
                fetch(port, "/", "br")
                break
            except (SystemExit, OSError):
                if attempt == 119:
                    raise
                time.sleep(0.5)
        site = f"http://{SITE}.localhost:{port}"
        pages = {
            "portal": f"http://localhost:{port}/", "a group's home": f"{site}/", "an article": f"{site}{article(port)}",
            "a region": f"http://localhost:{port}/wilayah/62.03/", "the register": f"http://localhost:{port}/kim/",
        }  # fmt: skip
        columns = [*KINDS.values(), "other"]
        print(f"{'first view on a phone, kB over the wire':<40} " + " ".join(f"{one:>9}" for one in (*columns, "text", "all")))
        with chromium() as browser:
            for name, address in pages.items():
                found = weigh(browser, address)
                text, whole = sum(found.get(kind, 0) for kind in ("HTML", "CSS", "JS")), sum(found.values())
                cells = [found.get(kind, 0) for kind in columns] + [text, whole]
                print(f"{name:<40} " + " ".join(f"{one / 1000:>9.1f}" for one in cells), flush=True)
                if text > GOAL_TEXT or whole > GOAL_ALL:
                    missed.append(name)
        print(f"goals: text ≤ {GOAL_TEXT // 1000} kB, all ≤ {GOAL_ALL // 1000} kB{'   MISSED by ' + ', '.join(missed) if missed else ''}")
    finally:
        house.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            house.wait(15)
        if not options.home:
            shutil.rmtree(Path(home), ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
