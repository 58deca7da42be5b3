"""What a test asks of each engine: everything on SQLite, and on PostgreSQL what the engine itself can change."""

from __future__ import annotations

from django.conf import settings

ON_SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]


def tries(count: int) -> int:
    """How many examples a property is held against: all on SQLite, a third on PostgreSQL, where each takes several times as long."""
    return count if ON_SQLITE else -(-count // 3)
