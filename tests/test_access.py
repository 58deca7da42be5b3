"""Every URL × everybody, walked from the resolver: a URL that nobody thought about fails here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import EVERYBODY, Row
from tests.engines import ON_SQLITE


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


def on_its_ground(some: Iterable[Row]) -> list[Any]:
    """The rows as parameters of a test, those beside each other that prepare the same: it is built once for them.

    The test's `prepared` is everybody's session, what `prepare` gave, and the row's `kwargs`.
    """
    found: dict[Any, dict[Any, list[Row]]] = {}
    for row in some:
        found.setdefault(row.prepare, {}).setdefault(row.kwargs if callable(row.kwargs) else None, []).append(row)
    return [
        pytest.param(row, marks=pytest.mark.stands_on(_sessions, prepare or _nothing, _kwargs_by(kwargs)), id=row.id)
        for prepare, by_kwargs in found.items()
        for kwargs, alike in by_kwargs.items()
        for row in alike
    ]


def _sessions(house: Any) -> dict[str, str]:
    return house.sessions()


def _nothing(house: Any) -> None:
    """What most addresses need."""


@cache  # the same function for the same rows: so the ground knows that it stands already
def _kwargs_by(of: Callable[[Any], Mapping[str, Any]] | None) -> Callable[[Any], dict[str, Any] | None]:
    return lambda house: dict(of(house)) if of else None


def walkers(row: Row) -> list[str]:
    """Who tries the address: everybody. On PostgreSQL one of those who get the same answer, and the stranger from another site:
    who may what is decided before any database is asked, and was tried in full on SQLite.
    """
    if ON_SQLITE:
        return list(EVERYBODY)
    return list(dict.fromkeys([*{row.expected(person): person for person in reversed(EVERYBODY)}.values(), "fajar"]))


@pytest.mark.parametrize("row", on_its_ground(rows()))
def test_everybody_gets_what_the_table_says(row: Row, house, prepared, client, settings):
    sessions, _made, kwargs = prepared
    urlconf = settings.ROOT_URLCONF if row.where == "portal" else settings.SITE_URLCONF
    host = "localhost" if row.where == "portal" else house.site.host_names.get(kind="primary").host
    path = reverse(row.name, urlconf=urlconf, kwargs=dict(row.kwargs) if kwargs is None else kwargs)
    got: dict[str, int] = {}
    for person in walkers(row):
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
    assert got == {person: row.expected(person) for person in walkers(row)}
