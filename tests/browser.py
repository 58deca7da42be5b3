"""A real browser for journeys: the system's Chromium where there is one, else the one that Playwright keeps."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser; `BETANG_CHROMIUM` names another program."""
    from playwright.sync_api import sync_playwright

    program = (
        os.environ.get("BETANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()
