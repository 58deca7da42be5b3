"""Never a stale page: with real processes, on SQLite and on PostgreSQL, with writers that are killed in the middle."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from betang.edge.tests.race.town import Town
from tests import ready
from tests.engines import ON_SQLITE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.django_db]  # django_db has it run on both engines


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home = tmp_path_factory.mktemp("town")
    name = f"town_{os.getpid()}"
    made = Town(home, "" if ON_SQLITE else ready.postgresql(name), extra={"BETANG_PAGES_DIRECT": "1"})
    if ON_SQLITE:
        ready.sqlite(home)
    try:
        assert made.write("seed").wait(60) == 0, (home / "log").read_text()
        made.start()
        yield made
    finally:
        made.end()
        if not ON_SQLITE:
            ready.drop(name)


def committed(path: Path) -> int:
    try:
        return int.from_bytes(path.read_bytes()[:8])
    except FileNotFoundError:
        return 0


def read_until(town: Town, stop: threading.Event, path: Path, host: str, faults: list[str], seen: list[int]) -> None:
    """Ask again and again; a number smaller than the one that was committed before the question is a fault."""
    while not stop.is_set():
        before = committed(path)
        answer = town.get("/", host)
        if answer.number < before:
            faults.append(f"{host}: {answer.number} after {before} was committed")
        seen.append(answer.number)
        readable = town.home / "pages" / "direct" / "hosts" / host / "index.html"
        before = committed(path)
        try:
            number = int(readable.read_bytes().split(b"Nomor ", 1)[1].split(b"<", 1)[0])
        except (FileNotFoundError, IndexError):
            continue
        if number < before:
            faults.append(f"{host}: the file server would have sent {number} after {before} was committed")


def test_readers_never_see_less_than_was_committed_before_they_asked(town, tmp_path):
    files = {slug: tmp_path / slug for slug in ("satu", "dua")}
    stop, faults, seen = threading.Event(), [], []
    writers = [town.write(slug, 1, 60, path) for slug, path in files.items()]
    readers = [
        threading.Thread(target=read_until, args=(town, stop, path, f"{slug}.localhost", faults, seen))
        for slug, path in files.items()
        for _ in range(3)
    ]
    for reader in readers:
        reader.start()
    assert [writer.wait(120) for writer in writers] == [0, 0]
    time.sleep(0.2)
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(set(seen)) > 20, "the readers must have watched while it was written"
    assert town.get("/", "satu.localhost").number == 60


def test_writers_killed_at_any_moment_leave_no_stale_page_and_the_counters_are_mended(town, tmp_path):
    path = tmp_path / "satu"
    stop, faults, seen = threading.Event(), [], []
    readers = [threading.Thread(target=read_until, args=(town, stop, path, "satu.localhost", faults, seen)) for _ in range(3)]
    for reader in readers:
        reader.start()
    chance = random.Random(62)
    for _ in range(2):
        writer = town.write("satu", -1, 100000, path)
        began = committed(path)
        until = time.monotonic() + 20
        while committed(path) == began and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    from betang.edge.stamps import Stamps

    stamps = Stamps(town.home / "edge")
    for _ in range(30):
        town.get("/", "satu.localhost")
        if stamps.settled() >= 0:
            break
        time.sleep(0.25)
    assert stamps.settled() >= 0


def test_a_writer_that_died_between_its_counts_makes_pages_slower_never_stale(town, tmp_path):
    from betang.edge.stamps import BEGUN, Stamps

    stamps = Stamps(town.home / "edge")
    assert town.get("/", "dua.localhost").status == 200
    stamps.counters[BEGUN] += 1  # what a kill leaves behind
    assert stamps.settled() == -1
    assert town.get("/", "dua.localhost").status == 200
    assert town.write("dua", -1, 1, tmp_path / "dua").wait(30) == 0
    assert town.get("/", "dua.localhost").number == committed(tmp_path / "dua")
    time.sleep(0.3)
    town.get("/", "dua.localhost")
    assert stamps.settled() >= 0


def test_a_render_that_began_before_an_edit_and_ends_after_it_is_not_kept(town, tmp_path):
    for name in ("slow.read", "slow.go"):
        (town.home / name).unlink(missing_ok=True)
    assert town.write("satu", 1000, 1, tmp_path / "n").wait(30) == 0
    answers = []
    asking = threading.Thread(target=lambda: answers.append(town.get("/lambat/", "satu.localhost")))
    asking.start()
    until = time.monotonic() + 10
    while not (town.home / "slow.read").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert town.write("satu", 1001, 1, tmp_path / "n").wait(30) == 0
    (town.home / "slow.go").touch()
    asking.join()
    assert answers[0].number == 1000, "it read before the edit; that is what it may say"
    assert town.get("/lambat/", "satu.localhost").number == 1001
    (town.home / "slow.go").unlink()


def test_a_page_is_kept_and_goes_with_a_suspension(town, tmp_path):
    first = town.get("/?halaman=2", "dua.localhost", Accept_Encoding="gzip")
    again = town.get("/?halaman=2", "dua.localhost", Accept_Encoding="gzip")
    assert first.headers["etag"] == again.headers["etag"]
    assert again.headers["content-encoding"] == "gzip"
    assert "x-betang-keep" not in again.headers
    assert town.get("/?halaman=2", "dua.localhost", If_None_Match=again.headers["etag"]).status == 304
    assert town.write("dua", 0, 0, tmp_path / "x", "suspend").wait(30) == 0
    closed = town.get("/?halaman=2", "dua.localhost")
    assert closed.status == 503
    assert b"Diretas; sedang dibersihkan." in closed.body
    assert b"kabar dari desa" not in closed.body
