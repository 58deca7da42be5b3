"""Reading."""

from betang.planning.queries.desk import waiting_for

__all__ = ["waiting_for"]
