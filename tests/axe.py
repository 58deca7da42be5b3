"""axe-core in a browser page, under the product's own strict policy. It comes by `npm ci` (see `package.json`), never with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


def _put_into(page: Any) -> None:
    """Only into a page that is looked at: it is half a megabyte of script, and a journey opens a hundred pages.

    What the browser's inspector runs is not bound by the page's policy.
    """
    if not SOURCE.exists():
        pytest.fail("axe-core is not installed: run `npm ci` in the project's folder, or leave out the journeys with `-m 'not journey'`.")
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())


def complaints(page: Any) -> list[str]:
    """What is seriously wrong with the page as it stands, one line each: rule, place, why."""
    _put_into(page)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']} ({one['impact']}) at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
