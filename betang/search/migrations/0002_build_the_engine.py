"""The engine's own objects: an FTS5 table kept in step by triggers on SQLite, a tsvector column with GIN on PostgreSQL."""

from __future__ import annotations

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "tokens, content='search_document', content_rowid='id', detail='none', columnsize=0, tokenize='ascii', prefix='4 5 6')",
    "CREATE TRIGGER search_index_put AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_index_remove AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_index_change AFTER UPDATE OF id, tokens ON search_document BEGIN "
    "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
]
SQLITE_BACK = [
    "DROP TRIGGER search_index_put",
    "DROP TRIGGER search_index_remove",
    "DROP TRIGGER search_index_change",
    "DROP TABLE search_index",
]
POSTGRESQL = [
    "ALTER TABLE search_document ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(nullif(tokens, ''), ' '))) STORED",
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_document DROP COLUMN vector"]


def build(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for sql in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(sql, params=None)


def unbuild(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for sql in SQLITE_BACK if vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(sql, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(build, unbuild)]
