"""Real worker processes over a real database: killed, stopped, two at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.engines import ON_SQLITE

pytestmark = [pytest.mark.slow, pytest.mark.django_db]  # django_db has it run on both engines
same_on_both = pytest.mark.skipif(not ON_SQLITE, reason="signals and restarts are no matter of the database: tried on SQLite")


class Installation:
    """A house of its own: on SQLite a file, on PostgreSQL a database beside those of the suite."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {**os.environ, "BETANG_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.workers: list[subprocess.Popen[bytes]] = []
        self.database = f"worker_{os.getpid()}_{time.monotonic_ns()}"
        if ON_SQLITE:
            ready.sqlite(home)
        else:
            self.env["BETANG_DATABASE_URL"] = ready.postgresql(self.database)

    def python(self, code: str) -> str:
        whole = f"import django\ndjango.setup()\n{code}"
        done = subprocess.run([sys.executable, "-c", whole], env=self.env, check=False, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worker(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.home / "worker.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "betang.config.cli", "worker", *words], env=self.env, stderr=log, stdout=log)
        self.workers.append(process)
        return process

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database from outside, without starting a Django for it."""
        if ON_SQLITE:
            with closing(sqlite3.connect(self.home / "betang.sqlite3", timeout=20)) as connection:
                return connection.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.env["BETANG_DATABASE_URL"]) as connection:
            return connection.execute(sql).fetchall()

    def results(self) -> dict[str, int]:
        """How the test's own jobs stand; the house queues some of its own by the clock."""
        found = self.rows("SELECT status, CAST(args_kwargs AS text) FROM django_tasks_database_dbtaskresult")
        return dict(Counter(status for status, given in found if "jobs_for_tests" in given))

    def close(self) -> None:
        for process in self.workers:
            if process.poll() is None:
                process.kill()
                process.wait()
        if not ON_SQLITE:
            ready.drop(self.database)


@pytest.fixture
def installation(tmp_path):
    made = Installation(tmp_path)
    yield made
    made.close()


def wait_for(condition, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def enqueue(installation: Installation, path: Path, lines: list[str], pause_s: float = 0) -> None:
    installation.python(
        "from betang.kernel.tests.jobs_for_tests import write_line\n"
        f"for line in {lines!r}: write_line.enqueue(path={str(path)!r}, line=line, pause_s={pause_s})"
    )


def test_a_job_is_done_after_its_worker_was_killed_in_the_middle(installation, tmp_path):
    book = tmp_path / "book"
    enqueue(installation, book, ["saved"], pause_s=1.5)
    first = installation.worker()
    wait_for(lambda: book.exists() and "begin" in book.read_text())
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert "\nsaved\n" not in book.read_text()
    installation.worker()
    wait_for(lambda: "\nsaved\n" in book.read_text())
    wait_for(lambda: installation.results() == {"SUCCESSFUL": 1})
    assert book.read_text().count("\nsaved\n") == 1


@same_on_both
def test_a_worker_that_is_told_to_stop_finishes_the_job_in_hand(installation, tmp_path):
    book = tmp_path / "book"
    enqueue(installation, book, ["one", "two"], pause_s=1)
    process = installation.worker()
    wait_for(lambda: book.exists() and "begin" in book.read_text())
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    lines = book.read_text().splitlines()
    assert lines[-1] in {"one", "two"}
    assert len(lines) == 2, "it took no other job"
    assert installation.results() == {"SUCCESSFUL": 1, "READY": 1}
    assert not list((tmp_path / "workers").glob("*.lock"))


def test_two_workers_do_a_hundred_jobs_each_once(installation, tmp_path):
    book = tmp_path / "book"
    wanted = [f"job {n}" for n in range(100)]
    enqueue(installation, book, wanted)
    both = [installation.worker("--once"), installation.worker("--once")]
    assert [process.wait(90) for process in both] == [0, 0]
    lines = book.read_text().splitlines()
    done = Counter(line for line in lines if not line.startswith("begin"))
    assert done == Counter(wanted)
    assert installation.results() == {"SUCCESSFUL": 100}


@same_on_both
def test_what_the_trail_owes_is_told_after_a_restart(installation):
    """An entry was committed, then everything stopped: the outbox is in the database, and the next worker tells it."""
    installation.python(
        "from django.db import transaction\nfrom betang.audit import trail\nfrom betang.kernel.actor import Actor\n"
        "from betang.kernel.ids import uuid7\nfrom django_tasks_db.models import DBTaskResult\n"
        "trail.subscribe('a.*', lambda entry: None, name='gone')\n"
        "with transaction.atomic(): trail.record('a.b', DBTaskResult(id=uuid7()), actor=Actor(name='Ani'))\n"
    )
    owed = "SELECT count(*) FROM audit_pending WHERE subscriber = 'gone'"
    assert installation.rows(owed) == [(1,)]
    assert installation.worker("--once").wait(60) == 0
    assert installation.rows(owed) == [(0,)]


def test_two_processes_send_one_form_and_write_one_chain(installation, tmp_path):
    code = f"""
import time, pathlib
from uuid import UUID
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from betang.audit import trail
from betang.kernel.actor import Actor
home = pathlib.Path({str(tmp_path)!r})
(home / "ready").open("a").write("x")
while (home / "ready").read_text() != "xx":
    time.sleep(0.01)
with trail.once("key", scope="Budi") as form:
    if not form.repeated:
        (home / "book").open("a").write("done\\n")
        time.sleep(0.5)
        form.location = "/made/"
    print(form.repeated, form.location)
subject = DBTaskResult(id=UUID(int=7))
for n in range(25):
    with transaction.atomic():
        trail.record("test.thing.changed", subject, actor=Actor(name="Budi"), data={{"n": n}})
"""
    whole = f"import django\ndjango.setup()\n{code}"
    both = [subprocess.Popen([sys.executable, "-c", whole], env=installation.env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    installation.workers.extend(both)
    said = sorted(process.communicate(timeout=90)[0].strip() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == ["False /made/", "True /made/"]
    assert (tmp_path / "book").read_text() == "done\n"
    counts = installation.python(
        "from betang.audit.verification import verify\nreport = verify()\nprint(report.problems, report.chains, report.entries)"
    )
    assert counts.strip() == "[] 1 50"
