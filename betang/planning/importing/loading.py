"""Many rows into a table at once, inside the transaction that the caller has opened.

PostgreSQL takes them with COPY. SQLite takes a parcel of rows with each statement, and while it puts one away (the interpreter is
free in that time) a second thread makes the next: two cores share what one would do in turn.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import batched, chain
from queue import Empty, Queue
from threading import Thread
from typing import Any

from django.db import IntegrityError, connection

PARCEL = 200
"""Rows in one statement of SQLite. More gain nothing: a statement of thousands of values no longer fits the processor's caches."""
AHEAD = 16
"""How many parcels the second thread may be ahead."""
TABLES = ("planning_line", "planning_figure", "planning_linefund", "planning_lineplace", "planning_indicator")
FROM_ROWS = 20_000
"""From so many rows on, a second thread and the building of indexes anew pay for themselves."""

Told = Callable[[int], None]


def insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], *, told: Told | None = None, ahead: bool = False) -> None:
    """Insert rows in their order. `told` hears of how many more are in; `ahead`: they are made in a second thread, which must not
    ask the database, since that belongs to this one.
    """
    if connection.vendor == "postgresql":
        _copy(table, columns, rows, told)
        return
    made = (list(chain.from_iterable(parcel)) for parcel in batched(rows, PARCEL))
    with made_ahead(made) if ahead else contextlib.nullcontext(made) as parcels:
        _insert_parcels(table, columns, parcels, told)


def _copy(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], told: Told | None) -> None:
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for parcel in batched(rows, PARCEL):
            for row in parcel:
                copy.write_row(row)
            if told is not None:
                told(len(parcel))


def _insert_parcels(table: str, columns: tuple[str, ...], parcels: Iterable[list[Any]], told: Told | None) -> None:
    """Insert parcels of rows; each is the values of its rows one after another.

    Past Django's cursor, which would search a statement of thousands of marks for them each time. No such table is fenced.
    """
    row = f"({', '.join('?' * len(columns))})"
    begin = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608
    whole = begin + ", ".join([row] * PARCEL)
    connection.ensure_connection()
    with connection.wrap_database_errors, contextlib.closing(connection.connection.cursor()) as cursor:
        for parcel in parcels:
            count = len(parcel) // len(columns)
            cursor.execute(whole if count == PARCEL else begin + ", ".join([row] * count), parcel)
            if told is not None:
                told(count)


@contextmanager
def made_ahead[T](things: Iterable[T], most: int = AHEAD) -> Iterator[Iterator[T]]:
    """Let a second thread run through `things`, at most `most` of them ahead of whoever takes them here.

    What it raises is raised where the next thing would have been taken. When the block is left early, the thread ends before it is.
    """
    queue: Queue[tuple[T] | BaseException | None] = Queue(most)
    is_left = False

    def make() -> None:
        last: BaseException | None = None
        try:
            for thing in things:
                queue.put((thing,))
                if is_left:
                    return
        except BaseException as error:  # raised again where the things are taken
            last = error
        queue.put(last)

    def taken() -> Iterator[T]:
        while (box := queue.get()) is not None:
            if isinstance(box, BaseException):
                raise box
            yield box[0]

    thread = Thread(target=make, name="made-ahead", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        is_left = True
        while thread.is_alive():
            with contextlib.suppress(Empty):
                queue.get(timeout=0.01)
        thread.join()


class Later[T]:
    """An answer that a second thread works out once it is told to `begin`; whoever asks for it before that works it out himself."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._future: Future[T] = Future()
        self._work = work
        self._is_begun = False

    def begin(self) -> None:
        """Begin in a second thread, which must not ask the database."""
        if not self._is_begun:
            self._is_begun = True
            Thread(target=self._answer, name="later", daemon=True).start()

    def result(self) -> T:
        """The answer; whatever the work raised is raised here."""
        if not self._is_begun:
            self._is_begun = True
            self._answer()
        return self._future.result()

    def _answer(self) -> None:
        try:
            self._future.set_result(self._work())
        except BaseException as error:  # raised again where the answer is asked for
            self._future.set_exception(error)


@contextmanager
def room(rows: int) -> Iterator[None]:
    """For the transaction of a large write on SQLite, around it: a larger page cache, and the write-ahead log is put away after it.

    By itself SQLite copies the log into the database within the commit, and whoever waits for it waits for half a gigabyte. What is
    committed all can read from the log at once; a thread of its own, on a connection of its own, copies it then.
    """
    if connection.vendor != "sqlite" or rows < FROM_ROWS:
        yield
        return
    wanted = {"cache_size": -100_000, "wal_autocheckpoint": 0}  # the cache in KiB: that much memory an import has left of 400 MB
    with connection.cursor() as cursor:
        before = {name: int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in wanted}
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name} = {value}")
    if not connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's alone
        Thread(target=put_log_away, args=(str(connection.settings_dict["NAME"]),), name="put-log-away").start()


def put_log_away(path: str) -> None:
    """Copy SQLite's write-ahead log into the database, as far as nobody reads from it; nobody waits for that."""
    with contextlib.closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def with_parents(parents: Callable[[], Mapping[str, Collection[Any]]]) -> Iterator[None]:
    """For rows that are only inserted in the block: hold what they point at, `table → keys`, and ask for it once instead of row by row.

    PostgreSQL asks for every foreign key of every row at commit, 2.4 million times for 300,000 lines, and that takes longer than all
    else. What rows of other transactions the new ones point at must be named by `parents`; it is held as a foreign key would hold
    it, and `IntegrityError` is raised where it is missing. Rows of the same transaction need no holding: nobody else sees them yet.

    Leaving the checks out needs the right to set `session_replication_role`, which an administrator may grant
    (docs/howto/operate.md). Without it, and on SQLite, this does nothing and every row is asked for.
    """
    if connection.vendor != "postgresql" or not _may_leave_checks_out():
        yield
        return
    with connection.cursor() as cursor:
        for table, keys in parents().items():
            cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(keys)])  # noqa: S608
            if len(cursor.fetchall()) < len(set(keys)):
                raise IntegrityError(f"rows point at rows of {table} that are not there")
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield  # whatever is raised in the block ends the transaction or its savepoint, and the setting with it
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")


def _may_leave_checks_out() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return bool(cursor.fetchone()[0])


@contextmanager
def without_indexes(adding: int, *, meanwhile: Callable[[], None] | None = None) -> Iterator[None]:
    """On SQLite, where a plan at least doubles the tables: take their indexes down, and build them once when all rows are in.

    It belongs to the transaction, as every schema statement of SQLite does: whatever ends it puts them back. `meanwhile` is called
    before they are built; a thread that it begins has a core to itself for as long.
    """
    indexes = _take_down() if connection.vendor == "sqlite" and adding >= FROM_ROWS and _is_most(adding) else []
    yield
    if meanwhile is not None:
        meanwhile()
    with connection.cursor() as cursor:
        for sql in indexes:
            cursor.execute(sql)


def _is_most(adding: int) -> bool:
    """Whether the table holds no more lines yet than are added."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM planning_line")
        return int(cursor.fetchone()[0]) <= adding


def _take_down() -> list[str]:
    """Drop the indexes; the statements that make them again. What a table's own constraints keep cannot be dropped and stays."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(TABLES))
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", TABLES)  # noqa: S608
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in indexes]
