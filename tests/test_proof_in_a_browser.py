"""The browser solves the puzzle while somebody types, and what it finds is right; the rest of the proof is tested without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from betang.guard import proof
from tests import browser

pytestmark = pytest.mark.journey

PROGRAM = Path(__file__).resolve().parents[1] / "betang" / "ui" / "static" / "ui" / "js" / "proof.js"
PAGE = """<!doctype html><form method="post" action="/kirim"><input type="hidden" name="cap_waktu" value="1">
<label>Nama <input name="nama"></label><button>Kirim</button></form><script type="module" src="/proof.js"></script>"""


def test_the_form_carries_a_solution_even_when_it_is_sent_at_once():
    puzzle, sent, asked = proof.puzzle(proof.BITS), [], []

    def house(route):
        path = route.request.url.partition("localhost")[2]
        if path == "/-/bukti":
            asked.append(path)
            body = json.dumps({"puzzle": puzzle, "shares": proof.SHARES, "field": proof.FIELD})
            route.fulfill(body=body, content_type="application/json")
        elif path == "/proof.js":
            route.fulfill(body=PROGRAM.read_text(), content_type="text/javascript")
        elif path == "/kirim":
            sent.append(route.request.post_data_json)
            route.fulfill(body="ok")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    with browser.chromium() as chromium:
        page = chromium.new_page()
        page.route("**/*", house)
        page.goto("http://localhost/")
        assert not asked, "who only reads asks nothing"
        page.get_by_label("Nama").fill("Dayu")
        page.get_by_role("button").click()
        page.wait_for_url("**/kirim")
    assert asked == ["/-/bukti"]
    assert (sent[0]["nama"], len(sent)) == ("Dayu", 1)
    assert proof.is_solved(sent[0][proof.FIELD])
