"""Verbs of the market."""

from __future__ import annotations

from typing import Any

from betang.market.prices import commands as prices


def register(verbs: Any) -> None:
    """`betang import prices-official FILE`."""
    prices.register(verbs)
