"""The plug is pulled (kill -9) in an approval, a publication or an import: all of it stands, or nothing; and the work goes on."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import ready

ROOT = Path(__file__).resolve().parents[1]
KILLS = 1 if os.environ.get("BETANG_DATABASE_URL") else 2

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


class House:
    """A house of its own in a folder (and, where the suite runs on PostgreSQL, in a database); every step is a process."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_") or name == "BETANG_TEMPLATE_CACHE"},
            "BETANG_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "betang.config.settings",
        }
        if database_url:
            self.environment["BETANG_DATABASE_URL"] = database_url
        else:
            ready.sqlite(home)
        self.run("tests.killed", "seed")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-m", *words], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self, *words: str) -> str:
        process = self.start(*words)
        said, _ = process.communicate(timeout=90)
        assert process.returncode == 0, said
        return said

    def kill_in_the_middle(self, *words: str, after_s: float) -> None:
        process = self.start(*words)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "begun"
        time.sleep(after_s)
        assert process.poll() is None, "it ended by itself"
        process.send_signal(signal.SIGKILL)
        process.wait()

    def runs(self) -> list[str]:
        """The states of the imports, read beside the process that writes them."""
        with contextlib.closing(sqlite3.connect(Path(self.environment["BETANG_HOME"]) / "betang.sqlite3")) as database:
            return [state for (state,) in database.execute("SELECT state FROM publishing_importrun ORDER BY started_at")]

    def titles_like(self, pattern: str) -> list[str]:
        """The titles of such articles at this moment, read beside the process that writes them."""
        with contextlib.closing(sqlite3.connect(Path(self.environment["BETANG_HOME"]) / "betang.sqlite3")) as database:
            return [title for (title,) in database.execute("SELECT title FROM publishing_article WHERE title LIKE ?", [pattern])]

    def account(self) -> dict:
        return json.loads(self.run("tests.killed", "account"))


@pytest.fixture(scope="module")
def plugged(tmp_path_factory):
    name = f"betang_killed_{os.getpid()}"
    on_postgresql = bool(os.environ.get("BETANG_DATABASE_URL"))
    yield House(tmp_path_factory.mktemp("colokan"), ready.postgresql(name) if on_postgresql else "")
    if on_postgresql:
        ready.drop(name)


@pytest.mark.usefixtures("django_db_setup")  # so that it runs on PostgreSQL too: there the server sees the plug pulled
def test_an_approval_that_is_killed_leaves_all_or_nothing(plugged):
    chance = random.Random(7)
    for _ in range(KILLS):
        plugged.kill_in_the_middle("tests.killed", "approve", after_s=chance.uniform(0.3, 0.9))
    found = plugged.account()
    assert found["approved"] > KILLS, "too few approvals to mean anything"
    for name in ("groups", "approved_groups", "sites", "hosts", "decrees", "chairs", "invitations", "entries"):
        assert found[name] == found["approved"], name
    assert found["numbers"] == list(range(1, found["approved"] + 1)), "a gap in the register"
    plugged.run("betang.config.cli", "audit", "verify")


def test_a_publication_that_is_killed_leaves_all_or_nothing(plugged):
    chance = random.Random(8)
    for _ in range(KILLS):
        plugged.kill_in_the_middle("tests.killed", "publish", after_s=chance.uniform(0.2, 0.7))
    found = plugged.account()
    assert len(found["articles"]) > KILLS
    assert found["articles"] == found["articles_found"] == found["articles_told"]
    plugged.run("betang.config.cli", "audit", "verify")


def test_an_import_that_is_killed_goes_on_and_takes_nothing_twice(plugged, tmp_path):
    from betang.publishing.tests.test_moving import export, item

    wanted = [f"Pindahan {number}" for number in range(1, 91)]
    file = tmp_path / "lama.xml"
    file.write_bytes(export(*(item(number, title, f"<p>Isi {number}.</p>") for number, title in enumerate(wanted, start=1))))
    words = ("betang.config.cli", "import", "wordpress", str(file), "--site", "batang-danum")

    def taken() -> list[str]:
        return plugged.titles_like("Pindahan%")

    for threshold in (5, 40):
        process = plugged.start(*words)
        try:
            while len(taken()) < threshold:
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.005)
        finally:
            process.kill()
            process.wait()
        there = taken()
        assert threshold <= len(there) < len(wanted), "no kill met the import in its middle"
        assert len(there) == len(set(there)), "something was taken twice"
        assert plugged.runs() == ["running"], "the command goes on with the run that was killed and begins no other"
    plugged.run(*words)
    assert sorted(taken()) == sorted(wanted)
    assert plugged.runs() == ["done"]
    plugged.run(*words)
    assert sorted(taken()) == sorted(wanted)
    assert plugged.runs() == ["done", "done"]
    plugged.run("betang.config.cli", "audit", "verify")
