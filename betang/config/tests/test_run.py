"""What `betang run` prepares before it serves."""

from __future__ import annotations

import django
import pytest

from betang.config import run, translations


class Enough(Exception):
    """The test has seen what it wanted."""


def test_catalogues_are_compiled_before_anything_can_read_them(monkeypatch):
    """In a fresh clone a catalogue that was looked for too early stays empty, and the demo world's shelves had English names."""
    order: list[str] = []
    monkeypatch.setattr(translations, "compile_all", lambda: order.append("compile"))
    monkeypatch.setattr(django, "setup", lambda: order.append("setup"))

    def migrate() -> None:
        raise Enough

    monkeypatch.setattr(run, "_migrate", migrate)
    with pytest.raises(Enough):
        run.prepare(demo=False)
    assert order == ["compile", "setup"]
