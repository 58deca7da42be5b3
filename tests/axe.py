"""axe-core in a browser page, under the product's own strict policy. It comes by `npm ci` (see `package.json`), never with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


def prepare(context: Any) -> None:
    """Load axe into every page of a Playwright context, before the page's own scripts (the policy forbids it afterwards)."""
    if not SOURCE.exists():
        pytest.fail("axe-core is not installed: run `npm ci` in the project's folder, or leave out the journeys with `-m 'not journey'`.")
    context.add_init_script(path=str(SOURCE))


def complaints(page: Any) -> list[str]:
    """What is seriously wrong with the page as it stands, one line each: rule, place, why."""
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']} ({one['impact']}) at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
