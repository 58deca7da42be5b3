"""What the engines need to find free words among very many lines, and no model can say.

SQLite: an index that holds all that such a search reads, so that no whole line is read to look at its name. A word may stand
anywhere in a name, so every name of the year is looked at: 150,000 of them in 30 ms from this index and in 150 from the table.
Sectors stand before governments because sums go by sector: in any other order SQLite sorts all that it found before it adds up,
200 ms instead of 50. Amounts of every phase are in it because any phase may be asked for. It stands here and not among the
model's indexes because PostgreSQL, which reads a table's rows faster, refuses index rows as long as a name may be.

PostgreSQL: how names are spread in capitals, as they are compared. Without it every word passes for rare, and the lines of a common
one are sorted on disk to be added up: 200 ms instead of 100.

Made after every migration: SQLite loses what the models do not know when one copies the table.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, connections

from betang.planning.rules import AMOUNT_COLUMNS

NAME = "planning_line_sums"
COLUMNS = ("fiscal_year", "is_withdrawn", "field_code", "government_code", *AMOUNT_COLUMNS.values(), "effective_idr", "id", "name")
BEFORE = "planning_line_words"
"""What it was called when it went by government: an installation that has it loses it."""


SPREAD = "planning_line_name_upper"
COUNTED = ("planning_line", "planning_lineplace", "planning_linefund", "planning_rollup")


def after_migration(using: str, **kwargs: Any) -> None:
    """`post_migrate` of this package."""
    chosen = connections[using]
    if "planning_line" not in chosen.introspection.table_names():
        return
    with chosen.cursor() as cursor:
        if chosen.vendor == "sqlite":
            cursor.execute(f"DROP INDEX IF EXISTS {BEFORE}")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON planning_line ({', '.join(COLUMNS)})")
        else:
            cursor.execute(f"CREATE STATISTICS IF NOT EXISTS {SPREAD} ON upper(name) FROM planning_line")


def count_anew() -> None:
    """Tell the engine how its tables of plans are filled, after very many lines came: it chooses its ways by that.

    SQLite never looks by itself; without it, a kabupaten's page takes twice as long. PostgreSQL looks after a minute or so. SQLite
    reads its indexes whole, 0.7 s for 300,000 lines: told from a thousand rows of each, it takes the wide index of sums for all
    questions, and the page of a programme's activity takes 240 ms instead of 70.
    """
    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"ANALYZE {table}")
