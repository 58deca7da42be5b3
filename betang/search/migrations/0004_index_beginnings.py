"""PostgreSQL: the first three and four letters of words as tokens of their own (`index.beginnings`), in what is indexed already."""

from __future__ import annotations

from django.db import migrations

FILL = """
UPDATE search_document SET tokens = tokens || ' ' || more.words FROM (
  SELECT id AS of_id, string_agg(DISTINCT '~' || left(token, 1 + size), ' ') AS words
  FROM search_document, unnest(string_to_array(tokens, ' ')) AS token, generate_series(3, 4) AS size
  WHERE left(token, 1) IN ('a', 'b') AND length(token) > size GROUP BY id
) AS more WHERE id = more.of_id
"""
BACK = r"UPDATE search_document SET tokens = regexp_replace(tokens, ' ~\S+', '', 'g')"


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FILL, params=None)


def empty(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACK, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_list_the_terms")]
    operations = [migrations.RunPython(fill, empty)]
