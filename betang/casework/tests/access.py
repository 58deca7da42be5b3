"""Who gets what at each address of this package."""

from __future__ import annotations

from tests.access import Row

ROWS: list[Row] = []
