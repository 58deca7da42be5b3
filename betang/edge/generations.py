"""Asking the content database which generations are present, straight and without Django. For the front.

SQLite is opened read-only, one connection a thread; PostgreSQL has one connection, taken in turns. After a failure the
database counts as down for a second, so that a stopped database costs one short wait a second and not one a request.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REST_AFTER_FAILURE_S = 1.0


class Down(Exception):
    """The database does not answer."""


class Asker:
    """`values(scopes)` and `floors(scopes)` in one question. `url` is empty for SQLite in `home`."""

    def __init__(self, home: Path, url: str = "") -> None:
        self._path = home / "betang.sqlite3"
        self._url = url
        self._local = threading.local()
        self._turn = threading.Lock()
        self._connection: Any = None
        self._down_until = 0.0

    def ask(self, scopes: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The present values and floors of `scopes`, 0 for one that never moved. Raises `Down`."""
        if time.monotonic() < self._down_until:
            raise Down
        marks = ",".join(("%s" if self._url else "?",) * len(scopes))
        sql = f"SELECT scope, value, floor FROM edge_generation WHERE scope IN ({marks})"  # noqa: S608 - marks only
        try:
            rows = self._postgresql(sql, tuple(scopes)) if self._url else self._sqlite(sql, tuple(scopes))
        except Down:
            self._down_until = time.monotonic() + REST_AFTER_FAILURE_S
            raise
        found = {row[0]: (row[1], row[2]) for row in rows}
        pairs = [found.get(scope, (0, 0)) for scope in scopes]
        return tuple(value for value, _ in pairs), tuple(floor for _, floor in pairs)

    def _sqlite(self, sql: str, params: tuple[str, ...]) -> list[Any]:
        try:
            connection = getattr(self._local, "connection", None)
            if connection is None or not self._path.exists():
                connection = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=2)
                self._local.connection = connection
            return list(connection.execute(sql, params).fetchall())
        except sqlite3.Error as error:
            self._local.connection = None
            raise Down from error

    def _postgresql(self, sql: str, params: tuple[str, ...]) -> list[Any]:
        import psycopg

        with self._turn:
            for attempt in (1, 2):  # a connection that died while idle is replaced once
                try:
                    if self._connection is None:
                        self._connection = psycopg.connect(
                            self._url, autocommit=True, connect_timeout=2, options="-c statement_timeout=2000"
                        )
                    return list(self._connection.execute(sql, params).fetchall())
                except psycopg.Error as error:
                    with contextlib.suppress(Exception):
                        self._connection.close()
                    self._connection = None
                    if attempt == 2 or isinstance(error, psycopg.errors.QueryCanceled):
                        raise Down from error
        raise Down

    def barrier(self) -> bool:
        """True once no commit of a writer that died can still take effect (see `Stamps.repair`).

        SQLite: a commit stands in the log or does not; nobody finishes it later. PostgreSQL: a server process whose client died
        still holds its lock on the table that it was moving, so that taking an exclusive one waits for its end.
        """
        if not self._url:
            return True
        import psycopg

        try:
            with psycopg.connect(self._url, connect_timeout=2, options="-c lock_timeout=2000 -c statement_timeout=3000") as connection:
                connection.execute("LOCK TABLE edge_generation IN EXCLUSIVE MODE")
            return True
        except psycopg.Error:
            return False
