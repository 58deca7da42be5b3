"""The front before a whole house: what it passes on, what it refuses, what it shows on a bad day."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from betang.edge.tests.race.town import Town
from tests import ready

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    ready.sqlite(made.home)
    try:
        assert made.write("seed").wait(60) == 0, (made.home / "log").read_text()
        made.start()
        yield made
    finally:
        made.end()


def raw(town: Town, data: bytes, *, wait_s: float = 5) -> bytes:
    """What comes back for these bytes, until the other side closes or is silent."""
    with socket.create_connection(("127.0.0.1", town.port), timeout=wait_s) as link:
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while piece := link.recv(65536):
                found += piece
        except TimeoutError:
            pass
        return found


def test_what_a_client_says_of_itself_is_not_believed(town):
    told = town.get(
        "/gema/?a=1", X_Forwarded_For="6.6.6.6", X_Real_IP="6.6.6.6", Forwarded="for=6.6.6.6", X_Betang_Keep="x;y;1"
    ).body.decode()
    assert "6.6.6.6" not in told
    assert "REMOTE_ADDR=127.0.0.1" in told
    assert "BETANG" not in told


def test_a_header_that_the_connection_names_goes_no_further(town):
    told = raw(
        town, b"GET /gema/ HTTP/1.1\r\nHost: localhost\r\nConnection: close, X-Rahasia\r\nX-Rahasia: 1\r\nX_Garis: 1\r\n\r\n"
    ).decode()
    assert "RAHASIA" not in told
    assert "GARIS" not in told


def test_requests_one_behind_the_other_are_answered_in_their_order(town):
    one = b"GET / HTTP/1.1\r\nHost: satu.localhost\r\n\r\n"
    two = b"GET /gema/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    told = raw(town, one + two + one + b"GET / HTTP/1.1\r\nHost: satu.localhost\r\nConnection: close\r\n\r\n")
    assert told.count(b"HTTP/1.1 200 OK") == 4
    assert told.find(b"Nomor") < told.find(b"/gema/") < told.rfind(b"Nomor")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40000 + b"\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n", b"413"),
        (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
        (b"GET / HTTP/1.1\r\nHost: tidak-ada.localhost\r\nConnection: close\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nHost: desa_x.localhost\r\nConnection: close\r\n\r\n", b"421"),
    ],
)
def test_what_is_refused_is_refused_in_words(town, head, status):
    told = raw(town, head)
    assert told.startswith(b"HTTP/1.1 " + status), told[:80]
    assert b"<h1>" in told
    assert b'lang="en"' in told, "in both languages"


def test_a_large_form_goes_through_and_too_large_a_one_is_told_so(town):
    body = os.urandom(3_000_000)
    told = town.get("/gema/", method="PUT", body=body, Content_Type="application/octet-stream").body.decode()
    assert f"CONTENT_LENGTH={len(body)}" in told
    answer = town.get("/gema/", method="POST", body=b"x" * 28_000_000, Content_Type="application/octet-stream")
    assert answer.status == 413


def test_an_answer_of_unknown_length_arrives_whole(town):
    answer = town.get("/besar/5000000/")
    assert len(answer.body) == 5_000_000
    old = raw(town, b"GET /besar/2000000/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert old.partition(b"\r\n\r\n")[2] == b"x" * 2_000_000


def test_head_says_what_get_would_and_sends_nothing(town):
    page = town.get("/", "satu.localhost", Accept_Encoding="br")
    head = town.get("/", "satu.localhost", method="HEAD", Accept_Encoding="br")
    assert head.body == b""
    for name in ("etag", "content-length", "content-type", "content-encoding", "vary"):
        assert head.headers[name] == page.headers[name]


def test_no_public_page_sets_a_cookie(town):
    for _ in range(2):
        assert "set-cookie" not in town.get("/kuki/", "satu.localhost").headers


def test_errors_are_words_not_traces(town):
    refused = town.get("/ditolak/", Accept="application/json")
    assert (refused.status, json.loads(refused.body)) == (409, {"error": "Tidak bisa begitu.", "hint": "Coba begini."})
    broken = town.get("/rusak/")
    assert broken.status == 500
    assert b"secret" not in broken.body
    assert broken.headers["x-request-id"].encode() in broken.body


def test_pages_with_other_questions_are_answered_but_not_kept(town):
    for path in ("/?utm=1", "/?halaman=1&halaman=2", "/?urut=a&halaman=1", "/?halaman="):
        town.get(path, "satu.localhost")
    kept = {path.read_bytes().split(b"\n", 1)[0] for path in (town.home / "pages" / "kept").rglob("*") if path.is_file()}
    keys = {json.loads(line)["key"] for line in kept}
    assert not any("utm" in key or "&" in key or key.endswith("=") for key in keys)


def test_a_second_house_in_the_same_folder_says_who_has_it(town):
    words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(town.port + 1)]
    told = subprocess.run(words, env=town.environment, capture_output=True, text=True, timeout=30)
    assert told.returncode == 1
    assert "already running" in told.stderr


def test_a_taken_port_is_said_before_anything_starts(town, tmp_path):
    words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(town.port)]
    told = subprocess.run(words, env={**town.environment, "BETANG_HOME": str(tmp_path)}, capture_output=True, text=True, timeout=30)
    assert told.returncode == 1
    assert "taken" in told.stderr
    assert not (tmp_path / "betang.sqlite3").exists()


def test_a_renderer_that_is_killed_comes_back_and_kept_pages_stand_meanwhile(town):
    assert town.get("/", "dua.localhost").status == 200
    for pid in town.children()["granian"]:
        os.kill(pid, signal.SIGKILL)
    assert town.get("/", "dua.localhost").status == 200
    until = time.monotonic() + 30
    while time.monotonic() < until and town.get("/gema/").status != 200:
        time.sleep(0.2)
    assert town.get("/gema/").status == 200


def test_without_a_database_the_pages_that_were_kept_still_stand(town):
    town.get("/", "satu.localhost")
    database = town.home / "betang.sqlite3"
    away = town.home / "away.sqlite3"
    database.rename(away)
    try:
        from betang.edge.stamps import BEGUN, DONE, Stamps

        counters = Stamps(town.home / "edge").counters
        counters[BEGUN] += 1
        counters[DONE] += 1  # so that the front has to ask
        assert town.get("/", "satu.localhost").status == 200
    finally:
        database.unlink(missing_ok=True)
        away.rename(database)


def test_nobody_is_left_behind_when_the_watcher_is_killed(town):
    """The last test of this house."""
    before = [pid for pids in town.children().values() for pid in pids]
    assert len(before) >= 4
    town.stop(signal.SIGKILL)
    until = time.monotonic() + 10
    while time.monotonic() < until and any(town.children().values()):
        time.sleep(0.1)
    assert town.children() == {"front": [], "granian": [], "worker": []}
    town.start()
    assert town.stop() < 5.5
    assert town.children() == {"front": [], "granian": [], "worker": []}
