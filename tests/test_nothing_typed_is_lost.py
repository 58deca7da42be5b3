"""Every form of the desk that takes words gives them back after a session ended or changed: walked from the access rows."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import Row
from tests.engines import ON_SQLITE
from tests.test_access import on_its_ground, rows

MARK = "Kata yang tidak boleh hilang"
PAGES = {row.name: row for row in rows() if row.method == "get" and "_desk:" in row.name and 200 in (*row.answers.values(), row.others)}
WITH_A_FILE = {"foto_alt"}
"""Words about a file: it cannot be kept, and words about a photo that is gone would be put to another."""

APART = {"accounts_desk:accept", "accounts_desk:new_password"}


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: where to, what they hold, and which of it is free text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict] = []
        self._form: dict | None = None
        self._area: str | None = None
        self.texts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        if tag == "form":
            is_post = (one.get("method") or "").lower() == "post"
            self._form = {"action": one.get("action") or "", "data": {}, "texts": []} if is_post else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None or not one.get("name") or "readonly" in one or "data-unkept" in one:
            return
        kind = (one.get("type") or "text").lower()
        if tag == "input" and kind in ("hidden", "number", "date", "time"):
            self._form["data"][one["name"]] = one.get("value") or ""
        if one["name"] in WITH_A_FILE:
            return
        if tag == "textarea" or (tag == "input" and kind in ("text", "search")):
            self._form["texts"].append(one["name"])
        if tag == "button" and one["name"] not in self._form["data"]:
            self._form["data"][one["name"]] = one.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


def who_may(row: Row) -> str:
    return next(name for name in ("budi", "gita", "eka", "dedi", "citra", "fajar", "ani") if row.expected(name) == 200)


def walked() -> list[Row]:
    """Every page; on PostgreSQL one of each package: what a form holds is no matter of the database, only where it is kept meanwhile."""
    pages = [PAGES[name] for name in sorted(PAGES.keys() - APART)]
    return pages if ON_SQLITE else list({row.name.partition(":")[0]: row for row in pages}.values())


@pytest.mark.parametrize("row", on_its_ground(walked()))
def test_words_come_back_after_the_session_ended(row, house, prepared, settings):
    sessions, _made, kwargs = prepared
    path = reverse(row.name, kwargs=dict(row.kwargs) if kwargs is None else kwargs)
    signed_in = Client(headers={"host": "localhost"})
    signed_in.cookies[settings.SESSION_COOKIE_NAME] = sessions[who_may(row)]
    answer = signed_in.get(path, dict(row.data(house) if callable(row.data) else row.data))
    if answer.status_code != 200 or answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return
    address = answer.request["PATH_INFO"] + (f"?{answer.request['QUERY_STRING']}" if answer.request["QUERY_STRING"] else "")
    for form in [one for one in Forms(answer.content.decode()).forms if one["texts"]][:3]:
        data = form["data"] | {text: f"{MARK} {n}" for n, text in enumerate(dict.fromkeys(form["texts"]))}
        to = urljoin(path, form["action"]) or path
        stranger = Client(headers={"host": "localhost", "referer": f"http://localhost{address}"})
        led = stranger.post(to, data)
        assert led.status_code == 302, f"{to} answers {led.status_code} to nobody"
        back = parse_qs(urlsplit(led["Location"]).query)["next"][0]
        page = unescape(signed_in.get(back).content.decode())
        for text, words in data.items():
            if words.startswith(MARK):
                assert words in page, f"{text} of {to} does not come back at {back}"


def test_a_key_that_is_old_loses_nothing_and_a_strangers_page_lays_in_nothing(house):
    desk = house.sign_in(Client(enforce_csrf_checks=True, headers={"host": "localhost"}), "budi")
    path = reverse("communities_desk:group_data", kwargs={"slug": "batang-danum"})
    about = {"about": f"{MARK} & «lagi»", "csrfmiddlewaretoken": "tua"}
    own = {"origin": "http://localhost", "referer": f"http://localhost{path}", "sec-fetch-site": "same-origin"}
    led = desk.post(path, about, headers=own)
    assert led.status_code == 302
    page = desk.get(led["Location"]).content.decode()
    assert f"{MARK} &amp; «lagi»" in page
    assert "csrfmiddlewaretoken" in page
    assert desk.get(led["Location"]).content.decode().count(MARK) == 0, "once"
    foreign = desk.post(path, about, headers={"origin": "http://jahat.test", "sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert "Location" not in foreign
    script = desk.post(path, about, headers=own | {"sec-fetch-mode": "cors"})
    assert script.status_code == 403
