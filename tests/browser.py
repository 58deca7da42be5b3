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
LEFT_OUT = (
    # pages that draw the pop-ups of an address bar that nobody sees: 0.8 s of processor time for each window
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # what Playwright leaves out: of two such lists Chromium heeds the last alone
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", f"--disable-features={','.join(LEFT_OUT)}"]


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
