"""SQLite: the terms of the index as a table, so that a begun word can be asked for as the few words that it may become."""

from __future__ import annotations

from django.db import migrations


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_index', 'instance')", params=None)


def unbuild(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_terms", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_build_the_engine")]
    operations = [migrations.RunPython(build, unbuild)]
