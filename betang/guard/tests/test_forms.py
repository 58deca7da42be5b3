"""The door before public forms."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from betang.guard import forms
from betang.kernel.errors import Refused, TooMany


@pytest.fixture
def send():
    """Send a form; every test has a view (and so a count) of its own."""
    address = f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}"

    @forms.public_form(rate="3/h")
    def view(request):
        return HttpResponse("ok")

    def post(data=None, *, who=address, method="post", **headers):
        body = {**forms.honest_fields(), **(data or {})} if data is not False else {}
        request = getattr(RequestFactory(), method)("/kirim/", body, REMOTE_ADDR=who, HTTP_HOST="kim.localhost:8000", headers=headers)
        return view(request)

    return post


def test_an_honest_form_passes(send):
    assert send().status_code == 200
    assert send(origin="http://kim.localhost:8000").status_code == 200
    assert send(**{"sec-fetch-site": "same-origin"}, origin="null").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://lain.example"},
        {"origin": "null"},
        {"origin": "http://tetangga.localhost:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://kim.localhost:8000"},
        {"referer": "https://lain.example/form"},
    ],
)
def test_a_form_from_another_site_is_refused(send, headers):
    with pytest.raises(Refused):
        send(**headers)


@pytest.mark.parametrize(
    "data",
    [
        {forms.HONEYPOT: "http://spam.example"},
        {forms.STAMP: ""},
        {forms.STAMP: "1:forged"},
        {forms.STAMP: 0},
        {forms.STAMP: -600},
    ],
)
def test_what_only_programs_do_is_refused(send, data):
    if isinstance(data.get(forms.STAMP), int):
        data = {forms.STAMP: forms.stamp(time.time() - data[forms.STAMP])}
    with pytest.raises(Refused) as error:
        send(data)
    assert error.value.hint


def test_looking_at_the_form_is_free(send):
    for _ in range(10):
        assert send(False, method="get").status_code == 200


def test_one_address_may_send_only_so_often_and_another_is_not_held_for_it(send):
    for _ in range(3):
        send()
    with pytest.raises(TooMany) as error:
        send()
    assert 0 < error.value.retry_after_s <= 3602
    assert send(who="203.0.113.9").status_code == 200


def test_refused_attempts_count_too(send):
    for _ in range(3):
        with pytest.raises(Refused):
            send({forms.HONEYPOT: "x"})
    with pytest.raises(TooMany):
        send()


def test_the_window_ends():
    who, scope = uuid4().hex, "test"
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        forms.count(scope, who, "1/min")
        with pytest.raises(TooMany):
            forms.count(scope, who, "1/min")
        clock.shift(61)
        forms.count(scope, who, "1/min")


def test_attempts_at_once_are_counted_each():
    who = uuid4().hex

    def attempt(_n):
        try:
            forms.count("test", who, "20/h")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(attempt, range(60)))
    assert sum(passed) == 20


def test_a_neighbour_behind_the_same_prefix_counts_as_one(settings):
    request = RequestFactory().post("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert forms.client_address(request) == "2001:db8:1:2::/64"
    request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 198.51.100.7")
    assert forms.client_address(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    assert forms.client_address(request) == "198.51.100.7"


def test_the_hidden_fields_pass_the_door_they_are_made_for():
    html = str(forms.public_form_fields())
    names = re.findall(r'name="([^"]+)"', html)
    assert names == [forms.STAMP, forms.HONEYPOT]
    assert "style=" not in html


def test_a_rate_that_means_nothing_is_a_programming_error():
    with pytest.raises(ValueError):
        forms.public_form(rate="often")
