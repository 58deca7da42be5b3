"""The fence inside the database, built after every migration for each fenced table, again and again without harm.

PostgreSQL: row-level security, forced on the owner too, and a foreign key over (reference, site), so that a row can
point only to rows of its own site. SQLite has neither; triggers refuse the foreign reference, and a change of site.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from betang.kernel import fence

MINE = "site_id = nullif(current_setting('betang.site', true), '')::uuid OR current_setting('betang.unfenced', true) = 'on'"


def references(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """The foreign keys of a fenced model that lead to fenced rows."""
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey) and fence.is_fenced(field.related_model):
            yield field


def _managed() -> list[type[models.Model]]:
    return [model for model in fence.fenced_models() if model._meta.managed and not model._meta.proxy]


def _short(*parts: str) -> str:
    from django.db.backends.utils import names_digest

    name = "_".join(parts)
    return name if len(name) <= 58 else f"{name[:49]}_{names_digest(name, length=8)}"


def build(connection: BaseDatabaseWrapper) -> None:
    """Bring the walls of this database in step with the models. Tables that are not there yet are left for later."""
    there = set(connection.introspection.table_names())
    known = [model for model in _managed() if model._meta.db_table in there]
    with fence.migrating(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _build_postgresql(cursor, known)
        elif connection.vendor == "sqlite":
            _build_sqlite(cursor, known)


def _build_postgresql(cursor: Any, known: list[type[models.Model]]) -> None:
    cursor.execute(
        "SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'betang_site' "
        "WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = current_schema()::regnamespace"
    )
    walled = {row[0] for row in cursor.fetchall()}
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conname LIKE 'fence\\_%%' AND connamespace = current_schema()::regnamespace", []
    )
    tied = {row[0] for row in cursor.fetchall()}
    for model in known:
        table = model._meta.db_table
        if table not in walled:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            cursor.execute(f'DROP POLICY IF EXISTS betang_site ON "{table}"')
            cursor.execute(f'CREATE POLICY betang_site ON "{table}" USING ({MINE}) WITH CHECK ({MINE})')
    for model in known:
        for field in references(model):
            table, target = model._meta.db_table, field.related_model._meta.db_table
            name = _short("fence", table, field.column)
            if name in tied:
                continue
            key = field.target_field.column
            cursor.execute(f'CREATE UNIQUE INDEX IF NOT EXISTS "{_short("fence", target)}" ON "{target}" ("{key}", site_id)')
            cursor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{field.column}", site_id) '
                f'REFERENCES "{target}" ("{key}", site_id) DEFERRABLE INITIALLY DEFERRED'
            )


def _build_sqlite(cursor: Any, known: list[type[models.Model]]) -> None:
    wanted: dict[str, str] = {}
    for model in known:
        table = model._meta.db_table
        name = _short("fence", table, "stays")
        wanted[name] = (
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OF site_id ON "{table}" WHEN OLD.site_id <> NEW.site_id '
            f"BEGIN SELECT RAISE(ABORT, 'fence: a row of {table} never moves to another site'); END"
        )
        for field in references(model):
            target = field.related_model._meta.db_table
            for event, word in (("INSERT", "new"), (f'UPDATE OF "{field.column}"', "moved")):
                name = _short("fence", table, field.column, word)
                wanted[name] = (
                    f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" WHEN NEW."{field.column}" IS NOT NULL AND EXISTS ('  # noqa: S608
                    f'SELECT 1 FROM "{target}" WHERE "{field.target_field.column}" = NEW."{field.column}" AND site_id <> NEW.site_id) '
                    f"BEGIN SELECT RAISE(ABORT, 'fence: {table}.{field.column} points to another site'); END"
                )
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'fence\\_%%' ESCAPE '\\'", [])
    there = dict(cursor.fetchall())
    for name in there.keys() - wanted.keys():
        cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if there.get(name) != sql:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            cursor.execute(sql)


def after_migration(using: str, **kwargs: Any) -> None:
    """`post_migrate`: sent once for the kernel, when every table is in place."""
    from django.db import connections

    build(connections[using])
