"""Questions that public pages ask on every render: built by the ORM once a connection, then sent with new values.

A query set of fifteen columns over two joins costs Django a millisecond to put into SQL and SQLite a twentieth of that to answer.
The SQL is always the same, so it is kept. Everything else stays as it is: the query set is written, checked and tested
as ever, the fence decides which site's key is filled in at the moment of asking, and the statement passes
`fence.guard_sql` (and PostgreSQL's row-level security) like any other.

    _BY_SLUG = Prepared(lambda: Article.objects.filter(slug=Slot("slug", CharField())).values_list("id", "title")[:1])
    row = _BY_SLUG.first(slug="banjir")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet, UUIDField
from django.db.models.query import ValuesListIterable

from betang.kernel import fence

Convert = tuple[int, Sequence[Callable[..., Any]], Any]


class Slot(Expression):
    """A place in a query set for a value that is given when it is asked. Never for None, lists or column names."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder; `Prepared` puts the value where this object stands among the parameters."""
        return "%s", (self,)


def slots(name: str, count: int, field: Field[Any, Any]) -> list[Any]:
    """Places for a list of `count` values, for `…__in=slots("code", count, CharField())`; `spread` fills them."""
    return [Slot(f"{name}{n}", field) for n in range(count)]


def spread(name: str, values: Iterable[Any]) -> tuple[int, dict[str, Any]]:
    """How many places a list of values needs, and the values by their places.

    The number is part of the SQL, so it is rounded up to a power of two and the last value is said again: `IN` does not mind.
    """
    given = list(values)
    count = 1 << (len(given) - 1).bit_length() if given else 0
    return count, {f"{name}{n}": given[min(n, len(given) - 1)] for n in range(count)}


class _Statement:
    """One compiled query set, for one connection."""

    __slots__ = ("converts", "slots", "sql", "template")

    def __init__(self, rows: QuerySet[Any, Any], connection: Any) -> None:
        if rows._iterable_class is not ValuesListIterable:
            raise TypeError("a prepared query set ends in values_list(...)")
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        site = UUIDField()
        fitting = {fence.STAND_IN, site.get_db_prep_value(fence.STAND_IN, connection)}
        self.template = list(params)
        self.slots: list[tuple[int, str, Field[Any, Any]]] = []
        for at, param in enumerate(params):
            if isinstance(param, Slot):
                self.slots.append((at, param.name, param.output_field))
            elif param in fitting:
                self.slots.append((at, "", site))
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        self.converts: list[Convert] = [(at, how, what) for at, (how, what) in compiler.get_converters(columns).items()]

    def ask(self, connection: Any, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        params = self.template.copy()
        for at, name, field in self.slots:
            if values[name] is None:
                raise TypeError(f"None for {name or 'the site'}: SQL would have to read IS NULL")
            params[at] = field.get_db_prep_value(values[name], connection)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if not self.converts:
            return list(found)
        rows = [list(row) for row in found]
        for at, how, what in self.converts:
            for row in rows:
                for convert in how:
                    row[at] = convert(row[at], what, connection)
        return [tuple(row) for row in rows]


class Prepared:
    """A query set in waiting. `build` returns one that ends in `values_list(...)`, limit included.

    What `build` takes are the parts that change the SQL itself (a limit, whether a filter is there): hashable, and few. All that
    changes from one question to the next is a `Slot`; `build` itself runs once, so it reads no clock, no language and no setting.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build

    def rows(self, *shape: Any, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as `values_list` gives them, of the site that is open now. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        state = fence.state()
        known: dict[Any, _Statement | None] = connection.__dict__.setdefault("betang_prepared", {})
        key = (self, type(state), shape)
        if key not in known:
            known[key] = self._compile(shape, connection)
        statement = known[key]
        if statement is None:
            return []
        if isinstance(state, fence.OpenSite):
            values[""] = state.site_id
        return statement.ask(connection, values)

    def first(self, *shape: Any, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None; `build` should say `[:1]`. One query."""
        found = self.rows(*shape, **values)
        return found[0] if found else None

    def _compile(self, shape: tuple[Any, ...], connection: Any) -> _Statement | None:
        try:
            if isinstance(fence.state(), fence.OpenSite):
                with fence.stand_in():
                    return _Statement(self.build(*shape), connection)
            return _Statement(self.build(*shape), connection)
        except EmptyResultSet:
            return None


__all__ = ["Prepared", "Slot", "slots", "spread"]
