"""Every URL × everybody, walked from the resolver: a URL that nobody thought about fails here."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import EVERYBODY, Row


def rows() -> list[Row]:
    found: list[Row] = []
    for package in settings.PACKAGES:
        module = f"betang.{package}.tests.access"
        if find_spec(module):
            found += import_module(module).ROWS
    return found


def named_urls(urlconf: str) -> set[str]:
    """The full name of every address of a urlconf; an address without a name is itself a failure."""
    names: set[str] = set()

    def walk(patterns, namespace: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, f"{namespace}{one.namespace}:" if one.namespace else namespace)
            elif isinstance(one, URLPattern):
                assert one.name, f"{one.pattern} has no name"
                names.add(namespace + one.name)

    walk(get_resolver(urlconf).url_patterns, "")
    return names


@pytest.mark.parametrize(("urlconf", "where"), [(settings.ROOT_URLCONF, "portal"), (settings.SITE_URLCONF, "site")])
def test_every_address_has_a_row(urlconf, where):
    listed = {row.name for row in rows() if row.where == where}
    there = named_urls(urlconf)
    assert there - listed == set(), "addresses without an access row"
    assert listed - there == set(), "access rows without an address"


def _by_what_they_prepare() -> list:
    """The rows, those beside each other that prepare the same: it is built once for them."""
    found: dict[tuple, list[Row]] = {}
    for row in rows():
        found.setdefault((row.prepare, row.kwargs if callable(row.kwargs) else None), []).append(row)

    def build(row: Row):
        def built(house):
            if row.prepare:
                row.prepare(house)
            return house.sessions(), dict(row.kwargs(house) if callable(row.kwargs) else {})

        return built

    return [
        pytest.param(row, marks=pytest.mark.stands_on(*key, build=build(row)), id=f"{row.where}-{row.method}-{row.name}")
        for key, alike in found.items()
        for row in alike
    ]


@pytest.mark.parametrize("row", _by_what_they_prepare())
def test_everybody_gets_what_the_table_says(row: Row, house, prepared, client, settings):
    sessions, kwargs = prepared
    urlconf = settings.ROOT_URLCONF if row.where == "portal" else settings.SITE_URLCONF
    host = "localhost" if row.where == "portal" else house.site.host_names.get(kind="primary").host
    path = reverse(row.name, urlconf=urlconf, kwargs=kwargs if callable(row.kwargs) else dict(row.kwargs))
    got: dict[str, int] = {}
    for person in EVERYBODY:
        client.cookies.clear()
        if person != "nobody":
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        data = row.data(house) if callable(row.data) else row.data
        answer = getattr(client, row.method)(path, dict(data), headers={"host": host})
        got[person] = answer.status_code
        body = b"" if answer.streaming else answer.content
        for slip in (b"&lt;Macro", b"Undefined", b"&lt;bound method", b"&lt;function"):
            assert slip not in body, f"{person} is shown a piece of the program: {slip!r}"
        if answer.status_code == 200 and row.shows:
            assert row.shows.encode() in body, f"{person} does not see {row.shows}"
        if answer.status_code != 200 and row.hides:
            assert row.hides.encode() not in body, f"{person} sees {row.hides}"
    assert got == {person: row.expected(person) for person in EVERYBODY}
