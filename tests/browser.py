"""A real browser for journeys: the system's Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def program() -> str:
    """Where the browser is; `BETANG_CHROMIUM` names another one. Without any, a journey fails where a machine decides, else it says so."""
    found = os.environ.get("BETANG_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("the journeys need a browser: install chromium (.ci/run does)")
        pytest.skip("no browser on this machine: install chromium to run the journeys (.ci/run does)")
    return found


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser."""
    from playwright.sync_api import sync_playwright

    where = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def another(browser: Any, *flags: str) -> Any:
    """A second browser with flags of its own, beside one that runs: two of Playwright's loops cannot run in one process."""
    return browser.browser_type.launch(executable_path=program(), args=[*QUIET, *flags])
