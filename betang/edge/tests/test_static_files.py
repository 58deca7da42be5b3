"""A static file that is there is never «not there»: not in the first moment, and not while new files are laid beside the old ones."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from betang.edge import front


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A front that has not begun to listen, above a folder of static files that is slow to walk."""
    static = tmp_path / "static"
    (static / "ui").mkdir(parents=True)
    for name in ("a.css", "b.js"):
        (static / "ui" / name).write_text("x")
    walk = os.walk

    def slowly(root):
        for step in walk(root):
            time.sleep(0.03)
            yield step

    monkeypatch.setattr(front.os, "walk", slowly)
    return front.Front(front.Settings(home=tmp_path, renderer="/nowhere", build="1", static_root=static)), static


def test_the_first_visitors_all_find_the_files(house):
    the_front, _static = house
    together = threading.Barrier(16)

    def ask(number):
        together.wait()
        return the_front._from_static(b"/-/s/ui/a.css" if number % 2 else b"/-/s/ui/b.js?v=1")

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(16)))


def test_a_file_laid_down_a_moment_ago_is_found_at_once(house):
    the_front, static = house
    assert the_front._from_static(b"/-/s/ui/baru.css") is None
    (static / "ui" / "baru.css").write_text("x")
    assert the_front._from_static(b"/-/s/ui/baru.css") is not None


def test_many_who_ask_for_nothing_walk_the_folder_together(house, monkeypatch):
    the_front, _static = house
    walks = []
    look = the_front._look_at_static
    monkeypatch.setattr(the_front, "_look_at_static", lambda: (walks.append(1), look()))
    with ThreadPoolExecutor(16) as pool:
        assert not any(pool.map(the_front._from_static, [b"/-/s/../../etc/passwd", b"/-/s/ui/nichts.css"] * 8))
    assert len(walks) <= 4


def test_the_list_stands_before_anybody_can_come(house, monkeypatch):
    the_front, _static = house

    class Opened(Exception):
        pass

    def listen():
        assert b"/-/s/ui/a.css" in the_front._static_paths
        raise Opened

    monkeypatch.setattr(the_front, "listen", listen)
    with pytest.raises(Opened):
        the_front.run()
