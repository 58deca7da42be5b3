"""The trail's seal inside the database: triggers that refuse to change or remove an entry or a root.

Built after every migration, again and again without harm, because SQLite loses a table's triggers whenever a migration
copies it. One change passes: taking the actor's name and salt off an entry (`actions.forget_actor`). A package above that
has rows of that kind (the steps of casework) puts its model under the same seal with `also`, in its `AppConfig.ready`.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from betang.audit.models import Entry, Leaf, Root

FORGOTTEN = ("actor_name", "actor_salt")
SEALED: list[type[models.Model]] = [Entry, Root, Leaf]


def also(model: type[models.Model]) -> None:
    """Seal another model's table: rows are added to it, and nothing else ever happens to them."""
    if model not in SEALED:
        SEALED.append(model)


def _same(old: str, new: str) -> str:
    kept = [field.column for field in Entry._meta.local_concrete_fields if field.column not in FORGOTTEN]
    return " AND ".join([*(f"{old}.{one} IS NOT DISTINCT FROM {new}.{one}" for one in kept), *(f"{new}.{one} = ''" for one in FORGOTTEN)])


def _sqlite(there: set[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for model in SEALED:
        if model._meta.db_table not in there:
            continue
        table = model._meta.db_table
        allowed = f"WHEN NOT ({_same('OLD', 'NEW')}) " if model is Entry else ""
        made[f"seal_{table}_change"] = (
            f'CREATE TRIGGER "seal_{table}_change" BEFORE UPDATE ON "{table}" '
            f"{allowed.replace('IS NOT DISTINCT FROM', 'IS')}BEGIN SELECT RAISE(ABORT, 'sealed: {table} is never changed'); END"
        )
        made[f"seal_{table}_remove"] = (
            f'CREATE TRIGGER "seal_{table}_remove" BEFORE DELETE ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'sealed: {table} is never emptied'); END"
        )
    return made


POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_sealed() RETURNS trigger LANGUAGE plpgsql AS $seal$
BEGIN
    RAISE EXCEPTION 'sealed: % is never changed or emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $seal$
"""


def build(connection: BaseDatabaseWrapper) -> None:
    """Bring the seals of this database in step. Tables that are not there yet are left for later."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _build_sqlite(cursor, there)
        elif connection.vendor == "postgresql":
            _build_postgresql(cursor, there)


def _build_sqlite(cursor: Any, there: set[str]) -> None:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'seal\\_%%' ESCAPE '\\'", [])
    known = dict(cursor.fetchall())
    for name, sql in _sqlite(there).items():
        if known.get(name) != sql:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            cursor.execute(sql)


def _build_postgresql(cursor: Any, there: set[str]) -> None:
    cursor.execute(POSTGRESQL_FUNCTION)
    for model in SEALED:
        table = model._meta.db_table
        if table not in there:
            continue
        allowed = f"WHEN (NOT ({_same('OLD', 'NEW')})) " if model is Entry else ""
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER "seal_{table}_change" BEFORE UPDATE ON "{table}" '
            f"FOR EACH ROW {allowed}EXECUTE FUNCTION audit_sealed()"
        )
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER "seal_{table}_remove" BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION audit_sealed()'
        )
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER "seal_{table}_empty" BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit_sealed()"
        )


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the seals off: for a database of tests that is about to be emptied. The next `build` puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _sqlite({model._meta.db_table for model in SEALED}):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        else:
            cursor.execute("DROP FUNCTION IF EXISTS audit_sealed() CASCADE")


def after_migration(using: str, **kwargs: Any) -> None:
    """`post_migrate` of this package."""
    from django.db import connections

    build(connections[using])
